import { type Command, InvalidArgumentError } from 'commander';
import { usageError } from '../command.ts';
import { historyTable, jobTable } from '../job-lines.ts';
import { jsonText, outputOption } from '../output.ts';

interface Options {
  readonly direct?: boolean;
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
    jobs.command(name).description(description).option('--direct', 'use the tables with your own AWS credentials');

  command('list', 'every job, with the life left in what it has stored')
    .addOption(outputOption('table', 'json'))
    .action(async (options: Options) => {
      assertDirect(options);
      const { createTableAccess, listJobs } = await import('../direct/index.ts');
      const lines = await listJobs(createTableAccess());
      print(options, lines, () => jobTable(lines, new Date()));
    });
  command('run <job>', 'make a job due now')
    .addOption(outputOption('table', 'json'))
    .action(async (job: string, options: Options) => {
      assertDirect(options);
      const { createTableAccess, runJob } = await import('../direct/index.ts');
      await runJob(createTableAccess(), job);
      print(options, { job, due: 'now' }, () => `${job} is due now; the schedule looks once a minute.`);
    });
  command('history <job>', 'what became of the latest tries')
    .option('-n, --lines <count>', 'how many', countOf, 20)
    .addOption(outputOption('table', 'json'))
    .action(async (job: string, options: Options & { lines: number }) => {
      assertDirect(options);
      const { createTableAccess, readJobHistory } = await import('../direct/index.ts');
      const results = await readJobHistory(createTableAccess(), job, options.lines);
      print(options, results, () => historyTable(results));
    });
}

const assertDirect = ({ direct }: Options): void => {
  if (!direct) throw usageError('jobs works with --direct only in this version');
};

function print({ output }: Options, value: unknown, toText: () => string): void {
  console.log(output === 'json' ? jsonText(value) : toText());
}
