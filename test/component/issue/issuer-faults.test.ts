// An issuer whose keys are fetched over real https, failing in every way, under the deployed bundle.
import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { GenerateResult } from 'selfsigned';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { auditItems } from '../../support/audit-records.ts';
import { publishKeysAt, sampleTokenOf } from '../../support/fetched-issuer.ts';
import { aCertificate, type KeyServer, startKeyServer, trust } from '../../support/key-server.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { expectProblem } from '../../support/problem.ts';
import { getLogin, type Service, startService } from '../../support/service.ts';
import { startTcpProxy, type TcpFault, type TcpProxy } from '../../support/tcp-proxy.ts';
import { publicJwk, rsaKey, type TestKey } from '../../support/tokens.ts';

const UNAVAILABLE = { status: 503, code: 'keys_unavailable', stage: 'authentication' };
const REJECTED = { status: 401, code: 'token_rejected', stage: 'authentication' };
const KEY = rsaKey('fetched-1');
function setOf(...keys: readonly TestKey[]): RequestListener {
  const body = JSON.stringify({ keys: keys.map((key) => publicJwk(key)) });
  return (_request, response) => void response.end(body);
}

const NOTHING_USABLE = JSON.stringify({ keys: [null, publicJwk(KEY, { key_ops: [] }), { kty: 'AKP' }] });

const limits = useNoTimeLimits();
let service: Service;
let certificate: GenerateResult;
let distrust: () => void;
let server: KeyServer;
let proxy: TcpProxy;
let invoke: Service['invoke'];
let answerWith: RequestListener;

function publishAt(jwksUri: string, id?: string) {
  return publishKeysAt(service.aws, jwksUri, id);
}
async function start(shown = certificate) {
  return startKeyServer(shown, (request, response) => answerWith(request, response));
}

beforeAll(async () => {
  certificate = await aCertificate();
  distrust = trust(certificate);
  server = await start();
  proxy = await startTcpProxy(server.port);
  service = await startService({}, { PORTUNUS_ALLOW_PRIVATE_ISSUERS: 'true' });
  await publishAt(`https://127.0.0.1:${proxy.port}/jwks`);
});
afterAll(async () => {
  await service.stop();
  await proxy.stop();
  await server.close();
  distrust();
});
beforeEach(async () => {
  // It stands still but for what a test lets pass, however long the machine takes.
  vi.useFakeTimers({ toFake: ['Date'] });
  answerWith = setOf(KEY);
  service.aws.standIn.calls.length = 0;
  invoke = await service.freshEnvironment('issue');
});
afterEach(async () => {
  vi.useRealTimers();
  await proxy.meet(undefined);
});

/** From now on all clocks but the certificate's stand so much later. */
function later(seconds: number) {
  return vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + seconds * 1000 });
}

function login(key = KEY, claims = {}) {
  return invoke('issue', getLogin(sampleTokenOf(key, claims)));
}
/** Logs in while nothing comes of a fetch, until a limit of so many milliseconds ends. */
async function loginPast(limitMs: number) {
  const before = proxy.connections();
  const answer = login();
  await limits.pass(limitMs, () => proxy.connections() > before);
  return answer;
}
async function fetches(during: () => Promise<unknown>): Promise<number> {
  const before = proxy.connections();
  await during();
  return proxy.connections() - before;
}
async function expectGood(key = KEY) {
  return expect((await login(key)).status).toBe(200);
}
async function expectUnavailable(limitMs?: number) {
  const recorded = (await auditItems(service.aws)).length;
  expectProblem(limitMs === undefined ? await login() : await loginPast(limitMs), UNAVAILABLE);
  expect(service.aws.standIn.calls).toEqual([]);
  expect(await auditItems(service.aws)).toHaveLength(recorded);
}

const BROKEN: readonly (readonly [string, TcpFault])[] = [
  ['refused', 'refuse'],
  ['reset', 'reset'],
  ['broken off in the handshake', { resetAfterBytes: 100 }],
];
const SLOW: readonly (readonly [string, TcpFault])[] = [
  ['a black hole', 'blackhole'],
  ['a slow drip', { dripMs: 20 }],
];
const WORTHLESS: readonly (readonly [string, RequestListener])[] = [
  ['HTML', (_request, response) => void response.end('<!doctype html><p>Please sign in.')],
  ['nothing', (_request, response) => void response.end()],
  ['a cut set', (_request, response) => void response.end('{"keys":[{"kty":"RSA"')],
  ['an empty set', (_request, response) => void response.end('{"keys":[]}')],
  ['404', (_request, response) => void response.writeHead(404).end('{}')],
  ['503', (_request, response) => void response.writeHead(503, { 'retry-after': '1' }).end('{}')],
  ['a redirect', (_request, response) => void response.writeHead(307, { location: '/other' }).end()],
  ['1 MiB', (_request, response) => void response.end(`{"keys":[],"x":"${'x'.repeat(1_048_576)}"}`)],
  ['no entry that verifies', (_request, response) => void response.end(NOTHING_USABLE)],
];

describe('a new environment', () => {
  it.each(BROKEN)('has no keys while the connection is %s, and has them afterwards', async (_name, fault) => {
    await proxy.meet(fault);
    await expectUnavailable();
    // Left in peace for ten to fifteen seconds.
    await proxy.meet(undefined);
    expect(await fetches(() => expectUnavailable())).toBe(0);
    later(16);
    await expectGood();
  });

  it.each(SLOW)('waits for %s no longer than the request may', async (_name, fault) => {
    await proxy.meet(fault);
    await expectUnavailable(10_000);
    await proxy.meet(undefined);
    later(16);
    await expectGood();
  });

  it('waits three seconds for a black hole where there is more time', async () => {
    await proxy.meet('blackhole');
    expect(await fetches(() => expectUnavailable(3_000))).toBe(1);
  });

  it.each(WORTHLESS)('has no keys from %s', async (_name, answer) => {
    answerWith = answer;
    expect(await fetches(() => expectUnavailable())).toBe(1);
  });

  it('has no keys from a name that is none', async () => {
    // A label may be of 63 characters: the resolver refuses this by itself and asks nobody.
    await publishAt(`https://${'a'.repeat(64)}.example/jwks`);
    await expectUnavailable();
    await publishAt(`https://127.0.0.1:${proxy.port}/jwks`);
  });

  it.each<readonly [string, string | undefined, boolean]>([
    ['nobody signed', undefined, false],
    ['is for another name', 'other.example', true],
  ])('has no keys from a server whose certificate %s', async (_name, otherName, trusted) => {
    const shown = await aCertificate(otherName);
    const undo = trusted ? trust(shown) : () => undefined;
    const impostor = await start(shown);
    proxy.forwardTo(impostor.port);
    await expectUnavailable();
    expect(impostor.hits()).toBe(0);
    proxy.forwardTo(server.port);
    await impostor.close();
    undo();
  });
});

describe('requests at the same time', () => {
  it('share one fetch in a new environment', async () => {
    const all = () => Promise.all(Array.from({ length: 20 }, (_, run) => login(KEY, { run_id: `${run}` })));
    expect(
      await fetches(async () => expect((await all()).map(({ status }) => status)).toEqual(Array(20).fill(200))),
    ).toBe(1);
  });
});

describe('an environment that has keys', () => {
  it.each<readonly [string, TcpFault | RequestListener]>([...BROKEN, ...SLOW, ...WORTHLESS])(
    'goes on with them through %s for an hour, and no longer',
    async (_name, fault) => {
      await expectGood();
      later(301);
      if (typeof fault === 'function') answerWith = fault;
      else await proxy.meet(fault);
      const past = (limitMs: number) => (SLOW.some(([, slow]) => slow === fault) ? loginPast(limitMs) : login());
      // A connection that is refused is none.
      expect(await fetches(async () => expect((await past(1_000)).status).toBe(200))).toBe(fault === 'refuse' ? 0 : 1);
      // And not every request tries.
      expect(await fetches(() => expectGood())).toBe(0);
      later(3_600);
      expectProblem(await past(3_000), UNAVAILABLE);
      await proxy.meet(undefined);
      answerWith = setOf(KEY);
      later(16);
      await expectGood();
    },
  );

  it('finds a new one at its first use', async () => {
    await expectGood();
    const next = rsaKey('fetched-2');
    answerWith = setOf(KEY, next);
    later(31);
    await expectGood(next);
    await expectGood();
  });

  it('believes one that was taken back for five minutes', async () => {
    await expectGood();
    const next = rsaKey('fetched-2');
    answerWith = setOf(next);
    later(300);
    await expectGood();
    later(1);
    expectProblem(await login(), REJECTED);
    await expectGood(next);
  });

  it('believes one that was replaced under its kid for five minutes', async () => {
    await expectGood();
    const next = rsaKey('fetched-1');
    answerWith = setOf(next);
    later(301);
    expectProblem(await login(), REJECTED);
    await expectGood(next);
  });

  it('M7 answers 401 to unknown kids, always a new one, as to an unknown issuer, and asks for few of them', async () => {
    await expectGood();
    const flood = async () => {
      for (let index = 0; index < 50; index += 1) {
        expectProblem(await login({ ...KEY, kid: randomBytes(8).toString('hex') }), REJECTED);
        if (index % 10 === 0) await expectGood();
      }
    };
    expect(await fetches(flood)).toBe(4);
    const next = rsaKey('fetched-2');
    answerWith = setOf(KEY, next);
    later(6);
    await expectGood(next);
  });

  it('M7 finds a new key at once, though a token with an unknown kid comes again and again', async () => {
    await expectGood();
    const junk = rsaKey('junk');
    const next = rsaKey('fetched-2');
    const flood = async () => {
      for (let index = 0; index < 20; index += 1) expectProblem(await login(junk), REJECTED);
    };
    expect(await fetches(flood)).toBe(1);
    answerWith = setOf(KEY, next);
    await expectGood(next);
  });
});

describe('two issuers', () => {
  it('fail apart: the one whose keys are there has its callers', async () => {
    const second = await startKeyServer(certificate, setOf({ ...KEY, kid: 'second-1' }));
    await publishAt(`https://127.0.0.1:${second.port}/jwks`, 'second');
    await proxy.meet('refuse');
    expectProblem(await login(), UNAVAILABLE);
    // It may have callers, and no connector is theirs.
    const answer = await login({ ...KEY, kid: 'second-1' }, { iss: 'https://second.example' });
    expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization' });
    await second.close();
  });
});
