// A clock that stands still and bytes that come out alike each time, so that two recordings can be compared byte for byte.
import crypto, { createHash } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

export const NOW = Date.parse('2026-11-21T12:00:00.000Z');

/** How the UUIDs begin that code makes up here; the record shows each of them as the same placeholder. */
const UUID_START = 'facade00-0000-4000-8000-';
const UUID = /facade00-0000-4000-8000-\d{12}/g;
/** Values of so many bytes, which would fill the record, stand in it by name. */
const LONG = [600, 1_425];

export interface Fixed {
  /** The text as it is recorded. */
  readonly shown: (text: string) => string;
  readonly undo: () => void;
}

/** Derived from how often so many bytes were asked for. */
function bytesOf(size: number, count: number): Buffer {
  const blocks = Array.from({ length: Math.ceil(size / 32) }, (_, block) =>
    createHash('sha256').update(`${size} ${count} ${block}`).digest(),
  );
  return Buffer.concat(blocks).subarray(0, size);
}

/** Fixes `Date`, `Math.random`, `randomUUID` and `randomBytes` for everything that runs in this process, until `undo`. */
export function fixClockAndChance(): Fixed {
  const real = { Date, random: Math.random, randomUUID: crypto.randomUUID, randomBytes: crypto.randomBytes };
  let uuids = 0;
  const counts = new Map<number, number>();
  const names = new Map<string, string>();

  class FixedDate extends real.Date {
    constructor(...given: unknown[]) {
      super(...((given.length === 0 ? [NOW] : given) as [number]));
    }
    static override now(): number {
      return NOW;
    }
  }
  const nextBytes = (size: number): Buffer => {
    const count = (counts.get(size) ?? 0) + 1;
    counts.set(size, count);
    const bytes = bytesOf(size, count);
    if (LONG.includes(size)) nameOf(bytes, `${size} bytes no. ${count}`);
    return bytes;
  };
  /** In every encoding in which the value is handed out. */
  const nameOf = (bytes: Buffer, what: string) => {
    const login = Buffer.from(`AWS:${bytes.toString('base64')}`);
    names.set(bytes.toString('base64'), `{{${what}, base64}}`);
    names.set(bytes.toString('base64url'), `{{${what}, base64url}}`);
    names.set(login.toString('base64'), `{{AWS: and ${what} in base64, base64}}`);
  };
  globalThis.Date = FixedDate as DateConstructor;
  Math.random = () => 0.5;
  const nextUuid = () => {
    uuids += 1;
    return `${UUID_START}${String(uuids).padStart(12, '0')}`;
  };
  Object.assign(crypto, { randomUUID: nextUuid, randomBytes: nextBytes });
  syncBuiltinESMExports();

  return {
    shown: (text) => {
      const named = [...names].reduce((rest, [value, name]) => rest.replaceAll(value, name), text);
      return named.replaceAll(UUID, '{{UUID, 36 characters}}');
    },
    undo: () => {
      globalThis.Date = real.Date;
      Math.random = real.random;
      Object.assign(crypto, { randomUUID: real.randomUUID, randomBytes: real.randomBytes });
      syncBuiltinESMExports();
    },
  };
}
