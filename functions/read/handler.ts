import { createFetchKeys } from '../../shared/auth/fetch-keys.ts';
import { createKeyStore } from '../../shared/auth/key-store.ts';
import { createVerifyToken } from '../../shared/auth/verify-token.ts';
import { createDynamoDbClient } from '../../shared/aws/dynamodb-client.ts';
import { createFindIssuer } from '../../shared/aws/issuers.ts';
import { readConfig } from '../../shared/config/config.ts';
import { VERSION } from '../../shared/config/version.ts';
import { readPresented } from '../../shared/http/read-presented.ts';
import { callerResponse, jsonResponse } from '../../shared/http/respond.ts';
import { type Route, withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportOutcome } from '../../shared/observability/report.ts';
import { createIdentifyCaller } from '../../shared/vending/identify-caller.ts';

const config = readConfig();
const definitions = { client: createDynamoDbClient(), tableName: config.definitionsTable };

const verifyToken = createVerifyToken({
  findIssuer: createFindIssuer(definitions),
  findKey: createKeyStore(createFetchKeys(config)),
});
const identifyCaller = createIdentifyCaller({ verifyToken, adminRoles: config.adminRoles });

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
