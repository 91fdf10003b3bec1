import { randomUUID } from 'node:crypto';
import { createDeliveries } from '../../shared/aws/delivery/deliveries.ts';
import { createRecordRefresh } from '../../shared/aws/dynamodb/refresh-history.ts';
import { createFindRefreshJob } from '../../shared/aws/dynamodb/refresh-jobs.ts';
import { createReadRefreshState, createSaveRefreshState } from '../../shared/aws/dynamodb/refresh-state.ts';
import type { readDeliverConfig } from '../../shared/config/config.ts';
import { renderLogin } from '../../shared/formats/index.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createReportRefresh } from '../../shared/observability/report-refresh.ts';
import { createNoCache } from '../../shared/vending/issuing/credential-cache.ts';
import { createLoginFetches } from '../../shared/vending/issuing/login-fetches.ts';
import type { RefreshPorts } from '../../shared/vending/refresh/deliver-refresh.ts';
import { createCredentialPorts } from '../common/credential-ports.ts';
import { createIssuePorts } from '../common/issue-ports.ts';
import { createTables } from '../common/tables.ts';

export function createPorts(config: ReturnType<typeof readDeliverConfig>, log: Log): RefreshPorts {
  const tables = createTables(config);
  const issue = createIssuePorts(config, log, tables);
  return {
    issue,
    fetchLogins: createLoginFetches(createCredentialPorts(config), {
      logins: createNoCache(),
      packages: createNoCache(),
    }),
    writeLogins: (issued) => renderLogin(issued, { yaml: false, nonce: randomUUID() }),
    findRefreshJob: createFindRefreshJob(tables.definitions),
    readState: createReadRefreshState(tables.activity),
    saveState: createSaveRefreshState(tables.activity),
    recordRefresh: createRecordRefresh(tables.activity),
    reportRefresh: createReportRefresh(log, config.metricsPerJob),
    reportFault: issue.reportFault,
    ...createDeliveries(config.accountId),
    destinations: config.destinations,
    random: Math.random,
  };
}
