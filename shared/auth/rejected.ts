import { PortunusError } from '../domain/errors.ts';

/** A refused token. The caller hears one sentence for every reason; the reason goes to the log. */
export const rejected = (reason: string): PortunusError =>
  new PortunusError('token_rejected', 'authentication', { reason });
