// The built archive function on the stand-in's S3, with a proxy before it, and a bus that takes what it is told to take.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { vi } from 'vitest';
import { type StandIn, startStandIn } from '../../local/stand-in/server.ts';
import { loadBuilt } from './built-handler.ts';
import { type CallProxy, startCallProxy } from './call-proxy.ts';

export const BUCKET = 'portunus-prod-archive';
const ACCOUNT = '111122223333';
const PRINCIPAL = {
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/portunus-prod-eu-west-1-archive/portunus`,
  accessKeyId: 'ASIAARCHIVEARCHIVEAR',
  secretAccessKey: 'archive-secret',
  sessionToken: 'archive-token',
  kind: 'role-session',
} as const;

type Handler = (event: unknown, context: unknown) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>;
type Entry = Readonly<Record<'Source' | 'DetailType' | 'Detail' | 'EventBusName', string>>;

export interface ArchiveWorld {
  readonly standIn: StandIn;
  readonly proxy: CallProxy;
  readonly bus: Bus;
  /** One invocation, in an environment with these variables. Returns the sequence numbers that it gives back. */
  readonly invoke: (event: unknown, environment?: Readonly<Record<string, string>>) => Promise<readonly string[]>;
  /** One invocation in a process of its own, which is killed at its first call: before it is sent on, or after it is done. */
  readonly invokeAndKill: (event: unknown, when: 'before' | 'after') => Promise<void>;
  // biome-ignore lint/suspicious/noExplicitAny: lines, which each test reads as it expects them to be.
  readonly takeLog: () => any[];
  /** The keys of all objects, with how many versions each has and the lines of the current one. */
  readonly objects: () => readonly StoredLines[];
  /** An empty bucket, and nothing in the way. */
  readonly reset: () => void;
  readonly stop: () => Promise<void>;
}

interface StoredLines {
  readonly key: string;
  readonly versions: number;
  // biome-ignore lint/suspicious/noExplicitAny: events, which each test reads as it expects them to be.
  readonly lines: readonly any[];
}

interface Bus {
  readonly url: string;
  /** What was taken. */
  readonly taken: Entry[];
  /** Decides of each entry of the next calls, by its number from 1. Without a decider, all are taken. */
  refuse: ((number: number) => boolean) | undefined;
  readonly stop: () => void;
}

/** EventBridge's PutEvents, which answers 200 whatever becomes of each entry. */
async function startBus(): Promise<Bus> {
  let number = 0;
  const server = createServer(async (request, response) => {
    const { Entries } = JSON.parse(await text(request)) as { readonly Entries: readonly Entry[] };
    const answers = Entries.map((entry) => {
      number += 1;
      if (bus.refuse?.(number)) return { ErrorCode: 'ThrottlingException', ErrorMessage: 'as the test wants it' };
      bus.taken.push(entry);
      return { EventId: `event-${number}` };
    });
    const FailedEntryCount = answers.filter(({ EventId }) => EventId === undefined).length;
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify({ FailedEntryCount, Entries: answers }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const bus: Bus = { url: `http://127.0.0.1:${port}`, taken: [], refuse: undefined, stop: () => void server.close() };
  return bus;
}

function environmentOf(proxy: CallProxy, bus: Bus): Readonly<Record<string, string>> {
  return {
    AWS_REGION: 'eu-west-1',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_ACCESS_KEY_ID: PRINCIPAL.accessKeyId,
    AWS_SECRET_ACCESS_KEY: PRINCIPAL.secretAccessKey,
    AWS_SESSION_TOKEN: PRINCIPAL.sessionToken,
    AWS_ENDPOINT_URL_S3: proxy.url,
    AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
    PORTUNUS_STAGE: 'prod',
    PORTUNUS_ACCOUNT_ID: ACCOUNT,
    PORTUNUS_ARCHIVE_BUCKET: BUCKET,
    PORTUNUS_ARCHIVE_BUCKET_OWNER: '',
    PORTUNUS_ARCHIVE_KEY_ARN: '',
    PORTUNUS_EVENT_BUS: '',
  };
}

export async function startArchive(): Promise<ArchiveWorld> {
  const standIn = await startStandIn({ principals: [PRINCIPAL] });
  standIn.putBucket({
    name: BUCKET,
    account: ACCOUNT,
    region: 'eu-west-1',
    objectLock: { mode: 'COMPLIANCE', days: 400 },
  });
  const [proxy, bus] = [await startCallProxy(standIn.url, standIn.url), await startBus()];
  const logged: string[] = [];
  const environment = environmentOf(proxy, bus);
  const handlers = new Map<string, Promise<Handler>>();
  // The environment stays, because the SDK reads it with its first call.
  const handlerWith = (more: Readonly<Record<string, string>>) => {
    for (const [name, value] of Object.entries({ ...environment, ...more })) vi.stubEnv(name, value);
    const name = JSON.stringify(more);
    const handler = handlers.get(name) ?? loadBuilt<Handler>('archive');
    handlers.set(name, handler);
    return handler;
  };
  return {
    standIn,
    proxy,
    bus,
    invoke: async (event, more = {}) => {
      const handler = await handlerWith(more);
      const output = vi.spyOn(process.stdout, 'write').mockImplementation((line) => logged.push(String(line)) > 0);
      const context = { awsRequestId: 'r-1', getRemainingTimeInMillis: () => 30_000 };
      const { batchItemFailures } = await handler(event, context).finally(() => output.mockRestore());
      return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    },
    invokeAndKill: async (event, when) => {
      const child = spawn(process.execPath, ['test/support/archive-once.mjs', JSON.stringify(event)], {
        env: { PATH: process.env.PATH, ...environment },
        stdio: 'ignore',
      });
      proxy.meet(() => ({ cut: when, act: () => child.kill('SIGKILL') }));
      const [, signal] = await once(child, 'exit');
      proxy.reset();
      if (signal !== 'SIGKILL') throw new Error('It ended before it was killed');
    },
    takeLog: () => logged.splice(0).map((line) => JSON.parse(line)),
    objects: () =>
      [...(standIn.bucket(BUCKET)?.objects ?? [])].map(([key, versions]) => ({
        key,
        versions: versions.length,
        lines: linesOf(versions[0]?.content?.bytes),
      })),
    reset: () => {
      standIn.bucket(BUCKET)?.objects.clear();
      proxy.reset();
      bus.refuse = undefined;
      bus.taken.length = 0;
      logged.length = 0;
    },
    stop: async () => {
      vi.unstubAllEnvs();
      bus.stop();
      await proxy.stop();
      await standIn.stop();
    },
  };
}

function linesOf(bytes: Buffer | undefined) {
  const lines = bytes === undefined ? '' : gunzipSync(bytes).toString('utf8');
  return lines
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
