import { createDynamoDbClient } from '../../shared/aws/dynamodb-client.ts';
import { readConfig } from '../../shared/config/config.ts';
import { VERSION } from '../../shared/config/version.ts';
import { readPresented } from '../../shared/http/read-presented.ts';
import { callerResponse, jsonResponse } from '../../shared/http/respond.ts';
import { type Route, withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportOutcome } from '../../shared/observability/report.ts';
import { createIdentify } from '../common/identify.ts';

const config = readConfig();
const identifyCaller = createIdentify(config, {
  client: createDynamoDbClient(),
  tableName: config.definitionsTable,
});

const caller: Route = async (event, call) =>
  callerResponse(await identifyCaller(readPresented(event), call), call.requestId);

const status: Route = async () => jsonResponse({ status: 'ok', version: VERSION });

export const handler = withHttp({
  report: createReportOutcome(createLog()),
  routes: {
    'GET /v1/caller': caller,
    'GET /iam/v1/caller': caller,
    'GET /v1/status': status,
  },
});
