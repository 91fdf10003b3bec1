// Whatever is done to a definition, in whatever order: its versions are what was done, and the last of them is there.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { DefinitionAccess } from '../../cli/access.ts';
import { applyFile } from '../../cli/apply/apply.ts';
import { createDirectAccess } from '../../cli/direct/access.ts';
import { createTables } from '../../cli/direct/create-tables.ts';
import { readDefinitions } from '../../cli/files/definitions-file.ts';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../../local/embedded-dynamodb/server.ts';
import { createListVersions } from '../../shared/aws/dynamodb/definition-versions.ts';
import { planRestore } from '../../shared/vending/definitions/restore-definition.ts';
import { aCall } from '../support/builders.ts';

let tables: EmbeddedDynamoDb;
let client: DynamoDBClient;
let access: DefinitionAccess;
function definitions() {
  return { client, tableName: 'history-definitions' };
}

beforeAll(async () => {
  tables = await startEmbeddedDynamoDb();
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  client = new DynamoDBClient({ endpoint: tables.url, region: 'eu-west-1', credentials });
  await createTables(client, { definitionsTable: 'history-definitions', activityTable: 'history-activity' }, () => {});
  const activity = { client, tableName: 'history-activity', retentionDays: 1 };
  access = createDirectAccess({ definitions: definitions(), activity }, async () => ({
    issuer: 'direct',
    subject: 'tests',
  }));
});
afterAll(() => {
  client.destroy();
  tables.stop();
});

type Step = { readonly do: 'apply'; readonly awsAccountId: string } | { readonly do: 'delete' } | Restore;
type Restore = { readonly do: 'restore'; readonly version: number | undefined };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('apply' as const),
    awsAccountId: fc.constantFrom('111111111111', '222222222222', '333333333333'),
  }),
  fc.record({ do: fc.constant('delete' as const) }),
  fc.record({
    do: fc.constant('restore' as const),
    version: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
  }),
);

function written(id: string, awsAccountId: string) {
  return {
    id,
    awsAccountId,
    partition: 'aws',
    credentials: { source: 'execution-role' },
  };
}

/** Whether it was done. */
async function doStep(id: string, one: Step): Promise<boolean> {
  const quiet = { print: () => {}, confirm: async () => true };
  const work = {
    apply: async () => {
      if (one.do !== 'apply') return;
      const locate = () => 'test';
      const file = { definitions: readDefinitions({ accounts: [written(id, one.awsAccountId)] }, locate), locate };
      await applyFile(file, access, quiet);
    },
    delete: async () => {
      const stored = await access.plan.readDefinition('account', id, aCall());
      if (stored === undefined) throw new Error('nothing to delete');
      const change = {
        kind: 'account',
        id,
        action: 'delete',
        definition: undefined,
        replaces: stored.version,
      } as const;
      await access.remove(change);
    },
    restore: async () => {
      if (one.do !== 'restore') return;
      const wanted = one.version === undefined ? {} : { version: one.version };
      const ports = { ...access.plan, ...access.versions };
      const change = await planRestore(ports, { kind: 'account', id }, wanted, aCall());
      if (change.action !== 'unchanged') await access.restore(change);
    },
  };
  return work[one.do]().then(
    () => true,
    () => false,
  );
}

/** What the rules say: an AWS account's number for each version, `undefined` for a deletion. */
function expected(versions: readonly (string | undefined)[], one: Step): readonly (string | undefined)[] | 'refused' {
  const [exists, now] = [versions.length > 0, versions.at(-1)];
  if (one.do === 'apply') {
    if (exists && now === undefined) return 'refused';
    return now === one.awsAccountId ? versions : [...versions, one.awsAccountId];
  }
  if (one.do === 'delete') return now === undefined ? 'refused' : [...versions, undefined];
  if (one.version === undefined) return exists && now === undefined ? [...versions, versions.at(-2)] : 'refused';
  const wanted = versions[one.version - 1];
  if (wanted === undefined) return 'refused';
  return wanted === now ? versions : [...versions, wanted];
}

let count = 0;

it('a history is the sequence of what was done', async () => {
  const property = fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 10 }), async (steps) => {
    count += 1;
    const id = `history-${count}`;
    let versions: readonly (string | undefined)[] = [];
    for (const one of steps) {
      const next = expected(versions, one);
      expect(await doStep(id, one)).toBe(next !== 'refused');
      if (next !== 'refused') versions = next;
    }
    const kept: unknown[] = [];
    const list = createListVersions(definitions());
    for await (const { items } of list('account', id, { pageSize: 4 }, aCall())) kept.push(...items);
    expect(kept).toMatchObject(
      versions
        .map((awsAccountId, index) => ({
          version: index + 1,
          deleted: awsAccountId === undefined,
          ...(awsAccountId !== undefined && { definition: written(id, awsAccountId) }),
        }))
        .reverse(),
    );
    const now = versions.at(-1);
    const live = now === undefined ? undefined : { version: versions.length, value: written(id, now) };
    expect(await access.plan.readDefinition('account', id, aCall())).toEqual(live);
  });
  await fc.assert(property, { numRuns: 40 });
});
