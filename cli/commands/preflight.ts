import type { Command } from 'commander';
import { readCliSettings, readVariables } from '../../shared/config/config.ts';
import { isStage, STAGE_FORM } from '../../shared/domain/stage.ts';
import { usageError } from '../command.ts';
import { readText } from '../files/text-files.ts';
import { jsonText, outputOption } from '../output.ts';
import { readParameters } from '../preflight/parameters.ts';
import { countsOf, isRefused, type Report, reportLines } from '../preflight/report.ts';

interface Options {
  readonly stage: string;
  readonly region?: string;
  readonly parameters?: string;
  readonly strict?: boolean;
  readonly output: string;
}

/** The same as in serverless.yml: the region to look at if nobody chose one. */
const DEFAULT_REGION = 'eu-west-1';

export function addPreflightCommand(program: Command): void {
  program
    .command('preflight')
    .description('look at an AWS account, and say what a deployment with these settings would fail at; writes nothing')
    .requiredOption('--stage <stage>', 'the stage to deploy')
    .option('--region <region>', 'the region to deploy to (AWS_REGION otherwise)')
    .option('--parameters <file>', "parameters of a release's template, as JSON (variables otherwise)")
    .option('--strict', 'end with 1 also for what could not be looked at')
    .addOption(outputOption('text', 'json'))
    .action(async ({ stage, region, parameters: file, strict = false, output }: Options) => {
      if (!isStage(stage)) throw usageError(`${stage} is not a stage: ${STAGE_FORM}`);
      const parameters = file === undefined ? undefined : readParameters(await readText(file), file);
      const given = region ?? readCliSettings().region;
      const { runPreflight } = await import('../direct/preflight/index.ts');
      const report = await runPreflight({
        stage,
        region: { region: given ?? DEFAULT_REGION, isGiven: given !== undefined },
        environment: readVariables(),
        parameters,
      });
      console.log(output === 'json' ? jsonText(toJson(report)) : reportLines(report.findings).join('\n'));
      if (isRefused(report.findings, strict)) process.exitCode = 1;
    });
}

function toJson({ findings, ...report }: Report) {
  return { ...report, counts: countsOf(findings), findings };
}
