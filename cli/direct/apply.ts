import { randomUUID } from 'node:crypto';
import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import {
  createListIssuers,
  createReadDefinition,
  createReadKnownAccount,
  createWriteDefinition,
} from '../../shared/aws/definition-store.ts';
import type { DefinitionsTable } from '../../shared/aws/definitions.ts';
import type { Call } from '../../shared/domain/call.ts';
import { applyPlan, type Change, planDefinitions } from '../../shared/vending/apply-definitions.ts';
import { CommandError } from '../command-error.ts';
import { type DefinitionsFile, describe } from '../definitions-file.ts';

interface ApplyOptions {
  readonly table: DefinitionsTable;
  readonly yes: boolean;
  readonly print: (line: string) => void;
}

/** Shows the plan, asks, and writes to the definitions table with the operator's own AWS credentials. */
export const applyDirectly = async (
  { definitions, locate }: DefinitionsFile,
  { table, ...options }: ApplyOptions,
): Promise<readonly Change[]> => {
  const ports = {
    listIssuers: createListIssuers(table),
    readKnownAccount: createReadKnownAccount(table),
    readDefinition: createReadDefinition(table),
    newExternalId: () => `portunus-${randomUUID()}`,
  };
  const plan = await planDefinitions(definitions, ports, commandCall());
  if (!plan.ok) throw new CommandError(plan.faults.map((fault) => describe(fault, locate)));
  for (const warning of plan.warnings) options.print(`warning: ${describe(warning, locate)}`);
  for (const change of plan.changes) options.print(changeLine(change));
  const pending = plan.changes.filter(({ action }) => action !== 'unchanged').length;
  if (pending === 0) options.print('Nothing to change.');
  if (pending > 0 && !options.yes && !(await confirmed(pending))) throw new CommandError(['nothing was changed']);
  await applyPlan(plan.changes, createWriteDefinition(table), commandCall());
  options.print(`Applied ${pending} of ${plan.changes.length} definitions.`);
  return plan.changes;
};

const COMMAND_MS = 60_000;

/** A person waits longer than a request may, but not for ever. */
const commandCall = (): Call => ({
  requestId: randomUUID(),
  signal: AbortSignal.timeout(COMMAND_MS),
  now: () => new Date(),
});

const changeLine = ({ kind, id, action, externalId }: Change): string =>
  `${action.padEnd(9)} ${kind.padEnd(9)} ${id}${externalId === undefined ? '' : `   external ID: ${externalId}`}`;

const confirmed = async (count: number): Promise<boolean> => {
  if (!stdin.isTTY) throw new CommandError(['there is no terminal to ask on: give --yes to apply']);
  const terminal = createInterface({ input: stdin, output: stdout });
  const answer = await terminal.question(`Apply ${count} changes? Only "yes" applies: `);
  terminal.close();
  return answer.trim() === 'yes';
};
