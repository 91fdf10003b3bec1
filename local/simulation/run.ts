import { applyDirectly } from '../../cli/direct/apply.ts';
import { readDefinitions } from '../../cli/files/definitions-file.ts';
import { startRefreshEngine } from '../refresh-engine.ts';
import { type LocalAws, putRoles, startLocalAws } from '../start-local-aws.ts';
import { installClock, shortenWaits } from './clock.ts';
import { type FaultRates, startFaultyProxy } from './faulty-proxy.ts';
import { type Findings, judge, sum } from './findings.ts';
import { lifetimeOf, secretName, simulatedDefinitions } from './jobs.ts';
import { seededRandom } from './random.ts';

export interface SimulationOptions {
  readonly jobs: number;
  readonly hours: number;
  /**
   * The share of jobs whose logins last as long as their one-hour sessions, from 0 to 1. The others last twelve hours.
   */
  readonly sessionShare: number;
  /** The probability of each kind of fault, and of messages that arrive twice. */
  readonly faultRate: number;
  readonly seed: number;
  readonly progress: (line: string) => void;
}

export interface SimulationResult extends Findings {
  readonly outcomes: Readonly<Record<string, number>>;
  /** The number of calls by AWS action, including failed ones. */
  readonly calls: Readonly<Record<string, number>>;
}

const MINUTE_MS = 60_000;

/** Runs the built functions on the embedded AWS, minute by minute, with random faults. */
export async function simulate(options: SimulationOptions): Promise<SimulationResult> {
  const { jobs, hours, sessionShare, faultRate, seed, progress } = options;
  const random = seededRandom(seed);
  const clock = installClock(new Date('2026-11-21T00:00:00.000Z'));
  shortenWaits();
  const aws = await startLocalAws({ port: 0, now: clock.now });
  await defineJobs(aws, simulatedDefinitions(jobs, sessionShare));
  const rates = { throttle: faultRate, serverError: faultRate, lostReply: faultRate };
  const table = await startFaultyProxy(aws.environment.AWS_ENDPOINT_URL_DYNAMODB as string, rates, random);
  failNowAndThen(aws, rates, random);
  const tally = countOutcomes();
  const copies = () => (random() < faultRate ? 2 : 1);
  const faultyAws = { ...aws, environment: { ...aws.environment, AWS_ENDPOINT_URL_DYNAMODB: table.url } };
  const engine = await startRefreshEngine(faultyAws, { copies });
  const calls = countCalls(aws);
  for (let minute = 0; minute < hours * 60; minute += 1) {
    // The next run makes up for a failed one.
    await engine.dispatch().catch(() => tally.add('dispatch failed'));
    await engine.deliver();
    calls.take();
    clock.advance(MINUTE_MS);
    if (minute % 60 === 59) progress(`hour ${(minute + 1) / 60}: ${JSON.stringify(tally.counts)}`);
  }
  tally.stop();
  await engine.stop();
  await table.stop();
  await aws.stop();
  const findings = Array.from({ length: jobs }, (_, index) =>
    judge(
      aws.standIn.secret(secretName(index))?.versions ?? [],
      lifetimeOf(index, sessionShare) === 'session',
      clock.now(),
    ),
  );
  return { ...sum(findings), outcomes: tally.counts, calls: calls.counts };
}

async function defineJobs(aws: LocalAws, written: object): Promise<void> {
  const locate = (field: string) => field;
  const definitions = readDefinitions(written, locate);
  const { PORTUNUS_DEFINITIONS_TABLE = '', PORTUNUS_ACTIVITY_TABLE = '' } = aws.environment;
  const changes = await applyDirectly(
    { definitions, locate },
    {
      table: { client: aws.dynamoDb, tableName: PORTUNUS_DEFINITIONS_TABLE },
      activity: { client: aws.dynamoDb, tableName: PORTUNUS_ACTIVITY_TABLE },
      whoDefines: async () => 'arn:aws:iam::111122223333:user/simulation',
      print: () => {},
    },
  );
  putRoles(aws.standIn, definitions.connectors, changes);
}

function failNowAndThen({ standIn }: LocalAws, rates: FaultRates, random: () => number): void {
  const inject = (fault: 'throttle' | 'server-error' | 'reset', probability: number) =>
    standIn.faults.inject({ action: '*', fault, probability, random });
  inject('throttle', rates.throttle);
  inject('server-error', rates.serverError);
  inject('reset', rates.lostReply);
}

/** Counts the functions' own log lines instead of printing them. */
function countOutcomes() {
  const counts: Record<string, number> = {};
  const add = (name: string) => {
    counts[name] = (counts[name] ?? 0) + 1;
  };
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) => {
    if (typeof chunk !== 'string' || !chunk.startsWith('{"level":')) return write(chunk, ...rest);
    const { message, outcome, code } = JSON.parse(chunk);
    if (message === 'refresh') add(outcome === 'failed' ? `failed: ${code}` : outcome);
    if (message === 'fault') add(`given again: ${code}`);
    return true;
  }) as typeof process.stdout.write;
  return {
    counts,
    add,
    stop: () => {
      process.stdout.write = write;
    },
  };
}

/** Counts and drops the calls that the stand-in records, because a long simulation would fill the memory. */
function countCalls({ standIn }: LocalAws) {
  const counts: Record<string, number> = {};
  return {
    counts,
    take: () => {
      for (const { action } of standIn.calls) counts[action] = (counts[action] ?? 0) + 1;
      standIn.calls.length = 0;
      standIn.issued.length = 0;
    },
  };
}
