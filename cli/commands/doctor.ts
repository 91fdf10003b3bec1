import type { Command } from 'commander';
import { readVariables } from '../../shared/config/config.ts';
import { EXIT_CODES } from '../command.ts';
import type { ConfigFile } from '../docker-config/config-file.ts';
import type { CheckResult } from '../doctor/check.ts';
import { configFileOf, type DeliveryOptions, withFileOptions } from '../logins/deliver.ts';
import { type ApiOptions, withApiOptions } from '../open-access.ts';
import { jsonText, outputOption, printable } from '../output.ts';

interface Options extends ApiOptions, Pick<DeliveryOptions, 'podman' | 'authfile'> {
  readonly connector?: string;
  readonly registry?: string;
  readonly output: string;
}

/** Adds the command that says what keeps a login from working. */
export function addDoctorCommand(program: Command): void {
  const command = program
    .command('doctor')
    .description('check address, TLS, clock, credentials, grants and docker, and say what to do about each fault')
    .option('--connector <id>', 'check that you may use this connector')
    .option('--registry <host>', 'check where docker looks for the login of this registry');
  withApiOptions(withFileOptions(command))
    .addOption(outputOption('table', 'json'))
    .action(async ({ output, registry, podman, authfile, ...options }: Options) => {
      const file: ConfigFile = configFileOf({ ...(podman && { podman }), ...(authfile !== undefined && { authfile }) });
      const { runDoctor } = await import('../doctor/doctor.ts');
      const results = await runDoctor(options, { file, registry, variables: readVariables() });
      console.log(output === 'json' ? jsonText({ checks: results }) : resultsText(results));
      if (results.some(({ status }) => status === 'fail')) process.exitCode = EXIT_CODES.refused;
    });
}

const STATUS_WIDTH = 6;
const CHECK_WIDTH = 15;

/** A line for each result, and below it what to do. */
function resultsText(results: readonly CheckResult[]): string {
  return results
    .flatMap(({ status, check, detail, remedy }) => [
      `${status.padEnd(STATUS_WIDTH)}${check.padEnd(CHECK_WIDTH)}${printable(detail)}`,
      ...(remedy === undefined ? [] : [`${' '.repeat(STATUS_WIDTH + CHECK_WIDTH)}${printable(remedy)}`]),
    ])
    .join('\n');
}
