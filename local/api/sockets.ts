import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Sockets {
  readonly api: string;
  readonly lambda: string;
  readonly remove: () => Promise<void>;
}

/**
 * Makes the sockets on which serverless-offline listens instead of a port, in a folder of this user alone. It accepts
 * every origin, trusts headers that name an identity, and lets functions be invoked without a route, so no web page and
 * no other user may reach it.
 */
export async function makeSockets(): Promise<Sockets> {
  if (process.platform === 'win32') {
    const name = `\\\\.\\pipe\\portunus-${randomUUID()}`;
    return { api: `${name}-api`, lambda: `${name}-lambda`, remove: async () => undefined };
  }
  const folder = await mkdtemp(join(tmpdir(), 'portunus-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  return { api: join(folder, 'api'), lambda: join(folder, 'lambda'), remove };
}
