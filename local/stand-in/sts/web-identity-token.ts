import { createLocalJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { AwsError } from '../core/aws-error.ts';
import type { OidcProvider } from '../core/provided.ts';
import { findOidcProvider } from '../iam/provisions.ts';
import type { State } from '../core/state.ts';

const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];
const REQUIRED_CLAIMS = ['iss', 'sub', 'aud', 'exp', 'iat'];

function invalidToken(message: string) {
  return new AwsError('InvalidIdentityToken', 400, message);
}

/** A token that its provider signed, for an audience that the account knows. */
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

/** Throws an AwsError unless the token is a good one of a provider of that account. */
export async function readWebIdentity(state: State, account: string, token: string): Promise<WebIdentity> {
  const issuer = readIssuer(token);
  const provider = findOidcProvider(state, account, issuer);
  if (provider === undefined) throw invalidToken(`No OpenIDConnect provider found in your account for ${issuer}`);
  const claims = await verify(token, provider, state.now());
  const audience = [claims.aud ?? []].flat().find((one) => provider.clientIds.includes(one));
  if (audience === undefined) throw invalidToken('Incorrect token audience');
  return { provider, subject: claims.sub ?? '', audience, claims };
}
