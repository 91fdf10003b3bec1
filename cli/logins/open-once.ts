import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Secret } from '../../shared/domain/secret.ts';
import { CommandError } from '../command.ts';

const WAIT_MS = 60_000;

/**
 * Leads a browser to a secret address. Programs get addresses as arguments, which others on the machine can see and logs
 * can keep, so the browser is started with an address of this process that works once.
 */
export async function openOnce(
  secret: Secret,
  openPage: (address: string) => Promise<unknown>,
  waitMs = WAIT_MS,
): Promise<void> {
  const path = `/${randomBytes(32).toString('base64url')}`;
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const waited = AbortSignal.timeout(waitMs);
  try {
    let isUsed = false;
    const gone = new Promise<boolean>((resolve) => {
      waited.addEventListener('abort', () => resolve(false));
      server.on('request', ({ method, url, headers }, response) => {
        const isOurs = method === 'GET' && url === path && headers.host === host;
        // A page of another site that leads here sends its own mark.
        if (isUsed || !isOurs || ['cross-site', 'same-site'].includes(String(headers['sec-fetch-site']))) {
          response.writeHead(404).end();
          return;
        }
        isUsed = true;
        const away = { location: secret.reveal(), 'referrer-policy': 'no-referrer', 'cache-control': 'no-store' };
        response.writeHead(303, away).end(() => resolve(true));
      });
    });
    await openPage(`http://${host}${path}`);
    if (!(await gone)) throw new CommandError(['no browser has opened the link: --print prints it instead']);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}
