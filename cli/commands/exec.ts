import type { Command } from 'commander';
import { readVariables } from '../../shared/config/config.ts';
import type { IssuedSession } from '../../shared/domain/credential.ts';
import { renderSession } from '../../shared/formats/index.ts';
import { sessionVariables } from '../../shared/formats/variables.ts';
import { startEndpoint } from '../exec/endpoint.ts';
import { childEnvironment, endpointVariables, NO_PROFILES } from '../exec/environment.ts';
import { keepSession } from '../exec/kept-session.ts';
import { runChild } from '../exec/run-child.ts';
import { askRegion, askSession } from '../logins/ask-session.ts';
import { tellShortened } from '../logins/deliver.ts';
import { type LoginOptions, loginParameters, withSessionOptions } from '../logins/options.ts';
import { type ApiOptions, GIVE_URL, openApi, withApiOptions } from '../open-access.ts';
import { printable } from '../output.ts';

interface Options extends LoginOptions, ApiOptions {
  readonly env?: boolean;
  readonly profiles?: boolean;
}

/** Adds the command that runs another one with a connector's session. */
export function addExecCommand(program: Command): void {
  const command = program
    .command('exec <connector> <command...>')
    .usage('<connector> [options] -- <command> [arguments...]')
    .description("run a command with the connector's AWS session, which is renewed while it runs")
    .option('--region <region>', "what AWS_REGION is set to (the connector's own otherwise)")
    .option('--env', 'set the keys themselves as variables, once, instead of a local endpoint that renews them')
    .option('--profiles', 'let the command see your AWS config and credentials files');
  withApiOptions(withSessionOptions(command)).action(
    async (connector: string, given: readonly string[], { region, ...options }: Options) => {
      const parameters = loginParameters(options);
      const ask = await openApi(options, GIVE_URL);
      const get = () => askSession(ask, connector, parameters);
      const place = region ?? (await askRegion(ask, connector));
      const { code, fault } = await (options.env ? runWithKeys : runWithEndpoint)(given, get, place, options);
      if (fault !== undefined) console.error(`portunus: ${printable(fault)}`);
      process.exitCode = code;
    },
  );
}

type Get = () => Promise<IssuedSession>;

/** The first session, of which it is told if it is shorter than asked for. */
async function firstOf(get: Get): Promise<IssuedSession> {
  const session = await get();
  tellShortened(session);
  return session;
}

/** Keys in variables come before any profile, so profiles may stay. They end with the session. */
async function runWithKeys(command: readonly string[], get: Get, region: string | undefined) {
  const variables = sessionVariables(await firstOf(get)).map(({ name, value }) => [name, value]);
  return runChild(command, childEnvironment(readVariables(), Object.fromEntries(variables), region));
}

async function runWithEndpoint(command: readonly string[], get: Get, region: string | undefined, options: Options) {
  const warn = (line: string) => console.error(`portunus: ${printable(line)}`);
  const session = keepSession({ first: await firstOf(get), get, now: Date.now, warn });
  const endpoint = await startEndpoint(async () => containerText(await session.current()));
  const credentials = { ...endpointVariables(endpoint), ...(options.profiles ? {} : NO_PROFILES) };
  try {
    return await runChild(command, childEnvironment(readVariables(), credentials, region));
  } finally {
    session.stop();
    await endpoint.stop();
  }
}

/** The format refuses short sessions, for programs that ask over a network each time. Here they ask this machine. */
function containerText({ duration: _any, ...session }: IssuedSession): string {
  return renderSession({ ...session, format: 'container' }, { yaml: false, nonce: '' }).body;
}
