import { randomUUID } from 'node:crypto';
import { createApprovals } from '../../shared/aws/dynamodb/approvals.ts';
import { createRecordAct, createRecordChange } from '../../shared/aws/dynamodb/audit-log.ts';
import * as store from '../../shared/aws/dynamodb/definition-store.ts';
import * as versions from '../../shared/aws/dynamodb/definition-versions.ts';
import { createScheduleJob } from '../../shared/aws/dynamodb/refresh-schedule.ts';
import { createReadRefreshStates } from '../../shared/aws/dynamodb/refresh-state.ts';
import { createReadStops, createWriteStops } from '../../shared/aws/dynamodb/stops.ts';
import { createWriteDefinitions } from '../../shared/aws/dynamodb/write-definitions.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createReportFault } from '../../shared/observability/report.ts';
import { createReportChange, createReportProposal } from '../../shared/observability/report-change.ts';
import { createReportStop } from '../../shared/observability/report-stop.ts';
import type { StopPorts } from '../../shared/vending/definitions/stops.ts';
import { type AdminPorts, createTakeTurns } from '../../shared/vending/definitions/write-for-caller.ts';
import type { PutKeyPorts } from '../../shared/vending/keys/put-key.ts';
import { createAdministered } from '../common/administered.ts';
import { createIdentifiedRoutes } from '../common/identified.ts';
import { createIdentifyPorts } from '../common/identify-key.ts';
import { onDemand } from '../common/lazy.ts';
import { createTables, type Tables } from '../common/tables.ts';

export function createPorts(config: Config, log: Log) {
  const tables = createTables(config);
  const ports = createAdminPorts(config, log, tables);
  const { recordAct } = ports;
  const { identified } = createIdentifiedRoutes(config, log, tables.definitions);
  const administered = createAdministered({ identified, recordAct, reportFault: createReportFault(log) });
  const stopPorts = createStopPorts(ports, log, tables);
  const jobPorts = {
    listDefinitions: ports.listDefinitions,
    readStates: createReadRefreshStates(tables.activity),
  };
  return { ports, stopPorts, keyPorts: createPutKeyPorts(ports, config), jobPorts, administered };
}

/** Keys are put rarely, so what is needed for them is loaded when one is. */
function createPutKeyPorts({ readKnown, recordAct }: AdminPorts, { region, stage }: Config): PutKeyPorts {
  return {
    ...createIdentifyPorts(region),
    findAccount: readKnown.account,
    putKey: onDemand(async () => (await import('../../shared/aws/keys/secrets.ts')).createPutKey(region)),
    listKeys: onDemand(async () => (await import('../../shared/aws/keys/user-keys.ts')).createUserKeys(region).list),
    recordAct,
    stage,
  };
}

function createAdminPorts(config: Config, log: Log, { definitions, activity }: Tables): AdminPorts {
  const writeDefinitions = createWriteDefinitions(definitions);
  const reportChange = createReportChange(log);
  return {
    listIssuers: store.createListIssuers(definitions),
    readKnown: store.createReadKnown(definitions),
    readDefinition: store.createReadDefinition(definitions),
    listDefinitions: store.createListDefinitions(definitions),
    connectorRoles: config.connectorRoles,
    stage: config.stage,
    destinations: config.destinations,
    describeDeletion: versions.createDescribeDeletion(definitions),
    readVersion: versions.createReadVersion(definitions),
    readLatest: store.createReadLatest(definitions),
    writeDefinitions: async (writes, call) => {
      await writeDefinitions(writes, call);
      for (const write of writes) reportChange(write, call);
    },
    scheduleJob: createScheduleJob(activity),
    recordChange: createRecordChange(activity),
    recordAct: createRecordAct(activity),
    lockedIssuers: config.lockedIssuers,
    approvals: createApprovalPorts(config, log, activity),
    random: Math.random,
    takeTurns: createTakeTurns(),
    newExternalId: () => `portunus-${randomUUID()}`,
  };
}

function createApprovalPorts(config: Config, log: Log, activity: Tables['activity']): AdminPorts['approvals'] {
  const approvals = createApprovals(activity);
  const reportProposal = createReportProposal(log);
  return {
    ...approvals,
    isRequired: config.approvals,
    propose: async (approval, call) => {
      const stored = await approvals.propose(approval, call);
      if (stored === approval) reportProposal(approval, call);
      return stored;
    },
  };
}

function createStopPorts({ readDefinition, recordAct }: AdminPorts, log: Log, { definitions }: Tables): StopPorts {
  return {
    readStops: createReadStops(definitions),
    writeStops: createWriteStops(definitions),
    readDefinition,
    recordAct,
    reportStop: createReportStop(log),
    reportFault: createReportFault(log),
    random: Math.random,
  };
}
