import { pathToFileURL } from 'node:url';
import { loadFunction, loginEvent } from './built.ts';
import { floorEvents } from './floor-events.ts';
import { type LocalAwsProcess, SERVICE_TIMES } from './local-aws-process.ts';
import { compareBlocks, type Figure, figureRow, inTurn, mean, ratioAt, row } from './statistics.ts';

const BLOCK = 20;
const ROUNDS = { loopback: 800, injected: 200 } as const;
/** The second phase finds everything compiled. */
const WARM_UP = { loopback: 160, injected: 20 } as const;
const MOST = {
  loopback: { fresh: 1.12, cached: 1.4 },
  injected: { fresh: 1.02, cached: 0.2 },
} as const;

type Phase = keyof typeof ROUNDS;
type Login = () => Promise<{ readonly statusCode: number; readonly body: string }>;
type Variants = Readonly<Record<'fresh' | 'floor' | 'cached' | 'twoCalls', Login>>;

interface Cost {
  readonly ms: number;
  readonly cpuMs: number;
}
type Costs = Record<keyof Variants, Cost[]>;

/** Measures a login: what passes until it is there, and what the process computes for it, on all of its threads. */
async function measured(login: Login): Promise<Cost> {
  const cpuBefore = process.cpuUsage();
  const started = performance.now();
  const { statusCode, body } = await login();
  const ms = performance.now() - started;
  const { user, system } = process.cpuUsage(cpuBefore);
  if (statusCode !== 200) throw new Error(body);
  return { ms, cpuMs: (user + system) / 1_000 };
}

/** Loads what is compared, and issues the login that is then cached. Every other login is another caller's. */
async function loadVariants(aws: LocalAwsProcess): Promise<Variants> {
  const logins = WARM_UP.loopback + ROUNDS.loopback + WARM_UP.injected + ROUNDS.injected;
  const tokens = await aws.mint(Array.from({ length: 1 + logins }, (_, run) => ({ run_id: String(run) })));
  const issue = await loadFunction('issue');
  const floor = await import(pathToFileURL('dist/bench/floor/handler.js').href);
  const [held = '', ...unused] = tokens;
  await issue(loginEvent(held));
  const nextEvent = await floorEvents(aws.environment, 'warm');
  return {
    fresh: () => issue(loginEvent(unused.pop() ?? '')),
    floor: () => floor.login(nextEvent()),
    cached: () => issue(loginEvent(held)),
    twoCalls: () => floor.twoCalls(nextEvent()),
  };
}

/** Throws if the floor is not what Portunus does: other calls, or another session policy. */
async function assertSameCalls(aws: LocalAwsProcess, rounds: number): Promise<void> {
  const { calls, sessionPolicies } = await aws.counts();
  if (sessionPolicies.length !== 1) throw new Error('the session policies of Portunus and of the floor differ');
  for (const action of ['AssumeRole', 'GetAuthorizationToken']) {
    if (calls[action] !== 2 * rounds) throw new Error(`${calls[action]} calls of ${action} in ${rounds} rounds`);
  }
}

async function measurePhase(aws: LocalAwsProcess, variants: Variants, phase: Phase): Promise<Costs> {
  await aws.setServiceTimes(SERVICE_TIMES[phase]);
  const costs: Costs = { fresh: [], floor: [], cached: [], twoCalls: [] };
  const rounds = WARM_UP[phase] + ROUNDS[phase];
  await aws.counts();
  for (let round = 0; round < rounds; round += 1) {
    for (const name of inTurn(Object.keys(variants) as (keyof Variants)[], round)) {
      const cost = await measured(variants[name]);
      if (round >= WARM_UP[phase]) costs[name].push(cost);
    }
  }
  await assertSameCalls(aws, rounds);
  return costs;
}

function report(phase: Phase, costs: Costs): Figure[] {
  const ms = (name: keyof Costs) => costs[name].map((cost) => cost.ms);
  const cpuMs = (name: keyof Costs) => costs[name].map((cost) => cost.cpuMs);
  for (const name of Object.keys(costs) as (keyof Costs)[]) {
    console.log(row(`${name}, ${phase}, ms`, ms(name)));
    console.log(row(`${name}, ${phase}, CPU ms`, cpuMs(name)));
  }
  const ratio = (ours: keyof Costs, theirs: keyof Costs, most: number) =>
    compareBlocks({ name: `${ours} / ${theirs}, ${phase}`, most, block: BLOCK }, ms(ours), ms(theirs), ratioAt(0.5));
  const { fresh, cached } = MOST[phase];
  const cpu = { name: `CPU added to a fresh login, ${phase}, ms`, most: 0.8, block: BLOCK };
  return [
    ratio('fresh', 'floor', fresh),
    phase === 'loopback' ? ratio('cached', 'twoCalls', cached) : ratio('cached', 'fresh', cached),
    ...(phase === 'loopback'
      ? [compareBlocks(cpu, cpuMs('fresh'), cpuMs('floor'), (ours, theirs) => mean(ours) - mean(theirs))]
      : []),
  ];
}

/** Compares fresh and cached logins with what they can't do without, on an AWS in a separate process. */
export async function benchWarm(aws: LocalAwsProcess): Promise<readonly Figure[]> {
  const variants = await loadVariants(aws);
  const figures: Figure[] = [];
  for (const phase of Object.keys(ROUNDS) as Phase[]) {
    figures.push(...report(phase, await measurePhase(aws, variants, phase)));
  }
  for (const figure of figures) console.log(figureRow(figure));
  return figures;
}
