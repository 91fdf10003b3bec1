// The package of the typed client, as a program installs it: a good program compiles and runs, wrong ones do not compile,
// and the types hold for every example of the API's description, and for every recorded answer.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeLong, LONG } from '../../support/long.ts';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'portunus-client-'));
const installed = join(folder, 'node_modules/portunus-client');

const GOOD = `
import { createPortunusClient, dataOf, pagesOf, PortunusError } from 'portunus-client';

const client = createPortunusClient({ url: process.argv[2] ?? '', token: async () => 'a.b.c' });
const params = { path: { id: 'shop-images' } };
const login = dataOf(await client.POST('/connectors/{id}/ecr/credentials', { params, body: { access: 'pull' } }));
const registries: string[] = 'credentials' in login ? login.credentials.map(({ proxyEndpoint }) => proxyEndpoint) : [];
const ids: string[] = [];
for await (const { items } of pagesOf((from) => client.GET('/connectors', { params: { query: { limit: 1, ...from } } }))) {
  for (const { id = '' } of items) ids.push(id);
}
const refused = await client.GET('/connectors/{id}', { params: { path: { id: 'nowhere' } } }).then(dataOf).catch((error) => error);
const code: string | undefined = refused instanceof PortunusError ? refused.problem?.code : undefined;
console.log(JSON.stringify({ registries, ids, code }));
`;

/** What the README shows, as one program. */
function readmeProgram(): string {
  const blocks = readFileSync('clients/typescript/README.md', 'utf8').matchAll(/^```ts\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, text]) => text).join('\n');
}

/** Each is wrong in one thing. */
const WRONG = [
  "client.GET('/connector')",
  "client.DELETE('/connectors')",
  "client.GET('/connectors', { params: { query: { limit: 'all' } } })",
  "client.GET('/connectors/{id}')",
  "client.POST('/approvals/{id}', { params: { path: { id: 'x' } }, body: { decision: 'maybe' } })",
  "client.PUT('/accounts/{id}', { params: { path: { id: 'x' } }, body: { id: 'x' } })",
  "client.POST('/stop', { body: { scope: 'all' } })",
];

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Response>> };
}
interface Operation {
  readonly responses: Readonly<Record<string, Response>>;
}
interface Response {
  readonly $ref?: string;
  readonly content?: Readonly<Record<string, { readonly examples?: Readonly<Record<string, { value: unknown }>> }>>;
}
interface Recorded {
  readonly request?: { readonly method: string; readonly path: string };
  readonly answer?: { readonly status: number; readonly headers?: Record<string, string>; readonly body: string };
}

const API: Described = JSON.parse(readFileSync('docs/openapi.json', 'utf8'));

/** Declares an answer with the type that the client gives it. */
function declared(
  route: readonly [path: string, method: string, status: number, type: string],
  value: unknown,
): string {
  const at = route.map((key) => JSON.stringify(key));
  return `export const answer: Answer<${at.join(', ')}> = ${JSON.stringify(value)};`;
}

function documented(): readonly string[] {
  return Object.entries(API.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses = {} }]) =>
      Object.entries(responses).flatMap(([status, response]) => {
        const { content = {} } = API.components.responses[response.$ref?.split('/').at(-1) ?? ''] ?? response;
        return Object.entries(content).flatMap(([type, { examples = {} }]) =>
          Object.values(examples).map(({ value }) => declared([path, method, Number(status), type], value)),
        );
      }),
    ),
  );
}

/** The path of the description that a request's path is. */
function templateOf(path: string): string | undefined {
  const [own = ''] = path.replace(/^(?:\/iam)?\/v1/, '').split('?');
  const fits = (template: string) => new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`).test(own);
  return Object.keys(API.paths).find(fits);
}

function recorded(): readonly string[] {
  const lines = readFileSync('test/fixtures/recorded/answers.jsonl', 'utf8').trimEnd().split('\n');
  return lines.flatMap((line) => {
    const { request, answer }: Recorded = JSON.parse(line);
    const path = request && templateOf(request.path);
    const [type = ''] = answer?.headers?.['content-type']?.split(';') ?? [];
    if (request === undefined || path === undefined || !/json$/.test(type) || answer === undefined) return [];
    const method = request.method.toLowerCase();
    return declared([path, method, answer.status, type], JSON.parse(answer.body));
  });
}

/** A file in which each declaration stands in a scope of its own, on a line of its own. */
function answersFile(declarations: readonly string[]): string {
  return [
    "import type { paths } from 'portunus-client';",
    'type At<T, K> = K extends keyof T ? T[K] : never;',
    "type Answer<P, M, S, C> = At<At<At<At<At<At<paths, P>, M>, 'responses'>, S>, 'content'>, C>;",
    ...declarations.map((text) => `{ ${text.replace('export ', '')} void answer; }`),
  ].join('\n');
}

beforeAll(async () => {
  await run(process.execPath, ['clients/typescript/build.mjs']);
  await run('npm', ['pack', './dist/client', '--pack-destination', folder, '--silent']);
  mkdirSync(installed, { recursive: true });
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  await run('tar', ['-xzf', join(folder, `portunus-client-${version}.tgz`), '-C', installed, '--strip-components=1']);
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers', '@types', 'undici-types']) {
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
  }
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  writeFileSync(join(folder, 'good.ts'), GOOD);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Compiles files strictly. Returns `FILE:LINE CODE` of each error. */
async function compiled(compiler: string, files: readonly string[]): Promise<readonly string[]> {
  const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', target: 'es2023', types: ['node'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  const args = [resolve('node_modules', compiler, 'bin/tsc'), '-p', folder, '--pretty', 'false'];
  const { stdout } = await run(process.execPath, args, { cwd: folder, maxBuffer: 1e8 }).catch(
    (error: { stdout: string }) => error,
  );
  return stdout
    .split('\n')
    .flatMap((line) => /^(\S+)\((\d+),\d+\): error (TS\d+)/.exec(line)?.slice(1).join(' ') ?? []);
}

describeLong(`TypeScript 5${LONG}`, () => {
  it('compiles the same program', async () => {
    expect(await compiled('typescript-5', ['good.ts'])).toEqual([]);
  });
});

it('knows the program of its README, every documented and every recorded answer, and no wrong path, parameter or body', async () => {
  const wrong = [
    "import { createPortunusClient } from 'portunus-client';",
    "const client = createPortunusClient({ url: 'https://portunus.example' });",
    ...WRONG.map((call) => `void ${call};`),
  ];
  writeFileSync(join(folder, 'wrong.ts'), wrong.join('\n'));
  const answers = [...documented(), ...recorded()];
  writeFileSync(join(folder, 'answers.ts'), answersFile(answers));
  writeFileSync(join(folder, 'readme.ts'), readmeProgram());
  const errors = await compiled('typescript', ['good.ts', 'readme.ts', 'wrong.ts', 'answers.ts']);
  const lines = [...new Set(errors.map((error) => error.split(' ').slice(0, 2).join(' ')))];
  const others = lines.filter((line) => !line.startsWith('wrong.ts '));
  const answerAt = (line: string) => answers[Number(/^answers\.ts (\d+)$/.exec(line)?.[1]) - 4]?.slice(0, 600);
  expect(others.map((line) => answerAt(line) ?? line)).toEqual([]);
  expect(lines).toEqual(WRONG.map((_call, index) => `wrong.ts ${index + 3}`));
  expect(answers.length).toBeGreaterThan(500);
});

it('asks, reads pages, and tells a refusal with its code', async () => {
  const asked: string[] = [];
  const bodies: Readonly<Record<string, readonly [number, unknown]>> = {
    'POST /v1/connectors/shop-images/ecr/credentials': [200, { credentials: [{ proxyEndpoint: 'https://registry' }] }],
    'GET /v1/connectors?limit=1': [200, { items: [{ id: 'a' }], nextToken: 'x+y' }],
    'GET /v1/connectors?limit=1&nextToken=x%2By': [200, { items: [{ id: 'b' }] }],
    'GET /v1/connectors/nowhere': [403, { code: 'not_allowed', title: 'Not allowed' }],
  };
  const server = createServer((request: IncomingMessage, response) => {
    const route = `${request.method} ${request.url}`;
    asked.push(`${route} ${request.headers.authorization}`);
    const [status, body] = bodies[route] ?? [404, {}];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  try {
    const { port } = server.address() as AddressInfo;
    const { stdout } = await run(process.execPath, ['good.ts', `http://127.0.0.1:${port}`], { cwd: folder });
    expect(JSON.parse(stdout)).toEqual({ registries: ['https://registry'], ids: ['a', 'b'], code: 'not_allowed' });
    expect(asked).toEqual(Object.keys(bodies).map((route) => `${route} Bearer a.b.c`));
  } finally {
    server.close();
  }
});
