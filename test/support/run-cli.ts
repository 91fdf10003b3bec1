// The built CLI, over dynalite.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from '../../local/embedded-dynamodb/server.ts';
import { freePort } from './free-port.ts';
import { runHosted } from './portunus-host.ts';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Cli {
  /** Where its files are. */
  readonly folder: string;
  /** Writes a file there, and gives its path. */
  readonly file: (name: string, text: string) => string;
  readonly portunus: (args: readonly string[], overrides?: Record<string, string>) => Promise<Run>;
  /** Of the tables that it works on, which are called `cli-definitions` and `cli-activity`. */
  readonly client: () => DynamoDBClient;
}

/** The CLI as `npm run portunus` runs it: a process of its own, in that environment alone. */
export function runPortunus(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  input = '',
): Promise<Run> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['dist/cli/portunus.js', ...args],
      { env: environment },
      (error, out, err) => resolve({ code: typeof error?.code === 'number' ? error.code : error ? 1 : 0, out, err }),
    );
    child.stdin?.end(input);
  });
}

/** One for all tests of a file. Its tables are not made yet. */
export function useCli(): Cli {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-cli-'));
  let tables: EmbeddedDynamoDb;
  let client: DynamoDBClient;
  let environment: Record<string, string>;

  beforeAll(async () => {
    tables = await startEmbeddedDynamoDb();
    const endpoint = tables.url;
    client = new DynamoDBClient({
      endpoint,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    environment = {
      PATH: process.env.PATH ?? '',
      AWS_REGION: 'eu-west-1',
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      // Nobody is there: no test leaves the machine to ask who applies.
      AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${await freePort()}`,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_EC2_METADATA_DISABLED: 'true',
      PORTUNUS_DEFINITIONS_TABLE: 'cli-definitions',
      PORTUNUS_ACTIVITY_TABLE: 'cli-activity',
    };
  });
  afterAll(() => {
    client.destroy();
    tables.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    folder,
    file: (name, text) => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    },
    client: () => client,
    portunus: (args, overrides = {}) => runHosted(args, { ...environment, ...overrides }),
  };
}
