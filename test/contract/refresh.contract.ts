import { type AttributeValue, DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTables } from '../../cli/direct/create-tables.ts';
import { createListRefreshEntries, createRecordRefresh } from '../../shared/aws/dynamodb/refresh-history.ts';
import { createLeaseJob, createListDueJobs, createScheduleJob } from '../../shared/aws/dynamodb/refresh-schedule.ts';
import {
  type ActivityTable,
  createReadRefreshState,
  createReadRefreshStates,
  createSaveRefreshState,
} from '../../shared/aws/dynamodb/refresh-state.ts';
import { shardOf } from '../../shared/aws/dynamodb/table.ts';
import { DUE_SHARDS, type RefreshResult, type RefreshState } from '../../shared/domain/refresh-state.ts';
import type { DueJob } from '../../shared/vending/refresh/ports.ts';
import { aCall, NOW } from '../support/builders.ts';
import { startTableProxy, type TableOperation, type TableProxy } from '../support/table-proxy.ts';
import { limitsContract } from './limits.contract.ts';

interface Engine {
  readonly url: string;
  readonly stop: () => void;
}

function at(seconds: number) {
  return new Date(NOW.getTime() + seconds * 1000);
}
function callAt(seconds: number) {
  return aCall({ now: () => at(seconds) });
}

const DESTINATION = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/logins/x';
const STORED = { at: at(0), destination: DESTINATION, valueSha256: 'a'.repeat(64), endsAt: at(43_200) };
const INTENT = { ...STORED, valueSha256: 'b'.repeat(64), window: at(60).toISOString(), dueAt: at(21_600) };

/** What refresh jobs need of the activity table, whichever engine keeps it. */
export function refreshContract(start: () => Promise<Engine>): void {
  let engine: Engine;
  let proxy: TableProxy;
  let client: DynamoDBClient;
  let table: ActivityTable;
  const call = aCall();

  const clientOf = (endpoint: string) => {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    return new DynamoDBClient({ endpoint, region: 'eu-west-1', credentials });
  };

  beforeAll(async () => {
    engine = await start();
    proxy = await startTableProxy();
    proxy.forwardTo(engine.url);
    client = clientOf(proxy.url);
    table = { client, tableName: 'refresh-activity' };
    const names = { definitionsTable: 'refresh-definitions', activityTable: 'refresh-activity' };
    const direct = clientOf(engine.url);
    await createTables(direct, names, () => {});
    direct.destroy();
  });
  afterEach(() => proxy.clear());
  afterAll(async () => {
    client.destroy();
    await proxy.stop();
    engine.stop();
  });

  const read = (job: string) => createReadRefreshState(table)(job, call);
  const save = (state: RefreshState) => createSaveRefreshState(table)(state, call);
  const schedule = (job: string, when: 'now' | 'unless-scheduled' = 'now', seconds = 0) =>
    createScheduleJob(table)(job, when, callAt(seconds));
  const lease = (due: DueJob, until: Date) => createLeaseJob(table)(due, until, call);
  const due = (job: string, seconds = 0): DueJob => ({ job, dueAt: at(seconds), window: at(seconds).toISOString() });
  const put = (Item: Record<string, AttributeValue>) =>
    client.send(new PutItemCommand({ TableName: table.tableName, Item }));
  const attempts = (operation: TableOperation) => proxy.calls.filter((one) => one.operation === operation).length;

  /** A job as it stands after its first delivery. */
  const delivered = async (job: string): Promise<RefreshState> => {
    await schedule(job);
    const state = { job, revision: 2, window: at(600).toISOString(), dueAt: at(600), failures: 0, stored: STORED };
    await save(state);
    return state;
  };

  describe('a refresh state', () => {
    it('is none for a job that nobody scheduled', async () => {
      expect(await read('never')).toBeUndefined();
    });

    it.each<[string, Partial<RefreshState>]>([
      ['with nothing but what it must have', {}],
      ['that is due', { dueAt: at(600) }],
      ['with what is stored', { dueAt: at(600), stored: STORED }],
      ['with an intent', { dueAt: at(600), intent: INTENT }],
      ['with an error', { dueAt: at(600), failures: 7, lastError: { at: at(1), code: 'destination_refused' } }],
      [
        'with all of it',
        {
          dueAt: at(600),
          failures: 1_000_000,
          stored: STORED,
          intent: INTENT,
          lastError: { at: at(1), code: 'ecr_refused', reason: 'l’op\u00e9rateur "\\ \u{1f511}' },
        },
      ],
    ])('%s is read as it was saved', async (what, parts) => {
      const job = `saved-${what.replaceAll(/\W/g, '-')}`;
      await schedule(job);
      const state: RefreshState = { job, revision: 2, window: at(5).toISOString(), failures: 0, ...parts };
      await save(state);
      expect(await read(job)).toEqual(state);
    });

    it('is replaced whole: what the next one does not have is gone', async () => {
      const { job, stored: _stored, dueAt: _due, ...rest } = await delivered('whole');
      await save({ job, ...rest, revision: 3 });
      expect(await read(job)).toEqual({ job, ...rest, revision: 3 });
    });

    it('of many jobs is read in one call, in their order, with those that can not be read', async () => {
      const state = await delivered('many-1');
      await put({ pk: { S: 'refresh#many-2' }, sk: { S: 'state' }, schema: { N: '1' } });
      const states = await createReadRefreshStates(table)(['many-3', 'many-2', 'many-1', 'many-1'], call);
      expect(states).toEqual([undefined, 'unreadable', state, state]);
      expect(attempts('BatchGetItem')).toBe(1);
      expect(await createReadRefreshStates(table)([], call)).toEqual([]);
    });

    it.each([
      ['one that is there already', 2],
      ['one that is older', 1],
      ['one that leaves out another', 4],
    ])('is not replaced by %s', async (what, revision) => {
      const state = await delivered(`conflict-${revision}`);
      await expect(save({ ...state, revision, failures: 9 }), what).rejects.toMatchObject({
        name: 'StateConflict',
        message: `the state of ${state.job} was written meanwhile`,
      });
      expect(await read(state.job)).toEqual(state);
    });

    it('of a job that nobody scheduled is not made by saving it', async () => {
      const state = { job: 'unscheduled', revision: 1, window: at(0).toISOString(), failures: 0 };
      await expect(save(state)).rejects.toMatchObject({ name: 'StateConflict' });
      await expect(save({ ...state, revision: 2 })).rejects.toMatchObject({ name: 'StateConflict' });
      expect(await read('unscheduled')).toBeUndefined();
    });

    it('lets one of several writers win who read the same', async () => {
      const state = await delivered('contested');
      const results = await Promise.allSettled(
        [1, 2, 3, 4].map((failures) => save({ ...state, revision: 3, failures })),
      );
      expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected']);
      const won = results.findIndex(({ status }) => status === 'fulfilled') + 1;
      expect(await read('contested')).toMatchObject({ revision: 3, failures: won });
    });

    it('is not replaced by who read it before it was scheduled anew', async () => {
      const state = await delivered('scheduled-meanwhile');
      await schedule(state.job, 'now', 60);
      await expect(save({ ...state, revision: 3 })).rejects.toMatchObject({ name: 'StateConflict' });
    });

    it('whose saving is not heard of is saved once: the SDK’s second try is no conflict', async () => {
      const state = await delivered('lost-save');
      const before = attempts('PutItem');
      proxy.inject('PutItem', 'lost-answer');
      const next = { ...state, revision: 3, intent: INTENT, lastError: { at: at(1), code: 'internal' } as const };
      await save(next);
      expect(attempts('PutItem') - before).toBe(2);
      expect(await read(state.job)).toEqual(next);
    });

    it('whose saving is never heard of is not known to be saved', async () => {
      const state = await delivered('lost-saves');
      proxy.inject('PutItem', 'lost-answer', Number.POSITIVE_INFINITY);
      await expect(save({ ...state, revision: 3 })).rejects.toMatchObject({
        code: 'table_unavailable',
        stage: 'delivery',
      });
    });

    it('that something on the way claims to have saved is not', async () => {
      const state = await delivered('empty-save');
      proxy.inject('PutItem', 'empty', Number.POSITIVE_INFINITY);
      await expect(save({ ...state, revision: 3 })).rejects.toMatchObject({ code: 'table_unavailable' });
      expect(await read(state.job)).toEqual(state);
    });

    it('that something on the way claims not to be there is not gone', async () => {
      await delivered('empty-read');
      proxy.inject('GetItem', 'empty', Number.POSITIVE_INFINITY);
      await expect(read('empty-read')).rejects.toMatchObject({ code: 'table_unavailable' });
    });

    it.each<[string, Record<string, AttributeValue>]>([
      ['a later schema', { schema: { N: '2' } }],
      ['a revision in text', { revision: { S: '2' } }],
      ['a revision below zero', { revision: { N: '-1' } }],
      ['a time that is none', { dueAt: { S: '2026-11-21' } }],
      ['an end that is none', { endsAt: { S: 'soon' } }],
      ['half of what is stored', { stored: { M: { at: { S: NOW.toISOString() } } } }],
      ['an error of a code that is none', { lastError: { M: { at: { S: NOW.toISOString() }, code: { S: 'X' } } } }],
      ['an attribute more', { owner: { S: 'x' } }],
    ])('with %s is not read, and says so', async (what, attributes) => {
      const job = `damaged-${what.replaceAll(' ', '-')}`;
      const good = { schema: { N: '1' }, revision: { N: '2' }, window: { S: 'w' }, failures: { N: '0' } };
      await put({ pk: { S: `refresh#${job}` }, sk: { S: 'state' }, ...good });
      expect(await read(job)).toEqual({ job, revision: 2, window: 'w', failures: 0 });
      await put({ pk: { S: `refresh#${job}` }, sk: { S: 'state' }, ...good, ...attributes });
      await expect(read(job)).rejects.toMatchObject({
        code: 'misconfigured',
        stage: 'delivery',
        reason: expect.stringMatching(
          new RegExp(`^the refresh state is not readable: ${Object.keys(attributes)[0]}\\b`),
        ),
      });
    });

    it('says misconfigured, and never "no state", where there is no table', async () => {
      const nowhere = { client, tableName: 'no-such-table' };
      const missing = { code: 'misconfigured', stage: 'delivery', reason: 'ResourceNotFoundException' };
      const state = { job: 'x1', revision: 1, window: 'w', failures: 0 };
      await expect(createReadRefreshState(nowhere)('x1', call)).rejects.toMatchObject(missing);
      await expect(createSaveRefreshState(nowhere)(state, call)).rejects.toMatchObject(missing);
      await expect(createScheduleJob(nowhere)('x1', 'now', call)).rejects.toMatchObject(missing);
      await expect(createLeaseJob(nowhere)(due('x1'), at(900), call)).rejects.toMatchObject(missing);
      await expect(createListDueJobs(nowhere)(0, at(0), call)[Symbol.asyncIterator]().next()).rejects.toMatchObject(
        missing,
      );
      await expect(createListRefreshEntries(nowhere)('x1', { limit: 5 }, call)).rejects.toMatchObject(missing);
    });
  });

  describe('scheduling a job', () => {
    const fresh = (job: string, seconds: number, revision = 1) => ({
      job,
      revision,
      window: at(seconds).toISOString(),
      dueAt: at(seconds),
      failures: 0,
    });

    it.each(['now', 'unless-scheduled'] as const)('for the first time (%s) makes it due now', async (when) => {
      await schedule(`first-${when}`, when, 5);
      expect(await read(`first-${when}`)).toEqual(fresh(`first-${when}`, 5));
    });

    it('now makes it due now, whatever it waits for, and keeps what is stored', async () => {
      const state = await delivered('again');
      await save({ ...state, revision: 3, failures: 4, intent: INTENT });
      await schedule('again', 'now', 60);
      expect(await read('again')).toEqual({
        ...fresh('again', 60, 4),
        failures: 4,
        stored: STORED,
        intent: INTENT,
      });
    });

    it('unless it is scheduled leaves it as it is', async () => {
      const state = await delivered('as-it-is');
      await schedule('as-it-is', 'unless-scheduled', 60);
      expect(await read('as-it-is')).toEqual(state);
    });

    it('unless it is scheduled brings one back that was stopped', async () => {
      const { dueAt: _due, ...state } = await delivered('stopped');
      await save({ ...state, revision: 3 });
      await schedule('stopped', 'unless-scheduled', 60);
      expect(await read('stopped')).toEqual({ ...fresh('stopped', 60, 4), stored: STORED });
    });

    it.each(['now', 'unless-scheduled'] as const)('(%s) whose answer is lost is done', async (when) => {
      proxy.inject('UpdateItem', 'lost-answer');
      await schedule(`lost-${when}`, when, 5);
      expect(await read(`lost-${when}`)).toMatchObject({ dueAt: at(5), window: at(5).toISOString(), failures: 0 });
    });
  });

  describe('the lease of a due job', () => {
    it('moves it on, and nothing else of it', async () => {
      const state = await delivered('leased');
      expect(await lease(due('leased', 600), at(1_500))).toBe(true);
      expect(await read('leased')).toEqual({ ...state, dueAt: at(1_500) });
    });

    it('keeps the form and the attributes of a newer release, and so does scheduling', async () => {
      const key = { pk: { S: 'refresh#newer' }, sk: { S: 'state' } };
      const newer = { schema: { N: '2' }, minReader: { N: '99' }, fence: { N: '7' } };
      await put({ ...key, ...newer, revision: { N: '1' }, window: { S: 'w' }, failures: { N: '0' } });
      await schedule('newer');
      expect(await lease(due('newer'), at(900))).toBe(true);
      const { Item } = await client.send(new GetItemCommand({ TableName: table.tableName, Key: key }));
      expect(Item).toMatchObject({ ...newer, dueAt: { S: at(900).toISOString() } });
    });

    it('goes to one of those who want it', async () => {
      await delivered('wanted');
      const untils = [900, 901, 902, 903].map(at);
      const leases = await Promise.all(untils.map((until) => lease(due('wanted', 600), until)));
      expect(leases.filter(Boolean)).toHaveLength(1);
      expect((await read('wanted'))?.dueAt).toEqual(untils[leases.indexOf(true)]);
    });

    it.each<[string, (job: string) => DueJob]>([
      ['whoever comes late', (job) => due(job, 599)],
      ['who saw another window', (job) => ({ ...due(job, 600), window: at(599).toISOString() })],
    ])('does not go to %s', async (who, seen) => {
      const state = await delivered(`late-${who.length}`);
      expect(await lease(seen(state.job), at(1_500))).toBe(false);
      expect(await read(state.job)).toEqual(state);
    });

    it('of a job that was stopped, or that there is not, is none, and makes none', async () => {
      const { dueAt: _due, ...state } = await delivered('stopped-meanwhile');
      await save({ ...state, revision: 3 });
      expect(await lease(due('stopped-meanwhile', 600), at(1_500))).toBe(false);
      expect(await read('stopped-meanwhile')).toEqual({ ...state, revision: 3 });
      expect(await lease(due('nobody'), at(900))).toBe(false);
      expect(await read('nobody')).toBeUndefined();
    });

    it('whose answer is lost is held by who asked for it', async () => {
      await delivered('lost-lease');
      const before = attempts('UpdateItem');
      proxy.inject('UpdateItem', 'lost-answer');
      expect(await lease(due('lost-lease', 600), at(1_500))).toBe(true);
      expect(attempts('UpdateItem') - before).toBe(2);
    });

    it('whose answer is lost is not held by somebody else', async () => {
      await delivered('lost-to-another');
      proxy.inject('UpdateItem', 'lost-answer');
      expect(await lease(due('lost-to-another', 600), at(1_500))).toBe(true);
      expect(await lease(due('lost-to-another', 600), at(1_501))).toBe(false);
    });

    it('that is never answered is not known to be held', async () => {
      await delivered('no-lease');
      proxy.inject('UpdateItem', 'server-error', Number.POSITIVE_INFINITY);
      await expect(lease(due('no-lease', 600), at(1_500))).rejects.toMatchObject({ code: 'table_unavailable' });
    });
  });

  describe('the jobs that are due', () => {
    const listed = async (shard: number, by: Date): Promise<readonly (readonly DueJob[])[]> => {
      const pages: (readonly DueJob[])[] = [];
      for await (const page of createListDueJobs(table)(shard, by, call)) pages.push(page);
      return pages;
    };
    /** Ids of one shard, and none that another test has used. */
    const idsOf = (shard: number, prefix: string, count: number): readonly string[] => {
      const ids: string[] = [];
      for (let index = 0; ids.length < count; index += 1) {
        const id = `${prefix}-${index}`;
        if (shardOf(id, DUE_SHARDS) === shard) ids.push(id);
      }
      return ids;
    };
    // Years before every other test's: what they scheduled is not due by then.
    const YEAR = 365 * 86_400;
    const LONG_AGO = -10 * YEAR;

    it('are those of the shard whose time has come, the ones due for longest first', async () => {
      const [a = '', b = '', c = '', d = ''] = idsOf(3, 'order', 4);
      await schedule(b, 'now', LONG_AGO + 1);
      await schedule(c, 'now', LONG_AGO + 2);
      await schedule(a, 'now', LONG_AGO);
      await schedule(d, 'now', LONG_AGO + 3);
      const [elsewhere = ''] = idsOf(4, 'order', 1);
      await schedule(elsewhere, 'now', LONG_AGO);
      // The last one is due at that very time, and the fourth a second later.
      expect((await listed(3, at(LONG_AGO + 2))).flat()).toEqual([
        due(a, LONG_AGO),
        due(b, LONG_AGO + 1),
        due(c, LONG_AGO + 2),
      ]);
      expect((await listed(4, at(LONG_AGO))).flat()).toEqual([due(elsewhere, LONG_AGO)]);
      expect((await listed(3, at(LONG_AGO - 1))).flat()).toEqual([]);
    });

    it('come with their window and the end of what is stored', async () => {
      const [job = ''] = idsOf(5, 'ends', 1);
      await schedule(job, 'now', LONG_AGO);
      await save({ job, revision: 2, window: 'its-window', dueAt: at(LONG_AGO), failures: 1, stored: STORED });
      expect((await listed(5, at(LONG_AGO))).flat()).toEqual([
        { job, dueAt: at(LONG_AGO), window: 'its-window', endsAt: STORED.endsAt },
      ]);
    });

    it('are not those that are leased or stopped', async () => {
      const [leased = '', stopped = '', left = ''] = idsOf(6, 'away', 3);
      for (const job of [leased, stopped, left]) await schedule(job, 'now', LONG_AGO);
      await lease(due(leased, LONG_AGO), at(LONG_AGO + 900));
      await save({ job: stopped, revision: 2, window: at(LONG_AGO).toISOString(), failures: 0 });
      expect((await listed(6, at(LONG_AGO + 899))).flat().map(({ job }) => job)).toEqual([left]);
      expect((await listed(6, at(LONG_AGO + 900))).flat().map(({ job }) => job)).toEqual([left, leased]);
    });

    it('are all found where they are more than a page', async () => {
      const ids = idsOf(7, 'many', 230);
      await Promise.all(ids.map((id, index) => schedule(id, 'now', LONG_AGO + index)));
      const pages = await listed(7, at(LONG_AGO + 10_000));
      expect(pages.every((page) => page.length <= 100)).toBe(true);
      expect(pages.length).toBeGreaterThanOrEqual(3);
      expect(pages.flat().map(({ job }) => job)).toEqual(ids);
    });

    it('are found although some can not be read, which are left out', async () => {
      const [first = '', last = ''] = idsOf(2, 'readable', 2);
      await schedule(first, 'now', LONG_AGO);
      await schedule(last, 'now', LONG_AGO + 10);
      const dueAt = { S: at(LONG_AGO + 5).toISOString() };
      const indexed = { sk: { S: 'state' }, dueShard: { S: 'due#2' }, dueAt, window: { S: 'w' } };
      await put({ ...indexed, pk: { S: 'refresh#Not-An-Id' } });
      await put({ ...indexed, pk: { S: 'refresh#' } });
      await put({ ...indexed, pk: { S: 'another#thing' } });
      await put({ ...indexed, pk: { S: 'refresh#number-window' }, window: { N: '7' } });
      await put({ ...indexed, pk: { S: 'refresh#bad-time' }, dueAt: { S: '1999' } });
      await put({ ...indexed, pk: { S: 'refresh#bad-end' }, endsAt: { S: 'soon' } });
      const { window: _window, ...windowless } = indexed;
      await put({ ...windowless, pk: { S: 'refresh#no-window' } });
      expect((await listed(2, at(LONG_AGO + 10))).flat().map(({ job }) => job)).toEqual([first, last]);
    });

    it('are not none because something on the way says so', async () => {
      proxy.inject('Query', 'empty', Number.POSITIVE_INFINITY);
      await expect(listed(3, at(0))).rejects.toMatchObject({ code: 'table_unavailable', stage: 'delivery' });
    });
  });

  describe('the history of a job', () => {
    const result = (job: string, seconds: number, more: Partial<RefreshResult> = {}): RefreshResult => ({
      job,
      requestId: `r-${seconds}`,
      at: at(seconds),
      outcome: 'delivered',
      ...more,
    });
    const record = (one: RefreshResult) => createRecordRefresh(table)(one, call);
    const page = (job: string, from: { readonly before?: string; readonly limit: number }) =>
      createListRefreshEntries(table)(job, from, call);
    const history = async (job: string, limit = 20) => (await page(job, { limit })).items;

    it('is none for a job that was not tried yet, scheduled or not', async () => {
      expect(await history('untried')).toEqual([]);
      await schedule('untried');
      expect(await history('untried')).toEqual([]);
    });

    it('is what was recorded, as JSON has it', async () => {
      await record(
        result('told', 0, {
          outcome: 'failed',
          error: { code: 'ecr_refused', reason: 'AccessDenied' },
          endsAt: at(600),
          nextDue: at(60),
        }),
      );
      expect(await history('told')).toEqual([
        {
          job: 'told',
          requestId: 'r-0',
          at: '2026-11-21T12:00:00.000Z',
          outcome: 'failed',
          error: { code: 'ecr_refused', reason: 'AccessDenied' },
          endsAt: '2026-11-21T12:10:00.000Z',
          nextDue: '2026-11-21T12:01:00.000Z',
        },
      ]);
    });

    it('has the newest first, and as many as are wanted', async () => {
      for (const seconds of [2, 0, 3, 1]) await record(result('ordered', seconds));
      const ids = async (most?: number) => (await history('ordered', most)).map(({ requestId }) => requestId);
      expect(await ids()).toEqual(['r-3', 'r-2', 'r-1', 'r-0']);
      expect(await ids(2)).toEqual(['r-3', 'r-2']);
      expect(await ids(1)).toEqual(['r-3']);
    });

    it('is read page by page, each once', async () => {
      for (const seconds of [0, 1, 2, 3, 4]) await record(result('paged', seconds));
      const read: string[][] = [];
      let before: string | undefined;
      do {
        const one = await page('paged', { limit: 2, ...(before !== undefined && { before }) });
        read.push(one.items.map(({ requestId }) => requestId));
        before = one.before;
      } while (before !== undefined);
      expect(read).toEqual([['r-4', 'r-3'], ['r-2', 'r-1'], ['r-0']]);
    });

    it('keeps two tries of one millisecond', async () => {
      await record(result('twice', 0, { requestId: 'a' }));
      await record(result('twice', 0, { requestId: 'b' }));
      expect(await history('twice')).toHaveLength(2);
    });

    it('is of that job alone, and holds no state', async () => {
      await schedule('alone');
      await record(result('alone', 0));
      await record(result('alone-2', 0));
      expect((await history('alone')).map(({ job }) => job)).toEqual(['alone']);
    });

    it('leaves out what can not be read', async () => {
      await record(result('spoilt', 0));
      const key = (seconds: number) => ({
        pk: { S: 'refresh#spoilt' },
        sk: { S: `result#${at(seconds).toISOString()}` },
      });
      await put({ ...key(1), result: { S: '[]' } });
      await put({ ...key(2), result: { N: '7' } });
      await put(key(3));
      expect((await history('spoilt')).map(({ requestId }) => requestId)).toEqual(['r-0']);
    });

    it('leaves out what is no JSON', async () => {
      await record(result('no-json', 0));
      await put({ pk: { S: 'refresh#no-json' }, sk: { S: `result#${at(1).toISOString()}` }, result: { S: '{' } });
      expect((await history('no-json')).map(({ requestId }) => requestId)).toEqual(['r-0']);
    });

    it('has a line once whose answer was lost', async () => {
      proxy.inject('PutItem', 'lost-answer');
      await record(result('lost-line', 0));
      expect(await history('lost-line')).toHaveLength(1);
    });

    it('is not written over: another line under its key is refused', async () => {
      await record(result('once', 0));
      await expect(record(result('once', 0, { outcome: 'stopped' }))).rejects.toMatchObject({ stage: 'delivery' });
      expect((await history('once')).map(({ outcome }) => outcome)).toEqual(['delivered']);
    });

    it('says so where a line can not be kept', async () => {
      proxy.inject('PutItem', 'server-error', Number.POSITIVE_INFINITY);
      await expect(record(result('unkept', 0))).rejects.toMatchObject({ code: 'table_unavailable', stage: 'delivery' });
    });
  });

  limitsContract(() => proxy, 'refresh-activity');
}
