import { randomUUID } from 'node:crypto';
import type { Call } from '../shared/domain/call.ts';

const COMMAND_MS = 600_000;

/** A person waits longer than a request may, but not for ever. */
export function commandCall(): Call {
  return {
    requestId: randomUUID(),
    signal: AbortSignal.timeout(COMMAND_MS),
    now: () => new Date(),
  };
}
