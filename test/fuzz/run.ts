// node test/fuzz/run.ts [--runs N] [--seconds S] [--seed N]: any event, and no wrong answer to it.
import { Command, InvalidArgumentError } from 'commander';
import { runCampaign } from './campaign.ts';

function whole(text: string): number {
  const value = Number(text);
  if (/^[0-9]+$/.test(text) && Number.isSafeInteger(value)) return value;
  throw new InvalidArgumentError('must be a whole number');
}

const campaign = new Command('fuzz')
  .description('Any event to the built handlers, and no wrong answer to it.')
  .option('--runs <count>', 'events at most', whole, 20_000)
  .option('--seconds <count>', 'time at most', whole, 120)
  .option('--seed <number>', 'to repeat a run', whole, Date.now() % 2_147_483_647)
  .allowExcessArguments(false)
  .parse()
  .opts<{ runs: number; seconds: number; seed: number }>();

console.log(`${campaign.runs} events or ${campaign.seconds} seconds, from --seed ${campaign.seed}`);
const started = performance.now();
const { counts, events, failure } = await runCampaign(campaign);
for (const [answer, times] of [...counts].sort()) console.log(`${String(times).padStart(8)}  ${answer}`);
const took = (performance.now() - started) / 1000;
console.log(`${events} events in ${took.toFixed(1)} s: ${Math.round(events / took)} a second`);
if (failure !== undefined) {
  console.error(`${failure.text}\nAgain with --seed ${failure.seed}`);
  process.exitCode = 1;
}
