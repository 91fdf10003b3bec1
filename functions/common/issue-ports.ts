import { createRecordAudit } from '../../shared/aws/dynamodb/audit-log.ts';
import { createFindConnector, createGetAccount } from '../../shared/aws/dynamodb/definitions.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createReportFault } from '../../shared/observability/report.ts';
import type { IssuePorts } from '../../shared/vending/issuing/issue.ts';
import { onDemand } from './lazy.ts';
import type { Tables } from './tables.ts';

/** Creates the ports with which issuing reads definitions and writes its audit. */
export function createIssuePorts(config: Config, log: Log, { definitions, activity }: Tables): IssuePorts {
  return {
    findConnector: createFindConnector(definitions),
    getAccount: createGetAccount(definitions),
    // Loaded on demand, because most connectors ask for neither.
    consumeToken: onDemand(async () =>
      (await import('../../shared/aws/dynamodb/one-time-tokens.ts')).createConsumeToken(activity),
    ),
    countRequests: onDemand(async () =>
      (await import('../../shared/aws/dynamodb/request-counts.ts')).createCountRequests(activity),
    ),
    recordAudit: createRecordAudit(activity),
    describeRefusal: onDemand(async () =>
      (await import('../../shared/vending/issuing/describe-refusal.ts')).createDescribeRefusal(config),
    ),
    reportFault: createReportFault(log),
    deployment: config,
  };
}
