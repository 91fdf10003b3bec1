import { readConfig } from '../../shared/config/config.ts';
import { VERSION } from '../../shared/config/version.ts';
import type { Status } from '../../shared/domain/answers/callers.ts';
import type { Route } from '../../shared/http/event.ts';
import { jsonResponse } from '../../shared/http/response/respond.ts';
import { withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportOutcome } from '../../shared/observability/report.ts';

// A deployment whose settings no function accepts is not up, and says so here first.
const config = readConfig();

const status: Route = async () => jsonResponse<typeof Status>({ status: 'ok', version: VERSION });

/** Open to everyone, so it shares neither concurrency nor rights with what issues, and loads no AWS SDK. */
export const routes: Readonly<Record<string, Route>> = { 'GET /v1/status': status };

const log = createLog({ stage: config.stage, function: 'status' });

export const handler = withHttp({ report: createReportOutcome(log), gatewaySecret: config.gatewaySecret, routes });
