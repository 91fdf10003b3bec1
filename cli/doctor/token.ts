import type { JWTPayload } from 'jose';
import { claimsOf } from '../token-claims.ts';
import { type Finding, fail, pass, warn } from './check.ts';

/** What is known of what an issuer allows, from `GET /v1/sign-in`. */
export interface KnownIssuer {
  readonly url: string;
  readonly maxTokenAgeSeconds: number;
}

const LEEWAY_SECONDS = 60;
/** What issuers allow unless their definition says otherwise. */
const DEFAULT_AGE_SECONDS = 600;
const MOST_BYTES = 8_192;

/** Looks at a token's own claims, which anybody can read. Only the service can tell whether its signature is good. */
export function checkToken(token: string, nowSeconds: number, known: readonly KnownIssuer[]): readonly Finding[] {
  if (Buffer.byteLength(token) > MOST_BYTES) {
    return [
      fail(
        `the token has ${Buffer.byteLength(token)} bytes, and ${MOST_BYTES} are taken`,
        'have its issuer leave claims out',
      ),
    ];
  }
  const claims = claimsOf(token);
  if (claims === undefined) {
    return [fail('it is not a JWT', 'show an OIDC ID token, and not an access token or an API key of your provider')];
  }
  const faults = faultsOf(claims, nowSeconds, known);
  return faults.length > 0
    ? faults.map((one) => ({ ...one, detail: `${one.detail}; ${whoseText(claims)}` }))
    : [pass(`${whoseText(claims)}; ${timesText(claims, nowSeconds)}`)];
}

function whoseText({ iss, aud, sub }: JWTPayload): string {
  return `iss ${iss ?? 'missing'}, aud ${[aud ?? 'missing'].flat().join(' and ')}, sub ${sub ?? 'missing'}`;
}

function timesText({ exp = 0, iat }: JWTPayload, now: number): string {
  return `${span(now - (iat ?? now))} old, good for ${span(exp - now)}`;
}

const NEW_TOKEN = 'get a new token: run portunus login, or ask your CI for one right before you use it';

function faultsOf(claims: JWTPayload, now: number, known: readonly KnownIssuer[]): readonly Finding[] {
  const { iss, exp, iat, nbf, sub, aud } = claims;
  const missing = Object.entries({ iss, exp, iat, sub, aud }).flatMap(([name, value]) =>
    value === undefined ? [name] : [],
  );
  if (missing.length > 0)
    return [fail(`it has no ${missing.join(', ')}`, 'show an OIDC ID token, which has all of these')];
  if (Number(exp) <= now) return [fail(`it ended ${span(now - Number(exp))} ago`, NEW_TOKEN)];
  const from = Math.max(Number(iat), nbf ?? 0);
  if (from > now + LEEWAY_SECONDS) {
    return [fail(`it begins in ${span(from - now)}`, 'set the clock of the machine that issues it, or of this one')];
  }
  return [
    ...ageFaults(
      Number(iat),
      now,
      known.find(({ url }) => url === iss),
    ),
    ...audienceFaults(aud),
  ];
}

function ageFaults(iat: number, now: number, issuer: KnownIssuer | undefined): readonly Finding[] {
  const most = issuer?.maxTokenAgeSeconds ?? DEFAULT_AGE_SECONDS;
  if (now - iat <= most) return [];
  const told = `it is ${span(now - iat)} old`;
  if (issuer !== undefined) return [fail(`${told}, and its issuer allows ${span(most)}`, NEW_TOKEN)];
  return [warn(`${told}, and issuers allow ${span(most)} unless their maxTokenAgeSeconds is another`, NEW_TOKEN)];
}

function audienceFaults(aud: JWTPayload['aud']): readonly Finding[] {
  if (!Array.isArray(aud) || aud.length < 2) return [];
  return [
    warn(`it has ${aud.length} audiences`, "ask for one audience, or have the issuer's soleAudience set to false"),
  ];
}

/** A length of time in its largest unit. */
export function span(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const [count, unit] =
    whole < 120
      ? [whole, 'second']
      : whole < 7_200
        ? [Math.round(whole / 60), 'minute']
        : whole < 172_800
          ? [Math.round(whole / 3_600), 'hour']
          : [Math.round(whole / 86_400), 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
