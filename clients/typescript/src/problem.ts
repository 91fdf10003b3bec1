import type { components } from './schema.ts';

/** How the service tells a refusal or a failure (`application/problem+json`, RFC 9457). */
export type Problem = components['schemas']['Problem'];

/** What a call answers: the data of a good answer, or else what the service tells, beside the response itself. */
export interface Answer<T = unknown> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** A refusal or a failure of the service. */
export class PortunusError extends Error {
  override readonly name = 'PortunusError';
  readonly status: number;
  /** Absent if what answered is not Portunus, but stands before it. */
  readonly problem: Problem | undefined;

  constructor({ error, response }: Answer) {
    const problem = isProblem(error) ? error : undefined;
    super(problem === undefined ? `HTTP ${response.status}` : `${problem.detail ?? problem.title} (${problem.code})`);
    this.status = response.status;
    this.problem = problem;
  }

  /** Whether the same request can succeed later. */
  get retryable(): boolean {
    return this.problem?.retryable ?? isRetryable(this.status);
  }
}

function isProblem(error: unknown): error is Problem {
  return typeof error === 'object' && error !== null && typeof (error as { code?: unknown }).code === 'string';
}

/** API Gateway answers 429 and 503 without a problem document. */
export function isRetryable(status: number): boolean {
  return status === 429 || status === 503 || status === 504;
}

/** Returns the data of a good answer. Throws a {@link PortunusError} otherwise. */
export function dataOf<T>(answer: Answer<T>): T {
  if (answer.response.ok) return answer.data as T;
  throw new PortunusError(answer);
}
