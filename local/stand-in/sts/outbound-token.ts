import { generateKeyPairSync, type KeyPairKeyObjectResult, randomUUID } from 'node:crypto';
import { exportJWK, type JSONWebKeySet, SignJWT } from 'jose';
import { AwsError, accessDenied, validationError } from '../core/aws-error.ts';
import { derivedUuid } from '../core/identifiers.ts';
import { OUTBOUND_ALGORITHMS, type OutboundAlgorithm, type OutboundIssuer } from '../core/provided.ts';
import type { Answer, Call } from '../core/service.ts';
import type { State } from '../core/state.ts';
import { createFormTaker, readForm, text } from '../http/query.ts';
import { accountOf, mayDo } from '../iam/authorize.ts';
import { principalArnOf } from '../iam/principals.ts';
import { requestContext } from '../iam/request-context.ts';
import { respond } from './answer.ts';
import { expiryAfter } from './sessions.ts';

const ACTION = 'sts:GetWebIdentityToken';
const SECONDS = { min: 60, max: 3600, default: 300 };
const AUDIENCES = { max: 10, length: 1000 };

interface Input {
  readonly audiences: readonly string[];
  readonly seconds: number;
  readonly algorithm: OutboundAlgorithm;
  readonly tags: Readonly<Record<string, string>>;
}

/** The URL of an account's issuer. AWS's are random. These follow from the account. */
function outboundIssuerUrl(account: string): string {
  return `https://${derivedUuid(`outbound ${account}`)}.tokens.sts.global.api.aws`;
}

/** Switches web identity tokens on for an account. A pair of keys is made when it is first needed. */
export function enableOutbound(state: State, account: string): OutboundIssuer {
  const pairs = new Map<OutboundAlgorithm, KeyPairKeyObjectResult>();
  const keyPair = (algorithm: OutboundAlgorithm) => {
    const pair = pairs.get(algorithm) ?? newPair(algorithm);
    pairs.set(algorithm, pair);
    return pair;
  };
  const issuer = { url: outboundIssuerUrl(account), keyPair };
  state.outboundIssuers.set(account, issuer);
  return issuer;
}

function newPair(algorithm: OutboundAlgorithm): KeyPairKeyObjectResult {
  if (algorithm === 'ES384') return generateKeyPairSync('ec', { namedCurve: 'P-384' });
  return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** The keys by which others verify the tokens of an account. */
export async function outboundKeys(
  { keyPair }: OutboundIssuer,
  algorithms: readonly OutboundAlgorithm[] = OUTBOUND_ALGORITHMS,
): Promise<JSONWebKeySet> {
  const jwks = algorithms.map(async (alg) => {
    const jwk = await exportJWK(keyPair(alg).publicKey);
    return { ...jwk, alg, use: 'sig', kid: keyIdOf(alg) };
  });
  return { keys: await Promise.all(jwks) };
}

function keyIdOf(algorithm: OutboundAlgorithm) {
  return algorithm === 'ES384' ? 'EC384_0' : 'RSA_0';
}

function readInput(body: Buffer): Input {
  const taker = createFormTaker(readForm(body));
  taker.take('Action');
  taker.take('Version');
  const audiences = taker.takeList('Audience', taker.take);
  const seconds = Number(taker.take('DurationSeconds') ?? SECONDS.default);
  const algorithm = taker.take('SigningAlgorithm') ?? '';
  const tags = taker.takeList('Tags', (prefix) => {
    const [key, value] = [taker.take(`${prefix}.Key`), taker.take(`${prefix}.Value`)];
    return key === undefined ? undefined : ([key, value ?? ''] as const);
  });
  taker.assertEmpty();
  const fault = faultOf(audiences, seconds, algorithm);
  if (fault !== undefined) throw validationError(`1 validation error detected: ${fault}`);
  return { audiences, seconds, algorithm: algorithm as OutboundAlgorithm, tags: Object.fromEntries(tags) };
}

function faultOf(audiences: readonly string[], seconds: number, algorithm: string): string | undefined {
  const { min, max } = SECONDS;
  const isAudience = (one: string) => one.length >= 1 && one.length <= AUDIENCES.length;
  if (audiences.length < 1 || audiences.length > AUDIENCES.max) return "Value at 'audience' must have 1 to 10 members";
  if (!audiences.every(isAudience)) return "Value at 'audience' must have members of 1 to 1000 characters";
  if (!Number.isInteger(seconds) || seconds < min || seconds > max) {
    return `Value '${seconds}' at 'durationSeconds' must be from ${min} to ${max}`;
  }
  const isAlgorithm = OUTBOUND_ALGORITHMS.some((one) => one === algorithm);
  return isAlgorithm ? undefined : `Value '${algorithm}' at 'signingAlgorithm' must be RS256 or ES384`;
}

function assertAllowed({ state, caller, request, region }: Call, { audiences, seconds, algorithm }: Input): void {
  const context = {
    ...requestContext(request, region),
    'sts:IdentityTokenAudience': audiences,
    'sts:DurationSeconds': String(seconds),
    'sts:SigningAlgorithm': algorithm,
  };
  if (mayDo(state, caller, { action: ACTION, resource: '*', context }).allowed) return;
  throw accessDenied(caller.arn, ACTION, '*');
}

function findIssuer(state: State, account: string): OutboundIssuer {
  const issuer = state.outboundIssuers.get(account);
  if (issuer !== undefined) return issuer;
  const message = 'The outbound web identity federation feature is not enabled for this account.';
  throw new AwsError('OutboundWebIdentityFederationDisabledException', 403, message);
}

/** Answers with a token that says which role asks. Its end can't be later than that of the session. */
export async function getWebIdentityToken(call: Call): Promise<Answer> {
  const { state, caller, request, region } = call;
  const input = readInput(request.body);
  const { seconds, algorithm, audiences, tags } = input;
  call.record({ durationSeconds: seconds, signingAlgorithm: algorithm, audiences });
  assertAllowed(call, input);
  const account = accountOf(caller);
  const issuer = findIssuer(state, account);
  const end = expiryAfter(state.now(), seconds);
  if (caller.session !== undefined && end > caller.session.expiresAt) {
    const message = 'The requested token duration would extend the session beyond its original expiration time.';
    throw new AwsError('SessionDurationEscalationException', 403, message);
  }
  const ofAws = { aws_account: account, source_region: region };
  const requested = Object.keys(tags).length === 0 ? {} : { request_tags: tags };
  const token = await new SignJWT({ 'https://sts.amazonaws.com/': { ...ofAws, ...requested } })
    .setProtectedHeader({ alg: algorithm, kid: keyIdOf(algorithm), typ: 'JWT' })
    .setIssuer(issuer.url)
    .setSubject(principalArnOf(state, caller))
    .setAudience(audiences.length === 1 ? (audiences[0] ?? '') : [...audiences])
    .setIssuedAt(expiryAfter(state.now(), 0))
    .setExpirationTime(end)
    .setJti(randomUUID())
    .sign(issuer.keyPair(algorithm).privateKey);
  const expiration = end.toISOString().replace('.000Z', 'Z');
  return { document: respond(call, text('WebIdentityToken', token), text('Expiration', expiration)) };
}
