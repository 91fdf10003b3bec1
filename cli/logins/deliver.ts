// What becomes of logins once they are there: docker's or podman's config, or a text in a format.
import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { readVariables } from '../../shared/config/config.ts';
import type { IssuedLogins } from '../../shared/domain/credential.ts';
import { type FormatOf, formatsOf, hostsFault, Namespace, rulesOfFormat } from '../../shared/domain/format-name.ts';
import { parseWith } from '../../shared/domain/parse.ts';
import { renderLogins } from '../../shared/formats/index.ts';
import { hostsOf } from '../../shared/formats/json.ts';
import { CommandError, usageError } from '../command.ts';
import { type ConfigFile, dockerConfigFile, podmanAuthFile, readConfig } from '../docker-config/config-file.ts';
import { helperProgram } from '../docker-config/helper.ts';
import { type Saved, saveLogins } from '../docker-config/logins.ts';
import { noteLogins } from '../docker-config/noted-logins.ts';
import { replaceFile } from '../files/replace-file.ts';
import { printable } from '../output.ts';
import { readOneOf } from './options.ts';

type Format = FormatOf<'logins'>;

export interface DeliveryOptions {
  readonly format?: Format;
  readonly output?: string;
  readonly namespace?: string;
  readonly hosts?: string;
  readonly podman?: boolean;
  readonly authfile?: string;
}

/** Adds the options that say where logins go. */
export function withDeliveryOptions(command: Command): Command {
  const formats = formatsOf('logins');
  return withFileOptions(command)
    .addOption(
      new Option('--format <format>', `print the login instead: ${formats.join(', ')}`).argParser(readOneOf(formats)),
    )
    .option('-o, --output <file>', 'with --format: write this file instead, which only you may read')
    .option('--namespace <name>', 'with --format: the first part of the names of variables');
}

/** Adds the options that name the file of docker or podman. */
export function withFileOptions(command: Command): Command {
  return command
    .option('--podman', "podman's file instead of docker's (REGISTRY_AUTH_FILE, or its usual one)")
    .option('--authfile <file>', "this file of podman, buildah or skopeo instead of docker's");
}

export function configFileOf({ podman, authfile }: Pick<DeliveryOptions, 'podman' | 'authfile'>): ConfigFile {
  if (authfile !== undefined) return { path: authfile, readBy: 'podman' };
  return podman ? podmanAuthFile(readVariables()) : dockerConfigFile(readVariables());
}

/** Throws before anything is asked for, if the options contradict each other or nothing can be stored. */
export async function checkDelivery(options: DeliveryOptions, connectors: number): Promise<void> {
  const { format, output, namespace, hosts, podman, authfile } = options;
  if (format === undefined) {
    if (output !== undefined) throw usageError('--output is for what --format writes: give both');
    if (namespace !== undefined) throw usageError('--namespace is for the names that --format writes: give both');
    if (podman && authfile !== undefined) throw usageError('--podman and --authfile: give one of them');
    await readConfig(configFileOf(options));
    return;
  }
  if (podman || authfile !== undefined) throw usageError('--format prints the login: --podman and --authfile store it');
  if (connectors > 1) throw usageError('--format writes the login of one connector: name one');
  const fault = hostsFault(hosts === 'all' ? hosts : undefined, format);
  if (fault !== undefined) throw usageError(`--hosts ${fault}`);
  if (namespace !== undefined) checkNamespace(namespace, format);
}

function checkNamespace(namespace: string, format: Format): void {
  if (!rulesOfFormat(format).namespaced.includes('logins'))
    throw usageError(`--namespace: ${format} has no such names`);
  const parsed = parseWith(Namespace, namespace, '--namespace');
  if (!parsed.ok)
    throw new CommandError(
      parsed.errors.map(({ field, detail }) => `${field} ${detail}`),
      'usage',
    );
}

export type Render = typeof renderLogins;

/** Prints the logins in the format, or stores them. Throws if one of them could not be stored. */
export async function deliverLogins(
  issued: readonly IssuedLogins[],
  options: DeliveryOptions,
  render: Render = renderLogins,
): Promise<void> {
  for (const one of issued) tellShortened(one);
  if (options.format === undefined) await storeLogins(issued, configFileOf(options));
  else for (const one of issued) await writeFormat({ ...one, format: options.format }, options, render);
}

/** Nothing is shortened in silence. */
export function tellShortened({ connectorId, duration }: Pick<IssuedLogins, 'connectorId' | 'duration'>): void {
  if (duration?.limitedBy === undefined) return;
  const { requestedSeconds, grantedSeconds, limitedBy } = duration;
  console.error(
    `${connectorId}: the session has ${grantedSeconds} seconds, and not ${requestedSeconds} (${limitedBy})`,
  );
}

async function writeFormat(
  issued: IssuedLogins,
  { namespace, output }: DeliveryOptions,
  render: Render,
): Promise<void> {
  const named = { ...issued, ...(namespace !== undefined && { namespace }) };
  const { body } = render(named, { yaml: false, nonce: randomUUID() });
  if (output !== undefined) await replaceFile(output, body, 0o600);
  // Programs get the text as it is. A prompt belongs on a line of its own.
  else process.stdout.write(process.stdout.isTTY && !body.endsWith('\n') ? `${body}\n` : body);
}

async function storeLogins(issued: readonly IssuedLogins[], file: ConfigFile): Promise<void> {
  const logins = issued.flatMap(({ connectorId, logins: all, hosts }) =>
    all.flatMap((login) => hostsOf(login, hosts).map((host) => ({ ...login, connectorId, host }))),
  );
  const { saved, failed } = await saveLogins(file, logins);
  const notes = logins
    .filter(({ host }) => saved.some((one) => one.host === host))
    .map(({ host, connectorId, expiresAt }) => ({
      host,
      connector: connectorId,
      config: file.path,
      expirationDate: expiresAt.toISOString(),
    }));
  for (const { host, expirationDate } of notes) {
    console.log(`logged in to ${host} until ${expirationDate}: ${placeOf(saved, host, file)}`);
  }
  await noteLogins(readVariables(), notes).catch(() => {
    console.error('portunus: not noted which connector these logins are of: log out by host name');
  });
  for (const line of await warningsOf(file, saved)) console.error(`portunus: ${line}`);
  if (failed.length > 0) throw new CommandError(failed);
}

function placeOf(saved: readonly Saved[], host: string, { path }: ConfigFile): string {
  const helper = saved.find((one) => one.host === host)?.helper;
  if (helper === 'portunus') return `${helperProgram(helper)} gets a login at each pull by itself`;
  return helper === undefined ? path : printable(helperProgram(helper));
}

/** What keeps programs from finding a login that is stored, or lets others find it. */
async function warningsOf({ path, readBy }: ConfigFile, saved: readonly Saved[]): Promise<readonly string[]> {
  const isInFile = saved.some(({ helper }) => helper === undefined);
  const mode = isInFile
    ? await stat(path).then(
        ({ mode }) => mode,
        () => 0,
      )
    : 0;
  const isOpen = process.platform !== 'win32' && (mode & 0o077) !== 0;
  const isHidden = readBy === 'docker' && saved.some(({ helper }) => helper !== undefined);
  const isPassedOver = readBy === 'docker' && readVariables().DOCKER_AUTH_CONFIG;
  return [
    ...(isOpen ? [`others on this machine may read ${path}: run chmod 600 on it`] : []),
    ...(isHidden ? ['podman, buildah and skopeo know no credsStore: run this with --podman for them'] : []),
    ...(isPassedOver ? ['DOCKER_AUTH_CONFIG is set, and docker 28.3 or newer looks there first'] : []),
  ];
}
