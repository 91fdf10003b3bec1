import { type Command, InvalidArgumentError } from 'commander';
import { PortunusError } from '../../shared/domain/errors.ts';
import { valid } from '../../shared/domain/parse.ts';
import { parseUsageFields, toUsageQuery } from '../../shared/domain/usage-query.ts';
import type { UsageAnswer } from '../../shared/vending/usage/read-usage.ts';
import { CommandError } from '../command.ts';
import { type ApiClient, pagesOf } from '../http/client.ts';
import { type AccessOptions, isDirect, openApi, withAccessOptions } from '../open-access.ts';
import { jsonText, outputOption } from '../output.ts';
import { readDay } from '../read-day.ts';
import { connectorUsageText, usageCsv, usageTable } from '../usage-lines.ts';

interface Options extends AccessOptions {
  readonly connector?: string;
  readonly from?: string;
  readonly to?: string;
  readonly unused?: string;
  readonly output: string;
}

/** Adds the command that tells what connectors and grants are used for. */
export function addUsageCommand(program: Command): void {
  const command = program
    .command('usage')
    .description('tell when connectors and grants were last used, and how often by day')
    .option('--connector <id>', 'this one alone, with each grant by day')
    .option('--from <day>', 'count from this day on, such as 2026-11-01 (thirty days before --to otherwise)', readDay)
    .option('--to <day>', 'count up to the day before this one (up to today otherwise)', readDay)
    .option('--unused <days>', 'only connectors that are known to be unused for so many days', readDays)
    .addOption(outputOption('table', 'json', 'csv'));
  withAccessOptions(command).action(async ({ connector, from, to, unused, output, ...access }: Options) => {
    const query = definedOf({ connector, from, to, unusedForDays: unused });
    checkQuery(query);
    const { items, ...counted } = await allPages(await openUsage(access, query));
    console.error(`counted from ${counted.since} to ${counted.until}`);
    if (output === 'json') console.log(jsonText({ ...counted, items }));
    else if (output === 'csv') console.log(usageCsv(items));
    else console.log(connector === undefined ? usageTable(items) : items.map(connectorUsageText).join('\n'));
  });
}

function readDays(text: string): string {
  if (/^[1-9][0-9]{0,3}$/.test(text)) return text;
  throw new InvalidArgumentError('must be a number of days from 1 to 9999');
}

/** Checks what the API would check, so that a wrong command line is one wherever it goes, and names its option. */
function checkQuery(query: Readonly<Record<string, string>>): void {
  try {
    toUsageQuery(valid(parseUsageFields(query)), new Date());
  } catch (error) {
    if (!(error instanceof PortunusError) || error.errors === undefined) throw error;
    const lines = error.errors.map(
      ({ field, detail }) => `--${field.replace(/ForDays$/, '')} ${detail.replace(/ to$/, ' --to')}`,
    );
    throw new CommandError(lines, 'usage');
  }
}

function definedOf(query: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function openUsage(
  options: AccessOptions,
  query: Readonly<Record<string, string>>,
): Promise<AsyncIterable<UsageAnswer>> {
  if (!isDirect(options)) return askForUsage(await openApi(options), query);
  const { createTableAccess, readUsageDirectly } = await import('../direct/index.ts');
  return readUsageDirectly(createTableAccess(), query);
}

async function* askForUsage(api: ApiClient, query: Readonly<Record<string, string>>): AsyncGenerator<UsageAnswer> {
  const limit = query.connector === undefined ? { limit: 100 } : undefined;
  for await (const page of pagesOf((from) =>
    api.GET('/usage', { params: { query: { ...query, ...limit, ...from } } }),
  )) {
    if (typeof page.kept !== 'boolean') throw new CommandError(['the service told no usage: is it an older one?']);
    yield page as unknown as UsageAnswer;
  }
}

const NOT_KEPT =
  'nobody counts usage here: the deployment has no archive function (PORTUNUS_ACTIVITY_STREAM_ARN; your own machine never has one), or nothing was recorded since it has one';

async function allPages(pages: AsyncIterable<UsageAnswer>) {
  const all: Extract<UsageAnswer, { kept: true }>[] = [];
  for await (const page of pages) {
    if (!page.kept) throw new CommandError([NOT_KEPT]);
    all.push(page);
  }
  const [first] = all;
  if (first === undefined) throw new CommandError([NOT_KEPT]);
  const { since, until, from, to } = first;
  return { since, until, from, to, items: all.flatMap(({ items }) => items) };
}
