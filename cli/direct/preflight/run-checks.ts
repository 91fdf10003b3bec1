import type { Finding, Judgement } from '../../preflight/finding.ts';
import { unknown } from '../../preflight/finding.ts';
import { explainAwsError } from '../aws-errors.ts';

export interface Check {
  readonly name: string;
  /** What it needs, as IAM actions. docs/preflight.md lists them. */
  readonly actions: readonly string[];
  readonly run: (signal: AbortSignal) => Promise<readonly Judgement[]>;
}

/** How long one check may take, retries included. All run at the same time. */
export const CHECK_MS = 30_000;

/** Runs all checks. A check that cannot look says why, and stops no other. */
export async function runChecks(checks: readonly Check[], checkMs = CHECK_MS): Promise<readonly Finding[]> {
  const found = await Promise.all(checks.map((check) => runCheck(check, checkMs)));
  return found.flat();
}

async function runCheck({ name, actions, run }: Check, checkMs: number): Promise<readonly Finding[]> {
  const judgements = await run(AbortSignal.timeout(checkMs)).catch((error: unknown) => [whyUnknown(error, actions)]);
  return judgements.map((judgement) => ({ check: name, ...judgement }));
}

const DENIED =
  /^(?:AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException|UnauthorizedOperation|403|Forbidden)$/;

/** Nobody's credentials, and no missing right of somebody. */
const UNSIGNED = /^(?:(?:Credentials|Token)ProviderError|ExpiredToken(?:Exception)?|UnrecognizedClientException)$/;

function whyUnknown(error: unknown, actions: readonly string[]): Judgement {
  if (!(error instanceof Error)) return unknown(String(error), 'Look again');
  const { name } = error;
  const message = error.message
    .replaceAll(/\s+/g, ' ')
    .replace(/\s*Deserialization error:.*$/, '')
    .slice(0, 300);
  if (UNSIGNED.test(name)) {
    const explained = explainAwsError(error)?.lines.join('; ') ?? message;
    return unknown(explained, 'Try aws sts get-caller-identity until it works, and look again');
  }
  if (DENIED.test(name) || statusOf(error) === 403) {
    const action = /not authorized to perform:? ([\w:-]+)/i.exec(message)?.[1];
    const missing = action ?? actions.join(', ');
    return unknown(`you may not do ${missing}`, `Allow ${missing} (docs/deployer.md), or check it by hand`);
  }
  if (name === 'AbortError' || name === 'TimeoutError') {
    return unknown('AWS did not answer in time', 'Look again, and check the network and AWS_ENDPOINT_URL');
  }
  return unknown(`AWS failed (${name}: ${message})`, 'Look again, or check it by hand');
}

function statusOf(error: Error): number | undefined {
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? Number(metadata.httpStatusCode)
    : undefined;
}

/** Returns `undefined` if AWS says that the thing does not exist. */
export async function ifThere<T>(answer: Promise<T>, ...names: readonly string[]): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Error && names.includes(error.name)) return undefined;
    throw error;
  }
}
