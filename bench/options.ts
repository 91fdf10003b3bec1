import { parseArgs } from 'node:util';

/** What can be measured, by name. `npm run bench` without a name measures the first ones, as far as `warm` and `cold`. */
const BENCHMARKS = {
  sizes: 'the size of functions, at start and with all chunks',
  calls: 'calls to AWS for fifty equal requests at once',
  warm: 'fresh and cached logins, against bare calls of the SDK',
  cold: 'the first login of an environment, against a bare function',
  memory: 'the heap during 100,000 requests',
  agents: 'what an agent waits for, from the start of its program',
  junk: 'what a good token meets among a thousand bad ones a second',
  stops: 'how soon a stop holds',
  audit: 'what a search costs among a million records',
  connectors: 'what a login reads among a million connectors',
} as const;

export type Benchmark = keyof typeof BENCHMARKS;

/** Those that belong to every comparison of two versions. */
const BY_DEFAULT: readonly Benchmark[] = ['sizes', 'calls', 'warm', 'cold'];

const HISTORY = '.reports/bench.jsonl';

export type Options =
  | { readonly run: readonly Benchmark[]; readonly history?: string }
  | { readonly compare: string }
  | { readonly help: true };

export const USAGE = [
  'npm run bench -- [NAME…] [--json] [--history FILE]',
  'npm run bench -- compare [--history FILE]',
  '',
  `Measures ${BY_DEFAULT.join(', ')} by default.`,
  '',
  ...Object.entries(BENCHMARKS).map(([name, text]) => `  ${name.padEnd(12)}${text}`),
  '  compare     what got worse since an earlier run, by more than its spread; exits with 1 then',
  '',
  '  --json          adds the run to the history',
  `  --history FILE  the history, ${HISTORY} by default`,
].join('\n');

/** Throws a text for people if an argument is unknown or would have no effect. */
export function readOptions(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: 'boolean' }, history: { type: 'string' }, help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) return { help: true };
  if (positionals.includes('compare')) {
    if (positionals.length > 1 || values.json) throw new Error('compare measures nothing: give it --history alone');
    return { compare: values.history ?? HISTORY };
  }
  if (values.history !== undefined && !values.json) throw new Error('--history has no effect without --json');
  const unknown = positionals.find((name) => !Object.hasOwn(BENCHMARKS, name));
  if (unknown !== undefined) throw new Error(`there is no benchmark ${unknown}`);
  const run = positionals.length === 0 ? BY_DEFAULT : (positionals as Benchmark[]);
  return { run, ...(values.json && { history: values.history ?? HISTORY }) };
}
