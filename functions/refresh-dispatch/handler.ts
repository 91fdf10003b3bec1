import type { Context } from 'aws-lambda';
import { createSendMessages } from '../../shared/aws/delivery/queue.ts';
import { createLeaseJob, createListDueJobs } from '../../shared/aws/dynamodb/refresh-schedule.ts';
import { readDispatchConfig } from '../../shared/config/config.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportDispatch, createReportLife } from '../../shared/observability/report-refresh.ts';
import { dispatchRefresh } from '../../shared/vending/refresh/dispatch-refresh.ts';
import { createTables } from '../common/tables.ts';

const config = readDispatchConfig();
const log = createLog({ stage: config.stage, function: 'refresh-dispatch' });
const { activity } = createTables(config);
const ports = {
  listDueJobs: createListDueJobs(activity),
  leaseJob: createLeaseJob(activity),
  sendMessages: createSendMessages(config.refreshQueueUrl),
  reportLife: createReportLife(log, config.metricsPerJob),
};

const reportDispatch = createReportDispatch(log);

/** Milliseconds that are reserved to report the result of the run. */
const RESERVE_MS = 2_000;

export async function handler(_event: unknown, context: Context) {
  const { awsRequestId: requestId } = context;
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
  const { sent, returned } = await dispatchRefresh(ports, { requestId, signal, now: () => new Date() });
  reportDispatch({ requestId, sent, returned });
  return { sent, returned };
}
