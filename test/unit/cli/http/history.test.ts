import { describe, expect, it } from 'vitest';
import type { ApiClient } from '../../../../cli/http/client.ts';
import { createHttpVersions } from '../../../../cli/http/history.ts';
import type { StoredDefinition } from '../../../../shared/domain/definition.ts';
import { aCall } from '../../../support/builders.ts';

const STORED = { version: 4, value: { id: 'shop-images' } };

/** Asks an API whose definition is another one at each reading, and that lists these versions, or answers 404. */
function latest(readings: readonly (StoredDefinition | undefined)[], versions: readonly object[] | undefined) {
  const left = [...readings];
  const GET = async () =>
    versions === undefined
      ? { response: { ok: false, status: 404 }, error: { code: 'not_found' } }
      : { response: { ok: true, status: 200 }, data: { items: versions } };
  const ports = createHttpVersions(
    { GET } as unknown as ApiClient,
    () => '/connectors/{id}',
    async () => left.shift(),
  );
  return ports.readLatest('connector', 'shop-images', aCall());
}

describe('the last version of a definition, by the API', () => {
  it.each([
    ['stands there', [STORED], undefined, { version: 4, stored: STORED }],
    ['was deleted', [undefined], [{ version: 3, deleted: true }], { version: 3 }],
    ['was restored between the two requests', [undefined, STORED], [{ version: 4 }], { version: 4, stored: STORED }],
    ['never was', [undefined], undefined, undefined],
  ] as const)('is told of one that %s', async (_what, readings, versions, expected) => {
    expect(await latest(readings, versions)).toEqual(expected);
  });
});
