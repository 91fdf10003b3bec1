import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createStaticRoute } from '../../../functions/console/static.ts';
import type { HttpEvent, HttpResponse } from '../../../shared/http/event.ts';

const folder = mkdtempSync(join(tmpdir(), 'portunus-pages-'));
const [PAGE, SCRIPT] = ['<!doctype html>', 'import("./b.js")'];

beforeAll(() => {
  mkdirSync(join(folder, 'static/assets'), { recursive: true });
  const store = (name: string, text: string) => {
    writeFileSync(join(folder, 'static', `${name}.br`), brotliCompressSync(text));
    writeFileSync(join(folder, 'static', `${name}.gzip`), gzipSync(text));
  };
  store('index.html', PAGE);
  store('assets/a-1234.js', SCRIPT);
  const types = { 'index.html': 'text/html; charset=utf-8', 'assets/a-1234.js': 'text/javascript; charset=utf-8' };
  writeFileSync(join(folder, 'static/files.json'), JSON.stringify(types));
  // What lies beside the pages is the function's own.
  writeFileSync(join(folder, 'handler.js.gzip'), gzipSync('the code'));
});

afterAll(() => rmSync(folder, { recursive: true }));

const route = createStaticRoute(pathToFileURL(`${folder}/static/`));

function ask(proxy: string | undefined, encoding?: string): Promise<HttpResponse> {
  const event = {
    pathParameters: proxy === undefined ? undefined : { proxy },
    headers: { 'accept-encoding': encoding },
  };
  return route(event as unknown as HttpEvent, {} as never);
}

const textOf = ({ body, isBase64Encoded }: HttpResponse) =>
  isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;

describe('the pages of the console', () => {
  it.each([
    [undefined],
    [''],
    ['connectors/build/grants'],
    ['audit'],
    ['assetsx'],
    ['apiary'],
    ['sign-ins'],
    ['files.json'],
  ])('answer the address %s with the page, which is never kept', async (proxy) => {
    const answer = await ask(proxy);
    expect([answer.statusCode, textOf(answer), answer.headers['content-type']]).toEqual([
      200,
      PAGE,
      'text/html; charset=utf-8',
    ]);
    expect(answer.headers).not.toHaveProperty('cache-control');
  });

  it('answer the name of a file with it, which stays the same forever', async () => {
    const { statusCode, headers, ...answer } = await ask('assets/a-1234.js');
    expect([statusCode, textOf({ statusCode, headers, ...answer })]).toEqual([200, SCRIPT]);
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    });
    expect(headers).not.toHaveProperty('content-encoding');
  });

  it.each(['br', 'gzip'])(
    'are sent in %s to a browser that takes it, as the build has stored them',
    async (encoding) => {
      const { headers, body } = await ask('assets/a-1234.js', encoding);
      expect(headers['content-encoding']).toBe(encoding);
      const stored = encoding === 'br' ? brotliCompressSync(SCRIPT) : gzipSync(SCRIPT);
      expect(Buffer.from(body, 'base64')).toEqual(stored);
    },
  );

  it.each([
    'assets/other.js',
    'assets/a-1234.js.br',
    'assets/../index.html',
    'assets/../../handler.js',
    'assets/%2e%2e/index.html',
    'assets/__proto__',
    'assets/',
    'assets',
    'api/nothing',
    'api',
    'sign-in/callback',
    'sign-out',
  ])('have no file %s', async (proxy) => {
    const answer = await ask(proxy);
    expect([answer.statusCode, answer.headers['content-type']]).toEqual([404, 'text/plain; charset=utf-8']);
    expect(answer.headers).not.toHaveProperty('cache-control');
  });

  it.each([[''], ['assets/a-1234.js'], ['assets/none']])('forbid at %j whatever they do not need', async (proxy) => {
    const { headers } = await ask(proxy);
    expect(headers['content-security-policy']).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; " +
        "require-trusted-types-for 'script'; trusted-types 'none'",
    );
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'referrer-policy': 'no-referrer',
    });
    expect(headers['permissions-policy']).toContain('clipboard-write=(self)');
    expect(headers['permissions-policy']).toContain('camera=()');
  });
});
