// What `ecr login` has stored, and where: a logout by connector needs the hosts, and nobody but an administrator can ask
// the service for a connector's account. It holds nothing secret.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Variables } from '../../shared/config/config.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { replaceFile } from '../files/replace-file.ts';

export interface NotedLogin {
  readonly host: string;
  readonly connector: string;
  /** The file whose rules decided where the login is. */
  readonly config: string;
  readonly expirationDate: string;
}

/** The folder that the helpers for agents read their `registries` from. */
export function settingsFolder({ XDG_CONFIG_HOME }: Variables): string {
  return join(XDG_CONFIG_HOME || join(homedir(), '.config'), 'portunus');
}

function notesFile(variables: Variables): string {
  return join(settingsFolder(variables), 'logins.json');
}

/** Notes that can't be read are none. The next login writes new ones. */
export async function readNotes(variables: Variables): Promise<readonly NotedLogin[]> {
  const written = await readFile(notesFile(variables), 'utf8')
    .then((text): unknown => JSON.parse(text))
    .catch(() => undefined);
  return Array.isArray(written) ? written.filter(isNote) : [];
}

const FIELDS = ['host', 'connector', 'config', 'expirationDate'] as const;

function isNote(one: unknown): one is NotedLogin {
  return isJsonObject(one) && FIELDS.every((name) => typeof one[name] === 'string');
}

export async function noteLogins(variables: Variables, logins: readonly NotedLogin[]): Promise<void> {
  const kept = (await readNotes(variables)).filter((note) => !logins.some((login) => isSame(note, login)));
  await replaceFile(notesFile(variables), `${JSON.stringify([...kept, ...logins], null, 2)}\n`);
}

export async function forgetLogins(variables: Variables, config: string, hosts: readonly string[]): Promise<void> {
  const notes = await readNotes(variables);
  const kept = notes.filter((note) => !hosts.some((host) => isSame(note, { host, config })));
  if (kept.length < notes.length) await replaceFile(notesFile(variables), `${JSON.stringify(kept, null, 2)}\n`);
}

function isSame(one: Pick<NotedLogin, 'host' | 'config'>, other: Pick<NotedLogin, 'host' | 'config'>): boolean {
  return one.host === other.host && one.config === other.config;
}
