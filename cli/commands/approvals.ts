import type { Command } from 'commander';
import { stringify } from 'yaml';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError, usageError } from '../command.ts';
import { confirmed } from '../confirm.ts';
import { type ApiClient, allOf, bodyOf } from '../http/client.ts';
import { type AccessOptions, openApi, withAccessOptions } from '../open-access.ts';
import { jsonText, outputOption, tableOf } from '../output.ts';

type Approval = Readonly<Record<string, unknown>>;

interface Options extends AccessOptions {
  readonly output: string;
  readonly yes?: boolean;
}

/** Adds the commands for changes that wait for a second administrator. */
export function addApprovalsCommands(program: Command): void {
  const list = program
    .command('approvals')
    .description('show the changes that wait for a second administrator')
    .addOption(outputOption('table', 'json'));
  withAccessOptions(list).action(async ({ output, ...options }: Options) => {
    const waiting = await allWaiting(await open(options));
    console.log(output === 'json' ? jsonText(waiting) : waitingTable(waiting));
  });
  addDecision(program, 'approve', 'make a change that somebody else proposed');
  addDecision(program, 'reject', 'turn a proposed change down, or take your own back');
}

function addDecision(program: Command, decision: 'approve' | 'reject', description: string): void {
  const command = program
    .command(`${decision} <approval>`)
    .description(description)
    .option('-y, --yes', `${decision} without asking`);
  withAccessOptions(command).action(async (id: string, { yes, ...options }: Options) => {
    const api = await open(options);
    if (!yes) {
      const approval = (await allWaiting(api)).find((one) => one.id === id);
      if (approval === undefined)
        throw new CommandError([`no change waits under ${id}: portunus approvals shows which do`]);
      console.log(stringify(approval).trimEnd());
      const question = decision === 'approve' ? 'Make this change?' : 'Turn this change down?';
      if (!(await confirmed(question))) throw new CommandError(['nothing was decided']);
    }
    const { approval } = bodyOf(await api.POST('/approvals/{id}', { params: { path: { id } }, body: { decision } }));
    const { target, status } = isJsonObject(approval) ? approval : {};
    console.log(`${status} ${nameOf(target)}`);
  });
}

function open({ direct, ...options }: AccessOptions): Promise<ApiClient> {
  if (direct) throw usageError('approvals are decided over the API: with --direct, nothing waits');
  return openApi(options);
}

function allWaiting(api: ApiClient): Promise<readonly Approval[]> {
  return allOf((from) => api.GET('/approvals', { params: { query: { limit: 100, ...from } } }));
}

function waitingTable(waiting: readonly Approval[]): string {
  const rows = waiting.map(({ id, action, target, fields, proposedBy, expiresAt }) =>
    [id, action, nameOf(target), Array.isArray(fields) ? fields.join(',') : '', proposedBy, expiresAt].map(String),
  );
  if (rows.length === 0) return 'nothing waits for an approval';
  return tableOf(['ID', 'ACTION', 'DEFINITION', 'FIELDS', 'PROPOSED BY', 'EXPIRES'], rows);
}

function nameOf(target: unknown): string {
  return isJsonObject(target) ? `${target.kind} ${target.id}` : '-';
}
