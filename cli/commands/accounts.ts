import type { Command } from 'commander';
import type { AccountKeys, RotatedKeys } from '../../shared/vending/keys/account-keys.ts';
import type { PutAccountKey } from '../../shared/vending/keys/put-key.ts';
import { CommandError, type Failed } from '../command.ts';
import { endingOf } from '../ending.ts';
import { askKeyText } from '../files/ask-key.ts';
import { createHttpKeys } from '../http/keys.ts';
import type { KeyAccess } from '../key-access.ts';
import { readKeyText } from '../key-text.ts';
import { type AccessOptions, isDirect, openApi, withAccessOptions } from '../open-access.ts';
import { jsonText, outputOption, tableOf } from '../output.ts';

type Options = AccessOptions & { readonly output: string };

/** Adds the commands for the access keys of accounts. */
export function addAccountsCommands(program: Command): void {
  const accounts = program.command('accounts').description("access keys of accounts' IAM users: put, rotate, look");
  const command = (usage: string, description: string) =>
    withAccessOptions(accounts.command(usage).description(description)).addOption(outputOption('table', 'json'));

  command('keys [account]', 'show how old the keys are, and how far their rotation is').action(
    async (account: string | undefined, options: Options) => {
      const access = await openKeys(options);
      if (account !== undefined) return printKeys(options, [await access.describe(account)]);
      const { all, faults, failed } = await describeEach(access, await access.list());
      printKeys(options, all);
      if (faults.length > 0) throw new CommandError(faults, failed);
    },
  );
  command('put-key <account>', 'put the key of an account, from standard input, a file or a prompt')
    .option('-f, --file <file>', 'what AWS gave out: JSON, CSV, or two lines; - is standard input')
    .action(async (account: string, options: Options & { file?: string }) => {
      const access = await openKeys(options);
      const put = await access.put(account, readKeyText(await askKeyText(options.file)));
      print(options, put, () => putLines(account, put).join('\n'));
    });
  command('rotate-key <account>', 'rotate the key of an account, or carry on with its rotation')
    .option('--at-once', 'wait for nothing, because the key has leaked; logins may fail for some seconds')
    .action(async (account: string, options: Options & { atOnce?: boolean }) => {
      const access = await openKeys(options);
      const rotated = await access.rotate(account, options.atOnce === true);
      print(options, rotated, () => rotationLines(rotated).join('\n'));
    });
}

/** One account whose key can't be looked at must not hide the others. */
async function describeEach(access: KeyAccess, ids: readonly string[]) {
  const all: AccountKeys[] = [];
  const faults: string[] = [];
  let failed: Failed = 'refused';
  for (const id of ids) {
    try {
      all.push(await access.describe(id));
    } catch (error) {
      const ending = endingOf(error);
      failed = ending.failed;
      faults.push(...ending.lines.map((line) => `${id}: ${line}`));
    }
  }
  return { all, faults, failed };
}

function printKeys(options: Options, all: readonly AccountKeys[]): void {
  print(options, all, () => keyTable(all));
}

async function openKeys(options: AccessOptions): Promise<KeyAccess> {
  if (!isDirect(options)) return createHttpKeys(await openApi(options));
  const { createDirectKeys, createTableAccess } = await import('../direct/index.ts');
  return createDirectKeys(createTableAccess());
}

function print({ output }: Options, value: unknown, toText: () => string): void {
  console.log(output === 'json' ? jsonText(value) : toText());
}

function ageText(ageDays: number | undefined): string {
  return ageDays === undefined ? 'unknown' : `${Math.floor(ageDays)} d`;
}

function keyTable(all: readonly AccountKeys[]): string {
  const head = ['ACCOUNT', 'USER', 'KEY', 'AGE', 'SECRET CHANGED', 'KEYS', 'NEXT'];
  const rows = all.map(({ account, user, accessKeyId, ageDays, changedAt, keys, next }) => [
    account,
    user,
    accessKeyId,
    ageText(ageDays),
    changedAt,
    String(keys.length),
    next === undefined ? '-' : `${next.step}, from ${next.notBefore}`,
  ]);
  return tableOf(head, rows);
}

function putLines(account: string, put: PutAccountKey): readonly string[] {
  const age = put.ageDays === undefined ? '' : `, ${ageText(put.ageDays)} old`;
  const done = `${account} has the key ${put.accessKeyId} of the user ${put.user}${age}`;
  if (put.isInDefinition) return [done];
  return [
    `${done}, and does not use it yet. Write the secret into its definition, and apply that:`,
    '',
    'credentials:',
    '  source: iam-user',
    `  secretArn: ${put.secretArn}`,
  ];
}

const DID: Readonly<Record<RotatedKeys['done'][number]['step'], string>> = {
  create: 'created the key',
  discard: 'deleted a key that was never used,',
  switch: 'switched to the key',
  deactivate: 'deactivated the key',
  delete: 'deleted the key',
};

function rotationLines({ account, accessKeyId, done, next }: RotatedKeys): readonly string[] {
  const steps = done.map(({ step, accessKeyId: id }) => `${DID[step]} ${id}`);
  const now = `${account} uses the key ${accessKeyId}`;
  if (next === undefined) return [...steps, `${now}. The rotation is complete.`];
  const again = 'The schedule carries on, if there is one. The same command does, too.';
  return [...steps, `${now}. Next: ${next.step}, from ${next.notBefore} on. ${again}`];
}
