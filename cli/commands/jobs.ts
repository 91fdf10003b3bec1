import { type Command, InvalidArgumentError } from 'commander';
import type { RefreshEntry } from '../../shared/domain/refresh-state.ts';
import { createHttpJobs } from '../http/jobs.ts';
import type { JobAccess, JobLine } from '../job-access.ts';
import { historyTable, jobTable } from '../job-lines.ts';
import { type AccessOptions, isDirect, openApi, withAccessOptions } from '../open-access.ts';
import { jsonText, outputOption } from '../output.ts';

interface Options extends AccessOptions {
  readonly output: string;
}

const MOST_RESULTS = 100;

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_RESULTS) return count;
  throw new InvalidArgumentError(`must be from 1 to ${MOST_RESULTS}`);
}

/** Adds the commands for refresh jobs. */
export function addJobsCommands(program: Command): void {
  const jobs = program.command('jobs').description('refresh jobs: what they have stored, and when they run');
  const command = (name: string, description: string) =>
    withAccessOptions(jobs.command(name).description(description)).addOption(outputOption('table', 'json'));

  command('list', 'every job, with the life left in what it has stored').action(async (options: Options) => {
    const lines: JobLine[] = [];
    for await (const page of (await openJobs(options)).list()) lines.push(...page);
    print(options, lines, () => jobTable(lines, new Date()));
  });
  command('run <job>', 'make a job due now').action(async (job: string, options: Options) => {
    await (await openJobs(options)).run(job);
    print(options, { job, due: 'now' }, () => `${job} is due now; the schedule looks once a minute.`);
  });
  command('history <job>', 'what became of the latest tries')
    .option('-n, --lines <count>', 'how many', countOf, 20)
    .action(async (job: string, { lines: most, ...options }: Options & { lines: number }) => {
      const entries = await latest((await openJobs(options)).history(job, most), most);
      print(options, entries, () => historyTable(entries));
    });
}

async function openJobs(options: AccessOptions): Promise<JobAccess> {
  if (!isDirect(options)) return createHttpJobs(await openApi(options));
  const { createDirectJobs, createTableAccess } = await import('../direct/index.ts');
  return createDirectJobs(createTableAccess());
}

/** A page may be short, because what can't be read is left out. */
async function latest(pages: AsyncIterable<readonly RefreshEntry[]>, most: number): Promise<readonly RefreshEntry[]> {
  const entries: RefreshEntry[] = [];
  for await (const page of pages) {
    entries.push(...page);
    if (entries.length >= most) break;
  }
  return entries.slice(0, most);
}

function print({ output }: Options, value: unknown, toText: () => string): void {
  console.log(output === 'json' ? jsonText(value) : toText());
}
