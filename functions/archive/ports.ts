import { createArchiveClient } from '../../shared/aws/archive/bucket.ts';
import { createPublishEvents } from '../../shared/aws/archive/put-events.ts';
import { createPutArchiveObject } from '../../shared/aws/archive/put-object.ts';
import { createDynamoDbClient } from '../../shared/aws/dynamodb/table.ts';
import { createUpdateUsage } from '../../shared/aws/dynamodb/usage.ts';
import type { readArchiveConfig } from '../../shared/config/archive-config.ts';
import { VERSION } from '../../shared/config/version.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportFault } from '../../shared/observability/report.ts';
import {
  createReportBatch,
  createReportFailure,
  createReportFinding,
} from '../../shared/observability/report-archive.ts';
import { createPublishStep } from '../../shared/vending/archive/publish.ts';
import { createArchiveStep } from '../../shared/vending/archive/write-archive.ts';
import { createUsageStep } from '../../shared/vending/usage/usage-step.ts';

type ArchiveConfig = ReturnType<typeof readArchiveConfig>;

export function createPorts({ stage, archive, eventBus, usage }: ArchiveConfig) {
  const log = createLog({ stage, function: 'archive' });
  return {
    // In this order, and each batch as a whole: a step that fails holds those after it. What must not wait for the
    // bucket does not belong here.
    steps: [
      ...(archive === undefined
        ? []
        : [createArchiveStep(createPutArchiveObject(createArchiveClient(), archive), VERSION)]),
      ...(eventBus === undefined ? [] : [createPublishStep(createPublishEvents(eventBus))]),
      ...(usage === undefined ? [] : [usageStep(usage, createReportFault(log))]),
    ],
    reportFinding: createReportFinding(log),
    reportBatch: createReportBatch(log),
    reportFailure: createReportFailure(log),
  };
}

function usageStep(
  { activityTable: tableName, retentionDays }: NonNullable<ArchiveConfig['usage']>,
  reportFault: ReturnType<typeof createReportFault>,
) {
  const table = { client: createDynamoDbClient(), tableName, retentionDays };
  return createUsageStep(createUpdateUsage(table, reportFault), reportFault);
}
