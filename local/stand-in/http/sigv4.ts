import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isRegion, partitionOfRegion } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import { type RawRequest, singleHeader } from '../core/request.ts';
import type { ServiceName } from '../core/service.ts';
import type { Caller, State } from '../core/state.ts';

const ALGORITHM = 'AWS4-HMAC-SHA256';
const PARAMETERS = ['Credential', 'Signature', 'SignedHeaders'];
const MAX_SKEW_MS = 5 * 60 * 1000;

interface CredentialScope {
  readonly accessKeyId: string;
  readonly date: string;
  readonly region: string;
  readonly service: string;
  readonly terminator: string;
}

/** The parsed Authorization header, which is not yet verified. */
export interface Authorization {
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

function readParameters(text: string, service: ServiceName) {
  const parameters = new Map<string, string>();
  for (const part of text.split(',').map((item) => item.trim())) {
    const separator = part.indexOf('=');
    const name = part.slice(0, separator);
    if (separator < 1 || !PARAMETERS.includes(name) || parameters.has(name)) {
      throw signatureError('incomplete', service, `Not a valid key=value pair in Authorization header: '${part}'.`);
    }
    parameters.set(name, part.slice(separator + 1));
  }
  const missing = PARAMETERS.filter((name) => !parameters.get(name));
  if (missing.length > 0) {
    const faults = missing.map((name) => `Authorization header requires '${name}' parameter.`);
    throw signatureError('incomplete', service, faults.join(' '));
  }
  return parameters;
}

function readScope(credential: string, service: ServiceName): CredentialScope {
  const [accessKeyId, date, region, scopedService, terminator, ...rest] = credential.split('/');
  if (!accessKeyId || !date || !region || !scopedService || !terminator || rest.length > 0) {
    const message = 'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term';
    throw signatureError('incomplete', service, `${message}, got '${credential}'`);
  }
  return { accessKeyId, date, region, service: scopedService, terminator };
}

/** Parses the Authorization header. Throws if it is missing, not SigV4, or incomplete. */
export function readAuthorization(request: RawRequest, service: ServiceName): Authorization {
  const values = request.headers.get('authorization') ?? [];
  if (!values[0]?.startsWith('AWS4-')) throw signatureError('missing', service);
  if (values.length > 1) throw signatureError('incomplete', service);
  const [algorithm = '', ...rest] = values[0].split(' ');
  if (algorithm !== ALGORITHM) {
    throw signatureError(
      'incomplete',
      service,
      `Unsupported AWS 'algorithm': '${algorithm}' (only ${ALGORITHM} for now).`,
    );
  }
  const parameters = readParameters(rest.join(' '), service);
  return {
    scope: readScope(parameters.get('Credential') ?? '', service),
    signedHeaders: (parameters.get('SignedHeaders') ?? '').split(';'),
    signature: parameters.get('Signature') ?? '',
  };
}

function toAmzDate(time: number) {
  return new Date(time).toISOString().replace(/[-:]|\.\d{3}/g, '');
}

/** Returns the text of X-Amz-Date. Throws if it is more than five minutes from now. */
export function readSigningTime(request: RawRequest, service: ServiceName, now: Date): string {
  const text = singleHeader(request, 'x-amz-date');
  if (text === undefined) {
    const message = `Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.`;
    throw signatureError('incomplete', service, message);
  }
  const signedAt = Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!/^\d{8}T\d{6}Z$/.test(text) || Number.isNaN(signedAt)) {
    throw signatureError('incomplete', service, `Date must be in ISO-8601 'basic format'. Got '${text}'.`);
  }
  const [earliest, latest] = [now.getTime() - MAX_SKEW_MS, now.getTime() + MAX_SKEW_MS];
  const nowText = toAmzDate(now.getTime());
  if (signedAt < earliest) {
    const message = `Signature expired: ${text} is now earlier than ${toAmzDate(earliest)} (${nowText} - 5 min.)`;
    throw signatureError('mismatch', service, message);
  }
  if (signedAt > latest) {
    const message = `Signature not yet current: ${text} is still later than ${toAmzDate(latest)} (${nowText} + 5 min.)`;
    throw signatureError('mismatch', service, message);
  }
  return text;
}

type SignatureFault = 'missing' | 'incomplete' | 'unknown-key' | 'mismatch' | 'expired';

interface Wording {
  readonly query: readonly [code: string, status: number];
  readonly json: readonly [code: string, status: number];
  readonly s3: readonly [code: string, status: number];
  readonly message: string;
}

/** The query protocol (STS), the JSON protocol and S3 use different names for the same faults. */
const WORDINGS: Readonly<Record<SignatureFault, Wording>> = {
  missing: {
    query: ['MissingAuthenticationToken', 403],
    json: ['MissingAuthenticationTokenException', 400],
    s3: ['AccessDenied', 403],
    message: 'Request is missing Authentication Token',
  },
  incomplete: {
    query: ['IncompleteSignature', 400],
    json: ['IncompleteSignatureException', 400],
    s3: ['AuthorizationHeaderMalformed', 400],
    message: 'The request signature does not conform to AWS standards.',
  },
  'unknown-key': {
    query: ['InvalidClientTokenId', 403],
    json: ['UnrecognizedClientException', 400],
    s3: ['InvalidAccessKeyId', 403],
    message: 'The security token included in the request is invalid.',
  },
  mismatch: {
    query: ['SignatureDoesNotMatch', 403],
    json: ['InvalidSignatureException', 400],
    s3: ['SignatureDoesNotMatch', 403],
    message:
      'The request signature we calculated does not match the signature you provided. ' +
      'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
  },
  expired: {
    query: ['ExpiredToken', 403],
    json: ['ExpiredTokenException', 400],
    s3: ['ExpiredToken', 400],
    message: 'The security token included in the request is expired',
  },
};

const PROTOCOLS: Readonly<Partial<Record<ServiceName, 'query' | 's3' | 'rest'>>> = {
  sts: 'query',
  iam: 'query',
  s3: 's3',
  codeartifact: 'rest',
};

/**
 * Makes the error for a signature fault, in the service's words. `message` can replace the text by a more exact one.
 */
export function signatureError(fault: SignatureFault, service: ServiceName, message = WORDINGS[fault].message) {
  const protocol = PROTOCOLS[service] ?? 'json';
  const words = WORDINGS[fault];
  const [code, status] = protocol === 'rest' ? [words.json[0], 403] : words[protocol];
  return new AwsError(code, status, message);
}

/** Who signed the request, and for which region. */
interface Identity {
  readonly caller: Caller;
  readonly region: string;
}

function sha256(data: string | Buffer) {
  return createHash('sha256').update(data).digest();
}
function hmac(key: string | Buffer, data: string) {
  return createHmac('sha256', key).update(data).digest();
}
/** Hashes both sides first, because timingSafeEqual requires equal lengths. */
function isSame(left: string, right: string) {
  return timingSafeEqual(sha256(left), sha256(right));
}

function assertScope({ scope }: Authorization, service: ServiceName, amzDate: string) {
  const faults = [
    !isRegion(scope.region) && `Credential should be scoped to a valid region, not '${scope.region}'.`,
    scope.service !== service && `Credential should be scoped to correct service: '${service}'.`,
    scope.terminator !== 'aws4_request' &&
      `Credential should be scoped with a valid terminator: 'aws4_request', not '${scope.terminator}'.`,
    scope.date !== amzDate.slice(0, 8) &&
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ` +
        `'${scope.date}' != '${amzDate.slice(0, 8)}', from '${amzDate}'.`,
  ].filter((fault) => fault !== false);
  if (faults.length > 0) throw signatureError('mismatch', service, faults.join(' '));
}

/**
 * Throws if a required header is unsigned, because it could be changed on the way. SigV4 requires host and every
 * x-amz-* header to be signed.
 */
function assertSignedHeaders(request: RawRequest, { signedHeaders }: Authorization, service: ServiceName) {
  const isSorted = signedHeaders.every((name, index) => index === 0 || (signedHeaders[index - 1] ?? '') < name);
  if (!isSorted || !signedHeaders.every((name) => request.headers.has(name))) {
    const message = `SignedHeaders must be sorted names of headers sent, got '${signedHeaders.join(';')}'.`;
    throw signatureError('mismatch', service, message);
  }
  if (!signedHeaders.includes('host')) {
    const message = `'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.`;
    throw signatureError('mismatch', service, message);
  }
  const unsigned = [...request.headers.keys()].find(
    (name) => name.startsWith('x-amz-') && !signedHeaders.includes(name),
  );
  if (unsigned !== undefined) {
    throw signatureError('mismatch', service, `'${unsigned}' must be a 'SignedHeader' in the AWS Authorization.`);
  }
}

/** SigV4 sorts the parameters by name, whatever their order in the request line. */
function canonicalQuery(query: string) {
  const pairs = query.split('&').map((pair) => pair.split('=', 2));
  return pairs
    .toSorted(([left = ''], [right = '']) => (left < right ? -1 : Number(left > right)))
    .map(([name, value]) => (query === '' ? '' : `${name}=${value ?? ''}`))
    .join('&');
}

function canonicalRequest(request: RawRequest, signedHeaders: readonly string[]) {
  const [path = '', query = ''] = request.target.split('?', 2);
  const headerLines = signedHeaders.map((name) => {
    const values = request.headers.get(name) ?? [];
    return `${name}:${values.map((value) => value.trim().replace(/ +/g, ' ')).join(',')}`;
  });
  // The hash covers the received body. x-amz-content-sha256 is not trusted.
  const payloadHash = sha256(request.body).toString('hex');
  return [request.method, path, canonicalQuery(query), ...headerLines, '', signedHeaders.join(';'), payloadHash].join(
    '\n',
  );
}

function expectedSignature(request: RawRequest, { scope, signedHeaders }: Authorization, secretAccessKey: string) {
  const scopeText = [scope.date, scope.region, scope.service, scope.terminator].join('/');
  const hashedRequest = sha256(canonicalRequest(request, signedHeaders)).toString('hex');
  const amzDate = singleHeader(request, 'x-amz-date');
  const stringToSign = ['AWS4-HMAC-SHA256', amzDate, scopeText, hashedRequest].join('\n');
  const key = scopeText.split('/').reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, stringToSign).toString('hex');
}

function findCaller(state: State, { scope }: Authorization, service: ServiceName): Caller {
  const caller = state.callers.get(scope.accessKeyId);
  // Partitions do not share credentials: a key of `aws` is unknown in `aws-cn`.
  const partition = caller?.arn.split(':')[1];
  if (caller === undefined || caller.inactive || partition !== partitionOfRegion(scope.region).partition) {
    throw signatureError('unknown-key', service);
  }
  return caller;
}

/** The token must belong to the key. Otherwise a session's key could be combined with another session's token. */
function assertSessionToken(request: RawRequest, caller: Caller, service: ServiceName, now: Date) {
  const isSent = request.headers.has('x-amz-security-token');
  const token = singleHeader(request, 'x-amz-security-token');
  const isRight =
    caller.sessionToken === undefined ? !isSent : token !== undefined && isSame(token, caller.sessionToken);
  if (!isRight) throw signatureError('unknown-key', service);
  if (caller.session !== undefined && caller.session.expiresAt <= now) throw signatureError('expired', service);
}

/**
 * Authenticates the caller by its AWS Signature Version 4. Throws AWS's error for a missing, incomplete, expired or
 * wrong signature.
 */
export function authenticate(request: RawRequest, service: ServiceName, state: State): Identity {
  const now = state.now();
  const authorization = readAuthorization(request, service);
  const amzDate = readSigningTime(request, service, now);
  assertSignedHeaders(request, authorization, service);
  assertScope(authorization, service, amzDate);
  const caller = findCaller(state, authorization, service);
  const expected = expectedSignature(request, authorization, caller.secretAccessKey);
  if (!isSame(authorization.signature, expected)) throw signatureError('mismatch', service);
  assertSessionToken(request, caller, service, now);
  return { caller, region: authorization.scope.region };
}
