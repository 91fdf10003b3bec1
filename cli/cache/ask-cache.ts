import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { IssuedLogins } from '../../shared/domain/credential.ts';
import { CommandError } from '../command.ts';
import { type AskedLogins, readLogins, refusalFor } from '../logins/ask-logins.ts';
import type { LoginParameters, RegistryService } from '../logins/options.ts';

const TIMEOUT_MS = 35_000;

/** Asks the host's cache for logins, connector by connector. Those that are refused don't keep the others away. */
export async function askCache(
  socketPath: string,
  service: RegistryService,
  connectors: readonly string[],
  { hosts, ...parameters }: LoginParameters,
): Promise<AskedLogins> {
  const query = new URLSearchParams(
    Object.entries(parameters).map(([name, value]): [string, string] => [name, String(value)]),
  );
  const issued: IssuedLogins[] = [];
  const refused: CommandError[] = [];
  for (const connectorId of connectors) {
    const path = `/v1/connectors/${encodeURIComponent(connectorId)}/${service}/credentials?${query}`;
    const { status, body } = await get(socketPath, path);
    if (status === 200) issued.push(readLogins(body, { connectorId, requestId: '', hosts }));
    else refused.push(refusalFor(connectorId, Object(body)));
  }
  return { issued, refused };
}

function get(socketPath: string, path: string): Promise<{ readonly status: number; readonly body: unknown }> {
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath, path, signal: AbortSignal.timeout(TIMEOUT_MS) }, (answer) => {
      text(answer)
        .then((body) => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(body) }))
        .catch(() => reject(new CommandError([`what listens at ${socketPath} is not the cache`])));
    });
    asked.on('error', ({ message }) => {
      reject(
        new CommandError(
          [`the cache at ${socketPath} can't be reached: start portunus cache, or unset PORTUNUS_CACHE (${message})`],
          'unavailable',
        ),
      );
    });
    asked.end();
  });
}
