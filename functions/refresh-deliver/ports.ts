import { randomUUID } from 'node:crypto';
import { createDeliveries } from '../../shared/aws/delivery/deliveries.ts';
import { createRecordRefresh } from '../../shared/aws/dynamodb/refresh-history.ts';
import { createFindRefreshJob } from '../../shared/aws/dynamodb/refresh-jobs.ts';
import { createReadRefreshState, createSaveRefreshState } from '../../shared/aws/dynamodb/refresh-state.ts';
import type { readDeliverConfig } from '../../shared/config/config.ts';
import { renderLogins } from '../../shared/formats/index.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createReportRefresh } from '../../shared/observability/report-refresh.ts';
import { createFetchLogins } from '../../shared/vending/issuing/fetch-logins.ts';
import { alwaysFresh } from '../../shared/vending/issuing/obtain.ts';
import type { RefreshPorts } from '../../shared/vending/refresh/deliver-refresh.ts';
import { createLoginSources } from '../common/login-sources.ts';
import { createStepPorts, createTableAccess } from '../common/step-ports.ts';

export function createPorts(config: ReturnType<typeof readDeliverConfig>, log: Log): RefreshPorts {
  const tables = createTableAccess(config);
  const issue = createStepPorts(config, log, tables);
  const sources = createLoginSources(config);
  return {
    issue,
    issueLogins: createFetchLogins(sources.ports, alwaysFresh).ecr,
    writeLogins: (issued) => renderLogins(issued, { yaml: false, nonce: randomUUID() }),
    findRefreshJob: createFindRefreshJob(tables.definitions),
    readState: createReadRefreshState(tables.activity),
    saveState: createSaveRefreshState(tables.activity),
    recordRefresh: createRecordRefresh(tables.activity),
    reportRefresh: createReportRefresh(log, config.metricsPerJob),
    reportFault: issue.reportFault,
    ...createDeliveries(config.accountId),
    random: Math.random,
  };
}
