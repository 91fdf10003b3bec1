import { setTimeout as sleep } from 'node:timers/promises';
import type { Call } from '../domain/call.ts';

/** Waits so many milliseconds, or until the call's deadline. */
export async function pause(milliseconds: number, { signal }: Call): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
