import { type Command, InvalidArgumentError } from 'commander';
import { readCliSettings } from '../../shared/config/config.ts';
import { Account } from '../../shared/domain/account.ts';
import { Connector } from '../../shared/domain/connector.ts';
import { parseWith } from '../../shared/domain/parse.ts';
import { CommandError, usageError } from '../command.ts';
import { confirmed } from '../confirm.ts';
import { type AccessOptions, openAccess, withAccessOptions } from '../open-access.ts';
import { jsonText } from '../output.ts';
import {
  imageStatement,
  olderSessionsPolicy,
  POLICY_NAME,
  roleTarget,
  type Target,
  targetsOf,
  textOf,
} from '../revoke.ts';

interface Options extends AccessOptions {
  readonly connector?: string;
  readonly role?: readonly string[];
  readonly user?: string;
  readonly before: Date;
  readonly print?: boolean;
  readonly yes?: boolean;
}

export function addRevokeCommand(program: Command): void {
  const command = program
    .command('revoke')
    .description('end what sessions that began before a time may do, and print what ends their registry logins')
    .option('--connector <id>', 'whose sessions')
    .option('--role <arn>', 'instead, the role itself, also more than once', (arn, before: string[] = []) => [
      ...before,
      arn,
    ])
    .option('--user <name>', 'the IAM user, for connectors of type federated-user and session-token')
    .requiredOption('--before <time>', 'now, or a time such as 2026-11-27T09:30:00Z', readTime)
    .option('--print', 'write nothing: print the policy and the command that puts it')
    .option('-y, --yes', 'without asking');
  withAccessOptions(command).action(revoke);
}

function readTime(text: string): Date {
  const time = text === 'now' ? new Date() : new Date(text);
  const isWhole = text === 'now' || /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
  if (!isWhole || Number.isNaN(time.getTime())) {
    throw new InvalidArgumentError('must be now, or a time with its zone, such as 2026-11-27T09:30:00Z');
  }
  // New sessions would be denied too until that time has come.
  if (time.getTime() > Date.now()) throw new InvalidArgumentError('must not be in the future');
  return time;
}

async function revoke(options: Options): Promise<void> {
  const { before, print, yes } = options;
  const targets = await readTargets(options);
  if (print) {
    console.log(printed(targets, before));
  } else {
    const names = targets.map(({ kind, name }) => `${kind} ${name}`).join(', ');
    if (!yes && !(await confirmed(`Deny everything to sessions of ${names} that began before ${textOf(before)}?`))) {
      throw new CommandError(['nothing was revoked']);
    }
    const { revokeSessions } = await import('../direct/index.ts');
    for (const one of await revokeSessions(targets, before, readCliSettings().region)) {
      const { kind, name } = one.target;
      const how = one.wasThere ? 'was there already, for' : 'is put and read back, for';
      console.log(`${kind} ${name}: the policy ${POLICY_NAME} ${how} sessions before ${textOf(one.before)}`);
    }
  }
  console.log(aboutLogins(targets));
}

async function readTargets(options: Options): Promise<readonly Target[]> {
  const { connector: id, role, user } = options;
  if ((id === undefined) === (role === undefined)) throw usageError('give --connector or --role');
  if (role !== undefined) {
    if (user !== undefined) throw usageError('--role names the role: --user means nothing beside it');
    return role.map(roleTarget);
  }
  const { show } = await openAccess(options);
  const connector = parseWith(Connector, await show.get('connector', id ?? ''), 'connector');
  if (!connector.ok) {
    const why = 'is not there, not readable, or not shown to you whole';
    throw new CommandError([`the connector ${id} ${why}: give the ARN of its role with --role`]);
  }
  const account = parseWith(Account, await show.get('account', connector.value.account), 'account');
  if (!account.ok) throw new CommandError([`the account ${connector.value.account} is not there, or not readable`]);
  return targetsOf(connector.value, account.value, user);
}

function printed(targets: readonly Target[], before: Date): string {
  const policy = olderSessionsPolicy(before);
  const commands = targets.map(
    ({ kind, name, accountId }) =>
      `# in account ${accountId}\naws iam put-${kind}-policy --${kind}-name '${name}' --policy-name ${POLICY_NAME} \\\n` +
      `  --policy-document '${JSON.stringify(policy)}'`,
  );
  return [jsonText(policy), ...commands].join('\n\n');
}

function aboutLogins(targets: readonly Target[]): string {
  return [
    '',
    'AWS checks that policy at each signed call; a change of IAM takes some seconds to arrive everywhere.',
    'Sessions that begin from now on work as before. Portunus may still hold older ones in memory, and give them out:',
    'change the connector, if only its description, and every login is a fresh one.',
    '',
    'Registry logins that are out already work for twelve hours. AWS does not say whether the registry checks when the',
    "session behind a login began, so nothing here proves that they end. To be sure, add this statement to the registry's",
    'policy (aws ecr put-registry-policy, which replaces the policy: keep its other statements). It denies new logins too,',
    'so remove it after twelve hours, or give the connector another role:',
    '',
    jsonText(imageStatement(targets)),
  ].join('\n');
}
