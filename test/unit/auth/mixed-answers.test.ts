// A name with several addresses. No name of this machine has them, so the resolver is stood in for: Node's, not ours.
import dns, { type LookupAddress } from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { guardedLookup } from '../../../shared/auth/address-guard.ts';

const PUBLIC = { address: '8.8.8.8', family: 4 };
const PRIVATE = { address: '10.0.0.1', family: 4 };
const LINK_LOCAL = { address: 'fe80::1', family: 6 };

const names = new Map<string, readonly LookupAddress[]>();

beforeAll(() => {
  vi.spyOn(dns, 'lookup').mockImplementation(((
    name: string,
    _options: unknown,
    callback: (error: null, found: unknown) => void,
  ) => callback(null, names.get(name))) as never);
  syncBuiltinESMExports();
});

afterAll(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

function lookUp(found: readonly LookupAddress[], allowPrivate: boolean, all: boolean): Promise<unknown> {
  names.set('ci.example', found);
  return new Promise((resolve) => {
    guardedLookup(allowPrivate)('ci.example', { all }, (error, address) => resolve(error?.message ?? address));
  });
}

describe('T13 a name with several addresses', () => {
  it.each([
    ['the last is private', [PUBLIC, PRIVATE], false],
    ['the first is private', [PRIVATE, PUBLIC], false],
    ['the last is link-local, though private ones are allowed', [PUBLIC, PRIVATE, LINK_LOCAL], true],
  ])('is refused as a whole where %s', async (_what, found, allowPrivate) => {
    expect(await lookUp(found, allowPrivate, true)).toBe('address not allowed');
    expect(await lookUp(found, allowPrivate, false)).toBe('address not allowed');
  });

  it('is given in full, or by its first, where all are allowed', async () => {
    expect(await lookUp([PUBLIC, PRIVATE], true, true)).toEqual([PUBLIC, PRIVATE]);
    expect(await lookUp([PUBLIC, PRIVATE], true, false)).toBe('8.8.8.8');
  });
});
