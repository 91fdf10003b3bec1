// Why there was no answer: each cause with its own remedy, and the ways round that clients/README.md names.
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Home, makeHome, type Run, runClient, SHELLS, withoutPauses } from '../../support/clients.ts';
import { aCertificate } from '../../support/key-server.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';
const LOGIN = `{"ServerURL":"${HOST}","Username":"AWS","Secret":"the-password"}`;

let home: Home;
let env: Record<string, string>;
let authority: string;
/** Portunus with a certificate of its own, on 127.0.0.1 and on ::1. */
let service: Server;
/** A proxy that lets through whoever names itself, and what it was asked for. */
let proxy: Server;
const tunnels: string[] = [];
let firstPath: string;

function portOf(server: TcpServer) {
  return (server.address() as AddressInfo).port;
}
async function listen<S extends TcpServer>(server: S, host: string): Promise<S> {
  server.listen(0, host);
  await once(server, 'listening');
  return server;
}

function makeProxy(): Server {
  return createServer().on('connect', (request, socket) => {
    tunnels.push(request.url ?? '');
    socket.on('error', () => undefined);
    if (request.headers['proxy-authorization'] === undefined) {
      socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
      return;
    }
    const upstream = connect(portOf(service), 'localhost', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
  });
}

beforeAll(async () => {
  home = makeHome();
  firstPath = withoutPauses(home).path;
  const certificate = await aCertificate();
  authority = home.write('authority.pem', certificate.cert);
  const answers = createTlsServer({ key: certificate.private, cert: certificate.cert }, (_request, response) => {
    response.end(LOGIN);
  });
  service = await listen(answers.on('tlsClientError', () => undefined) as Server, 'localhost');
  proxy = await listen(makeProxy(), '127.0.0.1');
  env = {
    ...home.env,
    PORTUNUS_URL: `https://localhost:${portOf(service)}`,
    PORTUNUS_TOKEN: 'the.secret.token',
    PORTUNUS_CONNECTOR: 'c1',
  };
});
afterAll(async () => {
  for (const server of [service, proxy]) {
    server.closeAllConnections();
    server.close();
  }
  home.remove();
});
beforeEach(() => {
  tunnels.length = 0;
});

async function get(more: Record<string, string>, run: Run = {}) {
  const given = { firstPath, args: ['get'], input: HOST, env: { ...env, ...more }, ...run };
  const { code, stdout, stderr } = await runClient('docker-credential-portunus', given);
  expect({ stderr, lines: stdout.split('\n').length }).toEqual({ stderr: '', lines: 2 });
  return { code, said: stdout.trimEnd() };
}
/** What stands after the address, before curl's own words. */
async function reasonFor(more: Record<string, string>, run: Run = {}) {
  const { code, said } = await get(more, run);
  expect(code).toBe(1);
  const [, reason, words = ''] = /^Portunus is not reachable at \S+: (.*) \((curl \d+: .+)\)$/.exec(said) ?? [
    said,
    said,
  ];
  return { reason, words };
}

const deadProxy = 'http://127.0.0.1:9';

describe.each(SHELLS)('in $name', (shell) => {
  it('tells a certificate that is not trusted, with both remedies', async () => {
    expect(await reasonFor({}, { shell })).toEqual({
      reason:
        "its certificate is not trusted: name the file of a private CA in CURL_CA_BUNDLE, or set this machine's clock",
      words: expect.stringMatching(/^curl 60: SSL certificate problem: self.signed certificate$/),
    });
  });

  it('tells a name that is not there', async () => {
    expect(await reasonFor({ PORTUNUS_URL: 'https://portunus.invalid' }, { shell })).toEqual({
      reason: 'its name was not found',
      words: 'curl 6: Could not resolve host: portunus.invalid',
    });
  });

  it('tells a port where nobody listens, on an IPv6 address too', async () => {
    for (const PORTUNUS_URL of ['https://127.0.0.1:9', 'https://[::1]:9']) {
      const { reason, words } = await reasonFor({ PORTUNUS_URL }, { shell });
      expect(reason).toBe('the connection was refused');
      expect(words).toMatch(/^curl 7: Failed to connect to (?:127\.0\.0\.1|::1) port 9 /);
    }
  });

  it('tells a proxy that is not there', async () => {
    const { reason, words } = await reasonFor({ HTTPS_PROXY: deadProxy }, { shell });
    expect(reason).toBe('the proxy did not take the connection, see HTTPS_PROXY');
    expect(words).toMatch(/^curl 7: Failed to connect to 127\.0\.0\.1 port 9 /);
  });

  it('tells a proxy whose name is not there', async () => {
    const { reason, words } = await reasonFor({ HTTPS_PROXY: 'http://proxy.invalid:3128' }, { shell });
    expect(reason).toBe('the name of the proxy was not found, see HTTPS_PROXY');
    expect(words).toBe('curl 5: Could not resolve proxy: proxy.invalid');
  });

  it('tells a proxy that refuses, at once', async () => {
    const { reason } = await reasonFor({ HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}` }, { shell });
    expect(reason).toBe('the proxy refused with 407, see HTTPS_PROXY');
    expect(tunnels).toEqual([`localhost:${portOf(service)}`]);
  });

  it('asks again after a TLS handshake that was cut', async () => {
    let cuts = 2;
    const cutter = await listen(
      createTcpServer((socket) => {
        socket.on('error', () => undefined);
        cuts -= 1;
        // Once the client has begun, so that it is the handshake that is cut.
        if (cuts >= 0) return void socket.once('data', () => socket.destroy());
        const upstream = connect(portOf(service), 'localhost');
        upstream
          .on('error', () => socket.destroy())
          .pipe(socket)
          .pipe(upstream);
      }),
      '127.0.0.1',
    );
    const PORTUNUS_URL = `https://localhost:${portOf(cutter)}`;
    expect(await get({ PORTUNUS_URL, CURL_CA_BUNDLE: authority }, { shell })).toEqual({ code: 0, said: LOGIN });
    expect(cuts).toBe(-1);
    cutter.close();
  });

  it('tells a server that speaks no TLS', async () => {
    const { reason } = await reasonFor({ PORTUNUS_URL: `https://127.0.0.1:${portOf(proxy)}` }, { shell });
    expect(reason).toBe('the TLS handshake failed');
  });
});

describe('what helps', () => {
  const login = { code: 0, said: LOGIN };

  it('CURL_CA_BUNDLE: the private CA', async () => {
    expect(await get({ CURL_CA_BUNDLE: authority })).toEqual(login);
  });

  it('a file of CAs that is not there is told', async () => {
    const { reason, words } = await reasonFor({ CURL_CA_BUNDLE: '/nowhere/ca.pem' });
    expect(reason).toMatch(/^its certificate is not trusted: name the file of a private CA in CURL_CA_BUNDLE/);
    expect(words).toMatch(/^curl 77: /);
  });

  it('HTTPS_PROXY: the way out, with a user where the proxy wants one', async () => {
    const HTTPS_PROXY = `http://builds:pass@127.0.0.1:${portOf(proxy)}`;
    expect(await get({ CURL_CA_BUNDLE: authority, HTTPS_PROXY })).toEqual(login);
    expect(tunnels).toEqual([`localhost:${portOf(service)}`]);
  });

  it('NO_PROXY: the hosts that need no proxy', async () => {
    expect(await get({ CURL_CA_BUNDLE: authority, HTTPS_PROXY: deadProxy, NO_PROXY: 'localhost' })).toEqual(login);
  });

  it('an address of IPv6 as PORTUNUS_URL', async () => {
    const six = await listen(
      createServer((_request, response) => void response.end(LOGIN)),
      '::1',
    );
    expect(await get({ PORTUNUS_URL: `http://[::1]:${portOf(six)}` })).toEqual(login);
    six.closeAllConnections();
    six.close();
  });
});
