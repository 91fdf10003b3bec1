import {
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTables } from '../../cli/direct/create-tables.ts';
import { createRecordAudit, createRecordChange } from '../../shared/aws/dynamodb/audit-log.ts';
import { createReadDefinition } from '../../shared/aws/dynamodb/definition-store.ts';
import { createFindConnector, createGetAccount, type DefinitionsTable } from '../../shared/aws/dynamodb/definitions.ts';
import { createFindIssuer } from '../../shared/aws/dynamodb/issuers.ts';
import { createReadStops, createWriteStops } from '../../shared/aws/dynamodb/stops.ts';
import { createWriteDefinitions } from '../../shared/aws/dynamodb/write-definitions.ts';
import type { Stop, StopScope } from '../../shared/domain/stop.ts';
import { aCall, aWrittenConnector, aWrittenIssuer, NOW } from '../support/builders.ts';
import { eventually } from '../support/eventually.ts';
import { transactionsContract } from './transactions.contract.ts';
import { usageContract } from './usage.contract.ts';
import { versionsContract } from './versions.contract.ts';

interface Engine {
  readonly url: string;
  readonly stop: () => void;
}

const DUE_INDEX = {
  IndexName: 'due',
  KeySchema: [
    { AttributeName: 'dueShard', KeyType: 'HASH' },
    { AttributeName: 'dueAt', KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: expect.arrayContaining(['window', 'endsAt']) },
};

const AN_ISSUE = {
  action: 'ecr-login',
  caller: { issuer: 'ci', subject: 'repo:acme/shop', kind: 'workload' },
  asked: { connectorId: 'c', registryIds: ['123456789012'] },
  outcome: 'failed',
} as const;
function aStop(scope: StopScope): Stop {
  return { scope, reason: 'a key leaked', by: 'corp:ada', at: '2026-11-21T12:00:00.000Z' };
}

const A_CHANGE = {
  author: { issuer: 'corp', subject: 'ada' },
  action: 'change',
  kind: 'connector',
  id: 'c',
  version: 1,
  outcome: 'failed',
} as const;

/** What the tables must do, whichever engine keeps them. */
export function tablesContract(start: () => Promise<Engine>, skippedSteps: readonly string[]): void {
  let engine: Engine;
  let client: DynamoDBClient;
  let table: DefinitionsTable;
  const names = { definitionsTable: 'contract-definitions', activityTable: 'contract-activity' };
  const call = aCall();

  beforeAll(async () => {
    engine = await start();
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    client = new DynamoDBClient({ endpoint: engine.url, region: 'eu-west-1', credentials });
    table = { client, tableName: names.definitionsTable };
  });
  afterAll(() => {
    client.destroy();
    engine.stop();
  });

  describe('tables create', () => {
    it('makes both, and names what the engine can not do', async () => {
      const lines: string[] = [];
      await createTables(client, names, (line) => lines.push(line));
      expect(lines.filter((line) => !line.startsWith('skipped'))).toEqual([
        'created contract-definitions',
        'created contract-activity',
      ]);
      expect(lines.filter((line) => line.startsWith('skipped')).map((line) => line.split(':')[0])).toEqual(
        skippedSteps,
      );
    });

    it('leaves tables that are there as they are', async () => {
      const lines: string[] = [];
      await createTables(client, names, (line) => lines.push(line));
      expect(lines.filter((line) => !line.startsWith('skipped'))).toEqual([
        'exists  contract-definitions',
        'exists  contract-activity',
      ]);
    });

    it('makes the index of what is due, with what the schedule reads from it', async () => {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: names.activityTable }));
      expect(Table?.GlobalSecondaryIndexes).toContainEqual(expect.objectContaining(DUE_INDEX));
    });

    it('adds to a table of an earlier version what it lacks, once', async () => {
      const earlier = { ...names, activityTable: 'contract-earlier' };
      await client.send(
        new CreateTableCommand({
          TableName: earlier.activityTable,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
          ],
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        }),
      );
      const lines: string[] = [];
      await createTables(client, earlier, (line) => lines.push(line));
      const about = (part: string) => lines.filter((line) => line.includes(part));
      expect(about('index due')).toEqual([
        expect.stringMatching(/^(?:added index due to|skipped index due of) contract-earlier/),
      ]);
      expect(about('index')).toHaveLength(5);
      expect(lines).toContain('exists  contract-earlier');
      if (about('skipped index').length > 0) return;
      await eventually(async () => {
        const { Table } = await client.send(new DescribeTableCommand({ TableName: earlier.activityTable }));
        expect(Table?.GlobalSecondaryIndexes).toContainEqual(
          expect.objectContaining({ ...DUE_INDEX, IndexStatus: 'ACTIVE' }),
        );
        expect(Table?.GlobalSecondaryIndexes?.map(({ IndexStatus }) => IndexStatus)).toEqual(Array(5).fill('ACTIVE'));
      });
      lines.length = 0;
      await createTables(client, earlier, (line) => lines.push(line));
      expect(about('index')).toEqual([]);
    });

    it('refuses a table of that name with other keys', async () => {
      const swapped = { definitionsTable: 'contract-activity', activityTable: 'contract-definitions' };
      await expect(createTables(client, swapped, () => {})).rejects.toThrow(
        'contract-activity exists with other keys: pk HASH, sk RANGE',
      );
    });
  });

  describe('definitions', () => {
    const write = (...[kind, id, definition, replaces]: [Kind, string, unknown, number | undefined]) =>
      createWriteDefinitions(table)([{ kind, id, replaces, definition, changedBy: 'tests', changedAt: NOW }], call);
    type Kind = 'issuer' | 'account' | 'connector';

    it('finds a connector as it was written, at version 1', async () => {
      await write('connector', 'as-written', aWrittenConnector({ id: 'as-written' }), undefined);
      expect((await createFindConnector(table)('as-written', call)).connector).toMatchObject({
        version: 1,
        value: {
          id: 'as-written',
          grants: [{ issuer: 'ci', claims: [{ claim: ['repository_id'], anyOf: ['1296269'] }] }],
        },
      });
    });

    it('finds nothing under an id that nobody defined', async () => {
      expect(await createFindConnector(table)('never-defined', call)).toEqual({ connector: undefined, stops: [] });
    });

    it('shows a change to the very next read, as version 2', async () => {
      await write('connector', 'changing', aWrittenConnector({ id: 'changing' }), undefined);
      await write('connector', 'changing', aWrittenConnector({ id: 'changing', enabled: false }), 1);
      expect((await createFindConnector(table)('changing', call)).connector).toMatchObject({
        version: 2,
        value: { enabled: false },
      });
    });

    it('finds the stops beside a connector, and lets one of two writers win who saw the same ones', async () => {
      const readStops = createReadStops(table);
      const writeStops = createWriteStops(table);
      const stops = ['all', { job: 'nightly' }].map((scope) => aStop(scope as StopScope));
      expect(await readStops(call)).toEqual({ stops: [], version: undefined });
      await writeStops(stops.slice(0, 1), undefined, call);
      await expect(writeStops(stops, undefined, call)).rejects.toMatchObject({ name: 'VersionConflict' });
      await writeStops(stops, '1', call);
      await expect(writeStops([], '1', call)).rejects.toMatchObject({ name: 'VersionConflict' });
      expect(await readStops(call)).toEqual({ stops, version: '2' });
      expect(await createFindConnector(table)('never-defined', call)).toEqual({ connector: undefined, stops });
      await writeStops([], '2', call);
    });

    it('lets one of two writers win who both saw the same version', async () => {
      await write('connector', 'contested', aWrittenConnector({ id: 'contested' }), undefined);
      const results = await Promise.allSettled([
        write('connector', 'contested', aWrittenConnector({ id: 'contested', name: 'a' }), 1),
        write('connector', 'contested', aWrittenConnector({ id: 'contested', name: 'b' }), 1),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      expect(results.find(({ status }) => status === 'rejected')).toMatchObject({
        reason: { name: 'VersionConflict', message: 'connector contested was changed meanwhile' },
      });
    });

    it('refuses to create what is there already', async () => {
      await write('account', 'once', { id: 'once' }, undefined);
      await expect(write('account', 'once', { id: 'once', partition: 'aws' }, undefined)).rejects.toThrow(
        'account once was changed meanwhile',
      );
    });

    it('keeps a condition on a claim called __proto__', async () => {
      const claims = JSON.parse('{"__proto__": ["x"], "repository_id": ["1296269"]}');
      const written = aWrittenConnector({ id: 'proto', grants: [{ issuer: 'ci', claims }] });
      await write('connector', 'proto', written, undefined);
      expect((await createFindConnector(table)('proto', call)).connector).toMatchObject({
        value: {
          grants: [
            {
              claims: [
                { claim: ['__proto__'], anyOf: ['x'] },
                { claim: ['repository_id'], anyOf: ['1296269'] },
              ],
            },
          ],
        },
      });
      expect((await createReadDefinition(table)('connector', 'proto', call))?.value).toEqual(written);
    });

    it('finds issuers by URL among more than one page of them', async () => {
      const padding = 'x'.repeat(250);
      for (let index = 0; index < 6; index += 1) {
        // About 250 KB each: a query answers with one megabyte at most.
        const audiences = ['https://portunus.example'];
        const claims = Array.from({ length: 1_000 }, (_, n) => ({ claim: `claim-${n}`, anyOf: [padding] }));
        const issuer = aWrittenIssuer({
          id: `ci-${index}`,
          url: `https://ci-${index}.example`,
          audiences,
          require: claims,
        });
        await write('issuer', `ci-${index}`, issuer, undefined);
      }
      const findIssuer = createFindIssuer(table, () => undefined);
      expect((await findIssuer('https://ci-0.example', call))?.id).toBe('ci-0');
      expect((await findIssuer('https://ci-5.example', call))?.id).toBe('ci-5');
      expect(await findIssuer('https://ci-6.example', call)).toBeUndefined();
    });

    it('says connector_invalid of an account that is missing', async () => {
      await expect(createGetAccount(table)('missing', call)).rejects.toMatchObject({ code: 'connector_invalid' });
    });

    it('says misconfigured, and never "no such connector", where there is no table', async () => {
      const nowhere = { client, tableName: 'no-such-table' };
      await expect(createFindConnector(nowhere)('x', call)).rejects.toMatchObject({
        code: 'misconfigured',
        reason: 'ResourceNotFoundException',
      });
    });
  });

  versionsContract(() => table);
  transactionsContract(() => table);

  describe('the audit', () => {
    it('keeps a record whole, under its day and time', async () => {
      const recordAudit = createRecordAudit({ client, tableName: names.activityTable, retentionDays: 30 });
      await recordAudit(
        {
          requestId: 'r-1',
          time: NOW,
          action: 'ecr-login',
          caller: { issuer: 'ci', subject: 'repo:acme/shop', kind: 'workload' },
          asked: { connectorId: 'c', registryIds: ['123456789012'] },
          outcome: 'refused',
          code: 'not_allowed',
          reason: 'no_grant_matches',
        },
        call,
      );
      const { Items = [] } = await client.send(new ScanCommand({ TableName: names.activityTable }));
      expect(Items).toHaveLength(1);
      const key = { pk: Items[0]?.pk ?? { S: '' }, sk: { S: '2026-11-21T12:00:00.000Z#r-1' } };
      const { Item } = await client.send(new GetItemCommand({ TableName: names.activityTable, Key: key }));
      expect(Item).toEqual({
        pk: { S: expect.stringMatching(/^audit#2026-11-21#[0-7]$/) },
        sk: { S: '2026-11-21T12:00:00.000Z#r-1' },
        // 2026-12-21T12:00:00Z
        expiresAt: { N: '1797854400' },
        schema: { N: '1' },
        time: { S: '2026-11-21T12:00:00.000Z' },
        requestId: { S: 'r-1' },
        action: { S: 'ecr-login' },
        caller: { M: { issuer: { S: 'ci' }, subject: { S: 'repo:acme/shop' }, kind: { S: 'workload' } } },
        asked: { M: { connectorId: { S: 'c' }, registryIds: { L: [{ S: '123456789012' }] } } },
        outcome: { S: 'refused' },
        code: { S: 'not_allowed' },
        reason: { S: 'no_grant_matches' },
        connectorId: { S: 'c' },
        byRequest: { S: 'r-1' },
        byConnector: { S: expect.stringMatching(/^c#2026-11-21#[0-3]$/) },
        byCaller: { S: expect.stringMatching(/^ci#[0-9a-f]{64}#2026-11-21#[0-3]$/) },
      });
    });

    describe.each(['audit', 'change'] as const)('of a record that is put again (%s)', (kind) => {
      const base = { requestId: `again-${kind}`, time: NOW };
      const put = (reason: string) => {
        const activity = { client, tableName: names.activityTable, retentionDays: 30 };
        return kind === 'audit'
          ? createRecordAudit(activity)({ ...base, ...AN_ISSUE, reason }, call)
          : createRecordChange(activity)({ ...base, ...A_CHANGE, fields: [reason] }, call);
      };
      const stored = async () => {
        const { Items = [] } = await client.send(new ScanCommand({ TableName: names.activityTable }));
        const mine = Items.filter(({ requestId }) => requestId?.S === base.requestId);
        return mine.map(({ reason, fields }) => (reason ?? fields?.L?.[0])?.S);
      };

      it('counts it as written where it is the same, and keeps it once', async () => {
        await put('first');
        await put('first');
        expect(await stored()).toEqual(['first']);
      });

      it('refuses another one, and keeps the first', async () => {
        await expect(put('other')).rejects.toMatchObject({ code: 'audit_unavailable', stage: 'audit' });
        expect(await stored()).toEqual(['first']);
      });
    });

    it('says audit_unavailable where the record can not be kept', async () => {
      const recordAudit = createRecordAudit({ client, tableName: 'no-such-table', retentionDays: 30 });
      const record = {
        requestId: 'r-2',
        time: NOW,
        action: 'ecr-login',
        caller: { issuer: 'ci', subject: 's', kind: 'workload' },
        asked: {},
        outcome: 'issued',
      } as const;
      await expect(recordAudit(record, call)).rejects.toMatchObject({ code: 'audit_unavailable', stage: 'audit' });
    });
  });

  // Last, because what it leaves is in the same table as the audit.
  usageContract(() => ({ client, tableName: names.activityTable }));
}
