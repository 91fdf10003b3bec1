import { PortunusError } from '../domain/errors.ts';
import type { Issuer } from '../domain/issuer.ts';
import type { ReasonOf } from '../domain/refusal-reasons.ts';

/** The issuer's keys can't be had. Its id is the operator's own text, so the log may name it. */
export function keysUnavailable(
  { id }: Pick<Issuer, 'id'>,
  reason: ReasonOf<'keys_unavailable'>,
  more: { readonly detail?: string; readonly cause?: unknown } = {},
): PortunusError {
  return new PortunusError('keys_unavailable', 'authentication', { about: `issuer ${id}`, reason, ...more });
}
