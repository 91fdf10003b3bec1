import { once } from 'node:events';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { generate } from 'selfsigned';
import { afterAll, describe, expect, it } from 'vitest';
import { checkDns, checkStatus, checkTls, clockFinding, measureClock } from '../../../../cli/doctor/network.ts';

const servers: Server[] = [];
afterAll(() => servers.forEach((server) => void server.close()));

async function listening(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const route = (url: string) => ({ url: new URL(url), proxied: false });
const DAY_MS = 86_400_000;

/** A server whose certificate is its own, good from and until so many days from now, and whose clock is so far ahead. */
async function secure(name: string, [from, to]: readonly [number, number], aheadMs = 0): Promise<number> {
  const [notBeforeDate, notAfterDate] = [from, to].map((days) => new Date(Date.now() + days * DAY_MS));
  const extensions = [{ name: 'subjectAltName' as const, altNames: [{ type: 2 as const, value: name }] }];
  const dates = { notBeforeDate: notBeforeDate as Date, notAfterDate: notAfterDate as Date };
  const { private: key, cert } = await generate([{ name: 'commonName', value: name }], { ...dates, extensions });
  const server = createServer({ key, cert }, (_request, response) => {
    response.sendDate = false;
    const date = new Date(Date.now() + aheadMs).toUTCString();
    response.writeHead(200, { date }).end('{"status":"ok","version":"0.1.0"}');
  });
  return listening(server as unknown as Server);
}

describe('TLS', () => {
  it('says that a CA is unknown, and how to make it known', async () => {
    expect(await checkTls(route(`https://localhost:${await secure('localhost', [-1, 90])}`))).toMatchObject({
      status: 'fail',
      detail: 'the certificate of localhost is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
      remedy: expect.stringContaining('NODE_EXTRA_CA_CERTS'),
    });
  });

  it('says that nothing listens, and that what listens speaks no TLS', async () => {
    const port = await listening(createHttpServer((_request, response) => response.end()));
    expect(await checkTls(route(`https://127.0.0.1:${port}`))).toMatchObject({
      status: 'fail',
      detail: `127.0.0.1:${port} can't be reached: what listens there speaks no TLS, or only an old one`,
    });
    expect((await checkTls(route('https://127.0.0.1:1'))).detail).toBe(
      "127.0.0.1:1 can't be reached: nothing listens there",
    );
  });

  it('is not looked at on this machine, or behind a proxy', async () => {
    expect((await checkTls(route('http://127.0.0.1:1'))).status).toBe('pass');
    expect((await checkTls({ url: new URL('https://portunus.example'), proxied: true })).status).toBe('skip');
  });
});

describe('the clock', () => {
  it('is compared with the service, whose certificate may be bad because of it', async () => {
    const port = await secure('localhost', [-1, 90], 3_600_000);
    const measured = await measureClock(route(`https://localhost:${port}`));
    // To a minute: a busy machine may take a while between the answer and the look at its own clock.
    expect(Math.round((measured ?? 0) / 60)).toBe(-60);
  });

  it.each([
    [undefined, 'skip', 'the answer has no Date'],
    [5, 'pass', "as the service's"],
    [-6, 'pass', "6 seconds behind the service's"],
    [60, 'pass', "60 seconds ahead of the service's"],
    [61, 'warn', "61 seconds ahead of the service's"],
    [-300, 'warn', "300 seconds behind the service's"],
    [-301, 'fail', "301 seconds behind the service's"],
  ])('that is %s seconds ahead is a %s', (ahead, status, detail) => {
    expect(clockFinding(ahead)).toMatchObject({ status, detail });
  });
});

describe('the status', () => {
  const answering = async (status: number, body: string, headers = {}) =>
    route(
      `http://127.0.0.1:${await listening(createHttpServer((_request, response) => response.writeHead(status, headers).end(body)))}`,
    );

  it.each([
    [
      200,
      '{"status":"ok","version":"9.9.9"}',
      'warn',
      'the service is Portunus 9.9.9, and this command is',
      'same release',
    ],
    [200, '<html>', 'fail', 'answers HTTP 200, and not as Portunus does', 'without /v1'],
    [404, '{"message":"Not Found"}', 'fail', 'answers HTTP 404', 'without /v1'],
    [301, '', 'fail', 'answers HTTP 301', 'the address that it leads to'],
    [403, '{"message":"Forbidden"}', 'fail', 'answers HTTP 403', 'something before the service refuses'],
    [503, '', 'fail', 'answers HTTP 503', 'try again later'],
  ])('%i %s is a %s', async (status, body, result, detail, remedy) => {
    const found = await checkStatus(await answering(status, body, { location: 'https://elsewhere.example' }));
    expect(found).toMatchObject({
      status: result,
      detail: expect.stringContaining(detail),
      remedy: expect.stringContaining(remedy),
    });
  });
});

it('a name that there can not be is told, and an address needs none', async () => {
  expect(await checkDns(route(`https://${'a'.repeat(64)}.invalid`))).toMatchObject({ status: 'fail' });
  expect(await checkDns(route('https://[::1]'))).toEqual({ status: 'pass', detail: '::1 is an address' });
});
