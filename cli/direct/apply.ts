import type { DefinitionsTable } from '../../shared/aws/dynamodb/definitions.ts';
import type { ActivityTable } from '../../shared/aws/dynamodb/refresh-state.ts';
import type { ShownChange } from '../../shared/vending/definitions/shown-plan.ts';
import { applyFile } from '../apply/apply.ts';
import type { DefinitionsFile } from '../files/definitions-file.ts';
import { createDirectAccess } from './access.ts';

interface Options {
  readonly table: DefinitionsTable;
  readonly activity: ActivityTable;
  readonly whoDefines: () => Promise<string>;
  readonly print: (line: string) => void;
}

const RETENTION_DAYS = 400;

/** Applies definitions without asking, for programs that set up tables. */
export function applyDirectly(
  file: DefinitionsFile,
  { table, activity, whoDefines, print }: Options,
): Promise<readonly ShownChange[]> {
  const tables = { definitions: table, activity: { ...activity, retentionDays: RETENTION_DAYS } };
  const author = async () => ({ issuer: 'direct', subject: await whoDefines() });
  return applyFile(file, createDirectAccess(tables, author), { print, confirm: async () => true });
}
