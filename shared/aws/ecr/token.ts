import { PortunusError } from '../../domain/errors.ts';
import type { ReasonOf } from '../../domain/refusal-reasons.ts';
import { Secret } from '../../domain/secret.ts';

const MIN_LIFE_MS = 60_000;
const MAX_LIFE_MS = 24 * 3_600_000;

interface GivenToken {
  readonly authorizationToken?: string | undefined;
  readonly expiresAt?: Date | undefined;
}

interface ReadToken {
  readonly username: string;
  readonly password: Secret;
  readonly authorizationToken: Secret;
  readonly expiresAt: Date;
}

/**
 * Parses what ECR and ECR Public both return: base64 of `AWS:password`, and the time at which it expires. Refuses
 * anything else.
 */
export function readAuthorizationToken(
  { authorizationToken: token = '', expiresAt }: GivenToken,
  now: Date,
): ReadToken {
  const life = (expiresAt?.getTime() ?? Number.NaN) - now.getTime();
  if (expiresAt === undefined || !(life > MIN_LIFE_MS && life <= MAX_LIFE_MS))
    throw invalidLogin('expiry_unbelievable');
  const bytes = Buffer.from(token, 'base64');
  if (token === '' || bytes.toString('base64') !== token) throw invalidLogin('token_not_base64');
  const text = bytes.toString('utf8');
  // Only the first colon separates the two, because a password may contain colons.
  const colon = text.indexOf(':');
  const [username, password] = [text.slice(0, colon), text.slice(colon + 1)];
  if (username !== 'AWS' || !/^[\x21-\x7e]+$/.test(password)) throw invalidLogin('token_unreadable');
  return { username, password: new Secret(password), authorizationToken: new Secret(token), expiresAt };
}

export function invalidLogin(reason: ReasonOf<'upstream_invalid'>): PortunusError {
  return new PortunusError('upstream_invalid', 'ecr', { reason });
}
