// Explains AWS's errors to the person at the terminal, and says what to do. It imports no SDK, because every failed
// command loads it.
import { PortunusError } from '../../shared/domain/errors.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import type { Failed } from '../command.ts';

interface NotedCommand {
  readonly action: string;
  readonly table: string | undefined;
  readonly region: string | undefined;
}

const noted = new WeakMap<object, NotedCommand>();

export function noteCommand(error: unknown, command: NotedCommand): void {
  if (typeof error === 'object' && error !== null) noted.set(error, command);
}

interface Failure extends NotedCommand {
  readonly name: string;
  readonly message: string;
}

interface Meaning {
  /** Matches the whole error name, or the whole code if the error has one. */
  readonly names: RegExp;
  /** Matches the message, for names that have several meanings. */
  readonly says?: RegExp;
  readonly words: (failure: Failure) => string;
  /** Whether the same command may work later without a change. */
  readonly isPassing?: true;
}

const VARIABLES = 'PORTUNUS_DEFINITIONS_TABLE and PORTUNUS_ACTIVITY_TABLE';
function place({ table, region }: Failure): string {
  return `${table === undefined ? 'the table' : `table ${table}`}${region === undefined ? '' : ` in ${region}`}`;
}
function awsSays({ name, message }: Failure): string {
  return message === '' ? ` (${name})` : ` (${name}: ${message})`;
}

/** The first entry that matches is used. */
const MEANINGS: readonly Meaning[] = [
  {
    names: /.*/,
    says: /^Region is missing/,
    words: () => 'no AWS region is set: set AWS_REGION, or a region in the profile that AWS_PROFILE names',
  },
  {
    names: /CredentialsProviderError|TokenProviderError/,
    says: /expired|refresh/i,
    words: (failure) => `your AWS sign-in has expired: sign in again, such as by "aws sso login"${awsSays(failure)}`,
  },
  {
    names: /CredentialsProviderError|TokenProviderError/,
    words: (failure) =>
      `no AWS credentials were found: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with "aws sso login"${awsSays(failure)}`,
  },
  {
    names: /ExpiredToken(?:Exception)?|TokenRefreshRequired/,
    words: () => 'your AWS credentials have expired: sign in again, or set new ones (AWS_SESSION_TOKEN among them)',
  },
  {
    names: /RequestExpired|RequestTimeTooSkewed|RequestInTheFuture|.*Signature.*/,
    says: /expired|not yet current|skew|difference between the request time|in the future/i,
    words: (failure) => `the clock of this machine differs from AWS's: set it${awsSays(failure)}`,
  },
  {
    names: /RequestExpired|RequestTimeTooSkewed|RequestInTheFuture/,
    words: (failure) => `the clock of this machine differs from AWS's: set it${awsSays(failure)}`,
  },
  {
    names: /SignatureDoesNotMatch|InvalidSignature(?:Exception)?|IncompleteSignature(?:Exception)?/,
    words: ({ name }) =>
      `AWS does not accept the signature: AWS_SECRET_ACCESS_KEY does not belong to AWS_ACCESS_KEY_ID, or the clock of this machine is wrong (${name})`,
  },
  {
    names:
      /UnrecognizedClient(?:Exception)?|InvalidClientTokenId|InvalidAccessKeyId|MissingAuthenticationToken(?:Exception)?/,
    words: ({ name, region }) =>
      `AWS does not know your credentials${region === undefined ? '' : ` in ${region}`}: the access key is wrong or deleted, its AWS_SESSION_TOKEN is missing, or it is of another partition (${name})`,
  },
  {
    names: /AccessDenied(?:Exception)?|KMSAccessDenied(?:Exception)?|UnauthorizedOperation/,
    words: (failure) =>
      `your AWS credentials may not do ${refusedAction(failure)} on ${place(failure)}: docs/administration.md has the rights that --direct needs${awsSays(failure)}`,
  },
  {
    names: /ResourceNotFoundException|TableNotFoundException/,
    words: (failure) =>
      `${place(failure)} does not exist: check ${VARIABLES}, AWS_REGION and the account, or create both tables with "portunus tables create"`,
  },
  {
    names: /ValidationException/,
    says: /specified index/i,
    words: (failure) => `${place(failure)} lacks an index: "portunus tables create" adds it${awsSays(failure)}`,
  },
  {
    names: /ValidationException/,
    says: /key/i,
    words: (failure) =>
      `${place(failure)} has other keys than were asked for, so it is not the table that it should be: are ${VARIABLES} swapped?`,
  },
  {
    names:
      /Throttl.*|ProvisionedThroughputExceeded(?:Exception)?|RequestLimitExceeded|TooManyRequests(?:Exception)?|SlowDown/,
    isPassing: true,
    words: (failure) => `AWS throttles requests to ${place(failure)}: try again in a minute (${failure.name})`,
  },
  {
    names: /E(?:CONN|NOTFOUND|AI_|HOST|NET|PIPE|TIMEDOUT).*|TimeoutError|RequestTimeout|NetworkingError/,
    isPassing: true,
    words: (failure) =>
      `AWS can't be reached${failure.table === undefined ? '' : ` for ${place(failure)}`}: check the network, AWS_REGION, and AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_DYNAMODB where they are set${awsSays(failure)}`,
  },
  {
    names: /ERR_INVALID_URL/,
    words: () => 'AWS_ENDPOINT_URL or AWS_ENDPOINT_URL_DYNAMODB is not a URL: it is one such as http://127.0.0.1:8000',
  },
  {
    names: /SyntaxError/,
    words: (failure) =>
      `what answered for ${place(failure)} is not AWS: check AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_DYNAMODB where they are set, and whether a proxy or a sign-in page of your network answers`,
  },
  {
    names: /.*CERT.*|.*SELF_SIGNED.*|UNABLE_TO_.*|EPROTO|ERR_TLS.*|ERR_SSL.*/,
    words: ({ name, message }) =>
      `the TLS connection to AWS was refused by this machine: name your proxy's certificate in NODE_EXTRA_CA_CERTS (${name}: ${message})`,
  },
];

/** Explains an error of AWS. Returns `undefined` for any other error. */
export function explainAwsError(
  error: unknown,
): { readonly lines: readonly string[]; readonly failed: Failed } | undefined {
  const thrown = sdkErrorIn(error);
  if (thrown === undefined) return undefined;
  const failure = failureOf(thrown);
  const meaning = MEANINGS.find(
    ({ names, says }) => matches(names, failure.name) && (says?.test(failure.message) ?? true),
  );
  const failed = (meaning?.isPassing ?? isServerFault(thrown)) ? 'unavailable' : 'refused';
  return { lines: [meaning?.words(failure) ?? otherwise(failure)], failed };
}

function otherwise(failure: Failure): string {
  const { action, table } = failure;
  const what = action === '' ? '' : ` at ${action}${table === undefined ? '' : ` on ${place(failure)}`}`;
  return `AWS failed${what}${awsSays(failure)}`;
}

function isServerFault(error: Error): boolean {
  const metadata = '$metadata' in error ? error.$metadata : undefined;
  return isJsonObject(metadata) && Number(metadata.httpStatusCode) >= 500;
}

function matches(names: RegExp, name: string): boolean {
  return names.exec(name)?.[0] === name;
}

/** Returns the SDK's error: the error itself, or the cause of a `PortunusError`, whose code says less. */
function sdkErrorIn(error: unknown): Error | undefined {
  if (error instanceof PortunusError) return sdkErrorIn(error.cause);
  if (!(error instanceof Error)) return undefined;
  const isSdk = '$metadata' in error || noted.has(error) || /^(?:Credentials|Token)ProviderError$/.test(error.name);
  return isSdk ? error : undefined;
}

const MOST_CHARACTERS = 400;

function failureOf(error: Error): Failure {
  const code = 'code' in error ? error.code : undefined;
  const isNetwork = typeof code === 'string' && /^[A-Z][A-Z_]{3,}$/.test(code);
  const inner = error instanceof AggregateError ? error.errors[0] : undefined;
  const text = error.message || (inner instanceof Error ? inner.message : '');
  return {
    ...{ action: '', table: undefined, region: undefined },
    ...noted.get(error),
    name: isNetwork ? code : error.name,
    message: text.replaceAll(/\s+/g, ' ').slice(0, MOST_CHARACTERS),
  };
}

/**
 * Returns the action that AWS says was refused. With a transaction or a KMS key, it differs from the action that was
 * called.
 */
function refusedAction({ message, action }: Failure): string {
  return /not authorized to perform: ([\w:-]+)/.exec(message)?.[1] ?? action;
}
