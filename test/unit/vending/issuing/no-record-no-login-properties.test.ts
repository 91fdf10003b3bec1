// No record, no login: whatever fails on the way, what was released has a record under the same request id.
import { type AttributeValue, ConditionalCheckFailedException, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRecordAudit } from '../../../../shared/aws/dynamodb/audit-log.ts';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import { createFetchLogins } from '../../../../shared/vending/issuing/fetch-logins.ts';
import { issue } from '../../../../shared/vending/issuing/issue.ts';
import { aCall, aWorkload } from '../../../support/builders.ts';
import { anIssueRequest, anIssuing, aRegistryLogin } from '../../../support/issue-ports.ts';

type Item = Record<string, AttributeValue>;

/** What the table does with a put. An answer that is lost is repeated, as the SDK does it. */
const FAULTS = ['none', 'lost', 'throttled', 'too large', 'denied', 'no answer of DynamoDB'] as const;
type Fault = (typeof FAULTS)[number];

function failure(name: string, httpStatusCode = 400) {
  return Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });
}

function aTable(faults: readonly Fault[]) {
  const items = new Map<string, Item>();
  let next = 0;
  const keyOf = ({ pk, sk }: Item) => `${pk?.S}|${sk?.S}`;
  const put = (item: Item) => {
    const there = items.get(keyOf(item));
    if (there !== undefined) {
      throw new ConditionalCheckFailedException({ message: '', $metadata: { httpStatusCode: 400 }, Item: there });
    }
    items.set(keyOf(item), item);
  };
  const send = async ({ input: { Item: item } }: { input: { Item: Item } }) => {
    const fault = faults[next] ?? 'none';
    next += 1;
    if (fault === 'throttled') throw failure('ThrottlingException');
    if (fault === 'denied') throw failure('AccessDeniedException');
    if (fault === 'too large') throw failure('ValidationException');
    if (fault === 'no answer of DynamoDB') return {};
    put(item);
    if (fault === 'lost') put(item);
    return { ConsumedCapacity: { CapacityUnits: 1 } };
  };
  return { items, table: { client: { send } as unknown as DynamoDBClient, tableName: 'a', retentionDays: 1 } };
}

const STEPS = ['findConnector', 'getAccount', 'startSession assumed-role'];

const given = fc.record({
  faults: fc.array(fc.constantFrom(...FAULTS), { maxLength: 12 }),
  failing: fc.option(fc.constantFrom(...STEPS), { freq: 1 }),
  registries: fc.integer({ min: 1, max: 10 }),
  equalTokens: fc.boolean(),
});

it('a login that is released has a durable record of the same request, with each of its tokens', async () => {
  let releases = 0;
  await fc.assert(
    fc.asyncProperty(given, async ({ faults, failing, registries, equalTokens }) => {
      const { items, table } = aTable(faults);
      const world = anIssuing({
        ports: { recordAudit: createRecordAudit(table) },
        aws: {
          getRegistryLogins: async ({ registryIds }) =>
            registryIds.map((registryId, index) =>
              aRegistryLogin({ registryId, authorizationToken: new Secret(equalTokens ? 'one' : `token-${index}`) }),
            ),
        },
      });
      world.before = (step) => {
        if (step === failing) throw new PortunusError('sts_unavailable', 'sts');
      };
      const registryIds = Array.from({ length: registries }, (_, index) => String(100_000_000_000 + index));
      const request = anIssueRequest('ecr-login', { registryIds });
      const fetch = createFetchLogins(world.aws)['ecr-login'];
      const call = aCall();
      const released = await issue(world.ports, { caller: aWorkload(), request }, fetch, call).catch(() => undefined);
      const records = [...items.values()].filter(({ requestId }) => requestId?.S === call.requestId);
      const issued = records.filter(({ outcome }) => outcome?.S === 'issued');
      if (released === undefined) return;
      releases += 1;
      expect(issued).toHaveLength(1);
      const hashes = issued[0]?.issued?.M?.tokenSha256?.L?.map(({ S }) => S) ?? [];
      expect(hashes).toHaveLength(released.logins.length);
      // Each token is in the index, by the record or by what leads to it.
      const found = [...items.values()].map(({ byFingerprint }) => byFingerprint?.S);
      expect(hashes.filter((hash) => !found.includes(hash))).toEqual([]);
    }),
    { numRuns: 300 },
  );
  expect(releases).toBeGreaterThan(30);
});
