import { createFetchKeys } from '../../shared/auth/fetch-keys.ts';
import { createKeyStore } from '../../shared/auth/key-store.ts';
import { createVerifyToken } from '../../shared/auth/verify-token.ts';
import { createRecordAudit } from '../../shared/aws/audit-log.ts';
import { createFindConnector, createGetAccount } from '../../shared/aws/definitions.ts';
import { createDynamoDbClient } from '../../shared/aws/dynamodb-client.ts';
import { createFindIssuer } from '../../shared/aws/issuers.ts';
import { onDemand } from '../../shared/aws/on-demand.ts';
import { readConfig } from '../../shared/config/config.ts';
import { readEcrLoginRequest } from '../../shared/http/read-ecr-login-request.ts';
import { loginResponse } from '../../shared/http/respond.ts';
import { type Route, withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportFault, createReportOutcome } from '../../shared/observability/report.ts';
import { createIdentifyCaller } from '../../shared/vending/identify-caller.ts';
import { createIssueEcrLogin } from '../../shared/vending/issue-ecr-login.ts';
import { createObtainLogins } from '../../shared/vending/obtain-logins.ts';

const config = readConfig();
const log = createLog();
const client = createDynamoDbClient();
const definitions = { client, tableName: config.definitionsTable };
const activity = { client, tableName: config.activityTable, retentionDays: config.auditRetentionDays };

const verifyToken = createVerifyToken({
  findIssuer: createFindIssuer(definitions),
  findKey: createKeyStore(createFetchKeys(config)),
});
const issueEcrLogin = createIssueEcrLogin({
  identifyCaller: createIdentifyCaller({ verifyToken, adminRoles: config.adminRoles }),
  findConnector: createFindConnector(definitions),
  getAccount: createGetAccount(definitions),
  obtainLogins: createObtainLogins({
    assumeRole: onDemand(async () => (await import('../../shared/aws/sts-assume-role.ts')).createAssumeRole()),
    getRegistryLogins: onDemand(async () => (await import('../../shared/aws/ecr-logins.ts')).createGetRegistryLogins()),
  }),
  recordAudit: createRecordAudit(activity),
  reportFault: createReportFault(log),
  random: Math.random,
});

const ecrCredentials: Route = async (event, call) =>
  loginResponse(await issueEcrLogin(readEcrLoginRequest(event), call));

export const handler = withHttp({
  report: createReportOutcome(log),
  routes: {
    'GET /v1/connectors/{id}/ecr/credentials': ecrCredentials,
    'POST /v1/connectors/{id}/ecr/credentials': ecrCredentials,
    'GET /iam/v1/connectors/{id}/ecr/credentials': ecrCredentials,
    'POST /iam/v1/connectors/{id}/ecr/credentials': ecrCredentials,
  },
});
