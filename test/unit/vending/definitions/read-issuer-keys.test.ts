import { describe, expect, it } from 'vitest';
import type { DescribedKeys, ReadDefinition } from '../../../../shared/vending/definitions/ports.ts';
import { readIssuerKeys } from '../../../../shared/vending/definitions/read-issuer-keys.ts';
import { aCall, aWrittenIssuer } from '../../../support/builders.ts';

const KEYS: DescribedKeys = { source: 'issuer', keys: [{ type: 'RSA', algorithms: ['RS256'] }], leftOut: [] };

function keysOf(stored: Awaited<ReturnType<ReadDefinition>>) {
  const asked: string[] = [];
  const ports = {
    readDefinition: async () => stored,
    describeDeletion: async () => undefined,
    describeKeys: async ({ url }: { readonly url: string }) => {
      asked.push(url);
      return KEYS;
    },
  };
  return { asked, answer: readIssuerKeys(ports, 'ci', aCall()) };
}

describe('the keys of a stored issuer', () => {
  it('are asked of it, and told with its ID', async () => {
    const { asked, answer } = keysOf({ value: aWrittenIssuer({ url: 'https://ci.example' }), version: 1 });
    expect(await answer).toEqual({ issuer: 'ci', ...KEYS });
    expect(asked).toEqual(['https://ci.example']);
  });

  it('are not found without it', async () => {
    const { asked, answer } = keysOf(undefined);
    await expect(answer).rejects.toMatchObject({ code: 'not_found' });
    expect(asked).toEqual([]);
  });

  it('are asked of nobody if the definition is not readable', async () => {
    const { asked, answer } = keysOf({ value: aWrittenIssuer({ url: 'http://ci.example' }), version: 1 });
    await expect(answer).rejects.toMatchObject({ code: 'misconfigured', reason: expect.stringContaining('url') });
    expect(asked).toEqual([]);
  });
});
