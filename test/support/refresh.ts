// The two built functions of refresh jobs on the embedded AWS, with the queue between them and a proxy before all else.
import { randomUUID } from 'node:crypto';
import { applyDirectly } from '../../cli/direct/apply.ts';
import { readDefinitions } from '../../cli/files/definitions-file.ts';
import { type EngineOptions, type RefreshEngine, startRefreshEngine } from '../../local/refresh-engine.ts';
import type { StandIn } from '../../local/stand-in/server.ts';
import { type LocalAws, putRoles } from '../../local/start-local-aws.ts';
import { auditItems, secretsOf } from './audit-records.ts';
import { loadBuilt } from './built-handler.ts';
import { type CallProxy, startCallProxy } from './call-proxy.ts';
import { letTimePass, messageOf } from './refresh-state.ts';
import { startService } from './service.ts';
import { useStarted } from './use-service.ts';

interface RefreshOptions extends EngineOptions {
  /** More of the functions' environment. */
  readonly environment?: Readonly<Record<string, string>>;
}

interface Defined {
  readonly accounts?: readonly object[];
  readonly connectors?: readonly object[];
  readonly refreshJobs?: readonly object[];
}

export interface Refresh {
  readonly aws: LocalAws;
  readonly standIn: StandIn;
  readonly proxy: CallProxy;
  readonly engine: RefreshEngine;
  /** Writes definitions as `portunus apply --direct` does, and makes the connectors' roles. */
  readonly define: (written: Defined) => Promise<void>;
  /** One invocation of refresh-deliver with these bodies, called m1, m2 …; the names of those that it gives back. */
  readonly deliver: (bodies: readonly string[], remainingMs?: () => number) => Promise<readonly string[]>;
  /** The same, with a message for each job as it stands. */
  readonly deliverJobs: (...jobs: readonly string[]) => Promise<readonly string[]>;
  /** The time of these jobs comes, and they are delivered. */
  readonly deliverLater: (...jobs: readonly string[]) => Promise<readonly string[]>;
  /** One invocation of refresh-dispatch, in an environment whose queue is another. */
  readonly dispatchTo: (queueUrl: string) => Promise<void>;
  /** What the functions wrote to their log since the last time. */
  // biome-ignore lint/suspicious/noExplicitAny: lines, which each test reads as it expects them to be.
  readonly takeLog: () => any[];
  /** Of all secrets handed out so far, those that stand in the log or in a table. */
  readonly leaks: () => Promise<readonly string[]>;
  readonly stop: () => Promise<void>;
}

type Handler = (event: unknown, context: unknown) => Promise<{ batchItemFailures: { itemIdentifier: string }[] }>;

function contextOf(remainingMs: () => number) {
  return {
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: remainingMs,
  };
}

/** Every service but the queue behind the proxy. */
function behind(environment: Readonly<Record<string, string>>, url: string) {
  return Object.fromEntries(
    Object.entries(environment).map(([name, value]) => [name, name.startsWith('AWS_ENDPOINT_URL_') ? url : value]),
  );
}

function defineOn(aws: LocalAws) {
  return async (written: Defined): Promise<void> => {
    const locate = (field: string) => field;
    const definitions = readDefinitions(written, locate);
    const changes = await applyDirectly(
      { definitions, locate },
      {
        table: { client: aws.dynamoDb, tableName: 'portunus-local-definitions' },
        activity: { client: aws.dynamoDb, tableName: 'portunus-local-activity' },
        whoDefines: async () => 'arn:aws:iam::111122223333:user/operator',
        print: () => {},
      },
    );
    putRoles(aws.standIn, definitions.connectors, changes);
  };
}

async function startRefresh({ environment: more = {}, ...options }: RefreshOptions = {}): Promise<Refresh> {
  const service = await startService();
  const { aws } = service;
  const proxy = await startCallProxy(aws.environment.AWS_ENDPOINT_URL_DYNAMODB ?? '', aws.standIn.url);
  const environment = { ...behind(aws.environment, proxy.url), ...more };
  const engine = await startRefreshEngine({ ...aws, environment }, options);
  const handler = await loadBuilt<Handler>('refresh-deliver');
  const deliver: Refresh['deliver'] = async (bodies, remainingMs = () => 30_000) => {
    const Records = bodies.map((body, index) => ({ messageId: `m${index + 1}`, body, eventSource: 'aws:sqs' }));
    const { batchItemFailures } = await handler({ Records }, contextOf(remainingMs));
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  };
  const deliverJobs = async (...jobs: readonly string[]) =>
    deliver(await Promise.all(jobs.map((job) => messageOf(aws, job))));
  let read = 0;
  return {
    aws,
    standIn: aws.standIn,
    proxy,
    engine,
    define: defineOn(aws),
    deliver,
    deliverJobs,
    deliverLater: async (...jobs) => {
      for (const job of jobs) await letTimePass(aws, job);
      return deliverJobs(...jobs);
    },
    dispatchTo: async (url) => {
      const before = process.env;
      process.env = { ...before, AWS_ENDPOINT_URL_SQS: new URL(url).origin, PORTUNUS_REFRESH_QUEUE_URL: url };
      try {
        await (await loadBuilt<Handler>('refresh-dispatch'))(
          {},
          contextOf(() => 50_000),
        );
      } finally {
        process.env = before;
      }
    },
    takeLog: () => {
      const fresh = service.logged().slice(read);
      read += fresh.length;
      return fresh
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line));
    },
    leaks: async () => {
      const written = service.logged() + JSON.stringify(await auditItems(aws));
      return secretsOf(aws).filter((secret) => written.includes(secret));
    },
    stop: async () => {
      await engine.stop();
      await proxy.stop();
      await service.stop();
    },
  };
}

/** One for all tests of a file or suite; in each test at first no calls, and nothing is met on the way. */
export function useRefresh(options: RefreshOptions = {}): Refresh {
  return useStarted(() => startRefresh(options));
}
