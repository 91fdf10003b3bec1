// docs/getting-started.md, word by word: the commands are read out of the page and run as they stand there.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { type Command, startNpmScript } from '../support/command.ts';
import { startDynamoDbLocal } from '../support/dynamodb-local.ts';
import { freePort } from '../support/free-port.ts';
import { hasJava, WITHOUT_JAVA } from '../support/java.ts';

const run = promisify(execFile);
const SECTION = readFileSync('docs/getting-started.md', 'utf8')
  .split('## On one machine, from empty tables')[1]
  ?.split('\n## ')[0] as string;

/** The indented blocks of the section, in their order. */
const BLOCKS = SECTION.split(/\n(?! {4})/)
  .filter((text) => text.startsWith('    ') || text.includes('\n    '))
  .map((text) => text.replaceAll(/^ {4}/gm, '').trim())
  .filter((text) => text !== '');

function block(beginning: string): string {
  const found = BLOCKS.find((text) => text.startsWith(beginning));
  if (found === undefined) throw new Error(`no commands that begin with ${beginning} in:\n${BLOCKS.join('\n---\n')}`);
  return found;
}

let start: Command;
let stopTables: (() => void) | undefined;

afterEach(async () => {
  await start.stop();
  stopTables?.();
});

/** The second terminal, in a shell that knows nothing of AWS. */
async function inShell(commands: string, port: string): Promise<string> {
  const { PATH = '', HOME = '' } = process.env;
  const { stdout } = await run('sh', ['-ec', commands], { env: { PATH, HOME, PORT: port } });
  return stdout;
}

/** Others of these tests start Portunus too: a folder of its own, but for that the commands stay as they are. */
const files = mkdtempSync(join(tmpdir(), 'portunus-files-'));
afterAll(() => rmSync(files, { recursive: true, force: true }));

async function follow(args: readonly string[]): Promise<void> {
  const port = String(await freePort());
  start = startNpmScript('start', { PORT: port }, ['--empty', '--files', files, ...args]);
  await start.until(/Stop with Ctrl-C/);
  const here = (commands: string): string => commands.replaceAll('dist/local/', `${files}/`);
  const environment = 'set -a; . dist/local/environment; set +a';
  expect(start.output()).toContain(here(environment));
  const out = await inShell(here(block(environment)), port);
  // On a busy machine the SDK asks for a table a second time, and finds the one that it has just made.
  expect(out).toMatch(/^(?:created|exists ) portunus-local-definitions$/m);
  expect(out).toMatch(/^Applied: \d+ created\.$/m);
  const answer = JSON.parse(out.slice(out.lastIndexOf('{"requestId"')));
  expect(answer).toMatchObject({
    connectorId: 'shop-images',
    credentials: [{ registryId: '123456789012', username: 'AWS' }],
    source: 'fresh',
  });
  const explained = await inShell(here(`${environment}\n${block('npm run portunus -- explain')} || true`), port);
  expect(explained).toContain('refused: no_grant_matches');
  expect(explained).toContain('wants ["23096959"], has "1296269"');
  const administered = await inShell(here(`${environment}\n${block('export PORTUNUS_TOKEN')}`), port);
  expect(administered).toContain('resource "aws_iam_role" "shop_images"');
  // Each connector of the page has what it needs in AWS, its repositories of packages too.
  expect(administered).toContain('6 passed, 0 failed, 0 not checked');
  expect(administered).toContain('"code":"stopped"');
  expect(administered).toContain('resumed connector shop-images; nothing is stopped');
}

describe('from empty tables to a login, by the page', () => {
  it('gets there with the embedded parts', async () => {
    expect(block('npm ci')).toContain('npm start -- --empty');
    await follow([]);
  });

  it.skipIf(!hasJava())(`gets there with DynamoDB Local${WITHOUT_JAVA}`, async () => {
    expect(block('DDB_LOCAL_TELEMETRY=0')).toContain('npm start -- --empty --dynamodb http://127.0.0.1:8000');
    const tables = await startDynamoDbLocal();
    stopTables = tables.stop;
    await follow(['--dynamodb', tables.url]);
  });
});
