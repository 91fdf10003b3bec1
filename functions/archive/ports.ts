import { createPublishEvents } from '../../shared/aws/archive/put-events.ts';
import { createPutArchiveObject } from '../../shared/aws/archive/put-object.ts';
import type { readArchiveConfig } from '../../shared/config/config.ts';
import { VERSION } from '../../shared/config/version.ts';
import { createLog } from '../../shared/observability/logger.ts';
import {
  createReportBatch,
  createReportFailure,
  createReportFinding,
} from '../../shared/observability/report-archive.ts';
import { createPublishStep } from '../../shared/vending/archive/publish.ts';
import { createArchiveStep } from '../../shared/vending/archive/write-archive.ts';

export function createPorts({ stage, archive, eventBus }: ReturnType<typeof readArchiveConfig>) {
  const log = createLog({ stage, function: 'archive' });
  return {
    // In this order, and each batch as a whole: a step that fails holds those after it. What must not wait for the
    // bucket does not belong here.
    steps: [
      ...(archive === undefined ? [] : [createArchiveStep(createPutArchiveObject(archive), VERSION)]),
      ...(eventBus === undefined ? [] : [createPublishStep(createPublishEvents(eventBus))]),
    ],
    reportFinding: createReportFinding(log),
    reportBatch: createReportBatch(log),
    reportFailure: createReportFailure(log),
  };
}
