import type { ErrorCode } from '../../domain/errors.ts';
import type { ProbeProblem } from '../../domain/probe.ts';
import type { ProbeAnswer } from './ports.ts';

/** The one answer that a request must get. */
export type ExpectedRefusal =
  | { readonly by: 'service'; readonly status: number; readonly code: ErrorCode; readonly field?: string }
  /** API Gateway refuses the request, and no function sees it. */
  | { readonly by: 'gateway'; readonly status: number };

/** Whether a request that must be refused succeeded. */
export function isLetIn({ status }: ProbeAnswer): boolean {
  return status >= 200 && status < 300;
}

/** Returns everything that is wrong with an answer that must be this refusal. */
export function refusalFaults(answer: ProbeAnswer, expected: ExpectedRefusal): readonly string[] {
  const { body, status } = answer;
  if (status !== expected.status) return [`status must be ${expected.status}`];
  if (expected.by === 'gateway') return body.kind === 'gateway' ? [] : ['API Gateway must refuse, and not a function'];
  if (body.kind === 'problem') return [...problemFaults(body.value, expected), ...headerFaults(answer)];
  return [body.kind === 'unreadable' ? body.detail : 'the answer must be problem details'];
}

function problemFaults(problem: ProbeProblem, { status, code, field }: Extract<ExpectedRefusal, { by: 'service' }>) {
  const { errors } = problem;
  const isFieldNamed = field === undefined || (errors.length === 1 && errors[0]?.field === field);
  return [
    ...(problem.code === code ? [] : [`code must be ${code}`]),
    ...(problem.type === `urn:portunus:error:${problem.code}` ? [] : ['type must name the code']),
    ...(problem.status === status ? [] : ['status must be told in the problem too']),
    ...(problem.retryable ? ['retryable must be false'] : []),
    ...(isFieldNamed ? [] : [`errors must name ${field} alone`]),
  ];
}

function headerFaults({ status, challenge, noStore }: ProbeAnswer) {
  return [
    ...(status === 401 && challenge !== 'Bearer' ? ['WWW-Authenticate must ask for Bearer'] : []),
    ...(noStore ? [] : ['Cache-Control must be no-store']),
  ];
}
