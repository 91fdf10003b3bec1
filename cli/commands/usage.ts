import { type Command, InvalidArgumentError } from 'commander';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError } from '../command.ts';
import { type ApiClient, bodyOf } from '../http/client.ts';
import { type AccessOptions, isDirect, openApi, withAccessOptions } from '../open-access.ts';
import { jsonText, outputOption } from '../output.ts';
import { connectorUsageText, type UsagePage, usageCsv, usageTable } from '../usage-lines.ts';

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
    const { items, ...counted } = await allPages(await openUsage(access, query));
    console.error(`counted from ${counted.since} to ${counted.until}`);
    if (output === 'json') console.log(jsonText({ ...counted, items }));
    else if (output === 'csv') console.log(usageCsv(items));
    else console.log(connector === undefined ? usageTable(items) : items.map(connectorUsageText).join('\n'));
  });
}

function readDay(text: string): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return text;
  throw new InvalidArgumentError('must be a day, such as 2026-11-27');
}

function readDays(text: string): string {
  if (/^[1-9][0-9]{0,3}$/.test(text)) return text;
  throw new InvalidArgumentError('must be a number of days from 1 to 9999');
}

function definedOf(query: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

async function openUsage(
  options: AccessOptions,
  query: Readonly<Record<string, string>>,
): Promise<AsyncIterable<UsagePage>> {
  if (!isDirect(options)) return askForUsage(await openApi(options), query);
  const { createTableAccess, readUsageDirectly } = await import('../direct/index.ts');
  return readUsageDirectly(createTableAccess(), query);
}

async function* askForUsage(ask: ApiClient, query: Readonly<Record<string, string>>): AsyncGenerator<UsagePage> {
  const paged = query.connector === undefined ? { ...query, limit: '100' } : query;
  let next: Readonly<Record<string, string>> = {};
  for (;;) {
    const body = bodyOf(await ask({ method: 'GET', path: `/usage?${new URLSearchParams({ ...paged, ...next })}` }));
    if (!isUsagePage(body)) throw new CommandError(['the service told no usage: is this the address of Portunus?']);
    yield body;
    const { nextToken } = body as { readonly nextToken?: unknown };
    if (typeof nextToken !== 'string') return;
    next = { nextToken };
  }
}

function isUsagePage(body: unknown): body is UsagePage {
  return isJsonObject(body) && typeof body.kept === 'boolean' && Array.isArray(body.items);
}

const NOT_KEPT =
  'nobody counts usage here: the deployment has no archive function, or nothing was recorded since it has one';

async function allPages(pages: AsyncIterable<UsagePage>) {
  const all: Extract<UsagePage, { kept: true }>[] = [];
  for await (const page of pages) {
    if (!page.kept) throw new CommandError([NOT_KEPT]);
    all.push(page);
  }
  const [first] = all;
  if (first === undefined) throw new CommandError([NOT_KEPT]);
  const { since, until, from, to } = first;
  return { since, until, from, to, items: all.flatMap(({ items }) => items) };
}
