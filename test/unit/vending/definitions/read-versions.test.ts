import { describe, expect, it } from 'vitest';
import type { DefinitionVersion } from '../../../../shared/domain/definition.ts';
import {
  getVersion,
  listVersions,
  type VersionReadPorts,
  type VersionsRequest,
} from '../../../../shared/vending/definitions/read-versions.ts';
import { aCall } from '../../../support/builders.ts';

const NAME = { kind: 'connector', id: 'shop-images' } as const;
const AT = new Date('2026-11-20T12:00:00.000Z');

function version(number: number, more: Partial<DefinitionVersion> = {}): DefinitionVersion {
  return {
    version: number,
    deleted: false,
    definition: { id: 'shop-images' },
    changedAt: AT,
    changedBy: 'corp:ada',
    ...more,
  };
}

/** Ports over versions, newest first. */
function ports(kept: readonly DefinitionVersion[], more: Partial<VersionReadPorts> = {}): VersionReadPorts {
  return {
    readLatest: async () => undefined,
    readVersion: async (_kind, _id, wanted) => kept.find((one) => one.version === wanted),
    listVersions: async function* (_kind, _id, { before = Infinity, pageSize }) {
      const left = kept.filter((one) => one.version < before);
      const items = left.slice(0, pageSize);
      // DynamoDB names a last key for every page that is full, even if nothing follows.
      const last = items.length === pageSize ? items.at(-1)?.version : undefined;
      yield { items, ...(last !== undefined && { before: last }) };
    },
    ...more,
  };
}

function list(kept: readonly DefinitionVersion[], page: VersionsRequest, more: Partial<VersionReadPorts> = {}) {
  return listVersions(ports(kept, more), NAME, page, aCall());
}

const THREE = [version(3, { deleted: true }), version(2), version(1)];

describe('the versions of a definition', () => {
  it('are told newest first, with their time and author, and without what they were', async () => {
    const told = { changedAt: AT, changedBy: 'corp:ada' };
    expect(await list(THREE, { limit: 10 })).toEqual({
      items: [
        { version: 3, ...told, deleted: true },
        { version: 2, ...told },
        { version: 1, ...told },
      ],
    });
  });

  it.each([
    [2, { items: [3, 2], before: 2 }],
    [3, { items: [3, 2, 1] }],
  ])('fill pages of %i, and the last page names no next one', async (limit, expected) => {
    const { items, ...rest } = await list(THREE, { limit });
    expect({ items: items.map((one) => one.version), ...rest }).toEqual(expected);
  });

  it('go on before the version that a page ended with', async () => {
    const { items, ...rest } = await list(THREE, { limit: 2, before: 2 });
    expect([items.map((one) => one.version), rest]).toEqual([[1], {}]);
  });

  it('are not found of an id that never was', async () => {
    await expect(list([], { limit: 10 })).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each([
    ['stands there', { version: 4, stored: { version: 4, value: {} } }],
    ['was deleted', { version: 4 }],
  ] as const)('are none of one that %s since an earlier release', async (_what, latest) => {
    expect(await list([], { limit: 10 }, { readLatest: async () => latest })).toEqual({ items: [] });
  });

  it('before the first are none, and that is no fault', async () => {
    expect(await list(THREE, { limit: 10, before: 1 })).toEqual({ items: [] });
  });
});

describe('one version', () => {
  const get = (kept: readonly DefinitionVersion[], wanted: number, administrator = true) =>
    getVersion(ports(kept), NAME, wanted, { administrator }, aCall());
  const told = { version: 1, changedAt: AT, changedBy: 'corp:ada' };

  it('is the object, with its version, time and author', async () => {
    const definition = { id: 'shop-images', access: 'pull', externalId: 'portunus-1' };
    expect(await get([version(1, { definition })], 1)).toEqual({ ...definition, ...told });
  });

  it('shows its external ID to administrators alone', async () => {
    const definition = { id: 'shop-images', externalId: 'portunus-1' };
    expect(await get([version(1, { definition })], 1, false)).toEqual({ id: 'shop-images', ...told });
  });

  it('says of a deletion that it is one', async () => {
    const { definition: _none, ...deletion } = version(1, { deleted: true });
    expect(await get([deletion], 1)).toEqual({ id: 'shop-images', ...told, deleted: true });
  });

  it('of a newer release is shown by its id, and said to be one', async () => {
    const { definition: _none, ...unread } = version(1, { newer: true });
    expect(await get([unread], 1)).toEqual({ id: 'shop-images', ...told, newer: true });
  });

  it('can’t be confused by fields of the definition that are named like ours', async () => {
    const definition = { id: 'shop-images', version: 7, changedBy: 'somebody' };
    expect(await get([version(1, { definition })], 1)).toEqual({ id: 'shop-images', ...told });
  });

  it('that was not kept is not found, and the fault names it', async () => {
    await expect(get(THREE, 9)).rejects.toMatchObject({ code: 'not_found', errors: [{ field: 'version' }] });
  });
});
