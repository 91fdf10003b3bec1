import { readConfig } from '../../shared/config/config.ts';
import type { Route } from '../../shared/http/event.ts';
import { withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportOutcome } from '../../shared/observability/report.ts';
import { createStaticRoute } from './static.ts';

const config = readConfig();
const log = createLog({ stage: config.stage, function: 'console' });
const page = createStaticRoute(new URL('./static/', import.meta.url));

/** Open to everyone, like the page of any sign-in: the page holds no data, and asks for it below /console/api. */
export const routes: Readonly<Record<string, Route>> = {
  'GET /console': page,
  'GET /console/{proxy+}': page,
};

export const handler = withHttp({ report: createReportOutcome(log), gatewaySecret: config.gatewaySecret, routes });
