import { createLocalJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { matchesWildcards, readRoleArn } from '../core/arn.ts';
import { AwsError, validationError } from '../core/aws-error.ts';
import type { OidcProvider } from '../core/provided.ts';
import type { UnsignedCall } from '../core/service.ts';
import type { Role, State } from '../core/state.ts';
import { findOidcProvider, oidcProviderArn } from '../iam/provisions.ts';
import type { Given } from './answer.ts';
import type { SessionInput, SessionTag } from './session-input.ts';
import { assertRoleInput } from './session-rules.ts';
import { ASSUME_ROLE_WITH_WEB_IDENTITY } from './session-shapes.ts';
import { claimedRoleSession } from './sessions.ts';

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];
const REQUIRED_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat'];

function invalidToken(message: string) {
  return new AwsError('InvalidIdentityToken', 400, message);
}

/** A token that its provider signed, for an audience that the account accepts. */
export interface WebIdentity {
  readonly provider: OidcProvider;
  readonly subject: string;
  readonly audience: string;
  readonly claims: JWTPayload;
}

function readIssuer(token: string): string {
  try {
    const { iss } = decodeJwt(token);
    if (iss !== undefined) return iss;
  } catch {
    throw invalidToken('The ID Token provided is not a valid JWT.');
  }
  throw invalidToken('Missing a required claim: iss');
}

function toRefusal(error: unknown, now: Date): unknown {
  if (error instanceof errors.JWTExpired) {
    const seconds = Math.floor(now.getTime() / 1000);
    const message = `Token expired: current date/time ${seconds} must be before the expiration date/time`;
    return new AwsError('ExpiredTokenException', 400, `${message} ${error.payload.exp}`);
  }
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim, reason } = error;
    return invalidToken(reason === 'missing' ? `Missing a required claim: ${claim}` : `Invalid claim: ${claim}`);
  }
  if (!(error instanceof errors.JOSEError)) return error;
  return invalidToken(
    "Couldn't retrieve verification key from your identity provider, " +
      'please reference AssumeRoleWithWebIdentity documentation for requirements',
  );
}

async function verify(token: string, { jwks }: OidcProvider, now: Date): Promise<JWTPayload> {
  const options = { algorithms: ALGORITHMS, currentDate: now, requiredClaims: REQUIRED_CLAIMS };
  try {
    return (await jwtVerify(token, createLocalJWKSet(jwks), options)).payload;
  } catch (error) {
    throw toRefusal(error, now);
  }
}

/** Verifies a token of one of the account's providers. Throws an AwsError if it is invalid. */
export async function readWebIdentity(state: State, account: string, token: string): Promise<WebIdentity> {
  const issuer = readIssuer(token);
  const provider = findOidcProvider(state, account, issuer);
  if (provider === undefined) throw invalidToken(`No OpenIDConnect provider found in your account for ${issuer}`);
  const claims = await verify(token, provider, state.now());
  const audience = [claims.aud ?? []].flat().find((one) => provider.clientIds.includes(one));
  if (audience === undefined) throw invalidToken('Incorrect token audience');
  return { provider, subject: claims.sub ?? '', audience, claims };
}

const TAGS_CLAIM = 'https://aws.amazon.com/tags';
const SOURCE_IDENTITY_CLAIM = 'https://aws.amazon.com/source_identity';

function isTrusted(role: Role, { provider, audience, subject }: WebIdentity) {
  return (role.trustedOidc ?? []).some(
    (trusted) =>
      trusted.provider === provider.url &&
      trusted.audience === audience &&
      (trusted.subject === undefined || matchesWildcards(trusted.subject, subject)),
  );
}

function malformedClaim(name: string) {
  return new AwsError('InvalidIdentityToken', 400, `The claim ${name} is not of the form that session tags have`);
}

/** Returns tags from the claim, in which each tag is a list with one value. */
function readTags(claim: unknown): readonly SessionTag[] {
  const { principal_tags: tags = {} } = claim as { principal_tags?: unknown };
  if (typeof tags !== 'object' || tags === null) throw malformedClaim(TAGS_CLAIM);
  return Object.entries(tags).map(([key, value]) => {
    const [only, ...rest] = [value].flat();
    if (typeof only !== 'string' || rest.length > 0) throw malformedClaim(TAGS_CLAIM);
    return { key, value: only };
  });
}

function readTransitiveTagKeys(claim: unknown): readonly string[] {
  const { transitive_tag_keys: keys = [] } = claim as { transitive_tag_keys?: unknown };
  if (Array.isArray(keys) && keys.every((key) => typeof key === 'string')) return keys;
  throw malformedClaim(TAGS_CLAIM);
}

/** Adds the parameters that only the token contains. */
function withClaims(input: SessionInput, { claims }: WebIdentity): SessionInput {
  const sourceIdentity = claims[SOURCE_IDENTITY_CLAIM];
  const tags = claims[TAGS_CLAIM] ?? {};
  if (sourceIdentity !== undefined && typeof sourceIdentity !== 'string') throw malformedClaim(SOURCE_IDENTITY_CLAIM);
  if (typeof tags !== 'object') throw malformedClaim(TAGS_CLAIM);
  return { ...input, sourceIdentity, tags: readTags(tags), transitiveTagKeys: readTransitiveTagKeys(tags) };
}

/** Decides an AssumeRoleWithWebIdentity as STS would. */
export async function assumeRoleWithWebIdentity({ state }: UnsignedCall, sent: SessionInput): Promise<Given> {
  const account = assertRoleInput(sent, ASSUME_ROLE_WITH_WEB_IDENTITY);
  if (sent.providerId !== undefined) throw validationError('ProviderId does not go with an OpenID Connect token');
  const identity = await readWebIdentity(state, account, sent.webIdentityToken ?? '');
  const input = withClaims(sent, identity);
  const issued = claimedRoleSession(state, input, {
    action: 'AssumeRoleWithWebIdentity',
    kind: 'web-identity',
    sessionName: input.roleSessionName ?? '',
    isTrusted: (role) => isTrusted(role, identity),
  });
  const partition = readRoleArn(input.roleArn ?? '')?.partition ?? '';
  return {
    issued,
    sourceIdentity: input.sourceIdentity,
    more: {
      SubjectFromWebIdentityToken: identity.subject,
      Audience: identity.audience,
      Provider: oidcProviderArn(partition, account, identity.provider.url),
    },
  };
}
