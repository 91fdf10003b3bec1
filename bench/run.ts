// npm run bench: measures this build against this machine. `-- --help` lists what can be measured.
import { useEnvironment } from '../local/environment.ts';
import { benchAgents } from './agents.ts';
import { AUDIT_SIZES, benchAudit } from './audit.ts';
import { benchBundles } from './bundle.ts';
import { benchFlight } from './calls.ts';
import { benchCold } from './cold.ts';
import { printChanges } from './compare.ts';
import { benchConnectors, CONNECTOR_COUNTS } from './connectors.ts';
import { addRun, readSetup, setupText } from './history.ts';
import { benchJunk } from './junk.ts';
import { type LocalAwsProcess, SERVICE_TIMES, startLocalAwsProcess } from './local-aws-process.ts';
import { benchMemory } from './memory.ts';
import { type Benchmark, readOptions, USAGE } from './options.ts';
import type { Figure } from './statistics.ts';
import { benchStops } from './stops.ts';
import { benchWarm } from './warm.ts';

/** Returns the figures that later runs are compared with. */
type Measure = () => Promise<readonly Figure[]>;

const MEASURES: Readonly<Record<Benchmark, Measure>> = {
  sizes: printing(async () => benchBundles()),
  calls: printing(() => withAws(benchFlight)),
  warm: () => withAws(benchWarm),
  cold: () => withAws(benchCold),
  memory: printing(() => withAws(benchMemory)),
  agents: benchAgents,
  junk: printing(() => withAws(benchJunk)),
  stops: printing(benchStops),
  audit: printing(() => benchAudit(AUDIT_SIZES)),
  connectors: printing(() => benchConnectors(CONNECTOR_COUNTS)),
};

/** A benchmark that has nothing to compare later, or not yet. */
function printing(print: () => Promise<void>): Measure {
  return async () => {
    await print();
    return [];
  };
}

let started: Promise<LocalAwsProcess> | undefined;

/** Measures on one AWS for the whole run, because what a function has loaded keeps the addresses that it found. */
async function withAws<T>(measure: (aws: LocalAwsProcess) => Promise<T>): Promise<T> {
  started ??= startAws();
  const aws = await started;
  await aws.setServiceTimes(SERVICE_TIMES.loopback);
  return measure(aws);
}

async function startAws(): Promise<LocalAwsProcess> {
  const aws = await startLocalAwsProcess();
  useEnvironment(aws.environment);
  return aws;
}

/** Drops the handlers' log. Writing it would distort the measured times. */
function silenceLog(): void {
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = ((chunk: string | Uint8Array, ...rest: never[]) =>
    typeof chunk === 'string' && chunk.startsWith('{"level":') ? true : write(chunk, ...rest)) as typeof write;
}

/** Ends the program with a text if what it was told can't be done. */
function orExit<T>(work: () => T, after = ''): T {
  try {
    return work();
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}${after}`);
    return process.exit(2);
  }
}

async function run(names: readonly Benchmark[], history?: string): Promise<void> {
  const setup = readSetup(new Date());
  silenceLog();
  console.log(setupText(setup));
  const figures: Figure[] = [];
  for (const name of names) figures.push(...(await MEASURES[name]()));
  if (history === undefined) return;
  addRun(history, { ...setup, figures });
  console.log(`added to ${history}`);
}

const options = orExit(() => readOptions(process.argv.slice(2)), `\n\n${USAGE}`);
if ('help' in options) console.log(USAGE);
else if ('compare' in options) process.exit(orExit(() => printChanges(options.compare)) ? 1 : 0);
else {
  await run(options.run, options.history);
  process.exit();
}
