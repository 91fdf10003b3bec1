import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { readCliSettings } from '../shared/config/config.ts';
import type { DefinitionAccess } from './access.ts';
import { CommandError } from './command-error.ts';
import { createHttpAccess } from './http/access.ts';
import { type ApiClient, createApiClient } from './http/client.ts';

/** How a command is told to reach the definitions. */
export interface AccessOptions {
  readonly direct?: boolean;
  readonly url?: string;
  readonly authTokenFile?: string;
  readonly sigv4?: boolean;
}

export const withAccessOptions = (command: Command): Command =>
  command
    .option('--url <url>', 'of the API (PORTUNUS_URL otherwise)')
    .option('--auth-token-file <file>', 'holds the OIDC token to show there (PORTUNUS_TOKEN otherwise)')
    .option('--sigv4', 'sign with your own AWS credentials instead of showing a token')
    .option('--direct', 'use the tables themselves, with your own AWS credentials');

export const openAccess = async (options: AccessOptions, print: (line: string) => void): Promise<DefinitionAccess> => {
  if (!options.direct) return createHttpAccess(await openApi(options), print);
  if (options.url !== undefined || options.authTokenFile !== undefined || options.sigv4) {
    throw new CommandError([
      '--direct goes to the tables: --url, --auth-token-file and --sigv4 mean nothing beside it',
    ]);
  }
  const { createDirectAccess, createTableAccess, whoDefines } = await import('./direct/index.ts');
  return createDirectAccess(createTableAccess(), whoDefines);
};

/** Whether the tables are meant; then nothing may say how to reach the API. */
export const isDirect = ({ direct, url, authTokenFile, sigv4 }: AccessOptions): boolean => {
  if (!direct) return false;
  if (url === undefined && authTokenFile === undefined && !sigv4) return true;
  throw new CommandError(['--direct goes to the tables: --url, --auth-token-file and --sigv4 mean nothing beside it']);
};

export const openApi = async ({ url: given, authTokenFile, sigv4 }: AccessOptions): Promise<ApiClient> => {
  const settings = readCliSettings();
  const url = (given ?? settings.url)?.replace(/\/+$/, '');
  if (url === undefined) throw new CommandError(['say where Portunus is: --url, PORTUNUS_URL, or --direct']);
  assertSafe(url);
  if (sigv4) {
    const { createSignedFetch } = await import('./direct/index.ts');
    return createApiClient(`${url}/iam/v1`, await createSignedFetch(url, settings.region));
  }
  const token = authTokenFile === undefined ? settings.token : await readToken(authTokenFile);
  if (token === undefined) throw new CommandError(['say who you are: --auth-token-file, PORTUNUS_TOKEN, or --sigv4']);
  const send = (address: string, init: RequestInit) =>
    fetch(address, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
  return createApiClient(`${url}/v1`, send);
};

/** A token goes over https, or to this machine. */
const assertSafe = (url: string): void => {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isLocal = parsed !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname);
  if (parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLocal)) return;
  throw new CommandError([`${url} is no https address`]);
};

const readToken = async (file: string): Promise<string> => {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandError([`${file}: can not be read (${error.code ?? error.name})`]);
  });
  return text.trim();
};
