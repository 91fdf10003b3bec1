// Messages that are none of ours: three tries, then the dead letters; and the good ones beside them are delivered.
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { EXECUTION_ROLE } from '../../../local/start-local-aws.ts';
import { useRefresh } from '../../support/refresh.ts';
import { aConnector, aSecretJob, writtenBy } from '../../support/refresh-jobs.ts';
import { messageOf } from '../../support/refresh-state.ts';

// What is given back is there again at once.
const world = useRefresh({ visibilitySeconds: 0 });
const JOBS = ['one', 'two', 'three'];
const WINDOW = '2026-11-21T12:00:00.000Z';
function body(more: object) {
  return JSON.stringify({ schema: 1, job: 'one', window: WINDOW, ...more });
}

const POISON = [
  ['is no JSON', 'one,2026-11-21'],
  ['is empty JSON', '{}'],
  ['is a list', '[]'],
  ['is of another schema version', body({ schema: 2 })],
  ['is of no schema version', JSON.stringify({ job: 'one', window: WINDOW })],
  ['has a field too many', body({ value: 'x' })],
  ['has a field twice', `{"schema":1,"job":"one","job":"two","window":"${WINDOW}"}`],
  ['has an id that is none', body({ job: '../connector/one' })],
  ['has an id that is no text', body({ job: ['one'] })],
  ['has a window that is no time', body({ window: 'now' })],
] as const;

beforeAll(() =>
  world.define({
    connectors: [aConnector('shop', JOBS)],
    refreshJobs: JOBS.map((id) => aSecretJob(id, { connector: 'shop' })),
  }),
);

describe('a message', () => {
  it.each(POISON)('that %s is given back, and no table is asked', async (_what, text) => {
    world.proxy.reset();
    expect(await world.deliver([text])).toEqual(['m1']);
    expect(world.proxy.passed).toEqual([]);
  });

  it.each(POISON)('that %s is told of by what is wrong with it, and not by what it holds', async (_what, text) => {
    world.takeLog();
    await world.deliver([text]);
    const lines = world.takeLog();
    expect(lines).toMatchObject([
      { level: 'error', message: 'fault', code: 'invalid_request', errorStage: 'request', reason: expect.any(String) },
    ]);
    expect(lines[0].reason).toMatch(/^not a refresh message: /);
    expect(lines[0].reason).not.toContain('../connector');
  });

  it('of a job that nobody defined is done with: there is nothing to do', async () => {
    world.proxy.reset();
    expect(await world.deliver([body({ job: 'nobody' })])).toEqual([]);
    expect(world.proxy.passed).toEqual(['GetItem']);
  });
});

describe('a batch with poison in it', () => {
  it('gives back exactly that, by its ids', async () => {
    const good = await messageOf(world.aws, 'one');
    expect(await world.deliver(['{', good, body({ schema: 3 }), body({ job: 'nobody' }), '[]'])).toEqual([
      'm1',
      'm3',
      'm5',
    ]);
    expect(writtenBy(world.standIn, 'one')).toHaveLength(1);
  });
});

describe('a queue with poison in it', () => {
  it('puts it aside after three tries, and delivers the rest once', async () => {
    const bodies = [...POISON.map(([, text]) => text).slice(0, 7), ...(await Promise.all(['two', 'three'].map(good)))];
    const Entries = bodies.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
    const { queue } = world.engine;
    const client = new SQSClient({ endpoint: queue.endpoint, region: 'eu-west-1', credentials: EXECUTION_ROLE });
    await client.send(new SendMessageBatchCommand({ QueueUrl: queue.url, Entries }));
    client.destroy();
    world.takeLog();
    // Seven of them three times, and two good ones.
    expect(await world.engine.deliver()).toBe(23);
    expect([...queue.deadLetters()].sort()).toEqual(bodies.slice(0, 7).sort());
    expect(queue.size()).toBe(0);
    expect(['two', 'three'].map((id) => writtenBy(world.standIn, id).length)).toEqual([1, 1]);
    expect(world.takeLog().filter(({ message }) => message === 'fault')).toHaveLength(21);
  });
  const good = (id: string) => messageOf(world.aws, id);
});
