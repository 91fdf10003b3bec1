import { Command, InvalidArgumentError } from 'commander';
import { type BurstOptions, type BurstResult, simulateBurst } from './burst/run.ts';
import { type SimulationOptions, type SimulationResult, simulate } from './simulation/run.ts';

function within(least: number, most: number) {
  return (text: string) => {
    const value = Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`must be from ${least} to ${most}`);
  };
}

function clients(text: string): BurstOptions['clients'] {
  if (text === 'helper' || text === 'once') return text;
  throw new InvalidArgumentError('must be helper or once');
}

const count = within(1, 1_000_000);
const seed = within(0, 2 ** 32 - 1);
const part = within(0, 1);

const program = new Command('simulate')
  .description('Refresh jobs over days of simulated time, with everything around them failing now and then.')
  .option('--jobs <count>', 'refresh jobs', within(1, 10_000), 1_000)
  .option('--hours <count>', 'simulated hours', within(1, 1_000), 48)
  .option('--session-share <part>', 'jobs that live by hourly sessions; the rest by logins', part, 0.2)
  .option('--fault-rate <part>', 'of throttling, 5xx, lost replies and duplicates, each', within(0, 0.2), 0.05)
  .option('--seed <number>', 'to repeat a run', seed, 1)
  .option('--json', 'the figures alone, as JSON')
  .action(simulateRefreshes);

program
  .command('burst')
  .description('CI jobs that ask for a login at about the same time, in simulated time, against the limits on the way.')
  .option('--jobs <count>', 'CI jobs', within(1, 100_000), 5_000)
  .option('--seconds <count>', 'within which they start', within(0, 3_600), 30)
  .option('--clients <kind>', 'helper: they retry as the helpers do; once: never', clients, 'helper')
  .option('--cached <part>', 'of the logins, from a cache', part, 0)
  .option('--throttle-rate <count>', 'requests a second that the API takes', count, 400)
  .option('--throttle-burst <count>', 'requests that it takes at once', count, 1_000)
  .option('--concurrency <count>', 'executions at once', count, 1_000)
  .option('--sts-rate <count>', 'calls of STS a second', count, 600)
  .option('--ecr-rate <count>', 'logins of ECR a second', count, 500)
  .option('--ecr-burst <count>', 'logins of ECR at once', count, 500)
  .option('--seed <number>', 'to repeat a run', seed, 1)
  .option('--json', 'the figures alone, as JSON')
  .action(simulateBurstOf);

program.enablePositionalOptions();
await program.parseAsync();

async function simulateRefreshes({ json, ...options }: Omit<SimulationOptions, 'progress'> & { json?: true }) {
  const started = performance.now();
  const result = await simulate({ ...options, progress: json ? () => {} : console.log });
  const seconds = Math.round((performance.now() - started) / 1000);
  console.log(json ? JSON.stringify(result) : refreshText(options, result, seconds));
  const bad = result.expired + result.backwards + result.tooSoon + result.neverStored;
  process.exitCode = bad === 0 ? 0 : 1;
}

function refreshText(options: Omit<SimulationOptions, 'progress'>, result: SimulationResult, seconds: number): string {
  return `
${options.jobs} jobs over ${options.hours} simulated hours, faults at ${options.faultRate * 100} % each (seed ${options.seed}),
in ${seconds} s:

  versions stored                    ${result.versions}
  logins that ended while stored     ${result.expired}
  versions older than the one before ${result.backwards}
  versions within ten minutes        ${result.tooSoon}
  jobs that never stored anything    ${result.neverStored}
  least life left when replaced      ${result.leastLifeLeft} s
  outcomes                           ${JSON.stringify(result.outcomes)}
  calls that reached AWS             ${JSON.stringify(result.calls)}`;
}

type BurstSettings = Omit<BurstOptions, 'limits'> &
  Readonly<Record<'throttleRate' | 'throttleBurst' | 'concurrency' | 'stsRate' | 'ecrRate' | 'ecrBurst', number>>;

function simulateBurstOf({ json, ...given }: BurstSettings & { json?: true }) {
  const limits = {
    gateway: { rate: given.throttleRate, burst: given.throttleBurst },
    concurrency: given.concurrency,
    sts: { rate: given.stsRate, burst: given.stsRate },
    ecr: { rate: given.ecrRate, burst: given.ecrBurst },
  };
  const result = simulateBurst({ ...given, limits });
  console.log(json ? JSON.stringify(result) : burstText(given, result));
  process.exitCode = result.served === given.jobs ? 0 : 1;
}

function burstText({ jobs, seconds, seed }: BurstSettings, { served, failed, waits, mostTries, seen }: BurstResult) {
  return `
${jobs} jobs that start within ${seconds} simulated seconds (seed ${seed}):

  got a login                        ${served}
  failed, by the last status         ${JSON.stringify(failed)}
  waited: median, 99 %, longest      ${waits.median}, ${waits.p99}, ${waits.most} ms
  most tries of a job                ${mostTries}
  answers 429 and 503                ${seen.tooManyRequests}, ${seen.unavailable}
  executions at once, environments   ${seen.executions}, ${seen.environments}`;
}
