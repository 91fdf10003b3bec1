import { createRecordAudit } from '../../shared/aws/dynamodb/audit-log.ts';
import { createFindConnector, createGetAccount } from '../../shared/aws/dynamodb/definitions.ts';
import { createDynamoDbClient } from '../../shared/aws/dynamodb/table.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createReportFault } from '../../shared/observability/report.ts';
import type { StepPorts } from '../../shared/vending/issuing/work.ts';

/** Both tables, through one client. */
export function createTableAccess(config: Config) {
  const client = createDynamoDbClient();
  return {
    definitions: { client, tableName: config.definitionsTable },
    activity: { client, tableName: config.activityTable, retentionDays: config.auditRetentionDays },
  };
}

/** What is defined, and where the audit goes. */
export function createStepPorts(
  config: Config,
  log: Log,
  { definitions, activity }: ReturnType<typeof createTableAccess>,
): StepPorts {
  return {
    findConnector: createFindConnector(definitions),
    getAccount: createGetAccount(definitions),
    recordAudit: createRecordAudit(activity),
    reportFault: createReportFault(log),
    deployment: config,
  };
}
