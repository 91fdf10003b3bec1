// Debian's docker-registry, for whoever shows the one login that it was told, to the last character.
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from './free-port.ts';
import { startNamedHost } from './named-host.ts';
import type { Scratch } from './programs.ts';

export interface RegistryServer {
  /** On 127.0.0.1, for plain HTTP. */
  readonly port: number;
  /**
   * A client's environment by which it reaches the registry by its own name too, over TLS with a certificate of that
   * name, and nothing else beyond this machine.
   */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes this password of the user `AWS` from now on, and no other. */
  readonly admit: (password: string) => void;
  /** All images, as `name:tag`. */
  readonly images: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

export const REGISTRY_PROGRAMS = ['docker-registry', 'htpasswd'] as const;
const [DOCKER_REGISTRY, HTPASSWD] = REGISTRY_PROGRAMS;

/**
 * htpasswd takes 256 characters at most and bcrypt reads 72 bytes, and ECR's passwords have two thousand. So the
 * registry knows their beginning, and the door before it compares the whole.
 */
const BCRYPT_BYTES = 72;

/** `host` is its own name, as images have it. */
export async function startRegistry(scratch: Scratch, host: string): Promise<RegistryServer> {
  const passwords = scratch.write('htpasswd', '');
  const backend = await startBackend(scratch, passwords);
  let login = '';
  const door = (request: IncomingMessage, response: ServerResponse, scheme: string) => {
    const { authorization } = request.headers;
    // A wrong password that begins as the right one would pass the registry's own check.
    const headers = { ...request.headers, 'x-forwarded-proto': scheme };
    if (authorization !== login) delete headers.authorization;
    const onward = send({ port: backend.port, method: request.method, path: request.url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    request.pipe(onward);
  };

  const named = await startNamedHost(host, door);
  const { port } = named;
  const proxy = `http://127.0.0.1:${port}`;
  const get = async (path: string) => {
    const response = await fetch(`${proxy}${path}`, { headers: { authorization: login } });
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    // biome-ignore lint/suspicious/noExplicitAny: the lists of the registry's own API.
    return response.json() as Promise<any>;
  };
  return {
    port,
    environment: {
      HTTPS_PROXY: proxy,
      SSL_CERT_FILE: scratch.write('registry.pem', named.certificate),
      NO_PROXY: '127.0.0.1',
    },
    admit: (password) => {
      const known = password.slice(0, BCRYPT_BYTES);
      // The cheapest bcrypt: it is checked at every request.
      const hash = execFileSync(HTPASSWD, ['-Bin', '-C', '4', 'AWS'], { input: known, encoding: 'utf8' });
      scratch.write('htpasswd', hash);
      login = `Basic ${Buffer.from(`AWS:${password}`).toString('base64')}`;
    },
    images: async () => {
      const { repositories } = await get('/v2/_catalog');
      const tagged = repositories.map(async (name: string) => {
        const tags = (await get(`/v2/${name}/tags/list`))?.tags ?? [];
        return tags.map((tag: string) => `${name}:${tag}`);
      });
      return (await Promise.all(tagged)).flat().sort();
    },
    stop: async () => {
      named.stop();
      await backend.stop();
    },
  };
}

async function startBackend(scratch: Scratch, passwords: string) {
  const port = await freePort();
  const log = scratch.write('registry.log', '');
  const config = {
    version: 0.1,
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory: scratch.path('registry') } },
    http: { addr: `127.0.0.1:${port}`, secret: 'of a test' },
    auth: { htpasswd: { realm: 'test', path: passwords } },
  };
  // JSON is YAML too.
  const file = scratch.write('registry.yml', JSON.stringify(config));
  const child: ChildProcess = spawn(DOCKER_REGISTRY, ['serve', file], { stdio: 'pipe' });
  const kill = () => child.kill();
  process.once('exit', kill);
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => appendFileSync(log, chunk));
  const isUp = () =>
    fetch(`http://127.0.0.1:${port}/v2/`).then(
      () => true,
      () => false,
    );
  while (!(await isUp())) {
    if (child.exitCode !== null) throw new Error(`docker-registry does not start: see ${log}`);
    await sleep(50);
  }
  return {
    port,
    stop: async () => {
      process.off('exit', kill);
      const exit = once(child, 'exit');
      kill();
      await exit;
    },
  };
}
