// Real https on 127.0.0.1: the client, its time-outs and its refusals are the ones that run in production.
import type { RequestListener, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { GenerateResult } from 'selfsigned';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createFetchKeys } from '../../../shared/auth/fetch-keys.ts';
import type { Call } from '../../../shared/domain/call.ts';
import type { PortunusError } from '../../../shared/domain/errors.ts';
import { aCall, anIssuer } from '../../support/builders.ts';
import { aCertificate, type KeyServer, startKeyServer, trust } from '../../support/key-server.ts';
import { ecKey, publicJwk, rsaKey, thrownBy } from '../../support/tokens.ts';

const goodSet = JSON.stringify({ keys: [publicJwk(rsaKey('rsa')), publicJwk(ecKey('ec'))] });
const fetchFor = createFetchKeys({ allowPrivateIssuers: true, reportKeySet: () => undefined });
function fetchKeys(jwksUri: string, call: Call) {
  return fetchFor(anIssuer({ jwksUri, algorithms: ['RS256', 'ES256'] }), call);
}

let certificate: GenerateResult;
let forAnotherName: GenerateResult;
let distrust: () => void;
const servers: KeyServer[] = [];

beforeAll(async () => {
  certificate = await aCertificate();
  forAnotherName = await aCertificate('other.example');
  distrust = trust(certificate, forAnotherName);
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});
afterAll(() => distrust());

async function start(answer: RequestListener, shown = certificate): Promise<KeyServer> {
  const server = await startKeyServer(shown, answer);
  servers.push(server);
  return server;
}

function urlOf({ port }: KeyServer, host = '127.0.0.1'): string {
  return `https://${host}:${port}/jwks`;
}

/** The fetch's failure: our code and reason, and the words of what caused it. */
async function failureAt(url: string, fetch = fetchKeys, signal?: AbortSignal) {
  const error: PortunusError = await thrownBy(fetch(url, aCall(signal === undefined ? {} : { signal })));
  const cause = error.cause instanceof Error ? error.cause.message : undefined;
  return { code: error.code, reason: error.reason, cause };
}

async function failureOf(answer: RequestListener, signal?: AbortSignal) {
  return failureAt(urlOf(await start(answer)), fetchKeys, signal);
}

function unavailable(reason: string, cause: unknown) {
  return {
    code: 'keys_unavailable',
    reason: `issuer ci: ${reason}`,
    cause,
  };
}

describe('a valid key set', () => {
  it('is fetched', async () => {
    const server = await start((_request, response) => response.end(goodSet));
    expect((await fetchKeys(urlOf(server), aCall())).map(({ jwk }) => jwk.kid)).toEqual(['rsa', 'ec']);
  });

  it('is requested without any data of the caller', async () => {
    let seen: unknown;
    const server = await start(({ method, url, headers }, response) => {
      seen = { method, url, headers };
      response.end(goodSet);
    });
    await fetchKeys(urlOf(server), aCall());
    expect(seen).toEqual({
      method: 'GET',
      url: '/jwks',
      headers: {
        accept: 'application/jwk-set+json, application/json',
        host: `127.0.0.1:${server.port}`,
        connection: 'close',
      },
    });
  });

  it('may come from a host name that DNS resolves', async () => {
    const server = await start((_request, response) => response.end(goodSet));
    expect((await fetchKeys(urlOf(server, 'localhost'), aCall())).length).toBe(2);
  });

  it('may have 100 KiB', async () => {
    const server = await start((_request, response) => response.end(goodSet.padEnd(102_400, ' ')));
    expect((await fetchKeys(urlOf(server), aCall())).length).toBe(2);
  });

  it('may arrive in chunks', async () => {
    const server = await start((_request, response) => {
      response.write(goodSet.slice(0, 40));
      setImmediate(() => response.end(goodSet.slice(40)));
    });
    expect((await fetchKeys(urlOf(server), aCall())).length).toBe(2);
  });
});

describe('an answer that is none', () => {
  it.each([301, 302, 303, 307, 308])('T13 a redirect by %i is not followed', async (status) => {
    const target = await start((_request, response) => response.end(goodSet));
    const failure = await failureOf((_request, response) =>
      response.writeHead(status, { location: urlOf(target) }).end(goodSet),
    );
    expect(failure).toEqual(unavailable(`fetch_failed: STATUS_${status}`, `status ${status}`));
    expect(target.connections()).toBe(0);
  });

  it.each([201, 203, 206, 400, 401, 404, 429, 500, 503])(
    'status %i, though a good set comes with it',
    async (status) => {
      const failure = await failureOf((_request, response) => response.writeHead(status).end(goodSet));
      expect(failure).toEqual(unavailable(`fetch_failed: STATUS_${status}`, `status ${status}`));
    },
  );

  it.each<[name: string, body: string | Uint8Array]>([
    ['HTML', '<!doctype html><title>Sign in</title>'],
    ['nothing', ''],
    ['an empty object', '{}'],
    ['null', 'null'],
    ['a cut set', goodSet.slice(0, -2)],
    ['a set and more', `${goodSet}{}`],
  ])('200 with %s', async (_name, body) => {
    const failure = await failureOf((_request, response) => response.end(body));
    expect(failure).toEqual(unavailable('key_set_unreadable', undefined));
  });

  it.each<[name: string, body: string]>([
    ['an empty set', '{"keys":[]}'],
    ['a private key alone', JSON.stringify({ keys: [{ ...publicJwk(ecKey('ec')), d: 'AQAB' }] })],
    ['keys for encryption alone', JSON.stringify({ keys: [publicJwk(ecKey('ec'), { use: 'enc' })] })],
    ['no operation for its only key', JSON.stringify({ keys: [publicJwk(ecKey('ec'), { key_ops: [] })] })],
    ['a deep nesting in place of keys', `{"keys":${'['.repeat(5000)}${']'.repeat(5000)}}`],
    ['nothing but null', '{"keys":[null,null]}'],
  ])('200 with %s', async (_name, body) => {
    const failure = await failureOf((_request, response) => response.end(body));
    expect(failure).toEqual(unavailable('key_set_without_usable_key', undefined));
  });

  it.each<[name: string, body: Uint8Array]>([
    ['invalid UTF-8', Buffer.concat([Buffer.from(goodSet), Buffer.from([0xff])])],
    ['a compressed set that nobody asked for', gzipSync(goodSet)],
  ])('200 with %s', async (_name, body) => {
    const failure = await failureOf((_request, response) => response.end(body));
    expect(failure).toEqual(
      unavailable(
        'fetch_failed: ERR_ENCODING_INVALID_ENCODED_DATA',
        'The encoded data was not valid for encoding utf-8',
      ),
    );
  });

  it('is refused with one byte more than 100 KiB', async () => {
    const failure = await failureOf((_request, response) => response.end(goodSet.padEnd(102_401, ' ')));
    expect(failure).toEqual(unavailable('fetch_failed: MORE_THAN_100_KIB', 'too large'));
  });

  it('closes the connection if the body never ends', async () => {
    let closed: Promise<void> = Promise.reject(new Error('no request came'));
    closed.catch(() => undefined);
    const failure = await failureOf((_request, response) => {
      closed = new Promise((resolve) => response.on('close', resolve));
      pour(response, 1_000);
    });
    expect(failure).toEqual(unavailable('fetch_failed: MORE_THAN_100_KIB', 'too large'));
    await closed;
  });
});

/** Writes 100 KiB a time, until the other side has enough or `times` are over. */
function pour(response: ServerResponse, times: number): void {
  if (times === 0 || response.destroyed) return;
  response.write(Buffer.alloc(102_400, 0x20), () => pour(response, times - 1));
}

describe('a connection that breaks', () => {
  it.each<[name: string, answer: RequestListener, cause: RegExp]>([
    ['before the answer', (request) => request.socket.destroy(), /^socket hang up$|ECONNRESET/],
    [
      'before the announced length',
      (_request, response) => {
        response.writeHead(200, { 'content-length': goodSet.length + 1 });
        response.write(goodSet, () => response.destroy());
      },
      /^aborted$|ECONNRESET/,
    ],
    [
      'before the last piece',
      (_request, response) => {
        response.write(goodSet, () => response.destroy());
      },
      /^aborted$|ECONNRESET/,
    ],
  ])('%s', async (_name, answer, cause) => {
    expect(await failureOf(answer)).toEqual(unavailable('fetch_failed: ECONNRESET', expect.stringMatching(cause)));
  });

  it('fails the fetch if it is refused', async () => {
    const server = await start(() => undefined);
    await server.close();
    servers.splice(servers.indexOf(server), 1);
    const failure = await failureAt(urlOf(server));
    expect(failure).toEqual(unavailable('fetch_failed: ECONNREFUSED', `connect ECONNREFUSED 127.0.0.1:${server.port}`));
  });

  it('fails the fetch if the certificate is self-signed', async () => {
    const server = await start((_request, response) => response.end(goodSet), await aCertificate('stranger.example'));
    expect(await failureAt(urlOf(server))).toEqual(
      unavailable('fetch_failed: DEPTH_ZERO_SELF_SIGNED_CERT', expect.stringMatching(/^self-signed certificate/)),
    );
    expect(server.hits()).toBe(0);
  });

  it('fails the fetch if the certificate is for another host name', async () => {
    const server = await start((_request, response) => response.end(goodSet), forAnotherName);
    const failure = await failureAt(urlOf(server, 'localhost'));
    expect(failure).toEqual(
      unavailable(
        'fetch_failed: ERR_TLS_CERT_ALTNAME_INVALID',
        expect.stringContaining("does not match certificate's altnames"),
      ),
    );
    expect(server.hits()).toBe(0);
  });

  it('fails the fetch if it is not encrypted', async () => {
    const server = await start((_request, response) => response.end(goodSet));
    const failure = await failureAt(urlOf(server).replace('https:', 'http:'));
    expect(failure).toEqual(
      unavailable('fetch_failed: ERR_INVALID_PROTOCOL', 'Protocol "http:" not supported. Expected "https:"'),
    );
    expect(server.connections()).toBe(0);
  });
});

/** A space every 50 ms, as long as the other side listens. */
const drip: RequestListener = (_request, response) => {
  const timer = setInterval(() => response.write(' '), 50);
  response.on('close', () => clearInterval(timer));
};

describe('the deadline of a fetch', () => {
  it.each<[name: string, answer: RequestListener]>([
    ['no answer', () => undefined],
    ['headers without a body', (_request, response) => response.flushHeaders()],
    ['a body that drips', drip],
  ])("ends with the call's: %s", async (_name, answer) => {
    const failure = await failureOf(answer, AbortSignal.timeout(200));
    expect(failure).toEqual(unavailable('fetch_failed: ABORT_ERR', 'The operation was aborted'));
  });

  it('ends the fetch although the body is still arriving byte by byte', async () => {
    const failure = await failureOf(drip);
    expect(failure).toEqual(unavailable('fetch_failed: ABORT_ERR', 'The operation was aborted'));
  });

  it("prevents the fetch if the call's deadline has passed", async () => {
    const server = await start((_request, response) => response.end(goodSet));
    const failure = await failureAt(urlOf(server), fetchKeys, AbortSignal.abort());
    expect(failure).toEqual(unavailable('fetch_failed: ABORT_ERR', 'The operation was aborted'));
    expect(server.hits()).toBe(0);
  });
});

describe('T13 the address of a key set', () => {
  const publicFor = createFetchKeys({ allowPrivateIssuers: false, reportKeySet: () => undefined });
  const publicOnly = (jwksUri: string, call: Call) => publicFor(anIssuer({ jwksUri }), call);
  const refused = unavailable('fetch_failed: ADDRESS_NOT_ALLOWED', 'address not allowed');

  it.each([
    ...['127.0.0.1', 'localhost', '2130706433', '0x7f000001', '0177.0.0.1', '127.1', '0', '[::1]'],
    ...['[::ffff:127.0.0.1]', '[::ffff:7f00:1]', '10.0.0.1', '192.168.0.1', '[fd12:3456::1]'],
  ])('may not be private: %s', async (host) => {
    const server = await start((_request, response) => response.end(goodSet));
    expect(await failureAt(urlOf(server, host), publicOnly)).toEqual(refused);
    expect(server.connections()).toBe(0);
  });

  it.each([
    ...['169.254.169.254', '2852039166', '0xa9fea9fe', '169.254.43518', '[fe80::1]', '[fd00:ec2::254]'],
    ...['[::ffff:169.254.169.254]', '[::ffff:a9fe:a9fe]'],
  ])('may not be link-local, though private ones are allowed: %s', async (host) => {
    expect(await failureAt(`https://${host}/jwks`)).toEqual(refused);
  });

  it('must be a URL', async () => {
    expect(await failureAt('not a url')).toEqual(unavailable('fetch_failed: ERR_INVALID_URL', 'Invalid URL'));
  });
});
