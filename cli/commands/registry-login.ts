import type { Command } from 'commander';
import { readVariables } from '../../shared/config/config.ts';
import { CommandError } from '../command.ts';
import { eraseLogins } from '../docker-config/logins.ts';
import { forgetLogins, readNotes } from '../docker-config/noted-logins.ts';
import { askAgent, assertOfAgent, assertOfConnectors, type SourceOptions, withSourceOptions } from '../logins/agent.ts';
import { type AskedLogins, askLogins, togetherOf } from '../logins/ask-logins.ts';
import {
  checkDelivery,
  configFileOf,
  type DeliveryOptions,
  deliverLogins,
  withDeliveryOptions,
  withFileOptions,
} from '../logins/deliver.ts';
import {
  type LoginOptions,
  type LoginParameters,
  loginParameters,
  type RegistryService,
  withLoginOptions,
} from '../logins/options.ts';
import { type ApiOptions, GIVE_URL, openApi, showsSignIn, withApiOptions } from '../open-access.ts';

const SERVICES: Readonly<Record<RegistryService, string>> = { ecr: 'Amazon ECR', 'ecr-public': 'Amazon ECR Public' };

/** Adds the commands that log docker and others in, for each service with logins. */
export function addRegistryLoginCommands(program: Command): void {
  for (const service of Object.keys(SERVICES) as RegistryService[]) {
    const parent = program.command(service).description(`logins of ${SERVICES[service]}`);
    addLogin(parent, service);
    addLogout(parent);
  }
}

type Options = LoginOptions & SourceOptions & DeliveryOptions & ApiOptions;

function addLogin(parent: Command, service: RegistryService): void {
  // A machine's own role gets logins of private registries alone.
  const isOfAgents = service === 'ecr';
  const command = parent
    .command(isOfAgents ? 'login [connectors...]' : 'login <connectors...>')
    .description(
      "log docker in by connectors, where its config says; or print a login in one of the service's formats",
    );
  if (isOfAgents) withSourceOptions(command);
  withApiOptions(withDeliveryOptions(withLoginOptions(command, service))).action(
    async (connectors: readonly string[], options: Options) => {
      if (options.source === 'agent') return logInAsAgent(connectors, options);
      assertOfConnectors(connectors, options);
      const parameters = loginParameters(options);
      await checkDelivery(options, connectors.length);
      const { issued, refused } = await askServiceOrCache(service, connectors, parameters, options);
      await deliverLogins(issued, options);
      if (refused.length > 0) throw togetherOf(refused);
    },
  );
}

/** Asks the host's cache, if nothing names somebody else to ask or to be. */
async function askServiceOrCache(
  service: RegistryService,
  connectors: readonly string[],
  parameters: LoginParameters,
  options: ApiOptions,
): Promise<AskedLogins> {
  const { PORTUNUS_CACHE: cache } = readVariables();
  if (!cache || options.url !== undefined || !showsSignIn(options)) {
    return askLogins(await openApi(options, GIVE_URL), service, connectors, parameters);
  }
  const { askCache } = await import('../cache/ask-cache.ts');
  return askCache(cache, service, connectors, parameters);
}

async function logInAsAgent(connectors: readonly string[], options: Options): Promise<void> {
  assertOfAgent(connectors, options);
  await checkDelivery(options, 1);
  const { issued, render } = await askAgent(options, options.format === 'json');
  await deliverLogins([issued], options, render);
}

function addLogout(parent: Command): void {
  const command = parent
    .command('logout <connectors-or-hosts...>')
    .description("remove logins from docker's config, by host name or by the connector that they were made with");
  withFileOptions(command).action(async (named: readonly string[], options: DeliveryOptions) => {
    const file = configFileOf(options);
    const notes = (await readNotes(readVariables())).filter(({ config }) => config === file.path);
    const hosts = named.flatMap((name) => hostsOf(name, notes));
    const { erased, failed } = await eraseLogins(file, hosts);
    await forgetLogins(readVariables(), file.path, erased);
    for (const host of hosts) {
      if (!failed.some((line) => line.startsWith(`${host}: `))) {
        console.log(erased.includes(host) ? `removed the login of ${host}` : `there was no login of ${host}`);
      }
    }
    if (failed.length > 0) throw new CommandError(failed);
  });
}

/** A host name has a dot, and the id of a connector has none. */
function hostsOf(name: string, notes: readonly { readonly connector: string; readonly host: string }[]) {
  if (name.includes('.') || name.includes(':')) return [name.replace(/^https?:\/\//, '').replace(/\/.*$/, '')];
  const hosts = notes.filter(({ connector }) => connector === name).map(({ host }) => host);
  if (hosts.length > 0) return hosts;
  throw new CommandError([`no login by ${name} is noted here: give the registry's host name`]);
}
