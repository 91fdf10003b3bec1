// How a command reaches the service, and what it says where it does not. A token is shown to nobody else.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { useAdminCli } from '../../support/admin-cli.ts';
import { freePort } from '../../support/free-port.ts';

const cli = useAdminCli();

/** One command of each sort. */
const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
  ['get', ['get', 'account', 'build']],
  ['list', ['list', 'account']],
  ['export', ['export']],
  ['delete', ['delete', 'account', 'build', '--yes']],
  ['apply', ['apply', '-f', 'local/sample.yml', '--yes']],
  ['explain', ['explain', '--connector', 'shop-images']],
];

function failed(message: string, code = 1) {
  return { code, out: '', err: `portunus: ${message}\n` };
}

describe.each(COMMANDS)('%s', (_name, args) => {
  it.each(['http://portunus.example', 'http://localhost@portunus.example', 'portunus.example', ''])(
    'sends no token to "%s"',
    async (url) => {
      const run = await cli.portunus([...args, '--url', url]);
      expect(run).toEqual(failed(`${url} is not an https address`, 64));
    },
  );

  it('says where Portunus could be, where nothing says it', async () => {
    const run = await cli.portunus(args, { PORTUNUS_URL: '' });
    expect(run).toEqual(failed('no address of Portunus: give --url, PORTUNUS_URL, or --direct', 64));
  });

  it('says how to show who one is, where there is no token', async () => {
    const run = await cli.portunus(args, { PORTUNUS_TOKEN: '' });
    expect(run).toEqual(
      failed(
        'no credentials: run portunus login, or give --auth-token-file, PORTUNUS_TOKEN, --sigv4 or --web-identity',
        64,
      ),
    );
  });

  it('says so where the file of the token is not there', async () => {
    const run = await cli.portunus([...args, '--auth-token-file', '/nowhere/token']);
    expect(run).toEqual(failed('/nowhere/token: there is no such file or folder (ENOENT)'));
  });

  it.each([['--url', 'http://127.0.0.1:1'], ['--auth-token-file', '/nowhere/token'], ['--sigv4'], ['--web-identity']])(
    'takes no %s beside --direct',
    async (...more) => {
      const run = await cli.portunus([...args, '--direct', ...more]);
      const message = `--direct goes to the tables: ${more[0]} means nothing beside it`;
      expect(run).toEqual(failed(message, 64));
    },
  );

  it('says in one line that the service is not there', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    const run = await cli.portunus([...args, '--url', url]);
    expect([run.code, run.out]).toEqual([69, '']);
    expect(run.err).toMatch(new RegExp(`^portunus: ${url}/v1/\\S+ can't be reached: .*ECONNREFUSED.*\n$`));
  });

  it('says what the service says of a token that is no good', async () => {
    const run = await cli.portunus(args, { PORTUNUS_TOKEN: 'not.a.token' });
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toMatch(
      /^portunus: The token was not accepted\. \(HTTP 401, token_rejected, request [0-9a-f-]{36}\)\n$/,
    );
    expect(run.err).not.toContain('not.a.token');
  });

  it('says that somebody is no administrator', async () => {
    const run = await cli.portunus(args, { PORTUNUS_TOKEN: await cli.tokenOf('workload') });
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toMatch(/caller is no administrator\n$/);
  });
});

describe('the token', () => {
  it('is read from a file, without the line’s end', async () => {
    const path = cli.file('token', `${await cli.tokenOf('administrator')}\n`);
    const run = await cli.portunus(['get', 'account', 'build', '--auth-token-file', path], { PORTUNUS_TOKEN: '' });
    expect([run.code, run.err]).toEqual([0, '']);
  });

  it.each(['file', 'variable'])('that fetch would refuse and quote is not printed: from a %s', async (source) => {
    const args = ['get', 'account', 'build'];
    const text = 'secret-part\nof-a-token';
    const path = cli.file('two-lines', text);
    const run =
      source === 'file'
        ? await cli.portunus([...args, '--auth-token-file', path], { PORTUNUS_TOKEN: '' })
        : await cli.portunus(args, { PORTUNUS_TOKEN: text });
    const name = source === 'file' ? path : 'PORTUNUS_TOKEN';
    expect(run).toEqual(failed(`${name} holds no token, which is one line without spaces`, 1));
  });

  it('is shown to this service under /v1, and follows no redirect', async () => {
    const shown: (string | undefined)[] = [];
    const elsewhere = createServer((request, response) => {
      shown.push(request.headers.authorization);
      response.end('{}');
    }).listen(0, '127.0.0.1');
    await once(elsewhere, 'listening');
    const { port } = elsewhere.address() as { port: number };
    const redirecting = createServer((_request, response) => {
      response.writeHead(307, { location: `http://127.0.0.1:${port}/` }).end();
    }).listen(0, '127.0.0.1');
    await once(redirecting, 'listening');
    const url = `http://127.0.0.1:${(redirecting.address() as { port: number }).port}`;
    const run = await cli.portunus(['get', 'account', 'build', '--url', url]);
    expect([run.code, run.out, shown]).toEqual([69, '', []]);
    expect(run.err).toMatch(/^portunus: .* can't be reached: .*\n$/);
    for (const server of [elsewhere, redirecting]) server.close();
  });

  it('is not asked for by what needs no service', async () => {
    const run = await cli.portunus(['schema'], { PORTUNUS_URL: '', PORTUNUS_TOKEN: '' });
    expect([run.code, run.err]).toEqual([0, '']);
  });
});

it('an address that is not Portunus’s is said to be none', async () => {
  const page = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>Welcome</title>');
  }).listen(0, '127.0.0.1');
  await once(page, 'listening');
  const url = `http://127.0.0.1:${(page.address() as { port: number }).port}`;
  const run = await cli.portunus(['list', 'account', '--url', `${url}/`]);
  expect(run).toEqual(failed('the answer (HTTP 200) is not JSON: is this the address of Portunus, without a path?'));
  page.close();
});
