// The file in which docker keeps its logins, and podman's, which has the same form.
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Variables } from '../../shared/config/config.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError } from '../command.ts';
import { replaceFile } from '../files/replace-file.ts';
import { fileError } from '../files/text-files.ts';

export interface ConfigFile {
  readonly path: string;
  /** Podman, buildah and skopeo know no `credsStore`. */
  readonly readBy: 'docker' | 'podman';
}

export function dockerConfigFile({ DOCKER_CONFIG }: Variables): ConfigFile {
  return { path: join(DOCKER_CONFIG || join(homedir(), '.docker'), 'config.json'), readBy: 'docker' };
}

/** Where `podman login` writes, by containers-auth.json(5). */
export function podmanAuthFile({ REGISTRY_AUTH_FILE, XDG_RUNTIME_DIR }: Variables): ConfigFile {
  const folder = XDG_RUNTIME_DIR ? join(XDG_RUNTIME_DIR, 'containers') : `/run/containers/${process.getuid?.() ?? 0}`;
  const usual = process.platform === 'linux' ? folder : join(homedir(), '.config', 'containers');
  return { path: REGISTRY_AUTH_FILE || join(usual, 'auth.json'), readBy: 'podman' };
}

type Members = Readonly<Record<string, unknown>>;

/** What the file holds. `all` has everything, so that what nobody here knows stays. */
export interface ConfigContent {
  readonly all: Members;
  readonly auths: Members;
  readonly credHelpers: Readonly<Record<string, string>>;
  readonly credsStore: string;
}

/** Reads the file. One that is missing or empty holds nothing. Throws if it isn't a docker config. */
export async function readConfig({ path }: ConfigFile): Promise<ConfigContent> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return Buffer.alloc(0);
    throw fileError(path, error);
  });
  return parseConfig(path, bytes);
}

function parseConfig(path: string, bytes: Uint8Array): ConfigContent {
  const all = readJson(path, bytes) ?? {};
  if (!isJsonObject(all)) throw notAConfig(path, 'it is not a JSON object');
  const { auths = {}, credHelpers = {}, credsStore = '' } = withoutNulls(all);
  if (!isJsonObject(auths) || !Object.values(auths).every(isJsonObject)) throw notAConfig(path, 'auths');
  if (!isTexts(credHelpers)) throw notAConfig(path, 'credHelpers');
  if (typeof credsStore !== 'string') throw notAConfig(path, 'credsStore');
  return { all, auths, credHelpers, credsStore };
}

/** Docker takes `null` for what is not there. */
function withoutNulls(all: Members): Members {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

function isTexts(value: unknown): value is Readonly<Record<string, string>> {
  return isJsonObject(value) && Object.values(value).every((one) => typeof one === 'string');
}

/** The engine's own error quotes the text, which holds passwords. */
function readJson(path: string, bytes: Uint8Array): unknown {
  try {
    // The mark at the beginning stays, and is refused: docker can't read such a file either.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.trim() === '' ? undefined : JSON.parse(text);
  } catch {
    throw notAConfig(path, 'it is not JSON');
  }
}

function notAConfig(path: string, why: string): CommandError {
  return new CommandError([`${path} is not a docker config, and stays as it is: ${why}`]);
}

/** Replaces the logins in the file, as docker writes it. */
export async function writeAuths({ path }: ConfigFile, { all }: ConfigContent, auths: Members): Promise<void> {
  await replaceFile(path, `${JSON.stringify({ ...all, auths }, null, '\t')}\n`);
}
