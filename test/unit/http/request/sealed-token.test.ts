import { createSecretKey } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPosition, sealPosition } from '../../../../shared/http/request/sealed-token.ts';
import { aWorkload } from '../../../support/builders.ts';

const KEY = createSecretKey(Buffer.alloc(32, 1));
const OTHER_KEY = createSecretKey(Buffer.alloc(32, 2));
const CALLER = aWorkload();
const NOT_OURS = expect.objectContaining({ code: 'invalid_request' });
const LONGEST = 'a'.repeat(63);

describe('a sealed position', () => {
  it.each(['ab', 'shop-images', LONGEST, '9f1c2b1e-1111-4000-8000-000000000001'])('is opened again: %s', (id) => {
    expect(openPosition(sealPosition(id, CALLER, KEY), CALLER, KEY)).toBe(id);
  });

  it('says nothing of its id: not by its text, its length, or by being the same again', () => {
    const tokens = ['ab', 'ab', LONGEST].map((id) => sealPosition(id, CALLER, KEY));
    expect(new Set(tokens).size).toBe(3);
    expect(new Set(tokens.map(({ length }) => length))).toEqual(new Set([123]));
    expect(Buffer.from(tokens[2] ?? '', 'base64url').includes('aaaa')).toBe(false);
  });

  it.each<[string, typeof CALLER, typeof KEY]>([
    ['another caller', aWorkload({ subject: 'another' }), KEY],
    ['a caller of another issuer', aWorkload({ issuer: 'another' }), KEY],
    ['another deployment', CALLER, OTHER_KEY],
  ])('is not opened for %s', (_whose, caller, key) => {
    expect(() => openPosition(sealPosition('shop-images', CALLER, KEY), caller, key)).toThrow(NOT_OURS);
  });

  it('is not opened if a byte of it is another', () => {
    const token = Buffer.from(sealPosition('shop-images', CALLER, KEY), 'base64url');
    for (const [index, byte] of token.entries()) {
      const changed = Buffer.from(token);
      changed[index] = byte ^ 1;
      expect(() => openPosition(changed.toString('base64url'), CALLER, KEY)).toThrow(NOT_OURS);
    }
  });

  it('is not opened where it is anything else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => openPosition(text, CALLER, KEY)).toThrow(NOT_OURS);
      }),
    );
  });
});
