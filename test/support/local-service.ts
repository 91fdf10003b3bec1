import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type ClientRequestArgs, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type Command, startNpmScript } from './command.ts';
import { freePort } from './free-port.ts';

export interface LocalService {
  readonly command: Command;
  readonly port: number;
  /** A file that it leaves for another terminal. */
  readonly file: (name: string) => string;
  readonly settings: () => string;
  readonly stop: () => Promise<void>;
}

/** `npm start` on a free port, with a folder of its own for its files. */
export async function startLocalService(environment: Record<string, string> = {}): Promise<LocalService> {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-start-'));
  const port = await freePort();
  const command = startNpmScript('start', { PORT: String(port), ...environment }, ['--files', folder]);
  await command.until(/Stop with Ctrl-C/);
  const file = (name: string) => readFileSync(join(folder, name), 'utf8');
  return {
    command,
    port,
    file,
    settings: () => file('environment'),
    stop: async () => {
      await command.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface RawAnswer {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** A request with exactly these headers: `fetch` sets some by itself. */
export function sendRaw(options: ClientRequestArgs, body = ''): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', agent: false, ...options }, async (response) => {
      resolve({ status: response.statusCode, headers: response.headers, body: await text(response) });
    });
    sent.on('error', reject).end(body);
  });
}
