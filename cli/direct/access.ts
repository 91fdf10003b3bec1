import { randomUUID } from 'node:crypto';
import { createRecordChange } from '../../shared/aws/dynamodb/audit-log.ts';
import {
  createListDefinitions,
  createListIssuers,
  createReadDefinition,
  createReadKnown,
  createReadLatest,
} from '../../shared/aws/dynamodb/definition-store.ts';
import {
  createDescribeDeletion,
  createListVersions,
  createReadVersion,
} from '../../shared/aws/dynamodb/definition-versions.ts';
import type { DefinitionsTable } from '../../shared/aws/dynamodb/definitions.ts';
import { createScheduleJob } from '../../shared/aws/dynamodb/refresh-schedule.ts';
import type { ActivityTable } from '../../shared/aws/dynamodb/refresh-state.ts';
import { createWriteDefinitions } from '../../shared/aws/dynamodb/write-definitions.ts';
import { DEFAULT_STAGE, readCliSettings } from '../../shared/config/config.ts';
import type { Author } from '../../shared/domain/change-record.ts';
import type { PlanPorts } from '../../shared/vending/definitions/plan-definitions.ts';
import { readDependents } from '../../shared/vending/definitions/read-related.ts';
import { writeChanges } from '../../shared/vending/definitions/write-changes.ts';
import type { DefinitionAccess } from '../access.ts';
import { commandCall } from '../command.ts';
import { createDirectHistory } from './history.ts';
import { createPlanSet } from './plan-set.ts';
import { restoreDirectly } from './restore.ts';

interface DirectTables {
  readonly definitions: DefinitionsTable;
  readonly activity: ActivityTable & { readonly retentionDays: number };
}

const PAGE = 100;

/**
 * Accesses the tables directly with the operator's own AWS credentials. The rules and the records are the same as
 * through the API.
 */
export function createDirectAccess(
  { definitions, activity }: DirectTables,
  author: () => Promise<Author>,
): DefinitionAccess {
  const plan = createPlanPorts(definitions);
  const write = {
    writeDefinitions: createWriteDefinitions(definitions),
    scheduleJob: createScheduleJob(activity),
    recordChange: createRecordChange(activity),
  };
  const versions = {
    readVersion: createReadVersion(definitions),
    readLatest: createReadLatest(definitions),
  };
  return {
    plan,
    show: createShow(plan),
    planSet: createPlanSet(plan, write, author),
    remove: async (change) => writeChanges([change], write, await author(), commandCall()),
    // IAM decides here: the right to write to the tables is the right to write definitions.
    assertWriter: async () => {},
    versions,
    history: createDirectHistory({ ...versions, listVersions: createListVersions(definitions) }),
    restore: (change) => restoreDirectly(write, author, change),
    readUsers: async (kind, id) => {
      const { connectors, refreshJobs } = await readDependents([{ kind, id }], plan.listDefinitions, commandCall());
      return [...connectors, ...refreshJobs].map(({ value }) => value.id);
    },
  };
}

function createPlanPorts(definitions: DefinitionsTable): PlanPorts {
  const settings = readCliSettings();
  return {
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
}

function createShow({ listDefinitions, readDefinition }: PlanPorts): DefinitionAccess['show'] {
  return {
    list: async function* (kind) {
      for await (const { items } of listDefinitions(kind, { pageSize: PAGE }, commandCall())) {
        yield items.map(({ id, written }) => written ?? { id });
      }
    },
    get: async (kind, id) => (await readDefinition(kind, id, commandCall()))?.value,
  };
}
