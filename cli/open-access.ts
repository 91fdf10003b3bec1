import type { Command } from 'commander';
import { readCliSettings } from '../shared/config/config.ts';
import { isJsonObject } from '../shared/domain/strict-json.ts';
import type { DefinitionAccess } from './access.ts';
import { isSafe } from './addresses.ts';
import { CommandError, usageError } from './command.ts';
import { readText } from './files/text-files.ts';
import { createHttpAccess } from './http/access.ts';
import { type ApiClient, createApiClient } from './http/client.ts';
import { printable } from './output.ts';
import type { TokenSource } from './sign-in/token-source.ts';

/** The options that say who asks the API. */
export interface CredentialOptions {
  readonly authTokenFile?: string;
  readonly sigv4?: boolean;
  readonly webIdentity?: boolean;
  readonly audience?: string;
}

/** The options that say how a command reaches the definitions. */
export interface AccessOptions extends CredentialOptions {
  readonly direct?: boolean;
  readonly url?: string;
}

export function withCredentialOptions(command: Command): Command {
  return command
    .option(
      '--auth-token-file <file>',
      'holds the OIDC token to show there (PORTUNUS_TOKEN, or your sign-in, otherwise)',
    )
    .option('--sigv4', 'sign with your own AWS credentials instead of showing a token')
    .option('--web-identity', 'show a token that AWS STS signs for your own role (sts:GetWebIdentityToken)')
    .option('--audience <audience>', "of that token (the API's address otherwise)");
}

export function withAccessOptions(command: Command): Command {
  return withApiOptions(command).option('--direct', 'use the tables themselves, with your own AWS credentials');
}

/** The options of commands that only the API can serve. */
export function withApiOptions(command: Command): Command {
  return withCredentialOptions(withUrlOption(command));
}

export function withUrlOption(command: Command): Command {
  return command.option('--url <url>', 'address of the API, without /v1 (PORTUNUS_URL otherwise)');
}

export async function openAccess(options: AccessOptions): Promise<DefinitionAccess> {
  if (!isDirect(options)) return createHttpAccess(await openApi(options));
  const { createDirectAccess, createTableAccess, whoDefines } = await import('./direct/index.ts');
  return createDirectAccess(createTableAccess(), whoDefines);
}

/** Returns whether to use the tables directly. Throws if options for the API are given too. */
export function isDirect({ direct, ...api }: AccessOptions): boolean {
  if (!direct) return false;
  const given = ofApi(api).find(([, value]) => value !== undefined && value !== false);
  if (given === undefined) return true;
  throw usageError(`--direct goes to the tables: ${given[0]} means nothing beside it`);
}

function ofApi({ url, audience, ...sources }: AccessOptions) {
  return [['--url', url], ...sourcesOf(sources), ['--audience', audience]] as const;
}

function sourcesOf({ authTokenFile, sigv4, webIdentity }: CredentialOptions) {
  return [
    ['--sigv4', sigv4],
    ['--web-identity', webIdentity],
    ['--auth-token-file', authTokenFile],
  ] as const;
}

/** How a command asks the API, and as whom. */
export interface OwnCredentials {
  /** The address of the routes for these credentials, with the version. */
  readonly base: string;
  readonly send: typeof fetch;
  /** What names the caller at present: an access key or a token. It may change while the command runs. */
  readonly proof: () => Promise<{ readonly accessKeyId: string } | { readonly token: string }>;
}

export type ApiOptions = Omit<AccessOptions, 'direct'>;

const GIVE_URL_OR_DIRECT = 'give --url, PORTUNUS_URL, or --direct';
/** What to do without an address, for commands without `--direct`. */
export const GIVE_URL = 'give --url, or PORTUNUS_URL';

export async function openApi(options: ApiOptions, hint = GIVE_URL_OR_DIRECT): Promise<ApiClient> {
  const { base, send } = await openOwnCredentials(options, hint);
  return createApiClient(base, send);
}

/** Renews what it shows as long as the command runs. */
export async function openOwnCredentials(options: ApiOptions, hint: string): Promise<OwnCredentials> {
  const [first, second] = sourcesOf(options).flatMap(([name, value]) => (value ? [name] : []));
  if (second !== undefined) throw usageError(`${first} and ${second}: give one of them`);
  if (options.audience !== undefined && !options.webIdentity) throw usageError('--audience goes with --web-identity');
  const url = readUrl(options.url, hint);
  if (options.sigv4) {
    const { createSignedFetch } = await import('./agent/index.ts');
    const { send, accessKeyId } = await createSignedFetch(url);
    return { base: `${url}/iam/v1`, send, proof: async () => ({ accessKeyId: await accessKeyId() }) };
  }
  const { read, renew, accessKeyId } = await openToken(url, options);
  const send: typeof fetch = async (address, init) => {
    const show = (token: string) =>
      fetch(address, { ...init, headers: { ...init?.headers, authorization: `Bearer ${token}` } });
    const response = await show(await read());
    if (response.status !== 401 || renew === undefined) return response;
    await response.body?.cancel();
    const again = await show(await renew());
    if (again.status === 401) throw await notAccepted(again);
    return again;
  };
  const proof: OwnCredentials['proof'] = async () =>
    accessKeyId === undefined ? { token: await read() } : { accessKeyId: await accessKeyId() };
  return { base: `${url}/v1`, send, proof };
}

/** A sign-in was good when it was made, and the issuer's definition may be another one by now. */
async function notAccepted(response: Response): Promise<CommandError> {
  const body: unknown = await response.json().catch(() => undefined);
  const id = isJsonObject(body) && typeof body.requestId === 'string' ? body.requestId : '-';
  return new CommandError([
    `the service does not accept your sign-in, not even a renewed one (request ${printable(id)}): run portunus login again`,
  ]);
}

/** Finds a token, and returns how to read it again: whoever put it there may renew it. */
async function openToken(
  url: string,
  { webIdentity, audience = url, authTokenFile }: CredentialOptions,
): Promise<TokenSource & { readonly accessKeyId?: () => Promise<string> }> {
  if (webIdentity) {
    const { createOwnToken } = await import('./agent/index.ts');
    const { getToken, accessKeyId } = await createOwnToken(url, audience);
    await getToken();
    return { read: async () => (await getToken()).reveal(), accessKeyId };
  }
  const source = await givenToken(url, authTokenFile);
  if (source !== undefined) return source;
  throw usageError(
    'no credentials: run portunus login, or give --auth-token-file, PORTUNUS_TOKEN, --sigv4 or --web-identity',
  );
}

async function givenToken(url: string, file: string | undefined): Promise<TokenSource | undefined> {
  const given = await readOwnToken(file);
  if (given !== undefined) return { read: async () => (await readOwnToken(file)) ?? given };
  const { openSignIn } = await import('./sign-in/token-source.ts');
  return openSignIn(url);
}

/** Returns the token to show: the one that is given, or that of the person who has signed in, if there is any. */
export async function readToken(url: string, file: string | undefined): Promise<string | undefined> {
  return (await givenToken(url, file))?.read();
}

/** Opens the API for somebody who shows nothing yet, or this token. */
export function openApiWith(url: string, token?: string): ApiClient {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return createApiClient(`${url}/v1`, (address, init) =>
    fetch(address, { ...init, headers: { ...init.headers, ...headers } }),
  );
}

/** Whether a command shows the sign-in of a person, if there is one: nothing else is given. */
export function showsSignIn(options: CredentialOptions): boolean {
  return sourcesOf(options).every(([, value]) => !value) && readCliSettings().token === undefined;
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
async function readOwnToken(file: string | undefined): Promise<string | undefined> {
  if (file !== undefined) return tokenIn(await readText(file), file);
  const { token } = readCliSettings();
  return token === undefined ? undefined : tokenIn(token, 'PORTUNUS_TOKEN');
}

/** Refuses to send a token or a login over plain HTTP, except to this machine. */
export function assertSafe(url: string): void {
  if (!isSafe(url)) throw usageError(`${url} is not an https address`);
}

function tokenIn(text: string, source: string): string {
  const token = text.trim();
  // fetch quotes an invalid header value in its error, which would show the token.
  if (/^[!-~]+$/.test(token)) return token;
  throw new CommandError([`${source} holds no token, which is one line without spaces`]);
}
