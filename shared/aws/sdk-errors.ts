import { isJsonObject } from '../domain/strict-json.ts';

/** What the failure of an SDK call means, for all services alike. */
export type Verdict =
  /** The request's own deadline has passed. */
  | 'deadline'
  /** AWS throttled the call, could not be reached, broke the connection or failed. A retry may succeed. */
  | 'unavailable'
  /** Our own credentials are missing, or AWS does not accept them. */
  | 'own_credentials'
  /** The answer cannot be understood. */
  | 'unreadable'
  /** AWS understood the call and refused it. */
  | 'refused';

export interface SdkFailure {
  readonly verdict: Verdict;
  /** The error's code and nothing else, because an error's message and hidden fields may contain secrets. */
  readonly name: string;
}

const UNAVAILABLE =
  /^(Throttl|RequestLimitExceeded|TooManyRequests|ProvisionedThroughput|LimitExceeded|RequestThrottled|SlowDown|TimeoutError|RequestTimeout|ServiceUnavailable|InternalFailure|InternalServer|ExpiredToken|RequestExpired|RequestTimeTooSkewed|IDPCommunicationError|ServerException|Transaction(?:Conflict|InProgress)|ReplicatedWriteConflict|TooManyUpdates)/;
const OWN_CREDENTIALS =
  /^(CredentialsProviderError|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|InvalidSignature|IncompleteSignature|MissingAuthenticationToken)/;
const NETWORK_CODE = /^E[A-Z_]{3,30}$/;

export function classifySdkError(error: unknown, signal: AbortSignal): SdkFailure {
  const name = nameOf(error);
  if (signal.aborted) return { verdict: 'deadline', name };
  if (isClockSkew(error)) return { verdict: 'unavailable', name: 'ClockSkew' };
  return { verdict: verdictOf(name, statusOf(error)), name };
}

/**
 * AWS uses the same code for a wrong clock and a wrong key, so the message has to decide. The message is not stored.
 */
function isClockSkew(error: unknown): boolean {
  return error instanceof Error && /^Signature (expired|not yet current)/.test(error.message);
}

function verdictOf(name: string, status: number | undefined): Verdict {
  if (OWN_CREDENTIALS.test(name)) return 'own_credentials';
  if (UNAVAILABLE.test(name) || NETWORK_CODE.test(name)) return 'unavailable';
  if (status === undefined || status < 400) return 'unreadable';
  return status >= 500 || status === 429 ? 'unavailable' : 'refused';
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Unknown';
  const code: unknown = 'code' in error ? error.code : undefined;
  const name = typeof code === 'string' && NETWORK_CODE.test(code) ? code : error.name;
  return /^[A-Za-z_]{1,64}$/.test(name) ? name : 'Unknown';
}

function statusOf(error: unknown): number | undefined {
  const metadata = member(error, '$metadata');
  const status = member(metadata, 'httpStatusCode') ?? member(member(error, '$response'), 'statusCode');
  return typeof status === 'number' ? status : undefined;
}

function member(value: unknown, name: string): unknown {
  return isJsonObject(value) ? value[name] : undefined;
}
