// What the host's cache holds, for how long, and how often it asks the service.
import { beforeEach, describe, expect, it } from 'vitest';
import { createHeldLogins, type Outcome } from '../../../../cli/cache/held-logins.ts';
import type { IssuedLogins } from '../../../../shared/domain/credential.ts';
import { Secret } from '../../../../shared/domain/secret.ts';

const START = Date.parse('2026-11-28T00:00:00Z');
const MINUTE = 60_000;
let now: number;
let asked: number;
let next: () => Outcome;
let get: ReturnType<typeof createHeldLogins>;

beforeEach(() => {
  now = START;
  asked = 0;
  next = () => issued({});
  get = createHeldLogins(() => now);
});

interface Ends {
  readonly refresh?: number;
  readonly session?: number;
  readonly login?: number;
}

/** Logins by how many minutes from now they are refreshed, and end. */
function issued({ refresh = 30, session = 60, login = 720 }: Ends): Outcome {
  const at = (minutes: number) => new Date(now + minutes * MINUTE);
  const logins: IssuedLogins = {
    requestId: `request-${asked}`,
    connectorId: 'shop-images',
    format: 'json',
    issuedAt: at(0),
    refreshAfter: at(refresh),
    source: 'fresh',
    session: { arn: 'arn:aws:sts::123456789012:assumed-role/shop/x', expiresAt: at(session) },
    logins: [
      {
        ...{ registryId: '123456789012', region: 'eu-west-1', username: 'AWS', expiresAt: at(login) },
        ...{ password: new Secret('p'), authorizationToken: new Secret('t') },
        proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      },
    ],
  };
  return { kind: 'issued', logins };
}
const away: Outcome = { kind: 'unavailable', refusal: { status: 503, body: undefined } };
const refusedBy: Outcome = { kind: 'refused', refusal: { status: 403, body: { code: 'stopped' } } };

async function ask(): Promise<Outcome> {
  asked += 1;
  return next();
}

/** Which answer is given: the number of its request, or the status of a refusal. */
async function given(key = 'a'): Promise<string> {
  const answered = await get(key, ask);
  return 'refusal' in answered ? String(answered.refusal.status) : answered.logins.requestId;
}

describe('a login that the host holds', () => {
  it('is asked for once, however many want it at a time', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => given()));
    expect([asked, new Set(all)]).toEqual([1, new Set(['request-1'])]);
  });

  it('is never given to another key', async () => {
    expect(await Promise.all([given('a'), given('b')])).toEqual(['request-1', 'request-2']);
    expect([await given('a'), await given('b'), asked]).toEqual(['request-1', 'request-2', 2]);
  });

  it('serves until its refreshAfter, and is asked for anew from then on', async () => {
    await given();
    now += 30 * MINUTE - 1;
    expect(await given()).toBe('request-1');
    now += 1;
    expect([await given(), asked]).toEqual(['request-2', 2]);
  });

  it('says whether it was held', async () => {
    expect(await get('a', ask)).toMatchObject({ held: false });
    expect(await get('a', ask)).toMatchObject({ held: true });
  });
});

describe('while the service is away', () => {
  it('the last login serves, and the service is left in peace for half a minute', async () => {
    await given();
    now += 31 * MINUTE;
    next = () => away;
    expect([await given(), await given(), asked]).toEqual(['request-1', 'request-1', 2]);
    now += 30_000;
    expect([await given(), asked]).toEqual(['request-1', 3]);
    next = () => issued({});
    now += 30_000;
    expect(await given()).toBe('request-4');
  });

  it.each([
    ['its session', {}, 60],
    ['the login, where it outlives its session', { refresh: 300, session: 60 }, 720],
    ['the login, where that ends first', { login: 45 }, 45],
  ])('no login serves in the last minute before the end of %s', async (_what, ends, minutes) => {
    next = () => issued(ends);
    await given();
    next = () => away;
    now = START + (minutes - 1) * MINUTE - 1;
    expect(await given()).toBe('request-1');
    now += 1;
    expect(await given()).toBe('503');
  });

  it('a login serves all who wait longer than the patience for an answer', async () => {
    get = createHeldLogins(() => now, 1);
    await given();
    now += 31 * MINUTE;
    let answer: (outcome: Outcome) => void = () => {};
    const slow = () =>
      new Promise<Outcome>((resolve) => {
        answer = resolve;
      });
    const answered = await get('a', slow);
    expect(answered).toMatchObject({ held: true });
    asked = 7;
    answer(issued({}));
    await new Promise(setImmediate);
    expect(await get('a', ask)).toMatchObject({ held: true, logins: { requestId: 'request-7' } });
  });

  it('a failed first request is told, and the next caller asks again', async () => {
    next = () => away;
    expect(await given()).toBe('503');
    next = () => issued({});
    expect(await given()).toBe('request-2');
  });
});

describe('a refusal', () => {
  it('ends what was held: a stop binds the host too', async () => {
    await given();
    now += 31 * MINUTE;
    next = () => refusedBy;
    expect(await given()).toBe('403');
    next = () => away;
    expect(await given()).toBe('503');
  });

  it('is not held', async () => {
    next = () => refusedBy;
    expect([await given(), await given(), asked]).toEqual(['403', '403', 2]);
  });

  it('a failure on this side leaves the next caller free to ask', async () => {
    await expect(get('a', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await given()).toBe('request-1');
  });
});

it('holds 500 logins at most, and forgets the oldest first', async () => {
  for (let index = 0; index <= 500; index += 1) await given(`key-${index}`);
  expect(asked).toBe(501);
  await given('key-500');
  expect(asked).toBe(501);
  await given('key-0');
  expect(asked).toBe(502);
});
