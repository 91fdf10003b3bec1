// A network of the benchmark's own: other programs find AWS and Portunus by their names, at port 443, with the settings
// that they have on any machine. So nobody needs a proxy, a variable for a CA, or another endpoint.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from 'selfsigned';
import type { Figure } from './statistics.ts';

export const AWS_ADDRESS = '127.0.0.1';
export const API_ADDRESS = '127.0.0.2';
export const API_NAME = 'portunus.example';
export const AWS_NAMES = ['sts.eu-west-1.amazonaws.com', 'sts.amazonaws.com', 'api.ecr.eu-west-1.amazonaws.com'];

export const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
/** The benchmark's CA is there in place of the one that signs for AWS. */
export const AMAZON_CA = '/etc/ssl/certs/Amazon_Root_CA_1.pem';

const FIGURES = 'figures.json';

/** Where this process finds the certificate and its key, or `undefined` if it is not in that network yet. */
export const networkFolder = process.env.PORTUNUS_BENCH_NETWORK;

/** Tells the process outside what was found. */
export function giveFigures(figures: readonly Figure[]): void {
  writeFileSync(join(networkFolder ?? '', FIGURES), JSON.stringify(figures));
}

/** Runs this benchmark once more, in namespaces where names, CAs and the network are its own. */
export async function runInOwnNetwork(): Promise<readonly Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-bench-'));
  const altNames = [...AWS_NAMES, API_NAME].map((value) => ({ type: 2, value }) as const);
  const extensions = [{ name: 'basicConstraints', cA: true } as const, { name: 'subjectAltName', altNames } as const];
  const certificate = await generate([{ name: 'commonName', value: 'bench' }], { extensions });
  writeFileSync(join(folder, 'key.pem'), certificate.private, { mode: 0o600 });
  writeFileSync(join(folder, 'ca.pem'), certificate.cert);
  writeFileSync(join(folder, 'bundle.pem'), `${readFileSync(BUNDLE, 'utf8')}\n${certificate.cert}\n`);
  const hosts = [`127.0.0.1 localhost`, `${AWS_ADDRESS} ${AWS_NAMES.join(' ')}`, `${API_ADDRESS} ${API_NAME}`];
  writeFileSync(join(folder, 'hosts'), `${hosts.join('\n')}\n`);
  const setUp = [
    'set -e',
    'ip link set lo up',
    `mount --bind ${folder}/hosts /etc/hosts`,
    `mount --bind ${folder}/bundle.pem ${BUNDLE}`,
    `mount --bind ${folder}/ca.pem ${AMAZON_CA}`,
    'exec "$@"',
  ].join('\n');
  const again = [process.execPath, ...process.execArgv, process.argv[1] ?? '', 'agents'];
  const args = ['--map-root-user', '--mount', '--net', 'sh', '-c', setUp, 'sh', ...again];
  const env = { ...process.env, PORTUNUS_BENCH_NETWORK: folder };
  const { status } = spawnSync('unshare', args, { env, stdio: 'inherit' });
  const figures = status === 0 ? readFileSync(join(folder, FIGURES), 'utf8') : undefined;
  rmSync(folder, { recursive: true, force: true });
  if (figures === undefined) {
    throw new Error(`the benchmark ended with ${status} in its own network, for which it needs Linux's namespaces`);
  }
  return JSON.parse(figures);
}

/** Passes on what comes, in its order and `ms` later. The first of it waits until `opened` too. */
function passOn(from: Socket, to: Socket, ms: number, opened: number): void {
  const waiting: (Buffer | undefined)[] = [];
  const add = (chunk: Buffer | undefined) => {
    waiting.push(chunk);
    const wait = Math.max(ms, opened + ms - performance.now());
    setTimeout(() => {
      const next = waiting.shift();
      if (next === undefined) to.end();
      else to.write(next);
    }, wait);
  };
  from.on('data', add).on('end', () => add(undefined));
  from.on('error', () => to.destroy());
}

async function listen(server: Server, port: number, address: string): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, address, resolve));
  return (server.address() as AddressInfo).port;
}

/** Lets a server listen where a round trip to it takes `roundTripMs`, and opening a connection takes one too. */
export async function listenAtDistance(server: Server, address: string, roundTripMs: number): Promise<void> {
  // No timer is as short as that, so nothing stands between.
  if (roundTripMs === 0) return void (await listen(server, 443, address));
  const port = await listen(server, 0, '127.0.0.1');
  const relay = createServer({ allowHalfOpen: true, noDelay: true }, (near) => {
    const far = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true });
    passOn(near, far, roundTripMs / 2, performance.now() + roundTripMs);
    passOn(far, near, roundTripMs / 2, 0);
  });
  await listen(relay, 443, address);
}
