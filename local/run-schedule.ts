import { setTimeout as sleep } from 'node:timers/promises';
import { createListDefinitions } from '../shared/aws/dynamodb/definition-store.ts';
import { Connector } from '../shared/domain/connector.ts';
import { parseWith } from '../shared/domain/parse.ts';
import { type RefreshEngine, startRefreshEngine } from './refresh-engine.ts';
import { type LocalAws, putNeedsOf } from './start-local-aws.ts';

/** The local interval of the schedule, in milliseconds. On AWS it is a minute. */
const TICK_MS = 2_000;
/** A busy machine may need longer than a tick to read the connectors. */
const FOLLOW_MS = 10_000;

export interface Schedule {
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** Runs the schedule of refresh jobs in this process with a short interval, and reports what it does. */
export async function runSchedule(aws: LocalAws, report: (line: string) => void): Promise<Schedule> {
  const engine = await startRefreshEngine(aws);
  const restore = reportInsteadOfLog(report);
  const stopping = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      await tick(aws, engine);
      await sleep(TICK_MS, undefined, { signal: stopping.signal });
    }
  };
  const running = run().catch((error) => {
    if (!stopping.signal.aborted) report(`The schedule ended: ${error}`);
  });
  return {
    environment: engine.environment,
    stop: async () => {
      stopping.abort();
      await running;
      restore();
      await engine.stop();
    },
  };
}

/** Runs the schedule once. A failure, for example because tables are missing, is retried at the next tick. */
const tick = async (aws: LocalAws, engine: RefreshEngine): Promise<void> => {
  try {
    await followConnectors(aws);
    await engine.dispatch();
    await engine.deliver();
  } catch {
    // The next tick tries again.
  }
  // The recorded calls are only for tests, and would otherwise grow without limit.
  aws.standIn.calls.length = 0;
  aws.standIn.issued.length = 0;
};

/** Makes what each connector that was applied needs in AWS, as an operator would. */
async function followConnectors({ dynamoDb: client, environment, standIn }: LocalAws): Promise<void> {
  const table = { client, tableName: environment.PORTUNUS_DEFINITIONS_TABLE ?? '' };
  const call = { requestId: 'local', signal: AbortSignal.timeout(FOLLOW_MS), now: () => new Date() };
  for await (const { items } of createListDefinitions(table)('connector', { pageSize: 100 }, call)) {
    for (const { written } of items) {
      const connector = parseWith(Connector, written, 'connector');
      if (connector.ok) putNeedsOf(standIn, connector.value, connector.value.externalId);
    }
  }
}

/** Replaces the functions' log lines, which are meant for CloudWatch, by a sentence for each refresh. */
function reportInsteadOfLog(report: (line: string) => void): () => void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    if (typeof chunk !== 'string' || !chunk.startsWith('{"level":')) return write(chunk, ...rest);
    const { message, job, outcome, code, reason, endsAt, nextDue } = JSON.parse(chunk);
    if (message === 'refresh') {
      const why = code === 'ok' ? '' : ` (${[code, reason].filter(Boolean).join(': ')})`;
      report(
        `Refresh job ${job}: ${outcome}${why}; good until ${endsAt ?? 'never'}, due again at ${nextDue ?? 'never'}.`,
      );
    }
    return true;
  }) as typeof process.stdout.write;
  return () => {
    process.stdout.write = write;
  };
}
