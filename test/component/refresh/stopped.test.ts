// Jobs that are not to run any more: they stop, keep what they delivered, and begin again when somebody applies them.
import { beforeEach, describe, expect, it } from 'vitest';
import { createReadStops, createWriteStops } from '../../../shared/aws/dynamodb/stops.ts';
import { aCall } from '../../support/builders.ts';
import { useRefresh } from '../../support/refresh.ts';
import { aSecretJob, currentOf, withConnectors, writtenBy } from '../../support/refresh-jobs.ts';
import { historyOf, letTimePass, messageOf, removeVersions, stateOf, tamper } from '../../support/refresh-state.ts';

const world = useRefresh();
let id: string;
let before: string | undefined;
let jobs = 0;
async function expectStopped() {
  const state = await stateOf(world.aws, id);
  expect(Object.keys(state).filter((name) => name === 'dueAt' || name === 'dueShard')).toEqual([]);
  expect(state).toMatchObject({ failures: 0, stored: { valueSha256: expect.any(String) } });
  const [line] = (await historyOf(world.aws, id)).slice(-1);
  expect(line).toMatchObject({ job: id, outcome: 'stopped' });
  expect(Object.keys(line)).not.toContain('nextDue');
  expect(writtenBy(world.standIn, id)).toEqual([before]);
}

beforeEach(async () => {
  jobs += 1;
  id = `job-${jobs}`;
  await world.define(withConnectors(aSecretJob(id)));
  await world.deliverJobs(id);
  before = currentOf(world.standIn, id);
});

describe('a job that is disabled', () => {
  beforeEach(() => world.define({ refreshJobs: [aSecretJob(id, { enabled: false })] }));

  it('stops at its next message, and keeps what it delivered', async () => {
    expect(await world.deliverLater(id)).toEqual([]);
    await expectStopped();
  });

  it('asks for no login on the way', async () => {
    await letTimePass(world.aws, id);
    const message = await messageOf(world.aws, id);
    world.proxy.reset();
    await world.deliver([message]);
    expect(world.proxy.passed).toEqual(['GetItem', 'GetItem', 'PutItem', 'PutItem']);
  });

  it('is not sent off, nor delivered by a message that comes after all', async () => {
    await letTimePass(world.aws, id);
    const message = await messageOf(world.aws, id);
    await world.deliver([message]);
    await world.engine.dispatch();
    await world.engine.deliver();
    await world.deliver([message]);
    expect(writtenBy(world.standIn, id)).toEqual([before]);
  });

  it('is due at once when it is enabled and applied', async () => {
    await world.deliverLater(id);
    await world.define({ refreshJobs: [aSecretJob(id)] });
    await world.engine.dispatch();
    await world.engine.deliver();
    expect(writtenBy(world.standIn, id)).toHaveLength(2);
    expect((await historyOf(world.aws, id)).map(({ outcome }) => outcome)).toEqual([
      'delivered',
      'stopped',
      'delivered',
    ]);
  });
});

describe('a job that is gone', () => {
  it('stops at its next message, and keeps what it delivered', async () => {
    await tamper(world.aws, 'refresh-job', id, () => undefined);
    expect(await world.deliverLater(id)).toEqual([]);
    await expectStopped();
  });

  it('can not be applied again while its versions say that somebody removed it by hand', async () => {
    await tamper(world.aws, 'refresh-job', id, () => undefined);
    await expect(world.define({ refreshJobs: [aSecretJob(id)] })).rejects.toThrow('was removed from the table by hand');
  });

  it('is due at once when it is applied again', async () => {
    await tamper(world.aws, 'refresh-job', id, () => undefined);
    await removeVersions(world.aws, 'refresh-job', id);
    await world.deliverLater(id);
    await world.define({ refreshJobs: [aSecretJob(id)] });
    await world.engine.dispatch();
    await world.engine.deliver();
    expect(writtenBy(world.standIn, id)).toHaveLength(2);
  });
});

describe('another job of the same batch', () => {
  it('is delivered', async () => {
    await world.define(withConnectors(aSecretJob(`${id}-too`)));
    await tamper(world.aws, 'refresh-job', id, () => undefined);
    expect(await world.deliverLater(id, `${id}-too`)).toEqual([]);
    expect(writtenBy(world.standIn, `${id}-too`)).toHaveLength(1);
  });
});

describe('a job that an operator has stopped', () => {
  it('keeps what it delivered, says why, and goes on by itself once it is resumed', async () => {
    const table = { client: world.aws.dynamoDb, tableName: 'portunus-local-definitions' };
    const writeStops = createWriteStops(table);
    const { version } = await createReadStops(table)(aCall());
    const stop = { scope: { job: id }, reason: 'INC-42', by: 'corp:ada', at: '2026-11-21T12:00:00.000Z' };
    await writeStops([stop], version, aCall());
    expect(await world.deliverLater(id)).toEqual([]);
    expect(await stateOf(world.aws, id)).toMatchObject({
      ...{ failures: 0, dueAt: expect.any(String), lastError: { code: 'stopped', reason: `job ${id}: INC-42` } },
    });
    expect((await historyOf(world.aws, id)).at(-1)).toMatchObject({ outcome: 'failed', error: { code: 'stopped' } });
    expect(writtenBy(world.standIn, id)).toEqual([before]);
    await writeStops([], String(Number(version ?? 0) + 1), aCall());
    await world.deliverLater(id);
    expect(await stateOf(world.aws, id)).not.toHaveProperty('lastError');
    expect(writtenBy(world.standIn, id)).toHaveLength(2);
  });
});
