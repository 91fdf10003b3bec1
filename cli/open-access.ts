import type { Command } from 'commander';
import { readCliSettings } from '../shared/config/config.ts';
import type { DefinitionAccess } from './access.ts';
import { CommandError, usageError } from './command.ts';
import { readText } from './files/text-files.ts';
import { createHttpAccess } from './http/access.ts';
import { type ApiClient, createApiClient } from './http/client.ts';

/** The options that say how a command reaches the definitions. */
export interface AccessOptions {
  readonly direct?: boolean;
  readonly url?: string;
  readonly authTokenFile?: string;
  readonly sigv4?: boolean;
}

export function withAccessOptions(command: Command): Command {
  return withApiOptions(command).option('--direct', 'use the tables themselves, with your own AWS credentials');
}

/** The options of commands that only the API can serve. */
export function withApiOptions(command: Command): Command {
  return command
    .option('--url <url>', 'address of the API, without /v1 (PORTUNUS_URL otherwise)')
    .option('--auth-token-file <file>', 'holds the OIDC token to show there (PORTUNUS_TOKEN otherwise)')
    .option('--sigv4', 'sign with your own AWS credentials instead of showing a token');
}

export async function openAccess(options: AccessOptions, print: (line: string) => void): Promise<DefinitionAccess> {
  if (!isDirect(options)) return createHttpAccess(await openApi(options), print);
  const { createDirectAccess, createTableAccess, whoDefines } = await import('./direct/index.ts');
  return createDirectAccess(createTableAccess(), whoDefines, print);
}

/** Returns whether to use the tables directly. Throws if options for the API are given too. */
export function isDirect({ direct, url, authTokenFile, sigv4 }: AccessOptions): boolean {
  if (!direct) return false;
  if (url === undefined && authTokenFile === undefined && !sigv4) return true;
  throw usageError('--direct goes to the tables: --url, --auth-token-file and --sigv4 mean nothing beside it');
}

export type ApiOptions = Omit<AccessOptions, 'direct'>;

/** What to do without an address, for commands without `--direct`. */
export const GIVE_URL = 'give --url, or PORTUNUS_URL';

export async function openApi(
  { url: given, authTokenFile, sigv4 }: ApiOptions,
  hint = 'give --url, PORTUNUS_URL, or --direct',
): Promise<ApiClient> {
  if (sigv4 && authTokenFile !== undefined) throw usageError('--sigv4 and --auth-token-file: give one of them');
  const settings = readCliSettings();
  const url = readUrl(given, hint);
  if (sigv4) {
    const { createSignedFetch } = await import('./direct/index.ts');
    return createApiClient(`${url}/iam/v1`, await createSignedFetch(url, settings.region));
  }
  const token = await readOwnToken(authTokenFile);
  if (token === undefined) throw usageError('no credentials: give --auth-token-file, PORTUNUS_TOKEN, or --sigv4');
  const send = (address: string, init: RequestInit) =>
    fetch(address, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
  return createApiClient(`${url}/v1`, send);
}

/** Returns the address of the API, without its version. */
export function readUrl(given: string | undefined, hint: string): string {
  // The version belongs to the routes. It is removed from an address that was copied with it.
  const url = (given ?? readCliSettings().url)?.replace(/(?:\/+(?:iam\/)?v1)?\/*$/, '');
  if (url === undefined) throw usageError(`no address of Portunus: ${hint}`);
  assertSafe(url);
  return url;
}

/** Returns the token to show, if one is given. */
export async function readOwnToken(file: string | undefined): Promise<string | undefined> {
  if (file !== undefined) return tokenIn(await readText(file), file);
  const { token } = readCliSettings();
  return token === undefined ? undefined : tokenIn(token, 'PORTUNUS_TOKEN');
}

/** Refuses to send a token or a login over plain HTTP, except to this machine. */
export function assertSafe(url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isLocal = parsed !== undefined && ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname);
  if (parsed?.protocol === 'https:' || (parsed?.protocol === 'http:' && isLocal)) return;
  throw usageError(`${url} is not an https address`);
}

function tokenIn(text: string, source: string): string {
  const token = text.trim();
  // fetch quotes an invalid header value in its error, which would show the token.
  if (/^[!-~]+$/.test(token)) return token;
  throw new CommandError([`${source} holds no token, which is one line without spaces`]);
}
