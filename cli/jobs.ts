import { type Command, InvalidArgumentError } from 'commander';
import { CommandError } from './command-error.ts';
import { historyTable, jobTable } from './job-lines.ts';

interface Options {
  readonly direct?: boolean;
  readonly output: string;
}

const OUTPUTS = ['table', 'json'];
const MOST_RESULTS = 100;

const countOf = (text: string): number => {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_RESULTS) return count;
  throw new InvalidArgumentError(`must be from 1 to ${MOST_RESULTS}`);
};

/** The commands that look after refresh jobs. */
export const addJobsCommands = (program: Command): void => {
  const jobs = program.command('jobs').description('refresh jobs: what they have stored, and when they run');
  const command = (name: string, description: string) =>
    jobs.command(name).description(description).option('--direct', 'use the tables with your own AWS credentials');

  command('list', 'every job, with the life left in what it has stored')
    .option('-o, --output <output>', OUTPUTS.join(' or '), 'table')
    .action(async (options: Options) => {
      const { direct, tables } = await open(options);
      const lines = await direct.listJobs(tables);
      print(options, lines, () => jobTable(lines, new Date()));
    });
  command('run <job>', 'make a job due now')
    .option('-o, --output <output>', OUTPUTS.join(' or '), 'table')
    .action(async (job: string, options: Options) => {
      const { direct, tables } = await open(options);
      await direct.runJob(tables, job);
      print(options, { job, due: 'now' }, () => `${job} is due now; the schedule looks once a minute.`);
    });
  command('history <job>', 'what became of the latest tries')
    .option('-n, --lines <count>', 'how many', countOf, 20)
    .option('-o, --output <output>', OUTPUTS.join(' or '), 'table')
    .action(async (job: string, options: Options & { lines: number }) => {
      const { direct, tables } = await open(options);
      const results = await direct.readJobHistory(tables, job, options.lines);
      print(options, results, () => historyTable(results));
    });
};

const open = async ({ direct: isDirect, output }: Options) => {
  if (!OUTPUTS.includes(output)) throw new CommandError([`--output must be ${OUTPUTS.join(' or ')}`]);
  if (!isDirect) throw new CommandError(['jobs works with --direct only in this version']);
  const direct = await import('./direct/index.ts');
  return { direct, tables: direct.createTableAccess() };
};

const print = ({ output }: Options, value: unknown, toText: () => string): void =>
  console.log(output === 'json' ? JSON.stringify(value, null, 2) : toText());
