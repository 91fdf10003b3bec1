import { describe, expect, it } from 'vitest';
import {
  assumedKeys,
  federatedKeys,
  type Keys,
  LAMBDA,
  PULLER,
  ROLE,
  sessionKeys,
  setStandInNow,
  standIn,
  USER,
  useStandIn,
  whoAmI,
} from '../../support/stand-in.ts';

useStandIn();

function sessionOf({ accessKeyId, secretAccessKey, sessionToken }: Keys) {
  return JSON.stringify({ sessionId: accessKeyId, sessionKey: secretAccessKey, sessionToken });
}
function fieldsOf(keys: Keys, more: Record<string, string> = {}) {
  return new URLSearchParams({ Action: 'getSigninToken', Session: sessionOf(keys), ...more });
}

function post(body: URLSearchParams) {
  return fetch(`${standIn.url}/federation`, { method: 'POST', body });
}
function signIn(keys: Keys, more?: Record<string, string>) {
  return post(fieldsOf(keys, more));
}

async function expectBareRefusal(answer: Response | Promise<Response>) {
  const response = await answer;
  expect(response.status).toBe(400);
  expect(response.headers.get('content-type')).toContain('text/html');
  expect(await response.text()).toMatch(/^<!doctype html>/);
  expect(standIn.calls.at(-1)?.outcome).toMatch(/^BadRequest$|^InvalidQueryParameter$/);
}

/** By a user, and so the first of its chain. */
function firstKeys() {
  return assumedKeys({}, USER);
}

describe('getSigninToken', () => {
  it.each([
    ['a role session', firstKeys],
    ['a chained role session', () => assumedKeys()],
    ['a federated user', () => federatedKeys()],
    ['a role session known from the start', async () => LAMBDA],
  ])('gives a token to %s', async (_name, keysOf) => {
    const keys = await keysOf();
    const response = await signIn(keys);
    expect(response.status).toBe(200);
    const { SigninToken } = (await response.json()) as { SigninToken: string };
    expect(SigninToken).toMatch(/^[\w-]{800}$/);
    expect(standIn.issued.at(-1)).toEqual({
      action: 'getSigninToken',
      signinToken: SigninToken,
      accessKeyId: keys.accessKeyId,
      expiration: new Date('2026-11-21T12:15:00.250Z'),
    });
  });

  it('takes its fields from the query too', async () => {
    const response = await fetch(`${standIn.url}/federation?${fieldsOf(await firstKeys())}`);
    expect(await response.json()).toEqual({ SigninToken: expect.any(String) });
  });

  it('records the key and the duration, and no secret', async () => {
    const keys = await firstKeys();
    await signIn(keys, { SessionDuration: '43200' });
    const call = standIn.calls.at(-1);
    expect(call).toMatchObject({ action: 'getSigninToken', region: undefined, callerArn: undefined, outcome: 'ok' });
    expect(call?.parameters).toEqual({ accessKeyId: keys.accessKeyId, sessionDuration: 43_200 });
    expect(JSON.stringify(standIn.calls)).not.toContain(keys.sessionToken);
  });

  it.each(['900', '43200'])('takes a duration of %s', async (SessionDuration) => {
    expect((await signIn(await firstKeys(), { SessionDuration })).status).toBe(200);
  });

  it.each(['899', '43201', '', '1e3', '3600.5', '-900'])('refuses a duration of "%s"', async (SessionDuration) => {
    await expectBareRefusal(signIn(await firstKeys(), { SessionDuration }));
  });

  it.each([
    ['a federated user', () => federatedKeys()],
    ['a chained role session', () => assumedKeys()],
    ['a role session by a session of GetSessionToken', async () => assumedKeys({}, await sessionKeys())],
  ])('refuses any duration to %s', async (_name, keysOf) => {
    await expectBareRefusal(signIn(await keysOf(), { SessionDuration: '3600' }));
  });

  it.each<[string, () => Promise<Keys>]>([
    ['a session of GetSessionToken', () => sessionKeys()],
    ["a user's own key", async () => USER],
    ["a user's own key with a token", async () => ({ ...USER, sessionToken: 'token' })],
    ['an unknown key', async () => ({ ...(await firstKeys()), accessKeyId: 'ASIANOBODY' })],
    ['a wrong secret', async () => ({ ...(await firstKeys()), secretAccessKey: 'wrong' })],
    ['the token of another session', async () => ({ ...(await firstKeys()), sessionToken: LAMBDA.sessionToken ?? '' })],
  ])('refuses %s', async (_name, keysOf) => {
    await expectBareRefusal(signIn(await keysOf()));
  });

  it('refuses a session that is over', async () => {
    const keys = await firstKeys();
    setStandInNow(new Date('2026-11-21T12:59:59.999Z'));
    expect((await signIn(keys)).status).toBe(200);
    setStandInNow(new Date('2026-11-21T13:00:00.000Z'));
    await expectBareRefusal(signIn(keys));
  });

  it.each([
    ['another action', { Action: 'login' }],
    ['a session that is no JSON', { Session: '{' }],
    ['a session that is null', { Session: 'null' }],
    ['a session without token', { Session: '{"sessionId":"ASIA","sessionKey":"k"}' }],
    ['another field', { Color: 'red' }],
  ])('refuses %s', async (_name, change) => {
    await expectBareRefusal(signIn(await firstKeys(), change));
  });

  it('refuses what is neither form nor query', async () => {
    const fields = fieldsOf(await firstKeys());
    await expectBareRefusal(fetch(`${standIn.url}/federation?${fields}`, { method: 'PUT' }));
    await expectBareRefusal(fetch(`${standIn.url}/federation/more?${fields}`));
    await expectBareRefusal(fetch(`${standIn.url}/federation`, { method: 'POST', body: `${fields}` }));
  });

  it('leaves other actions of STS alone', async () => {
    standIn.putRole({ ...ROLE, arn: PULLER });
    await expect(whoAmI(await firstKeys())).resolves.toMatchObject({ Account: '444455556666' });
  });

  it('meets faults like any other action', async () => {
    const keys = await firstKeys();
    standIn.faults.inject({ action: 'getSigninToken', fault: 'unavailable' });
    standIn.faults.inject({ action: 'getSigninToken', fault: 'no-credentials' });
    standIn.faults.inject({ action: 'getSigninToken', fault: { error: { code: 'Gone', status: 400, message: '' } } });
    expect((await signIn(keys)).status).toBe(503);
    expect(await (await signIn(keys)).json()).toEqual({});
    expect((await signIn(keys)).headers.get('content-type')).toBe('text/html');
    expect(standIn.calls.slice(-3).map(({ outcome }) => outcome)).toEqual([
      'ServiceUnavailable',
      'fault:no-credentials',
      'Gone',
    ]);
  });
});
