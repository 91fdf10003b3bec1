// What the store tells administration about items of a newer release.
import { describe, expect, it } from 'vitest';
import { createListDefinitions, createReadDefinition } from '../../../../shared/aws/dynamodb/definition-store.ts';
import { versionItemOf } from '../../../../shared/aws/dynamodb/definition-versions.ts';
import type { DefinitionsTable } from '../../../../shared/aws/dynamodb/definitions.ts';
import type { Newer } from '../../../../shared/domain/reader.ts';
import { type Item, write } from '../../../releases/release.ts';
import { aCall, anAccount } from '../../../support/builders.ts';

const WRITE = { kind: 'account', id: 'build', replaces: undefined, changedBy: 'corp:ada' } as const;
const changedAt = new Date('2026-11-20T12:00:00.000Z');
const LABELED = { ...anAccount(), labels: ['a'] };
const reader = (N: string): Item => ({ minReader: { N } });

function tableWith(item: Item): DefinitionsTable {
  const send = async () => ({ ConsumedCapacity: {}, Item: item, Items: [item] });
  return { client: { send } as unknown as DefinitionsTable['client'], tableName: 'definitions' };
}

describe('a stored definition', () => {
  it.each<[string, object, Item, Newer | undefined]>([
    ['of this release', anAccount(), {}, undefined],
    ['with an unknown field that may be ignored', LABELED, reader('2'), { minReader: 2, fields: ['labels'] }],
    ['with an unknown field that nobody vouches for', LABELED, {}, undefined],
    ['with nothing unknown, for readers that ignore', anAccount(), reader('2'), undefined],
    ['for a newer reader', anAccount(), reader('99'), { fields: [] }],
    ['in a newer form', anAccount(), { schema: { N: '2' } }, { fields: [] }],
    ['without a form', anAccount(), { schema: { S: 'x' } }, undefined],
  ])('%s is told apart, read by its id and in a list', async (_what, definition, added, newer) => {
    const [written = {}] = await write.definition({ ...WRITE, definition, changedAt });
    const table = tableWith({ ...written, ...added });
    const stored = await createReadDefinition(table)('account', 'build', aCall());
    expect(stored?.newer).toEqual(newer);
    for await (const { items } of createListDefinitions(table)('account', { pageSize: 10 }, aCall())) {
      expect(items.map((item) => item.newer)).toEqual([newer]);
    }
  });
});

describe('a write', () => {
  it('says who may read a definition that keeps a field of a newer release, in its version too', async () => {
    const items = await write.definition({ ...WRITE, definition: LABELED, minReader: 2, changedAt });
    expect(items.map(({ minReader }) => minReader)).toEqual([{ N: '2' }, { N: '2' }]);
  });

  it('leaves that out where there is nothing of a newer release', async () => {
    const items = await write.definition({ ...WRITE, definition: anAccount(), changedAt });
    expect(items.filter(({ minReader }) => minReader !== undefined)).toEqual([]);
  });

  it('keeps the version of a newer release as that release wrote it', () => {
    const old = { schema: { N: '2' }, version: { N: '3' }, minReader: { N: '99' }, definition: { S: '{}' } };
    expect(versionItemOf('account', 'build', old)).toMatchObject(old);
  });
});
