// npm run bench -- agents: measures how long an agent waits for its login, from the start of the program to its exit.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { giveFigures, networkFolder, runInOwnNetwork } from './agent-network.ts';
import {
  awsPrograms,
  HOSTS,
  missingPrograms,
  type Program,
  portunusPrograms,
  SHELL_HELPER,
  STATIC_HELPER,
  startCache,
  timed,
} from './agent-programs.ts';
import type { AgentWorld } from './agent-world.ts';
import { compareBlocks, type Figure, figureRow, quantile, ratioAt } from './statistics.ts';

const RUNS = 20;
const WARM_UP = 3;
/** None, that of an agent in the region, and that of one outside of AWS. */
const ROUND_TRIPS_MS = [0, 2, 10];

/** What is measured in turn. Some need several programs, one after the other. */
type Case = () => readonly Program[];

function quartiles(values: readonly number[]): string {
  return [0.25, 0.5, 0.75].map((q) => quantile(values, q).toFixed(1).padStart(8)).join('');
}

type Ours = ReturnType<typeof portunusPrograms>;

/** The next token of a job that has had no login yet. */
type NextToken = () => string;

/** Several registries of one connector, as images of one build come from. */
function casesOfBuilds(ours: Ours, next: NextToken, socket: string): Readonly<Record<string, Case>> {
  const each = (program: (token: string, host: string) => Program, hosts: readonly string[]) => {
    const token = next();
    return hosts.map((host) => program(token, host));
  };
  const two = HOSTS.slice(0, 2);
  return {
    'two registries, shell helper': () => each(ours.shell, two),
    'two registries, static helper': () => each(ours.static, two),
    'two registries, one request': () => [ours.curlForAll(next(), two)],
    'five registries, shell helper': () => each(ours.shell, HOSTS),
    'five registries, static helper': () => each(ours.static, HOSTS),
    'five registries, one request': () => [ours.curlForAll(next(), HOSTS)],
    "five registries, static helper, from the host's cache": () =>
      HOSTS.map((host) => ours.cached(STATIC_HELPER, socket, host)),
  };
}

/** What is measured everywhere, and where no time is lost on the way, what takes long besides. */
async function casesOf(world: AgentWorld, folder: string, isNear: boolean) {
  let used = 0;
  const next = () => world.tokens[used++] ?? '';
  const [held, ofHost] = [next(), next()];
  const ours = portunusPrograms(world, folder);
  const aws = awsPrograms(world, folder);
  const { socket, stop } = await startCache(world, folder, ofHost);
  const cases: Readonly<Record<string, Case>> = {
    'curl, fresh': () => [ours.curl(next())],
    'curl with one CA, fresh': () => [ours.curlWithOneCa(next())],
    'shell helper, fresh': () => [ours.shell(next())],
    'static helper, fresh': () => [ours.static(next())],
    'amazon-ecr-credential-helper': () => [aws.helper()],
    'amazon-ecr-credential-helper, in a home with its file': () => [aws.helperWithFile()],
    'curl with one CA, held': () => [ours.curlWithOneCa(held)],
    'shell helper, held': () => [ours.shell(held)],
    'static helper, held': () => [ours.static(held)],
    "shell helper, from the host's cache": () => [ours.cached(SHELL_HELPER, socket)],
    "static helper, from the host's cache": () => [ours.cached(STATIC_HELPER, socket)],
    ...(isNear && { 'aws ecr get-login-password': () => [aws.cli()], ...casesOfBuilds(ours, next, socket) }),
  };
  return { cases, stop };
}

async function measure(roundTripMs: number): Promise<Readonly<Record<string, readonly number[]>>> {
  const child = fork('dist/bench/agent-world.js', [String(roundTripMs)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [world]: AgentWorld[] = await once(child, 'message');
  if (world === undefined) throw new Error('no world');
  const folder = mkdtempSync(join(tmpdir(), 'portunus-bench-homes-'));
  const { cases, stop } = await casesOf(world, folder, roundTripMs === 0);
  const times = Object.fromEntries(Object.keys(cases).map((name): [string, number[]] => [name, []]));
  // The programs take turns, so that a slow phase of the machine affects all of them alike.
  for (let run = 0; run < WARM_UP + RUNS; run += 1) {
    for (const [name, programs] of Object.entries(cases)) {
      const took = timed(programs());
      if (run >= WARM_UP) times[name]?.push(took);
    }
  }
  stop();
  child.disconnect();
  await once(child, 'exit');
  rmSync(folder, { recursive: true, force: true });
  return times;
}

/** Pairs the two times of each turn, so that a slow moment is in both or in neither. */
function compare(times: Readonly<Record<string, readonly number[]>>, one: string, other: string, most: number): Figure {
  return compareBlocks(
    { name: `${one} / ${other}`, most, block: 1 },
    times[one] ?? [],
    times[other] ?? [],
    ratioAt(0.5),
  );
}

async function benchAtDistance(roundTripMs: number): Promise<readonly Figure[]> {
  const times = await measure(roundTripMs);
  console.log(`\nround trip ${roundTripMs} ms, n ${RUNS}: p25, p50 and p75 in ms`);
  for (const [name, values] of Object.entries(times)) console.log(name.padEnd(56) + quartiles(values));
  const figures = [
    compare(times, 'shell helper, fresh', 'curl, fresh', 1.03),
    compare(times, 'shell helper, fresh', 'curl with one CA, fresh', 1.03),
    compare(times, 'static helper, fresh', 'amazon-ecr-credential-helper', 1),
    compare(times, 'static helper, held', 'amazon-ecr-credential-helper', 0.5),
    ...(roundTripMs === 0 ? [compare(times, 'static helper, fresh', 'aws ecr get-login-password', 0.2)] : []),
  ];
  for (const figure of figures) console.log(figureRow(figure));
  return figures.map((figure) => ({ ...figure, name: `${figure.name}, round trip ${roundTripMs} ms` }));
}

/** Prints the measured times. It needs Debian's amazon-ecr-credential-helper and awscli, and the static helper. */
export async function benchAgents(): Promise<readonly Figure[]> {
  const missing = missingPrograms();
  if (missing.length > 0) {
    console.log(`left out, for want of ${missing.join(' and ')}`);
    return [];
  }
  if (networkFolder === undefined) return await runInOwnNetwork();
  const figures: Figure[] = [];
  for (const roundTripMs of ROUND_TRIPS_MS) figures.push(...(await benchAtDistance(roundTripMs)));
  giveFigures(figures);
  return figures;
}
