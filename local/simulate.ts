import { Command, InvalidArgumentError } from 'commander';
import { simulate } from './simulation/run.ts';

function within(least: number, most: number) {
  return (text: string) => {
    const value = Number(text);
    if (value >= least && value <= most) return value;
    throw new InvalidArgumentError(`must be from ${least} to ${most}`);
  };
}

const command = new Command('simulate')
  .description('Refresh jobs over days of simulated time, with everything around them failing now and then.')
  .option('--jobs <count>', 'refresh jobs', within(1, 10_000), 1_000)
  .option('--hours <count>', 'simulated hours', within(1, 1_000), 48)
  .option('--session-share <part>', 'jobs that live by hourly sessions; the rest by logins', within(0, 1), 0.2)
  .option('--fault-rate <part>', 'of throttling, 5xx, lost replies and duplicates, each', within(0, 0.2), 0.05)
  .option('--seed <number>', 'to repeat a run', within(0, 2 ** 32 - 1), 1)
  .option('--json', 'the figures alone, as JSON');

const { json, ...options } = command.parse().opts();
const started = performance.now();
const progress = json ? () => {} : console.log;
const result = await simulate({ ...options, progress } as Parameters<typeof simulate>[0]);
const bad = result.expired + result.backwards + result.tooSoon + result.neverStored;
if (json) {
  console.log(JSON.stringify(result));
} else {
  console.log(`
${options.jobs} jobs over ${options.hours} simulated hours, faults at ${options.faultRate * 100} % each (seed ${options.seed}),
in ${Math.round((performance.now() - started) / 1000)} s:

  versions stored                    ${result.versions}
  logins that ended while stored     ${result.expired}
  versions older than the one before ${result.backwards}
  versions within ten minutes        ${result.tooSoon}
  jobs that never stored anything    ${result.neverStored}
  least life left when replaced      ${result.leastLifeLeft} s
  outcomes                           ${JSON.stringify(result.outcomes)}
  calls that reached AWS             ${JSON.stringify(result.calls)}`);
}
process.exitCode = bad === 0 ? 0 : 1;
