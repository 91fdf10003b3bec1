// The file in which docker keeps its logins, and podman's, which has the same form.
import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, readlink, realpath, rename, rm, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError } from '../command.ts';
import { fileError } from '../files/text-files.ts';

export interface ConfigFile {
  readonly path: string;
  /** Podman, buildah and skopeo know no `credsStore`. */
  readonly readBy: 'docker' | 'podman';
}

type Variables = Readonly<Record<string, string | undefined>>;

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

/**
 * Writes a file whole or not at all. A link stays a link, and a file keeps its owner and its mode, unless a mode is
 * given. Only their user may read new files.
 */
export async function replaceFile(path: string, text: string, mode?: number): Promise<void> {
  const target = await targetOf(path);
  const part = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    const old = await stat(target).catch(() => undefined);
    if (old?.isFile() === false) throw new CommandError([`${target} is not a file`]);
    await writeWhole(part, text, mode ?? (old?.mode ?? 0o600) & 0o777, old);
    await rename(part, target);
  } catch (error) {
    await rm(part, { force: true });
    throw error instanceof CommandError ? error : fileError(target, error as NodeJS.ErrnoException);
  }
}

type Owner = Pick<Stats, 'uid' | 'gid'>;

/**
 * Owner and mode are changed by the open file. By its name, root would change what another user, who may write to the
 * folder, puts in its place.
 */
async function writeWhole(part: string, text: string, mode: number, owner: Owner | undefined): Promise<void> {
  const file = await open(part, 'wx', 0o600);
  try {
    await file.writeFile(text);
    if (owner !== undefined) await keepOwner(file, owner);
    await file.chmod(mode);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function keepOwner(file: FileHandle, { uid, gid }: Owner): Promise<void> {
  const now = await file.stat();
  if (now.uid === uid && now.gid === gid) return;
  await file.chown(uid, gid).catch(() => {
    throw new CommandError(['the file belongs to somebody else, and would change its owner: run this as its owner']);
  });
}

const MOST_LINKS = 40;

/** Where a path leads. A link to a file that doesn't exist yet leads there too. */
async function targetOf(path: string): Promise<string> {
  let target = resolve(path);
  for (let links = 0; links < MOST_LINKS; links += 1) {
    const found = await realpath(target).catch(() => undefined);
    if (found !== undefined) return found;
    const link = await readlink(target).catch(() => undefined);
    if (link === undefined) return target;
    target = resolve(dirname(target), link);
  }
  throw new CommandError([`${path} is a link that leads nowhere`]);
}
