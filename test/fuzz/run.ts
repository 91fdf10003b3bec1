// node test/fuzz/run.ts [--runs N] [--seconds S] [--seed N]: any event, and no wrong answer to it.
import { parseArgs } from 'node:util';
import { runCampaign } from './campaign.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '20000' },
    seconds: { type: 'string', default: '120' },
    seed: { type: 'string', default: String(Date.now() % 2_147_483_647) },
  },
});
const numberOf = (name: 'runs' | 'seconds' | 'seed'): number => {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`--${name} must be a whole number`);
  return value;
};

const campaign = { runs: numberOf('runs'), seconds: numberOf('seconds'), seed: numberOf('seed') };
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
