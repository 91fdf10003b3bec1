import { setTimeout as sleep } from 'node:timers/promises';
import { startRefreshEngine } from './refresh-engine.ts';
import type { LocalAws } from './start-local-aws.ts';

/** What a minute is on AWS. */
const TICK_MS = 2_000;

export interface Schedule {
  readonly environment: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

/** Runs the schedule of refresh jobs in this process, on a short clock, and tells what it does. */
export const runSchedule = async (aws: LocalAws, tell: (line: string) => void): Promise<Schedule> => {
  const engine = await startRefreshEngine(aws);
  const restore = tellInsteadOfLog(tell);
  const stopping = new AbortController();
  const run = async () => {
    while (!stopping.signal.aborted) {
      await engine.dispatch();
      await engine.deliver();
      await sleep(TICK_MS, undefined, { signal: stopping.signal });
    }
  };
  const running = run().catch((error) => {
    if (!stopping.signal.aborted) tell(`The schedule ended: ${error}`);
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
};

/** The functions' log lines are for CloudWatch; a person gets a sentence for each refresh. */
const tellInsteadOfLog = (tell: (line: string) => void): (() => void) => {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    if (typeof chunk !== 'string' || !chunk.startsWith('{"level":')) return write(chunk, ...rest);
    const { message, job, outcome, code, reason, endsAt, nextDue } = JSON.parse(chunk);
    if (message === 'refresh') {
      const why = code === 'ok' ? '' : ` (${[code, reason].filter(Boolean).join(': ')})`;
      tell(
        `Refresh job ${job}: ${outcome}${why}; good until ${endsAt ?? 'never'}, due again at ${nextDue ?? 'never'}.`,
      );
    }
    return true;
  }) as typeof process.stdout.write;
  return () => {
    process.stdout.write = write;
  };
};
