// Limits and one-time tokens through the built handlers, each as an environment of its own.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { auditItems } from '../../support/audit-records.ts';
import { postBatch, putConnector } from '../../support/batch.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { expectProblem } from '../../support/problem.ts';
import { startTablesService } from '../../support/proxied-service.ts';
import { type Answer, getLogin, type Service } from '../../support/service.ts';
import { useServiceOf } from '../../support/use-service.ts';

useNoTimeLimits();
const service = useServiceOf(startTablesService);
const environments: Service['invoke'][] = [];
const ALWAYS = Number.POSITIVE_INFINITY;
const perSeconds = 86_400;

beforeAll(async () => {
  // The window ends with the day, and no test runs past it.
  vi.useFakeTimers({ toFake: ['Date'] });
  for (let count = 0; count < 5; count += 1) environments.push(await service.freshEnvironment('issue'));
  await putConnector(service, 'once', { oneTimeTokens: true });
  await putConnector(service, 'once-too', { oneTimeTokens: true });
  await putConnector(service, 'ten', { rateLimit: { requests: 10, perSeconds } });
  await putConnector(service, 'three', { rateLimit: { requests: 3, perSeconds } });
  await putConnector(service, 'one', { rateLimit: { requests: 1, perSeconds } });
});
afterEach(() => service.tables.clear());
afterAll(() => void vi.useRealTimers());

function invokeIn(index: number, event: unknown) {
  const invoke = environments[index % environments.length] ?? service.invoke;
  return invoke('issue', event);
}

function aToken(claims: Record<string, unknown> = {}) {
  return service.aws.issuer.mint({ jti: randomUUID(), ...claims });
}

function callerOf(name: string) {
  return service.aws.issuer.mint({ sub: name });
}

function times(answers: readonly Answer[], status: number) {
  return answers.filter((answer) => answer.status === status).length;
}

/** A busy machine may be too slow for its own table: such a request is let in nowhere, but may have been counted. */
function expectAdmitted(answers: readonly Answer[], most: number, refusal: number) {
  const [admitted, failed] = [times(answers, 200), answers.filter(({ status }) => status >= 500).length];
  const others = answers.filter(({ status }) => status !== 200 && status !== refusal && status < 500);
  expect(others.map(({ text }) => text)).toEqual([]);
  expect(admitted).toBeLessThanOrEqual(most);
  expect(admitted + failed).toBeGreaterThanOrEqual(most);
}

/** Asks until the answer is this refusal: what was to be used up is used up after some requests. */
async function refusalOf(event: unknown, status: number): Promise<Answer> {
  for (let tries = 0; tries < 15; tries += 1) {
    const answer = await invokeIn(0, event);
    if (answer.status === status) return answer;
  }
  throw new Error(`no ${status}`);
}

async function recordsOf({ body }: Answer) {
  const records = (await auditItems(service.aws)).filter(({ requestId }) => requestId?.S === body.requestId);
  return records.map(({ outcome, code, reason }) => [outcome?.S, code?.S, reason?.S]);
}

describe('a one-time token', () => {
  it('gets one login of 50 requests at once', async () => {
    const token = await aToken();
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_each, index) => invokeIn(index, getLogin(token, {}, 'once'))),
    );
    expectAdmitted(answers, 1, 401);
    const refused = await refusalOf(getLogin(token, {}, 'once'), 401);
    expectProblem(refused, { status: 401, code: 'token_rejected', stage: 'authentication' });
    expect(await recordsOf(refused)).toEqual([['refused', 'token_rejected', 'token_used']]);
  });

  it('is used for what the cache answers too', async () => {
    const [first, second] = [await aToken(), await aToken()];
    const query = { durationSeconds: '1234' };
    expect((await invokeIn(0, getLogin(first, query, 'once'))).body.source).toBe('fresh');
    expect((await invokeIn(0, getLogin(second, query, 'once'))).body.source).toBe('cache');
    expect((await invokeIn(0, getLogin(second, query, 'once'))).status).toBe(401);
  });

  it.each<[string, (token: string) => string]>([
    ['padded', (token) => `${token}=`],
    ['with other unused bits', (token) => `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`],
  ])('is not another one if it is written differently: %s', async (_how, rewrite) => {
    const token = await aToken();
    expect((await invokeIn(0, getLogin(token, {}, 'once'))).status).toBe(200);
    expect((await invokeIn(0, getLogin(rewrite(token), {}, 'once'))).status).toBe(401);
  });

  it('that was used by nobody whom a grant lets in is still good', async () => {
    const [stranger, jti] = ['23096959', randomUUID()];
    const other = await aToken({ jti, repository_id: stranger });
    expect((await invokeIn(0, getLogin(other, {}, 'once'))).status).toBe(403);
    expect((await invokeIn(0, getLogin(await aToken({ jti }), {}, 'once'))).status).toBe(200);
  });

  it('is used up for all connectors that ask for it, and for no other', async () => {
    const token = await aToken();
    const statusOf = async (id: string) => (await invokeIn(0, getLogin(token, {}, id))).status;
    expect(await statusOf('once')).toBe(200);
    expect(await statusOf('once-too')).toBe(401);
    expect(await statusOf('shop-images')).toBe(200);
  });

  it('gets several logins in one request, once', async () => {
    const requests = [{ connectorId: 'once' }, { connectorId: 'once-too' }, { connectorId: 'shop-images' }];
    const event = postBatch(await aToken(), { requests });
    const statusesOf = async (index: number) =>
      (await invokeIn(index, event)).body.results.map(({ status }: { status: number }) => status);
    expect(await statusesOf(0)).toEqual([200, 200, 200]);
    expect(await statusesOf(1)).toEqual([401, 401, 200]);
  });

  it('has to have an id', async () => {
    const answer = await invokeIn(0, getLogin(service.token, {}, 'once'));
    expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization' });
    expect(await recordsOf(answer)).toEqual([['refused', 'not_allowed', 'token_without_id']]);
  });

  it('gets nothing where its use can not be written down', async () => {
    service.tables.inject('PutItem', 'reset', 3);
    const answer = await invokeIn(0, getLogin(await aToken(), {}, 'once'));
    expectProblem(answer, { status: 503, code: 'table_unavailable', stage: 'connector' });
    expect(service.aws.standIn.calls).toEqual([]);
  });
});

describe('a limit', () => {
  it('holds for requests at once in several environments, and says when to come back', async () => {
    const token = await callerOf('at once');
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_each, index) => invokeIn(index, getLogin(token, {}, 'ten'))),
    );
    expectAdmitted(answers, 10, 429);
    const refused = await refusalOf(getLogin(token, {}, 'ten'), 429);
    expectProblem(refused, { status: 429, code: 'too_many_requests', stage: 'authorization' });
    const seconds = Number(refused.headers['retry-after']);
    const left = perSeconds - (Math.floor(Date.now() / 1000) % perSeconds);
    expect(Math.abs(seconds - left)).toBeLessThan(60);
    expect(await recordsOf(refused)).toEqual([['refused', 'too_many_requests', 'rate_limit: ten 10 in 86400 s']]);
  });

  it('takes nothing from another caller', async () => {
    const [one, other] = [await callerOf('one'), await callerOf('other')];
    const statusOf = async (token: string) => (await invokeIn(0, getLogin(token, {}, 'one'))).status;
    expect([await statusOf(one), await statusOf(one), await statusOf(other)]).toEqual([200, 429, 200]);
  });

  it('refuses several logins together if they do not all fit, and counts none of them', async () => {
    const token = await callerOf('several');
    const ask = (...ids: readonly string[]) =>
      invokeIn(0, postBatch(token, { requests: ids.map((connectorId) => ({ connectorId })) }));
    expect((await ask('three', 'ten')).status).toBe(200);
    const refused = await ask('shop-images', 'three', 'ten', 'three', 'three');
    expectProblem(refused, { status: 429, code: 'too_many_requests', stage: 'authorization' });
    expect(await recordsOf(refused)).toEqual([['refused', 'too_many_requests', 'rate_limit: three 3 in 86400 s']]);
    expect((await ask('three', 'three')).status).toBe(200);
  });

  it('lets nobody in where the request can not be counted', async () => {
    // Throttled, the SDK may pause for more than a second, which useNoTimeLimits() takes for a limit.
    service.tables.inject('UpdateItem', 'server-error', ALWAYS);
    const answer = await invokeIn(0, getLogin(await callerOf('uncounted'), {}, 'ten'));
    expectProblem(answer, { status: 503, code: 'table_unavailable', stage: 'connector' });
    expect(service.aws.standIn.calls).toEqual([]);
  });
});

it('a connector that asks for neither costs no call of the tables more', async () => {
  const token = await aToken();
  const callsFor = async (id: string) => {
    await invokeIn(0, getLogin(token, {}, id));
    service.tables.calls.length = 0;
    await invokeIn(0, getLogin(await aToken(), {}, id));
    return service.tables.calls.map(({ operation }) => operation);
  };
  expect(await callsFor('shop-images')).toEqual(['BatchGetItem', 'PutItem']);
  expect(await callsFor('once')).toEqual(['BatchGetItem', 'PutItem', 'PutItem']);
  expect(await callsFor('ten')).toEqual(['BatchGetItem', 'UpdateItem', 'PutItem']);
});
