import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { faultsText, PortunusError } from '../../domain/errors.ts';
import type { RenewedTokens, StoredSession } from '../../vending/console/ports.ts';
import { envelopeEntries, ITEM_SCHEMA, parseItem } from './envelope.ts';

export type Item = Record<string, AttributeValue>;

export function sessionKey(key: string) {
  return { pk: { S: `session#${key}` }, sk: { S: 'session' } };
}

const text = v.strictObject({ S: v.string() });
const time = v.pipe(
  v.strictObject({ S: v.pipe(v.string(), v.isoTimestamp('must be a time')) }),
  v.transform(({ S }) => new Date(S)),
);
const number = v.pipe(
  v.strictObject({ N: v.pipe(v.string(), v.regex(/^[0-9]{1,15}$/, 'must be a whole number')) }),
  v.transform(({ N }) => Number(N)),
);
const bytes = v.pipe(
  v.strictObject({ B: v.instance(Uint8Array) }),
  v.transform(({ B }) => B),
);

const SessionItem = v.strictObject({
  ...envelopeEntries,
  pk: text,
  sk: text,
  issuer: text,
  provider: text,
  subject: text,
  begunAt: time,
  authenticatedAt: v.exactOptional(time),
  usedAt: time,
  endsAt: time,
  tokenIssuedAt: time,
  tokenExpiresAt: time,
  hasRefreshToken: v.strictObject({ BOOL: v.boolean() }),
  tokenKey: bytes,
  tokens: bytes,
  renewals: number,
  /** Who renews the tokens now, and until when nobody else does. */
  leasedBy: v.exactOptional(text),
  leasedUntil: v.exactOptional(time),
  expiresAt: number,
});

/** The attributes of tokens, which are replaced together. */
export function tokenAttributes({ token, hasRefreshToken, sealed }: RenewedTokens) {
  return {
    tokenIssuedAt: { S: token.issuedAt.toISOString() },
    tokenExpiresAt: { S: token.expiresAt.toISOString() },
    hasRefreshToken: { BOOL: hasRefreshToken },
    tokenKey: { B: sealed.key },
    tokens: { B: sealed.text },
  };
}

export function toSessionItem(session: StoredSession): Item {
  const { key, issuer, provider, subject, begunAt, authenticatedAt, usedAt, endsAt, renewals } = session;
  return {
    ...sessionKey(key),
    schema: { N: String(ITEM_SCHEMA) },
    issuer: { S: issuer },
    provider: { S: provider },
    subject: { S: subject },
    begunAt: { S: begunAt.toISOString() },
    ...(authenticatedAt !== undefined && { authenticatedAt: { S: authenticatedAt.toISOString() } }),
    usedAt: { S: usedAt.toISOString() },
    endsAt: { S: endsAt.toISOString() },
    ...tokenAttributes(session),
    renewals: { N: String(renewals) },
    expiresAt: { N: String(Math.ceil(endsAt.getTime() / 1000)) },
  };
}

/**
 * Parses a stored session. One that this release can't read, such as a newer one's after a rollback, is none: the person
 * signs in again. Throws `sign_in_required`.
 */
export function readSessionItem(key: string, item: Item): StoredSession {
  const parsed = parseItem(SessionItem, item);
  if (!parsed.ok) {
    const detail = `what is stored is not readable: ${faultsText(parsed.errors)}`;
    throw new PortunusError('sign_in_required', 'authentication', { reason: 'session_unreadable', detail });
  }
  const { issuer, provider, subject, authenticatedAt, begunAt, usedAt, endsAt, renewals, ...rest } = parsed.value;
  return {
    key,
    issuer: issuer.S,
    provider: provider.S,
    subject: subject.S,
    ...{ begunAt, usedAt, endsAt, renewals },
    ...(authenticatedAt !== undefined && { authenticatedAt }),
    token: { issuedAt: rest.tokenIssuedAt, expiresAt: rest.tokenExpiresAt },
    hasRefreshToken: rest.hasRefreshToken.BOOL,
    sealed: { key: rest.tokenKey, text: rest.tokens },
  };
}
