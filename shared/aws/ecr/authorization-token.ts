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

/** What ECR and ECR Public give alike: base64 of `AWS:password`, and when it ends. Anything else is refused. */
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
  // At the first colon: a password may hold more of them.
  const colon = text.indexOf(':');
  const [username, password] = [text.slice(0, colon), text.slice(colon + 1)];
  if (username !== 'AWS' || !/^[\x21-\x7e]+$/.test(password)) throw invalidLogin('token_unreadable');
  return { username, password: new Secret(password), authorizationToken: new Secret(token), expiresAt };
}

export function invalidLogin(reason: ReasonOf<'upstream_invalid'>): PortunusError {
  return new PortunusError('upstream_invalid', 'ecr', { reason });
}
