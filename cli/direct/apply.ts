import { randomUUID } from 'node:crypto';
import { stdin, stdout } from 'node:process';
import { createInterface } from 'node:readline/promises';
import {
  createListIssuers,
  createReadDefinition,
  createReadKnown,
  createWriteDefinition,
} from '../../shared/aws/definition-store.ts';
import type { DefinitionsTable } from '../../shared/aws/definitions.ts';
import { createScheduleJob } from '../../shared/aws/refresh-schedule.ts';
import type { ActivityTable } from '../../shared/aws/refresh-state.ts';
import { applyPlan, type Change, planDefinitions } from '../../shared/vending/apply-definitions.ts';
import { CommandError } from '../command-error.ts';
import { type DefinitionsFile, describe } from '../definitions-file.ts';
import { commandCall } from './command-call.ts';

interface ApplyOptions {
  readonly table: DefinitionsTable;
  readonly activity: ActivityTable;
  /** Asked only where something is to be written. */
  readonly whoDefines: () => Promise<string>;
  readonly yes: boolean;
  readonly print: (line: string) => void;
}

/** Shows the plan, asks, and writes to the definitions table with the operator's own AWS credentials. */
export const applyDirectly = async (
  { definitions, locate }: DefinitionsFile,
  { table, activity, whoDefines, ...options }: ApplyOptions,
): Promise<readonly Change[]> => {
  const planPorts = {
    listIssuers: createListIssuers(table),
    readKnown: createReadKnown(table),
    readDefinition: createReadDefinition(table),
    newExternalId: () => `portunus-${randomUUID()}`,
  };
  const plan = await planDefinitions(definitions, planPorts, commandCall());
  if (!plan.ok) throw new CommandError(plan.faults.map((fault) => describe(fault, locate)));
  for (const warning of plan.warnings) options.print(`warning: ${describe(warning, locate)}`);
  for (const change of plan.changes) options.print(changeLine(change));
  const pending = plan.changes.filter(({ action }) => action !== 'unchanged').length;
  if (pending === 0) options.print('Nothing to change.');
  if (pending > 0 && !options.yes && !(await confirmed(pending))) throw new CommandError(['nothing was changed']);
  const ports = {
    writeDefinition: createWriteDefinition(table),
    scheduleJob: createScheduleJob(activity),
    definedBy: pending > 0 ? await whoDefines() : '',
  };
  await applyPlan(plan.changes, ports, commandCall());
  options.print(`Applied ${pending} of ${plan.changes.length} definitions.`);
  return plan.changes;
};

const changeLine = ({ kind, id, action, externalId }: Change): string =>
  `${action.padEnd(9)} ${kind.padEnd(11)} ${id}${externalId === undefined ? '' : `   external ID: ${externalId}`}`;

const confirmed = async (count: number): Promise<boolean> => {
  if (!stdin.isTTY) throw new CommandError(['there is no terminal to ask on: give --yes to apply']);
  const terminal = createInterface({ input: stdin, output: stdout });
  const answer = await terminal.question(`Apply ${count} changes? Only "yes" applies: `);
  terminal.close();
  return answer.trim() === 'yes';
};
