import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { isRegion, partitionOfRegion } from '../core/arn.ts';
import { type Authorization, readAuthorization, readSigningTime } from './authorization.ts';
import { type RawRequest, singleHeader } from '../core/request.ts';
import type { ServiceName } from '../core/service.ts';
import { signatureError } from './signature-error.ts';
import type { Caller, State } from '../core/state.ts';

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
/** Hashing first makes both sides equally long, which timingSafeEqual asks for. */
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

/** An unsigned x-amz-* header could be changed on the way: SigV4 wants host and all of these signed. */
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

function canonicalRequest(request: RawRequest, signedHeaders: readonly string[]) {
  const [path = '', query = ''] = request.target.split('?', 2);
  const headerLines = signedHeaders.map((name) => {
    const values = request.headers.get(name) ?? [];
    return `${name}:${values.map((value) => value.trim().replace(/ +/g, ' ')).join(',')}`;
  });
  // The hash is of the body received, whatever x-amz-content-sha256 says.
  const payloadHash = sha256(request.body).toString('hex');
  return [request.method, path, query, ...headerLines, '', signedHeaders.join(';'), payloadHash].join('\n');
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
  // Partitions share no credentials: a key of `aws` is unknown in `aws-cn`.
  const partition = caller?.arn.split(':')[1];
  if (caller === undefined || partition !== partitionOfRegion(scope.region).partition) {
    throw signatureError('unknown-key', service);
  }
  return caller;
}

/** The token must be the key's own one: a session's key with another session's token is nobody's credential. */
function assertSessionToken(request: RawRequest, caller: Caller, service: ServiceName, now: Date) {
  const isSent = request.headers.has('x-amz-security-token');
  const token = singleHeader(request, 'x-amz-security-token');
  const isRight =
    caller.sessionToken === undefined ? !isSent : token !== undefined && isSame(token, caller.sessionToken);
  if (!isRight) throw signatureError('unknown-key', service);
  if (caller.session !== undefined && caller.session.expiresAt <= now) throw signatureError('expired', service);
}

/**
 * The caller behind a request, proven by its AWS Signature Version 4.
 * Throws what AWS answers to a missing, incomplete, outdated or wrong signature.
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
