import { startLambdaRuntime } from '../local/lambda/runtime.ts';
import { loginEvent } from './built.ts';
import { floorEvents } from './floor-events.ts';
import { type LocalAwsProcess, SERVICE_TIMES } from './local-aws-process.ts';
import { compareBlocks, type Figure, figureRow, inTurn, ratioAt, row } from './statistics.ts';

const ROUNDS = 80;
const BLOCK = 5;
const MOST = 1.05;

interface Start {
  readonly initMs: number;
  readonly loginMs: number;
}
type Phase = keyof typeof SERVICE_TIMES;
type Measure = () => Promise<Start>;
type Variants = Readonly<Record<'issue' | 'floor' | 'empty', Measure>>;
type Starts = Record<keyof Variants, Start[]>;

/** Starts a function under AWS's runtime interface client, and sends it one event. */
async function start(aws: LocalAwsProcess, handler: string, event: unknown): Promise<Start> {
  const runtime = await startLambdaRuntime({ taskRoot: process.cwd(), handler, environment: aws.environment });
  const started = performance.now();
  const { statusCode, body } = (await runtime.invoke(event)) as { statusCode: number; body: string };
  const loginMs = performance.now() - started;
  await runtime.stop();
  if (statusCode !== 200) throw new Error(body);
  return { initMs: runtime.initMs, loginMs };
}

async function measurePhase(aws: LocalAwsProcess, variants: Variants, phase: Phase): Promise<Starts> {
  await aws.setServiceTimes(SERVICE_TIMES[phase]);
  const starts: Starts = { issue: [], floor: [], empty: [] };
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of inTurn(Object.keys(variants) as (keyof Variants)[], round)) {
      // An empty handler waits for no service.
      if (name !== 'empty' || phase === 'loopback') starts[name].push(await variants[name]());
    }
  }
  return starts;
}

function sums(starts: readonly Start[]): number[] {
  return starts.map(({ initMs, loginMs }) => initMs + loginMs);
}

function report(phase: Phase, starts: Starts): Figure[] {
  for (const [name, measured] of Object.entries(starts)) {
    if (measured.length === 0) continue;
    console.log(
      row(
        `${name}, init, ${phase}, ms`,
        measured.map(({ initMs }) => initMs),
      ),
    );
    if (name === 'empty') continue;
    console.log(
      row(
        `${name}, first login, ${phase}, ms`,
        measured.map(({ loginMs }) => loginMs),
      ),
    );
    console.log(row(`${name}, both, ${phase}, ms`, sums(measured)));
  }
  return [0.25, 0.5].map((q) =>
    compareBlocks(
      { name: `cold issue / floor, p${q * 100}, ${phase}`, most: MOST, block: BLOCK },
      sums(starts.issue),
      sums(starts.floor),
      ratioAt(q),
    ),
  );
}

/**
 * Measures what the first login of an environment takes: the start of the process, to its first request for work, and the
 * login itself.
 */
export async function benchCold(aws: LocalAwsProcess): Promise<readonly Figure[]> {
  const [token = ''] = await aws.mint([{ run_id: 'cold' }]);
  const issue = () => start(aws, 'dist/issue/handler.handler', loginEvent(token));
  await issue();
  const nextEvent = await floorEvents(aws.environment, 'cold');
  const variants: Variants = {
    issue,
    floor: () => start(aws, 'dist/bench/cold-floor/handler.handler', nextEvent()),
    empty: () => start(aws, 'dist/bench/empty/handler.handler', {}),
  };
  for (const variant of Object.values(variants)) await variant();
  const figures: Figure[] = [];
  for (const phase of Object.keys(SERVICE_TIMES) as Phase[]) {
    figures.push(...report(phase, await measurePhase(aws, variants, phase)));
  }
  for (const figure of figures) console.log(figureRow(figure));
  return figures;
}
