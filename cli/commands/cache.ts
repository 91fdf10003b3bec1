import { once } from 'node:events';
import { type Command, Option } from 'commander';
import { readCliSettings } from '../../shared/config/config.ts';
import { usageError } from '../command.ts';
import { type ApiOptions, GIVE_URL, openOwnCredentials, withApiOptions } from '../open-access.ts';

interface Options extends ApiOptions {
  readonly socket?: string;
}

/** Adds the command that holds logins for all builds of a host. */
export function addCacheCommand(program: Command): void {
  const command = program
    .command('cache')
    .description("hold logins of this host's own role in memory, for all builds of its user; ends with Ctrl-C")
    .addOption(
      new Option('--socket <file>', 'where it listens, in a folder of yours alone (PORTUNUS_CACHE otherwise)'),
    );
  withApiOptions(command).action(serve);
}

async function serve({ socket, ...options }: Options): Promise<void> {
  const uid = process.getuid?.();
  if (uid === undefined) throw usageError('the cache is not supported on this system: it needs a Unix socket');
  const isNamed = options.sigv4 || options.webIdentity || options.authTokenFile !== undefined;
  if (!isNamed && readCliSettings().token !== undefined) {
    throw usageError("PORTUNUS_TOKEN is one job's: give --sigv4, --web-identity or --auth-token-file for the host");
  }
  const { prepareSocket, socketPath } = await import('../cache/socket.ts');
  const { serveCache } = await import('../cache/serve.ts');
  const path = socketPath(socket);
  const own = await openOwnCredentials(options, GIVE_URL);
  await prepareSocket(path, uid);
  const server = await serveCache(path, own, (line) => console.error(`${new Date().toISOString()} ${line}`));
  console.log(`PORTUNUS_CACHE=${path}`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  // Closing removes the socket. What is held goes with the process.
  server.close();
  server.closeAllConnections();
}
