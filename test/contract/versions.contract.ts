import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import {
  createListDefinitions,
  createReadDefinition,
  createReadLatest,
} from '../../shared/aws/dynamodb/definition-store.ts';
import {
  createDescribeDeletion,
  createListVersions,
  createReadVersion,
} from '../../shared/aws/dynamodb/definition-versions.ts';
import type { DefinitionsTable } from '../../shared/aws/dynamodb/definitions.ts';
import { createWriteDefinitions } from '../../shared/aws/dynamodb/write-definitions.ts';
import type { DefinitionVersion } from '../../shared/domain/definition.ts';
import type { DefinitionWrite } from '../../shared/vending/definitions/ports.ts';
import { aCall } from '../support/builders.ts';

const call = aCall();

/** Noon of a day of November 2026. */
function on(day: number): Date {
  return new Date(Date.UTC(2026, 10, day, 12));
}

function aWrite(write: Partial<DefinitionWrite> & { readonly id: string }): DefinitionWrite {
  return {
    kind: 'account',
    replaces: undefined,
    definition: { id: write.id },
    changedBy: 'corp:ada',
    changedAt: on(1),
    ...write,
  };
}

/** What becomes of definitions over time, whichever engine keeps them. */
export function versionsContract(table: () => DefinitionsTable): void {
  const write = (...writes: readonly DefinitionWrite[]) => createWriteDefinitions(table())(writes, call);
  const versionsOf = async (id: string, pageSize = 10): Promise<readonly DefinitionVersion[]> => {
    const all: DefinitionVersion[] = [];
    for await (const { items } of createListVersions(table())('account', id, { pageSize }, call)) all.push(...items);
    return all;
  };

  describe('versions', () => {
    it('are kept of each write, deletion and restoration, newest first', async () => {
      const [id, externalId] = ['kept', 'portunus-1'];
      await write(aWrite({ id, definition: { id, externalId } }));
      await write(aWrite({ id, replaces: 1, definition: { id, name: 'b' }, changedBy: 'corp:bob', changedAt: on(2) }));
      await write(aWrite({ id, replaces: 2, definition: undefined, changedAt: on(3) }));
      await write(aWrite({ id, replaces: 3, restores: 'deleted', definition: { id, externalId }, changedAt: on(4) }));
      const newestFirst = [
        { version: 4, deleted: false, definition: { id, externalId }, changedAt: on(4), changedBy: 'corp:ada' },
        { version: 3, deleted: true, changedAt: on(3), changedBy: 'corp:ada' },
        { version: 2, deleted: false, definition: { id, name: 'b' }, changedAt: on(2), changedBy: 'corp:bob' },
        { version: 1, deleted: false, definition: { id, externalId }, changedAt: on(1), changedBy: 'corp:ada' },
      ];
      expect(await versionsOf(id)).toEqual(newestFirst);
      expect(await versionsOf(id, 3)).toEqual(newestFirst);
      expect(await createReadDefinition(table())('account', id, call)).toEqual({
        version: 4,
        value: { id, externalId },
      });
    });

    it('are read by number, and listed from one of them on', async () => {
      await write(aWrite({ id: 'numbered' }));
      await write(aWrite({ id: 'numbered', replaces: 1, definition: { id: 'numbered', name: 'b' } }));
      const read = createReadVersion(table());
      expect(await read('account', 'numbered', 1, call)).toMatchObject({ version: 1, definition: { id: 'numbered' } });
      expect(await read('account', 'numbered', 3, call)).toBeUndefined();
      const from = { before: 2, pageSize: 5 };
      for await (const page of createListVersions(table())('account', 'numbered', from, call)) {
        expect(page.items.map(({ version }) => version)).toEqual([1]);
      }
    });

    it('are never among the definitions of a kind', async () => {
      await write(aWrite({ id: 'listed' }));
      const ids: string[] = [];
      for await (const { items } of createListDefinitions(table())('account', { pageSize: 50 }, call)) {
        ids.push(...items.map(({ id }) => id));
      }
      expect(ids.filter((id) => id === 'listed')).toEqual(['listed']);
      expect(ids.filter((id) => /^[0-9]{15}$/.test(id))).toEqual([]);
    });

    it('begin with what an earlier release wrote, which kept none', async () => {
      const id = 'earlier';
      const texts = { kind: { S: 'account' }, id: { S: id }, definition: { S: '{"id":"earlier"}' } };
      const Item = { ...texts, definedBy: { S: 'corp:eve' }, schema: { N: '1' }, version: { N: '7' } };
      await table().client.send(new PutItemCommand({ TableName: table().tableName, Item }));
      await write(aWrite({ id, replaces: 7, definition: undefined }));
      expect(await versionsOf(id)).toEqual([
        { version: 8, deleted: true, changedAt: on(1), changedBy: 'corp:ada' },
        { version: 7, deleted: false, definition: { id }, changedBy: 'corp:eve' },
      ]);
    });

    it('of a change that came too late are none', async () => {
      await write(aWrite({ id: 'late' }));
      const late = aWrite({ id: 'late', replaces: 2, definition: { id: 'late', name: 'b' } });
      await expect(write(late)).rejects.toThrow('account late was changed meanwhile');
      expect((await versionsOf('late')).map(({ version }) => version)).toEqual([1]);
    });
  });

  describe('several written together', () => {
    it('are all there, thirty with what an earlier release left', async () => {
      const ids = Array.from({ length: 30 }, (_, index) => `together-${index}`);
      for (const id of ids) {
        const texts = { kind: { S: 'account' }, id: { S: id }, definition: { S: `{"id":"${id}"}` } };
        const Item = { ...texts, schema: { N: '1' }, version: { N: '1' } };
        await table().client.send(new PutItemCommand({ TableName: table().tableName, Item }));
      }
      await write(...ids.map((id) => aWrite({ id, replaces: 1, definition: { id, name: 'b' } })));
      const versions = await Promise.all(ids.map(async (id) => (await versionsOf(id)).map(({ version }) => version)));
      expect(versions).toEqual(ids.map(() => [2, 1]));
    });

    it('are none of them there where one comes too late, which is named', async () => {
      await write(aWrite({ id: 'taken' }));
      await expect(write(aWrite({ id: 'not-taken' }), aWrite({ id: 'taken', changedBy: 'corp:bob' }))).rejects.toThrow(
        'account taken was changed meanwhile',
      );
      expect(await createReadDefinition(table())('account', 'not-taken', call)).toBeUndefined();
      expect(await versionsOf('not-taken')).toEqual([]);
    });

    it('that are written again as they are are done, and once', async () => {
      const both = [aWrite({ id: 'again-1' }), aWrite({ id: 'again-2' })];
      await write(...both);
      await write(...both);
      expect(await versionsOf('again-1')).toHaveLength(1);
    });
  });

  describe('what was deleted', () => {
    const deleted = async (id: string): Promise<void> => {
      await write(aWrite({ id }));
      await write(aWrite({ id, replaces: 1, definition: undefined, changedAt: on(27) }));
    };

    it('says when, and by whom', async () => {
      await deleted('gone');
      expect(await createDescribeDeletion(table())('account', 'gone', call)).toBe(
        'was deleted on 2026-11-27 by corp:ada',
      );
      expect(await createReadLatest(table())('account', 'gone', call)).toEqual({ version: 2 });
      expect(await createDescribeDeletion(table())('account', 'never', call)).toBeUndefined();
    });

    it('is not created again, nor changed', async () => {
      await deleted('for-good');
      await expect(write(aWrite({ id: 'for-good' }))).rejects.toThrow('account for-good was deleted');
      await expect(write(aWrite({ id: 'for-good', replaces: 2 }))).rejects.toThrow('account for-good was deleted');
    });

    it('is brought back by one of two who try at once', async () => {
      await deleted('wanted');
      const back = (name: string) =>
        aWrite({ id: 'wanted', replaces: 2, restores: 'deleted', definition: { id: 'wanted', name } });
      const results = await Promise.allSettled([write(back('a')), write(back('b'))]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect((await versionsOf('wanted')).map(({ version }) => version)).toEqual([3, 2, 1]);
    });

    it('is not what a restoration of an earlier version finds', async () => {
      await deleted('not-live');
      const back = aWrite({ id: 'not-live', replaces: 2, restores: 'earlier' });
      await expect(write(back)).rejects.toThrow('account not-live was changed meanwhile');
    });
  });
}
