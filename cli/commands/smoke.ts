import { randomBytes } from 'node:crypto';
import { type Command, InvalidArgumentError } from 'commander';
import { DEFAULT_STAGE, readCliSettings } from '../../shared/config/config.ts';
import { VERSION } from '../../shared/config/version.ts';
import { didYouMean } from '../../shared/domain/parse.ts';
import { isStage, STAGE_FORM } from '../../shared/domain/stage.ts';
import { CommandError, EXIT_CODES, usageError } from '../command.ts';
import { assertSafe, openApi, readToken, readUrl } from '../open-access.ts';
import { jsonText, outputOption } from '../output.ts';
import type { SmokeAws } from '../smoke/aws.ts';
import { createCleanup } from '../smoke/cleanup.ts';
import { countOf, markdownReport, type Report, textReport } from '../smoke/report.ts';
import type { Result } from '../smoke/run-checks.ts';
import { noteAll, RUN } from '../smoke/setup.ts';
import { runSmoke, type SmokeOptions } from '../smoke/smoke.ts';
import { CHECKS, checkNames, isNamedBy } from '../smoke/table.ts';

interface Options extends Omit<SmokeOptions, 'url' | 'token' | 'run' | 'stage'> {
  readonly stage?: string;
  readonly url?: string;
  readonly authTokenFile?: string;
  readonly sigv4?: boolean;
  readonly create?: boolean;
  readonly aws?: boolean;
  readonly only?: readonly string[];
  readonly skip?: readonly string[];
  readonly remove?: string;
  readonly list?: boolean;
  readonly activityTable?: string;
  readonly output: string;
}

/** Adds the command that proves a deployment. */
export function addSmokeCommand(program: Command): void {
  program
    .command('smoke')
    .description(
      'try a deployment: what must work does, and what must be refused is; docs/smoke.md explains each check',
    )
    .option('--url <url>', 'address of the API, without /v1 (PORTUNUS_URL otherwise)')
    .option(
      '--auth-token-file <file>',
      'holds the OIDC token to show there (PORTUNUS_TOKEN, or your sign-in, otherwise)',
    )
    .option('--sigv4', 'administer with your own AWS credentials instead of a token')
    .option('--connector <id>', 'ask for logins of this connector, with your token')
    .option('--repository <name>', 'a repository that the connector may pull')
    .option('--other-repository <name>', 'another one that its role may pull')
    .option('--create', 'make an issuer and connectors for this run, and remove them after it')
    .option('--aws', 'use your own AWS credentials; with --create, make roles and repositories too')
    .option('--stage <stage>', 'the stage of the deployment (PORTUNUS_STAGE otherwise, or dev)', readStage)
    .option('--other-region <region>', 'a region that no login of the run may reach')
    .option('--activity-table <name>', 'where the audit is (portunus-STAGE-activity otherwise)')
    .option('--wait', 'wait for the end of a session, 16 minutes')
    .option('--drill', 'expect that the audit is broken, and try only what that changes')
    .option('--only <checks...>', 'try these alone, or groups of them')
    .option('--skip <checks...>', 'leave these out')
    .option('--registry-url <url>', 'ask an emulator instead of every registry')
    .option('--remove <run>', 'remove what an interrupted run has left, and try nothing', readRun)
    .option('--list', 'print the checks, and try nothing')
    .addOption(outputOption('text', 'markdown', 'json', 'junit'))
    .action(async (options: Options) => {
      assertChecks([...(options.only ?? []), ...(options.skip ?? [])]);
      if (options.list) return console.log(CHECKS.map(({ id, proves }) => `${id.padEnd(26)}${proves}`).join('\n'));
      if (options.connector !== undefined && options.create) {
        throw usageError('--create makes its own connectors: --connector means nothing beside it');
      }
      if (options.registryUrl !== undefined) assertSafe(options.registryUrl);
      await withSignals((stop) => (options.remove === undefined ? smoke(options, stop) : removeRun(options, stop)));
    });
}

function readStage(text: string): string {
  if (isStage(text)) return text;
  throw new InvalidArgumentError(`must be ${STAGE_FORM}`);
}

function stageOf({ stage }: Options): string {
  return stage ?? readCliSettings().stage ?? DEFAULT_STAGE;
}

function readRun(text: string): string {
  if (RUN.test(text)) return text;
  throw new InvalidArgumentError('must be the eight characters after portunus-smoke-');
}

function assertChecks(names: readonly string[]): void {
  const known = checkNames();
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw usageError(`there is no check ${unknown}${didYouMean(unknown, known)}`);
}

/** Ends a run at the first Ctrl-C, and cleans up. The second one ends the process, as without this. */
async function withSignals(work: (stop: AbortSignal) => Promise<void>): Promise<void> {
  const stopping = new AbortController();
  const onSignal = () => {
    console.error('portunus: stopping, and removing what was made; once more ends at once and leaves it there');
    stopping.abort(new CommandError(['interrupted']));
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    await work(stopping.signal);
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

async function smoke(options: Options, stop: AbortSignal): Promise<void> {
  const url = readUrl(options.url, HINT);
  const run = randomBytes(4).toString('hex');
  const token = options.sigv4 ? undefined : await readToken(url, options.authTokenFile);
  const { results, left, failed } = await runSmoke(
    { ...options, url, run, stage: stageOf(options), ...(token !== undefined && { token }) },
    {
      openApi: options.create ? () => openApi(options) : undefined,
      openAws: options.aws ? (note) => openAws(url, options, stop, note) : undefined,
      isChosen: (check) => isChosen(options, check),
      report: progressOf(options),
      stop,
      now: () => new Date(),
    },
  );
  const report = { url, run, version: VERSION, time: new Date().toISOString(), results, left };
  console.log(await written(options.output, report));
  for (const line of failed) console.error(`portunus: ${line}`);
  process.exitCode = exitCodeOf(results, left.length + failed.length);
}

const HINT = 'give --url, or PORTUNUS_URL';

function isChosen({ only, skip = [], drill }: Options, check: (typeof CHECKS)[number]): boolean {
  if (skip.some((name) => isNamedBy(name, check))) return false;
  if (drill) return check.id === 'audit.required';
  return only === undefined || only.some((name) => isNamedBy(name, check));
}

/** A run of minutes must show that it goes on. Only people look at standard error. */
function progressOf({ output }: Options): (result: Result) => void {
  if (output !== 'text' || !process.stderr.isTTY) return () => {};
  return ({ id, verdict }) => console.error(`${verdict.padEnd(10)}${id}`);
}

function exitCodeOf(results: readonly Result[], faults: number): number {
  if (countOf(results, 'refuted') > 0) return EXIT_CODES.refuted;
  return faults > 0 ? EXIT_CODES.refused : 0;
}

async function written(output: string, report: Report): Promise<string> {
  if (output === 'json') return jsonText(report);
  if (output === 'markdown') return markdownReport(report);
  if (output === 'text') return textReport(report);
  const { smokeJunit } = await import('./junit.ts');
  return smokeJunit(report);
}

async function openAws(
  url: string,
  options: Options,
  stop: AbortSignal,
  note: Parameters<NonNullable<Parameters<typeof runSmoke>[1]['openAws']>>[0],
): Promise<SmokeAws> {
  const { createSmokeAws } = await import('../direct/index.ts');
  const settings = readCliSettings();
  const table = options.activityTable ?? settings.activityTable ?? `portunus-${stageOf(options)}-activity`;
  return createSmokeAws({ url, region: settings.region, activityTable: table, stop, note });
}

/** Removes what a run of this name can have made: all its names are known. */
async function removeRun(options: Options, stop: AbortSignal): Promise<void> {
  const url = readUrl(options.url, HINT);
  const cleanup = createCleanup();
  const aws = options.aws ? await openAws(url, options, stop, () => {}) : undefined;
  noteAll({ run: options.remove ?? '', stage: stageOf(options), api: await openApi(options), aws, cleanup });
  const left = await cleanup.run('service', 'account');
  for (const { what, why } of left) console.log(`not removed: ${what}: ${why}`);
  if (left.length > 0) process.exitCode = EXIT_CODES.refused;
  else console.log(`nothing is left of run ${options.remove}${aws === undefined ? ', but for what --aws made' : ''}`);
}
