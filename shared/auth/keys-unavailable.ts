import { PortunusError } from '../domain/errors.ts';
import type { Issuer } from '../domain/issuer.ts';

/** The issuer's keys can't be had. Its id is the operator's own text, so the log may name it. */
export function keysUnavailable({ id }: Pick<Issuer, 'id'>, reason: string, cause?: unknown): PortunusError {
  return new PortunusError('keys_unavailable', 'authentication', { reason: `issuer ${id}: ${reason}`, cause });
}
