import { PortunusError } from '../domain/errors.ts';

/** A refused token. The caller hears one sentence for every reason; the reason goes to the log. */
export function rejected(reason: string): PortunusError {
  return new PortunusError('token_rejected', 'authentication', { reason });
}
