import { randomUUID } from 'node:crypto';
import { createRecordChange } from '../../shared/aws/audit-log.ts';
import {
  createDeleteDefinition,
  createListDefinitions,
  createListIssuers,
  createReadDefinition,
  createReadKnown,
  createWriteDefinition,
} from '../../shared/aws/definition-store.ts';
import type { DefinitionsTable } from '../../shared/aws/definitions.ts';
import { createScheduleJob } from '../../shared/aws/refresh-schedule.ts';
import type { ActivityTable } from '../../shared/aws/refresh-state.ts';
import { readDependents } from '../../shared/vending/read-dependents.ts';
import type { DefinitionAccess } from '../access.ts';
import { commandCall } from '../command-call.ts';

interface DirectTables {
  readonly definitions: DefinitionsTable;
  readonly activity: ActivityTable & { readonly retentionDays: number };
}

const PAGE = 100;

/** The tables themselves, with the operator's own AWS credentials. The same rules and records as through the API. */
export const createDirectAccess = (
  { definitions, activity }: DirectTables,
  whoDefines: () => Promise<string>,
): DefinitionAccess => ({
  readUsers: async (kind, id) => {
    const list = createListDefinitions(definitions);
    const { connectors, refreshJobs } = await readDependents([{ kind, id }], list, commandCall());
    return [...connectors, ...refreshJobs].map(({ value }) => value.id);
  },
  plan: {
    listIssuers: createListIssuers(definitions),
    readKnown: createReadKnown(definitions),
    readDefinition: createReadDefinition(definitions),
    listDefinitions: createListDefinitions(definitions),
    newExternalId: () => `portunus-${randomUUID()}`,
  },
  show: {
    list: async function* (kind) {
      for await (const { items } of createListDefinitions(definitions)(kind, { pageSize: PAGE }, commandCall())) {
        yield items.map(({ id, written }) => written ?? { id });
      }
    },
    get: async (kind, id) => (await createReadDefinition(definitions)(kind, id, commandCall()))?.value,
  },
  write: {
    writeDefinition: createWriteDefinition(definitions),
    deleteDefinition: createDeleteDefinition(definitions),
    scheduleJob: createScheduleJob(activity),
    recordChange: createRecordChange(activity),
  },
  author: async () => ({ issuer: 'direct', subject: await whoDefines() }),
});
