// Where docker would look for the login of a registry, and whether it is there.
import { accessSync, constants } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import type { Variables } from '../../shared/config/config.ts';
import { ECR_PUBLIC, parseRegistryHost } from '../../shared/domain/aws.ts';
import { CommandError } from '../command.ts';
import { type ConfigContent, type ConfigFile, readConfig } from '../docker-config/config-file.ts';
import { helperProgram } from '../docker-config/helper.ts';
import { helperFor } from '../docker-config/logins.ts';
import { type NotedLogin, readNotes, settingsFolder } from '../docker-config/noted-logins.ts';
import { type Finding, fail, pass, skip, warn } from './check.ts';

export interface DockerPlace {
  readonly file: ConfigFile;
  readonly variables: Variables;
  /** A registry that is asked about, beside those that the file names. */
  readonly registry: string | undefined;
}

export async function checkDockerConfig({ file, variables }: DockerPlace): Promise<readonly Finding[]> {
  const mode = await stat(file.path).then(
    ({ mode }) => mode,
    () => undefined,
  );
  if (mode === undefined) return [pass(`${file.path} is not there yet, and a login makes it`)];
  const content = await readConfig(file).catch((error: CommandError) => error);
  if (content instanceof CommandError) {
    return [fail(content.lines.join('; '), 'repair the file, or move it away: docker makes a new one')];
  }
  const findings = [
    ...(variables.DOCKER_AUTH_CONFIG
      ? [warn('DOCKER_AUTH_CONFIG is set, and docker 28.3 or newer looks there first', 'unset DOCKER_AUTH_CONFIG')]
      : []),
    ...(isOpen(mode) && holdsPassword(content)
      ? [warn(`others on this machine may read ${file.path}`, `run chmod 600 ${file.path}`)]
      : []),
  ];
  return findings.length > 0 ? findings : [pass(file.path)];
}

function isOpen(mode: number): boolean {
  return process.platform !== 'win32' && (mode & 0o077) !== 0;
}

function holdsPassword({ auths }: ConfigContent): boolean {
  return Object.values(auths).some((entry) => Object.hasOwn(entry as object, 'auth'));
}

/** Which helper or entry serves each of ECR's registries that are named anywhere. */
export async function checkLogins({ file, variables, registry }: DockerPlace): Promise<readonly Finding[]> {
  const content = await readConfig(file);
  const notes = (await readNotes(variables)).filter(({ config }) => config === file.path);
  const named = [...Object.keys(content.auths), ...Object.keys(content.credHelpers), ...notes.map(({ host }) => host)];
  const hosts = named.map((name) => name.replace(/^https?:\/\//, '')).filter(isEcr);
  const all = [...new Set([...(registry === undefined ? [] : [registry]), ...hosts])].sort();
  if (all.length === 0) return [skip('no registry of ECR is named there: --registry HOST asks about one')];
  return all.map((host) =>
    loginFinding(content, { file, variables, host, note: notes.find((one) => one.host === host) }),
  );
}

function isEcr(host: string): boolean {
  return parseRegistryHost(host) !== undefined || ECR_PUBLIC.hosts.some((one) => one === host);
}

interface Asked {
  readonly file: ConfigFile;
  readonly variables: Variables;
  readonly host: string;
  readonly note: NotedLogin | undefined;
}

function loginFinding(content: ConfigContent, { file, variables, host, note }: Asked): Finding {
  const helper = helperFor(content, host, file.readBy);
  const program = helper === undefined ? undefined : helperProgram(helper);
  const again = `run portunus ecr login ${note?.connector ?? 'CONNECTOR'}`;
  if (program !== undefined && !isOnPath(program, variables)) {
    return fail(`${host}: ${program} is configured, and not on the PATH`, `install it, or take it out of ${file.path}`);
  }
  if (helper === 'portunus') return pass(`${host}: ${program} gets a login at each pull`);
  if (note !== undefined && Date.parse(note.expirationDate) < Date.now()) {
    return warn(`${host}: the login by ${note.connector} ended at ${note.expirationDate}`, again);
  }
  const until = note === undefined ? '' : `, by ${note.connector}, until ${note.expirationDate}`;
  if (program !== undefined) return pass(`${host}: ${program} is asked${until}`);
  const hasEntry = [host, `https://${host}`].some((key) => Object.hasOwn(content.auths, key));
  return hasEntry ? pass(`${host}: in the file${until}`) : warn(`${host}: there is no login`, again);
}

function isOnPath(program: string, { PATH = '', PATHEXT = '' }: Variables): boolean {
  const endings = process.platform === 'win32' ? PATHEXT.split(';') : [''];
  return PATH.split(delimiter).some((folder) =>
    endings.some((ending) => isProgram(join(folder, `${program}${ending}`))),
  );
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The file of the helpers for agents, by the rules of `clients/portunus-common.sh`. */
export async function checkRegistriesFile({ variables }: DockerPlace): Promise<readonly Finding[]> {
  const path = join(settingsFolder(variables), 'registries');
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => error);
  if (text instanceof Error) {
    if (text.code === 'ENOENT') return [skip(`${path} is not there, and only the credential helper needs it`)];
    return [fail(`${path} can't be read (${text.code})`, 'give yourself the right to read it')];
  }
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const faults = lines.flatMap((line, index) => {
    const what = lineFault(line.trim());
    return what === undefined ? [] : [`line ${index + 1} of ${path} ${what}`];
  });
  return faults.length === 0 ? [pass(path)] : faults.map((fault) => fail(fault, 'HOST CONNECTOR [PARAMETERS]'));
}

function lineFault(line: string): string | undefined {
  if (line === '' || line.startsWith('#')) return undefined;
  const [host = '', connector = '', parameters = ''] = line.split(/\s+/);
  if (!/^[a-z0-9._:*-]+$/.test(host)) return 'names no host, in lower case';
  if (!/^[a-z0-9][a-z0-9-]*$/.test(connector)) return 'names no connector: lower case letters, digits and hyphens';
  if (!/^[A-Za-z0-9._:/*,=&%-]*$/.test(parameters)) return 'has parameters that are not written as in a query';
  return undefined;
}
