import { PortunusError } from '../domain/errors.ts';
import type { ReasonOf } from '../domain/refusal-reasons.ts';

/** A refused token. The caller hears one sentence for every reason; the reason goes to the log. */
export function rejected(reason: ReasonOf<'token_rejected'>): PortunusError {
  return new PortunusError('token_rejected', 'authentication', { reason });
}
