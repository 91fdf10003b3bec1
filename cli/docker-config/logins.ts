// Stores logins where `docker login` would, and removes them as `docker logout` does (docs/adr/0050).
import type { Secret } from '../../shared/domain/secret.ts';
import { type ConfigContent, type ConfigFile, readConfig, writeAuths } from './config-file.ts';
import { type AskHelper, askHelper, helperProgram } from './helper.ts';

/** A login under one of its registry's host names. */
export interface HostLogin {
  readonly host: string;
  readonly username: string;
  readonly password: Secret;
  /** Base64 of `username:password`. */
  readonly authorizationToken: Secret;
}

export interface Saved {
  readonly host: string;
  /** The helper that stores it. Without one, it is in the file. */
  readonly helper?: string;
}

export interface Saving {
  readonly saved: readonly Saved[];
  readonly failed: readonly string[];
}

/** Stores each login in the helper that is configured for its host, or in the file. */
export async function saveLogins(
  file: ConfigFile,
  logins: readonly HostLogin[],
  ask: AskHelper = askHelper,
): Promise<Saving> {
  const before = await readConfig(file);
  const saved: Saved[] = [];
  const failed: string[] = [];
  let { auths } = before;
  for (const login of logins) {
    const { host } = login;
    const helper = helperFor(before, host, file.readBy);
    const fault = helper === undefined ? undefined : await ask(helper, 'store', storedText(login));
    if (fault !== undefined)
      failed.push(`${host}: ${namedIn(before, host)} of ${file.path} did not store it: ${fault}`);
    else saved.push({ host, ...(helper !== undefined && { helper }) });
    if (fault === undefined) auths = withLogin(auths, login, helper);
  }
  if (saved.length > 0) await writeAuths(file, before, auths);
  return { saved, failed };
}

/** Docker's rule: the helper of that very host, or else the store. The empty text stands for the file. */
export function helperFor(
  { credHelpers, credsStore }: ConfigContent,
  host: string,
  readBy: ConfigFile['readBy'],
): string | undefined {
  const store = readBy === 'docker' ? credsStore : '';
  return (Object.hasOwn(credHelpers, host) ? credHelpers[host] : store) || undefined;
}

/** Names the helper for a host, with the field that configures it. */
function namedIn({ credHelpers, credsStore }: ConfigContent, host: string): string {
  return Object.hasOwn(credHelpers, host)
    ? `${helperProgram(credHelpers[host] ?? '')} (credHelpers)`
    : `${helperProgram(credsStore)} (credsStore)`;
}

function storedText({ host, username, password }: HostLogin): string {
  return JSON.stringify({ ServerURL: host, Username: username, Secret: password.reveal() });
}

/**
 * Sets the entry of a host. An old login of the same registry under its URL gets the new one too, because some programs
 * look there first. With a helper, the entry is empty, as docker leaves it: an old password must not stay in the file.
 */
function withLogin(auths: ConfigContent['auths'], login: HostLogin, helper: string | undefined) {
  const entry = helper === undefined ? { auth: login.authorizationToken.reveal() } : {};
  const keys = [login.host, ...namesOf(login.host).filter((key) => Object.hasOwn(auths, key))];
  return { ...auths, ...Object.fromEntries(keys.map((key) => [key, entry])) };
}

/** The keys that older versions of docker wrote for a host, and that `docker logout` removes. */
function namesOf(host: string): readonly string[] {
  return [`https://${host}`, `http://${host}`];
}

export interface Erasing {
  /** The hosts that had a login. */
  readonly erased: readonly string[];
  readonly failed: readonly string[];
}

/** Removes the logins of these hosts from their helpers and from the file. */
export async function eraseLogins(
  file: ConfigFile,
  hosts: readonly string[],
  ask: AskHelper = askHelper,
): Promise<Erasing> {
  const content = await readConfig(file);
  const erased: string[] = [];
  const failed: string[] = [];
  const gone = new Set<string>();
  for (const host of hosts) {
    const keys = [host, ...namesOf(host)].filter((key) => Object.hasOwn(content.auths, key));
    const helper = helperFor(content, host, file.readBy);
    // A helper may hold a login without an entry in the file.
    const fault = helper === undefined ? undefined : await ask(helper, 'erase', host);
    // Helpers fail for what they do not hold, so this counts only where docker has noted a login.
    if (fault !== undefined && keys.length > 0) failed.push(`${host}: ${namedIn(content, host)}: ${fault}`);
    else for (const key of keys) gone.add(key);
    if (fault === undefined && (helper !== undefined || keys.length > 0)) erased.push(host);
  }
  const auths = Object.fromEntries(Object.entries(content.auths).filter(([key]) => !gone.has(key)));
  if (gone.size > 0) await writeAuths(file, content, auths);
  return { erased, failed };
}
