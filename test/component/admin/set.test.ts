// POST /v1/definitions as it is deployed: who may send what, and a process that is killed while it writes.
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { type AdminService, type Ask, eventOf, startAdminService } from '../../support/admin.ts';
import { aConnectorToWrite, anAccountToWrite, anIssuerToWrite } from '../../support/admin-definitions.ts';
import { recordsOf } from '../../support/audit-records.ts';
import { type CallProxy, startCallProxy } from '../../support/call-proxy.ts';
import { expectProblem } from '../../support/problem.ts';
import { type Service, startService } from '../../support/service.ts';
import { spawnOnce } from '../../support/spawn-once.ts';
import { useStarted } from '../../support/use-service.ts';

type World = AdminService & { readonly proxy: CallProxy; readonly invoke: Service['invoke'] };

async function startWorld(): Promise<World> {
  const service = await startAdminService((options, environment) => startService(options, environment));
  const proxy = await startCallProxy(service.aws.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '', service.aws.standIn.url);
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_ENDPOINT_URL_')) process.env[name] = proxy.url;
  const invoke = await service.freshEnvironment('admin');
  const stop = async () => {
    await proxy.stop();
    await service.stop();
  };
  return { ...service, proxy, invoke, stop };
}

const world = useStarted(startWorld);
const ROUTE = 'POST /definitions';
const LIMIT = 1_048_576;
afterEach(() => world.proxy.reset());

function send(body: unknown, more: Partial<Ask> = {}) {
  return world.ask({ route: ROUTE, body, ...more }, world.invoke);
}

/** A text of so many bytes, which says the same. */
function ofSize(body: object, bytes: number): string {
  const text = JSON.stringify(body);
  return `${text.slice(0, -1)}${' '.repeat(bytes - text.length)}}`;
}

describe('a set of 1 MiB', () => {
  it('is taken', async () => {
    const issuer = anIssuerToWrite();
    const answer = await send(ofSize({ definitions: { issuers: [issuer] } }, LIMIT));
    expect([answer.status, answer.body.applied, answer.body.remaining]).toEqual([200, 1, 0]);
    expect(await world.item('issuer', issuer.id)).toMatchObject({ version: 1, definition: issuer });
  });

  it('and one byte is refused', async () => {
    const answer = await send(ofSize({ definitions: {} }, LIMIT + 1));
    expectProblem(answer, { status: 413, code: 'payload_too_large', stage: 'request' });
  });

  it('is read of administrators alone', async () => {
    const bodies = [ofSize({ definitions: {} }, LIMIT + 1), 'no JSON'];
    for (const body of bodies) {
      for (const as of ['workload', 'person', 'role'] as const) expect((await send(body, { as })).status).toBe(403);
      expect((await send(body, { as: 'nobody' })).status).toBe(401);
    }
  });
});

describe('a bad set', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['without definitions', {}, ['definitions']],
    ['with a list that is none', { definitions: { accounts: {} } }, ['accounts']],
    ['with an unknown list', { definitions: { account: [] } }, ['account']],
    ['with allowEmpty, and no prune', { definitions: {}, allowEmpty: true }, ['allowEmpty']],
    ['with an unknown field', { definitions: {}, dryrun: true }, ['dryrun']],
    ['with a flag that is none', { definitions: {}, prune: 'true' }, ['prune']],
    [
      'of too many',
      { definitions: { accounts: Array(1_500).fill({}), issuers: Array(501).fill({}) } },
      ['definitions'],
    ],
    [
      'with faults in two definitions',
      {
        definitions: {
          accounts: [anAccountToWrite({ partition: 'mars' })],
          connectors: [aConnectorToWrite({ grants: [{}] })],
        },
      },
      ['accounts[0].partition', 'connectors[0].grants[0]'],
    ],
  ])('%s is refused by the names of a file', async (_what, body, fields) => {
    expectProblem(await send(body), { status: 400, code: 'invalid_request', stage: 'request', fields });
  });

  it('names ten faults, counts the others, and stays small', async () => {
    const accounts = Array.from({ length: 900 }, () => ({ id: 'x'.repeat(300), partition: 'mars' }));
    const answer = await send({ definitions: { accounts } });
    expect([answer.status, answer.body.errors.length, answer.body.moreErrors > 890]).toEqual([400, 10, true]);
    expect(JSON.stringify(answer.body).length).toBeLessThan(8_192);
  });

  it.each(['"1"', '*', 'W/"0123456789abcdef0123456789abcdef"'])('with If-Match %s is refused', async (tag) => {
    const answer = await send({ definitions: {} }, { headers: { 'if-match': tag } });
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields: ['if-match'] });
  });

  it('may nest as deep as a definition by itself', async () => {
    const Condition = { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } };
    const Statement = [{ Effect: 'Allow', Action: 'ecr:*', Resource: '*', Condition }];
    const connector = aConnectorToWrite({ access: undefined, policy: { Version: '2012-10-17', Statement } });
    const answer = await send({ dryRun: true, definitions: { connectors: [connector] } });
    expect([answer.status, answer.body.remaining]).toEqual([200, 1]);
  });
});

it('a plan that was shown is written with its ETag, and after a change it is not', async () => {
  const account = anAccountToWrite();
  const definitions = { accounts: [account] };
  const plan = await send({ dryRun: true, definitions });
  const headers = { 'if-match': String(plan.headers.etag) };
  await world.apply({ accounts: [{ ...account, awsAccountId: '444444444444' }] });
  const late = await send({ definitions }, { headers });
  expectProblem(late, { status: 412, code: 'precondition_failed', stage: 'request' });
  expect(await world.item('account', account.id)).toMatchObject({ version: 1 });
  const again = await send({ dryRun: true, definitions });
  expect(again.body.changes[0].fields).toEqual([{ field: 'awsAccountId', from: '444444444444', to: '123456789012' }]);
  const applied = await send({ definitions }, { headers: { 'if-match': String(again.headers.etag) } });
  expect([applied.status, applied.body.applied]).toEqual([200, 1]);
});

/** Five hundred take a while on a small machine. */
const COUNT = process.env.PORTUNUS_TEST_ALL === 'true' ? 500 : 64;

it(`a process that is killed between two transactions of ${COUNT} leaves the first, and the same request goes on`, async () => {
  const account = anAccountToWrite();
  const connectors = Array.from({ length: COUNT - 1 }, () => aConnectorToWrite({ account: account.id }));
  const body = { definitions: { accounts: [account], connectors } };
  const child = spawnOnce('admin', eventOf({ route: ROUTE, body }, await world.tokenOf('administrator')));
  let transactions = 0;
  world.proxy.meet(({ action }) => {
    if (action !== 'TransactWriteItems') return transactions >= 1 ? { cut: 'before' } : undefined;
    transactions += 1;
    return transactions === 1 ? { cut: 'after', act: () => child.kill('SIGKILL') } : { cut: 'before' };
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
  world.proxy.reset();
  const left = await send({ ...body, dryRun: true });
  expect([left.status, left.body.remaining]).toEqual([200, COUNT - 30]);
  let { status, body: rest } = await send(body, { headers: { 'if-match': String(left.headers.etag) } });
  let applied = rest.applied;
  // A request stops after twelve seconds, which are few for a busy machine.
  while (rest.remaining > 0) {
    ({ status, body: rest } = await send(body));
    applied += rest.applied;
  }
  expect([status, applied, rest.remaining]).toEqual([200, COUNT - 30, 0]);
  const records = await recordsOf(world.aws);
  const ids = new Set(records.filter(({ action }) => action === 'definition-create').map(({ id }) => id));
  for (const { id } of connectors) expect(ids).toContain(id);
  expect((await send(body)).body).toMatchObject({ applied: 0, remaining: 0 });
});
