#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { readVariables } from '../shared/config/config.ts';
import { VERSION } from '../shared/config/version.ts';
import { unreadVariables } from '../shared/domain/variables.ts';
import { EXIT_CODES } from './command.ts';
import { addAccountsCommands } from './commands/accounts.ts';
import { addApplyCommand } from './commands/apply.ts';
import { addApprovalsCommands } from './commands/approvals.ts';
import { addAuditCommand } from './commands/audit.ts';
import { addAuditVerifyCommands } from './commands/audit-verify.ts';
import { addCacheCommand } from './commands/cache.ts';
import { addConnectorsCommand } from './commands/connectors.ts';
import { addConsoleCommand } from './commands/console.ts';
import { addDefinitionCommands } from './commands/definitions.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addEcsRoleCommand } from './commands/ecs-role.ts';
import { addExamplesCommand } from './commands/examples.ts';
import { addExecCommand } from './commands/exec.ts';
import { addExplainCommand } from './commands/explain.ts';
import { addExportCommand } from './commands/export.ts';
import { addHistoryCommand } from './commands/history.ts';
import { addIamCommand } from './commands/iam.ts';
import { addImportCommand } from './commands/import.ts';
import { addInitCommand } from './commands/init.ts';
import { addIssuersCommands } from './commands/issuers.ts';
import { addJobsCommands } from './commands/jobs.ts';
import { addLintCommand } from './commands/lint.ts';
import { addPackageLoginCommand } from './commands/package-login.ts';
import { addPreflightCommand } from './commands/preflight.ts';
import { addRegistryLoginCommands } from './commands/registry-login.ts';
import { addRestoreCommand } from './commands/restore.ts';
import { addRevokeCommand } from './commands/revoke.ts';
import { addSchemaCommand } from './commands/schema.ts';
import { addSignInCommands } from './commands/sign-in.ts';
import { addSmokeCommand } from './commands/smoke.ts';
import { addStopCommands } from './commands/stop.ts';
import { addTablesCommands } from './commands/tables.ts';
import { addTestCommand } from './commands/test.ts';
import { addUsageCommand } from './commands/usage.ts';
import { addVerifyCommand } from './commands/verify.ts';
import { endingOf } from './ending.ts';
import { addHelp } from './help.ts';
import { printable } from './output.ts';

type Add = (program: Command) => unknown;

/** All commands by heading, in the order of the help: those first that most people need. */
const COMMANDS: readonly (readonly [heading: string, added: readonly Add[]])[] = [
  [
    'Every day:',
    [
      addSignInCommands,
      addConnectorsCommand,
      addRegistryLoginCommands,
      addPackageLoginCommand,
      addExecCommand,
      addConsoleCommand,
      addDoctorCommand,
      addCacheCommand,
    ],
  ],
  [
    'Definitions:',
    [
      addInitCommand,
      addLintCommand,
      addTestCommand,
      addApplyCommand,
      addDefinitionCommands,
      addExportCommand,
      addHistoryCommand,
      addRestoreCommand,
      addApprovalsCommands,
      addImportCommand,
      addExamplesCommand,
      addSchemaCommand,
    ],
  ],
  ['Roles and keys in AWS:', [addIamCommand, addVerifyCommand, addAccountsCommands, addEcsRoleCommand]],
  [
    'Operation:',
    [
      addExplainCommand,
      addIssuersCommands,
      (program) => addAuditVerifyCommands(addAuditCommand(program)),
      addUsageCommand,
      addJobsCommands,
      addStopCommands,
      addRevokeCommand,
    ],
  ],
  ['Deployment:', [addPreflightCommand, addTablesCommands, addSmokeCommand]],
];

const program = new Command('portunus')
  .description('Brings short-lived logins to people and builds, and defines who gets what.')
  .version(VERSION)
  // Options after a command belong to the command, including `--version`.
  .enablePositionalOptions()
  .exitOverride()
  // The longest command leaves its description less than the usual forty columns.
  .configureHelp({ minWidthToWrap: 30 })
  .showHelpAfterError('(--help shows the options, and examples)');

for (const [heading, added] of COMMANDS) {
  program.commandsGroup(heading);
  for (const add of added) add(program);
}
addHelp(program);

// A reader that closes the pipe early, such as `| head`, is no error. A full disk is.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  console.error(`portunus: standard output can't be written: ${error.message}`);
  process.exit(EXIT_CODES.refused);
});

// A job may have variables of its own with this prefix, so that only what looks like one of ours is worth a word.
for (const { name, meant } of unreadVariables(readVariables())) {
  if (meant !== undefined)
    console.error(`portunus: warning: ${printable(name)} is read by nothing: did you mean ${meant}?`);
}

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = endWith(error);
}

/** Prints the error and returns the exit code. Commander has already printed its own errors. */
function endWith(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : EXIT_CODES.usage;
  const { lines, failed } = endingOf(error);
  // The service, and what it repeats, have no say over the terminal.
  for (const line of lines) console.error(`portunus: ${line.split('\n').map(printable).join('\n')}`);
  return EXIT_CODES[failed];
}
