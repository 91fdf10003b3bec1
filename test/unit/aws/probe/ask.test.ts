// What the prober sends, and what it makes of what comes back.
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { askRegistry, createAskApi } from '../../../../shared/aws/probe/ask.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import { NoAnswer, type ProbeRequest } from '../../../../shared/vending/probe/ports.ts';
import { aCall, NOW } from '../../../support/builders.ts';
import { aProblem, LOGIN } from '../../../support/probe.ts';

const KEYS = { accessKeyId: 'ASIAEXAMPLE000000001', secretAccessKey: 'CANARY-key', sessionToken: 'session-token' };

let url: string;
let received: { path: string; headers: IncomingHttpHeaders }[];
let answer: (response: ServerResponse) => void;
const server = createServer(({ url: path = '', headers }, response) => {
  received.push({ path, headers });
  answer(response);
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  received = [];
  answer = json(200, LOGIN);
});

function json(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const type = status < 400 ? 'application/json' : 'application/problem+json';
  return (response: ServerResponse) =>
    void response
      .writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...headers })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
}

function ask(request: Partial<ProbeRequest> = {}, call = aCall(), keys: () => Promise<typeof KEYS> = async () => KEYS) {
  const whole: ProbeRequest = { prefix: '/v1', connector: 'probe', proof: { scheme: 'none' }, ...request };
  return createAskApi(url, 'eu-west-1', keys)(whole, call);
}

describe('a request', () => {
  it('without proof has no credential at all', async () => {
    await ask();
    expect(received[0]?.path).toBe('/v1/connectors/probe/ecr/credentials');
    expect(Object.keys(received[0]?.headers ?? {}).filter((name) => /auth|amz|cookie/.test(name))).toEqual([]);
  });

  it('has its token in the header, and nowhere else', async () => {
    await ask({ proof: { scheme: 'bearer', token: new Secret('a.b.c') } });
    expect(received[0]?.headers.authorization).toBe('Bearer a.b.c');
    expect(received[0]?.path).not.toContain('a.b.c');
  });

  it('is signed for API Gateway, in the region of the deployment, with its parameters', async () => {
    await ask({
      prefix: '/iam/v1',
      proof: { scheme: 'sigv4' },
      query: { roleArn: 'arn:aws:iam::123456789012:role/a' },
    });
    const [{ path = '', headers = {} } = {}] = received;
    expect(path).toBe('/iam/v1/connectors/probe/ecr/credentials?roleArn=arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fa');
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE000000001\/[0-9]{8}\/eu-west-1\/execute-api\/aws4_request, SignedHeaders=[a-z0-9;-]*host[a-z0-9;-]*, Signature=[0-9a-f]{64}$/,
    );
    expect(headers['x-amz-security-token']).toBe('session-token');
    expect(JSON.stringify(received)).not.toContain('CANARY');
  });

  it('keeps no connection, which would be dead after Lambda has frozen the function', async () => {
    await ask();
    await ask({ prefix: '/iam/v1', proof: { scheme: 'sigv4' } });
    expect(received.map(({ headers }) => headers.connection)).toEqual(['close', 'close']);
    // An intermediary may change it, so it is not signed.
    expect(received[1]?.headers.authorization).not.toContain('connection');
  });

  it('is not sent if there are no keys to sign it with', async () => {
    const none = () => Promise.reject(new TypeError('no keys'));
    await expect(ask({ proof: { scheme: 'sigv4' } }, aCall(), none)).rejects.toThrow('no keys');
    expect(received).toEqual([]);
  });
});

describe('an answer', () => {
  it('is the login, of which the token alone is a secret to present', async () => {
    const { status, body, noStore } = await ask();
    expect([status, noStore, body.kind]).toEqual([200, true, 'login']);
    expect(JSON.stringify(body)).not.toContain('CANARY');
  });

  it('is the refusal, with what it asks for', async () => {
    const { body } = aProblem(401, 'token_rejected');
    answer = json(401, body, { 'www-authenticate': 'Bearer realm="portunus", error="invalid_token"' });
    expect(await ask()).toMatchObject({ status: 401, challenge: 'Bearer', body: { kind: 'problem', value: body } });
  });

  it('is API Gateway’s own', async () => {
    answer = json(403, { message: 'Forbidden' }, { 'content-type': 'application/json' });
    expect(await ask()).toMatchObject({ status: 403, noStore: true, body: { kind: 'gateway' } });
  });

  it.each([
    ['no-store', true],
    ['private, no-store', true],
    ['no-store-not', false],
    ['private', false],
  ])('with Cache-Control %s: %s', async (value, noStore) => {
    answer = json(200, LOGIN, { 'cache-control': value });
    expect((await ask()).noStore).toBe(noStore);
  });

  it('that redirects is not followed, because the credentials would go along', async () => {
    answer = json(302, '', { location: `${url}/elsewhere` });
    expect(await ask()).toMatchObject({ status: 302, body: { kind: 'unreadable' } });
    expect(received).toHaveLength(1);
  });

  it('is the same but for the id of the request', async () => {
    const fingerprints = [];
    const ids = ['0f0e0d0c-0000-4000-8000-000000000001', '0f0e0d0c-0000-4000-8000-000000000002'];
    for (const about of [{ requestId: ids[0] }, { requestId: ids[1] }, { requestId: ids[1], title: 'Other' }]) {
      answer = json(403, aProblem(403, 'not_allowed', about).body);
      fingerprints.push((await ask()).fingerprint);
    }
    expect(fingerprints[0]).toBe(fingerprints[1]);
    expect(fingerprints[2]).not.toBe(fingerprints[1]);
  });
});

describe('no answer', () => {
  async function failure(call = aCall()) {
    const error = await ask({}, call).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NoAnswer);
    return (error as NoAnswer).message;
  }

  it('is a broken connection', async () => {
    answer = (response) => void response.socket?.resetAndDestroy();
    expect(await failure()).toMatch(/^(ECONNRESET|UND_ERR_SOCKET)$/);
  });

  it('is a body that breaks off', async () => {
    answer = (response) => {
      response.writeHead(200, { 'content-length': '100' }).write('{');
      setImmediate(() => response.socket?.resetAndDestroy());
    };
    // Which one it is depends on what the client sees first: the reset, or a body that is too short.
    expect(await failure()).toMatch(/^(ECONNRESET|UND_ERR_SOCKET|UND_ERR_RES_CONTENT_LENGTH_MISMATCH)$/);
  });

  it('is one that comes after the deadline', async () => {
    answer = () => undefined;
    expect(await failure(aCall({ signal: AbortSignal.timeout(50) }))).toBe('TimeoutError');
  });

  it.each([
    [65_536, 'unreadable'],
    [65_537, 'it is too long'],
  ])('is a body of more than %i bytes: %s', async (bytes, expected) => {
    answer = json(200, 'x'.repeat(bytes));
    const outcome = bytes > 65_536 ? await failure() : (await ask()).body.kind;
    expect(outcome).toBe(expected);
  });
});

describe('a login', () => {
  const login = {
    ...({ registryId: '123456789012', region: 'eu-west-1', username: 'AWS', expirationDate: NOW } as const),
    ...{ proxyEndpointDomain: 'registry', authorizationToken: new Secret('QVdTOnBhc3N3b3Jk') },
  };

  it('is presented to its registry as container engines do', async () => {
    answer = json(401, '');
    expect(await askRegistry({ ...login, proxyEndpoint: url }, '/v2/', aCall())).toBe(401);
    expect(received).toMatchObject([{ path: '/v2/', headers: { authorization: 'Basic QVdTOnBhc3N3b3Jk' } }]);
  });

  it('is not presented to where a registry redirects', async () => {
    answer = json(307, '', { location: `${url}/elsewhere` });
    expect(await askRegistry({ ...login, proxyEndpoint: url }, '/v2/', aCall())).toBe(307);
    expect(received).toHaveLength(1);
  });
});
