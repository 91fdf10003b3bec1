import { randomUUID } from 'node:crypto';
import { createRecordChange } from '../../shared/aws/dynamodb/audit-log.ts';
import {
  createListDefinitions,
  createListIssuers,
  createReadDefinition,
  createReadKnown,
} from '../../shared/aws/dynamodb/definition-store.ts';
import {
  createDescribeDeletion,
  createListVersions,
  createReadDeletedVersion,
  createReadVersion,
} from '../../shared/aws/dynamodb/definition-versions.ts';
import type { DefinitionsTable } from '../../shared/aws/dynamodb/definitions.ts';
import { createScheduleJob } from '../../shared/aws/dynamodb/refresh-schedule.ts';
import type { ActivityTable } from '../../shared/aws/dynamodb/refresh-state.ts';
import { createWriteDefinitions } from '../../shared/aws/dynamodb/write-definitions.ts';
import { DEFAULT_STAGE, readCliSettings } from '../../shared/config/config.ts';
import type { Author } from '../../shared/domain/change-record.ts';
import { readDependents } from '../../shared/vending/definitions/read-related.ts';
import type { DefinitionAccess } from '../access.ts';
import { createdLines } from '../change-lines.ts';
import { commandCall } from '../command.ts';
import { createDirectHistory } from './history.ts';
import { restoreDirectly } from './restore.ts';

interface DirectTables {
  readonly definitions: DefinitionsTable;
  readonly activity: ActivityTable & { readonly retentionDays: number };
}

const PAGE = 100;

/**
 * How many changes are written in one transaction. With the records of their versions they stay below DynamoDB's limit
 * of 100 items.
 */
const TOGETHER = 30;

/**
 * Accesses the tables directly with the operator's own AWS credentials. The rules and the records are the same as
 * through the API.
 */
export function createDirectAccess(
  { definitions, activity }: DirectTables,
  author: () => Promise<Author>,
  print: (line: string) => void,
): DefinitionAccess {
  const settings = readCliSettings();
  const plan = {
    listIssuers: createListIssuers(definitions),
    readKnown: createReadKnown(definitions),
    readDefinition: createReadDefinition(definitions),
    listDefinitions: createListDefinitions(definitions),
    connectorRoles: settings.connectorRoles,
    stage: settings.stage ?? DEFAULT_STAGE,
    destinations: settings.destinations,
    describeDeletion: createDescribeDeletion(definitions),
    newExternalId: () => `portunus-${randomUUID()}`,
  };
  const show: DefinitionAccess['show'] = {
    list: async function* (kind) {
      for await (const { items } of plan.listDefinitions(kind, { pageSize: PAGE }, commandCall())) {
        yield items.map(({ id, written }) => written ?? { id });
      }
    },
    get: async (kind, id) => (await plan.readDefinition(kind, id, commandCall()))?.value,
  };
  const write = {
    writeDefinitions: createWriteDefinitions(definitions),
    scheduleJob: createScheduleJob(activity),
    recordChange: createRecordChange(activity),
  };
  const versions = {
    readVersion: createReadVersion(definitions),
    readDeletedVersion: createReadDeletedVersion(definitions),
  };
  return {
    plan,
    show,
    write: {
      ...write,
      writeDefinitions: async (writes, call) => {
        await write.writeDefinitions(writes, call);
        const created = writes.filter(({ replaces }) => replaces === undefined);
        const lines = created.flatMap(({ kind, id, definition }) => createdLines(kind, id, definition));
        for (const line of lines) print(line);
      },
    },
    together: TOGETHER,
    takesExternalIds: true,
    // IAM decides here: the right to write to the tables is the right to write definitions.
    assertWriter: async () => {},
    versions,
    history: createDirectHistory({ ...plan, ...versions, listVersions: createListVersions(definitions) }),
    restore: (change) => restoreDirectly(write, author, change),
    readUsers: async (kind, id) => {
      const { connectors, refreshJobs } = await readDependents([{ kind, id }], plan.listDefinitions, commandCall());
      return [...connectors, ...refreshJobs].map(({ value }) => value.id);
    },
    author,
  };
}
