// schemathesis sends requests of its own making to an API, by the description of the API, and judges the answers. Its
// report has one event in each line.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Scratch } from './programs.ts';
import { SCHEMATHESIS } from './python-tools.ts';

export interface Asked {
  /** How many requests it sent. */
  readonly cases: number;
  /** By operation, such as `GET /connectors/{id}`: the statuses of all answers. */
  readonly statuses: ReadonlyMap<string, readonly number[]>;
  /** What is wrong, each with the request and the answer. Empty if nothing is. */
  readonly faults: readonly string[];
}

interface Interaction {
  readonly request: { readonly method: string; readonly uri: string; readonly body?: Encoded };
  readonly response: { readonly status_code: number; readonly content?: Encoded } | null;
}
interface Encoded {
  readonly $base64: string;
}
interface Check {
  readonly name: string;
  readonly status: string;
  readonly failure_info?: { readonly failure: { readonly title: string; readonly message: string } };
}
interface Recorder {
  readonly label: string;
  readonly interactions?: Readonly<Record<string, Interaction>>;
  readonly checks?: Readonly<Record<string, readonly Check[]>>;
}
/** Of its events those that are read here. */
interface Event {
  readonly ScenarioFinished?: { readonly recorder: Recorder };
  readonly NonFatalError?: { readonly label: string; readonly value: { readonly message: string } };
  readonly FatalError?: object;
}

export interface Run {
  readonly url: string;
  /** Nobody without it. */
  readonly token?: string;
  readonly seed: number;
  /** The most requests that it makes up for an operation, beside the examples of the description. */
  readonly examples: number;
}

export async function askAll(scratch: Scratch, { url, token, seed, examples }: Run): Promise<Asked> {
  const report = scratch.path('report.ndjson');
  const { status, stdout, stderr } = await scratch.run(SCHEMATHESIS, [
    '--config-file',
    join(process.cwd(), 'test/support/schemathesis.toml'),
    'run',
    join(process.cwd(), 'docs/openapi.json'),
    ...['--url', url, '--seed', String(seed), '--max-examples', String(examples)],
    ...['--report', 'ndjson', '--report-ndjson-path', report, '--no-color'],
    ...(token === undefined ? [] : ['--header', `Authorization: Bearer ${token}`]),
  ]);
  // 1 means that it found something, which the report says better. Anything else means that it did not run.
  if (status !== 0 && status !== 1) throw new Error(`schemathesis ended with ${status}:\n${stdout}${stderr}`);
  const lines = readFileSync(report, 'utf8').trimEnd().split('\n');
  return readEvents(lines.map((line) => JSON.parse(line) as Event));
}

function readEvents(events: readonly Event[]): Asked {
  const statuses = new Map<string, readonly number[]>();
  const faults = new Set<string>();
  let cases = 0;
  for (const { ScenarioFinished: scenario, NonFatalError: error, FatalError: fatal } of events) {
    if (fatal !== undefined) faults.add(`schemathesis gave up: ${JSON.stringify(fatal)}`);
    if (error !== undefined) faults.add(`${error.label}: ${error.value.message}`);
    const { label, interactions = {}, checks = {} } = scenario?.recorder ?? { label: '' };
    for (const [id, interaction] of Object.entries(interactions)) {
      cases += 1;
      const { status_code: status } = interaction.response ?? { status_code: 0 };
      statuses.set(label, [...(statuses.get(label) ?? []), status]);
      for (const fault of faultsOf(interaction, checks[id] ?? [])) faults.add(`${label}: ${fault}`);
    }
  }
  return { cases, statuses, faults: [...faults] };
}

function faultsOf({ request, response }: Interaction, checks: readonly Check[]): readonly string[] {
  const told = `\n  ${request.method} ${request.uri} ${decode(request.body)}\n  ${response?.status_code} ${decode(response?.content)}`;
  const found = checks.filter(({ name, status }) => status === 'failure' && !isLimit(name, response));
  const missing = response === null ? ['no answer'] : [];
  return [...missing, ...found.map(({ name, failure_info: info }) => `${name}: ${info?.failure.title}`)].map(
    (fault) => `${fault}${told}`,
  );
}

/**
 * It wants 401 or 403 for a wrong token, and an address that shows a hundred of them in a minute gets 429. With 431, the
 * server refuses a request line that it doesn't read, before a function is asked.
 */
function isLimit(name: string, response: Interaction['response']): boolean {
  return response?.status_code === 431 || (name === 'ignored_auth' && response?.status_code === 429);
}

function decode(body: Encoded | undefined): string {
  return Buffer.from(body?.$base64 ?? '', 'base64')
    .toString()
    .slice(0, 600);
}
