// The built CLI as an administrator uses it: through the API, and on the tables themselves.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type AdminService, startAdminService } from './admin.ts';
import { type HttpApi, startHttpApi } from './http-api.ts';
import { runHosted } from './portunus-host.ts';
import type { Run } from './run-cli.ts';
import { startService } from './service.ts';
import { useStarted } from './use-service.ts';

export interface AdminCli extends AdminService {
  readonly api: HttpApi;
  readonly folder: string;
  /** Writes a file there, and gives its path. */
  readonly file: (name: string, text: string) => string;
  /** With the administrator's token and the API's address in the environment. */
  readonly portunus: (args: readonly string[], overrides?: Record<string, string>, input?: string) => Promise<Run>;
}

/** How a command is told to reach the definitions. */
export const WAYS: readonly (readonly [string, readonly string[]])[] = [
  ['through the API', []],
  ['on the tables', ['--direct']],
];

type Settings = Readonly<Record<string, string>>;

async function startAdminCli(settings: Settings): Promise<AdminCli> {
  const service = await startAdminService((options, environment) =>
    startService(options, { ...environment, ...settings }),
  );
  const api = await startHttpApi(service.invoke);
  const folder = mkdtempSync(join(tmpdir(), 'portunus-admin-cli-'));
  const portunus: AdminCli['portunus'] = async (args, overrides = {}, input = '') => {
    const environment = {
      PATH: process.env.PATH ?? '',
      ...service.aws.environment,
      PORTUNUS_URL: api.url,
      PORTUNUS_TOKEN: await service.tokenOf('administrator'),
      ...overrides,
    };
    return runHosted(args, environment, input);
  };
  const file: AdminCli['file'] = (name, text) => {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  };
  const stop = async () => {
    await api.stop();
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...service, api, folder, file, portunus, stop };
}

/** One for all tests of a file. */
export function useAdminCli(settings: Settings = {}): AdminCli {
  return useStarted(() => startAdminCli(settings));
}

/** A file's text: JSON is YAML. */
export function textOf(definitions: object): string {
  return JSON.stringify(definitions, null, 2);
}
