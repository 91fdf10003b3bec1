import { text as textOfStream } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { RECORDED_OUTCOMES } from '../../shared/domain/audit-record.ts';
import { type AuditOptions, durationOf, searchesOf } from '../audit/filters.ts';
import { csvHead, csvLine, recordDetails, recordTable } from '../audit/print-records.ts';
import { collect, type FoundRecord, follow, type SearchRecords } from '../audit/search.ts';
import { CommandError, usageError } from '../command.ts';
import { createHttpSearch } from '../http/audit.ts';
import { type AccessOptions, isDirect, openApi, withAccessOptions } from '../open-access.ts';
import { outputOption, printableJson } from '../output.ts';

interface Options extends AccessOptions, AuditOptions {
  readonly limit: number;
  readonly follow?: boolean;
  readonly output: string;
}

const MOST_RECORDS = 100_000;
const LOOK_EVERY_MS = 5_000;

/** Adds the command that searches the audit. Other commands about the audit are added to the one that it returns. */
export function addAuditCommand(program: Command): Command {
  const command = program
    .command('audit')
    .description('search the audit records, newest first; for administrators and auditors')
    .enablePositionalOptions()
    .option('--connector <id>', 'of this connector')
    .option('--caller <subject>', "of this caller's subject; needs --issuer")
    .option('--issuer <id>', "of this issuer's callers; aws-iam for roles, refresh-job for jobs")
    .addOption(new Option('--outcome <outcome>', 'that ended so').choices(RECORDED_OUTCOMES))
    .option('--fingerprint <sha256>', 'of the token with this SHA-256')
    .option('--token-stdin', 'of the token on standard input: a registry password, an authorization or a session token')
    .option('--request-id <id>', 'of this request, with the conditions at which it failed')
    .option(
      '--from <time>',
      'from this time on, in ISO 8601 (the last 24 hours otherwise; all of one token or request)',
    )
    .option('--to <time>', 'before this time')
    .option('--since <duration>', 'of the last 30m, 2h, 7d or the like', readDuration)
    .option('--limit <count>', `the most records to show, up to ${MOST_RECORDS}`, readCount, 1_000)
    .option('-f, --follow', 'go on, and show new records as they come, oldest first')
    .addOption(outputOption('table', 'json', 'csv'));
  withAccessOptions(command).action(run);
  return command;
}

async function run(options: Options): Promise<void> {
  if (options.follow && options.to !== undefined) throw usageError('--follow goes on: --to means nothing beside it');
  const token = options.tokenStdin ? await textOfStream(process.stdin) : undefined;
  const now = new Date();
  const searches = searchesOf(options.follow ? withFrom(options, now) : options, token, now);
  const search = await openSearch(options);
  const [first] = searches;
  if (options.follow && first !== undefined) return followSearch(options, search, first);
  const { records, more } = await collect(search, searches, options.limit);
  if (records.length > 0 || options.output !== 'table') console.log(textOf(options, records));
  if (more !== undefined) console.error(`portunus: ${more}`);
  if (records.length === 0) console.error('portunus: no record was found');
}

/** Following begins now, if nothing else is said. */
function withFrom(options: Options, now: Date): Options {
  const { since, from } = options;
  return since === undefined && from === undefined ? { ...options, from: now.toISOString() } : options;
}

async function openSearch(options: Options): Promise<SearchRecords> {
  if (!isDirect(options)) return createHttpSearch(await openApi(options));
  const { createDirectSearch, createTableAccess, whoDefines } = await import('../direct/index.ts');
  return createDirectSearch(createTableAccess(), whoDefines);
}

function textOf(options: Options, records: readonly FoundRecord[]): string {
  if (options.output === 'json') return `[${records.map((one) => `\n  ${printableJson(one)}`).join(',')}\n]`;
  if (options.output === 'csv') return [csvHead(), ...records.map(csvLine)].join('\n');
  const isForOne = options.tokenStdin || options.fingerprint !== undefined || options.requestId !== undefined;
  return isForOne ? records.map(recordDetails).join('\n\n') : recordTable(records);
}

function followSearch({ output }: Options, search: SearchRecords, parameters: Readonly<Record<string, string>>) {
  if (output === 'csv') console.log(csvHead());
  if (output === 'table') console.log(recordTable([]));
  return follow(
    {
      search,
      now: () => new Date(),
      wait: async () => {
        await sleep(LOOK_EVERY_MS);
        return true;
      },
      print: (records) => {
        const others = records.filter(({ action }) => action !== 'record-read');
        const lines = { json: others.map(printableJson), csv: others.map(csvLine) }[output] ?? [
          recordTable(others, false),
        ];
        if (others.length > 0) console.log(lines.join('\n'));
      },
      failed: (error) => {
        // Whatever passes, such as a throttled table, must not end what somebody watches.
        if (!(error instanceof CommandError && error.failed === 'unavailable')) throw error;
        console.error(`portunus: ${error.lines[0]}; trying again`);
      },
    },
    parameters,
  );
}

function readDuration(text: string): number {
  const duration = durationOf(text);
  if (duration !== undefined) return duration;
  throw new InvalidArgumentError('must be a number of seconds, minutes, hours, days or weeks: 90s, 30m, 2h, 7d, 4w');
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_RECORDS) return count;
  throw new InvalidArgumentError(`must be from 1 to ${MOST_RECORDS}`);
}
