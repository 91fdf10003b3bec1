import { readConfig } from '../../shared/config/config.ts';
import { readBatchRequest } from '../../shared/http/request/read-batch-request.ts';
import { readIssueRequest } from '../../shared/http/request/read-issue-request.ts';
import * as respond from '../../shared/http/response/respond.ts';
import { both, type Route, withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportOutcome } from '../../shared/observability/report.ts';
import { issue } from '../../shared/vending/issuing/issue.ts';
import { issueBatch } from '../../shared/vending/issuing/issue-batch.ts';
import { createCredentialSources, createPorts } from './ports.ts';

const config = readConfig();
const log = createLog();
const { ports, explained } = createPorts(config, log);
const { logins, sessions } = createCredentialSources(config);

const ecrCredentials: Route = async (event, call) =>
  respond.loginResponse(await issue(ports, readIssueRequest(event, 'ecr-login'), call, logins.ecr), event);

const ecrPublicCredentials: Route = async (event, call) =>
  respond.loginResponse(
    await issue(ports, readIssueRequest(event, 'ecr-public-login'), call, logins['ecr-public']),
    event,
  );

const credentials: Route = async (event, call) =>
  respond.sessionResponse(await issue(ports, readIssueRequest(event, 'session'), call, sessions.session), event);

const callerIdentity: Route = async (event, call) =>
  respond.callerIdentityResponse(
    await issue(ports, readIssueRequest(event, 'caller-identity'), call, sessions.callerIdentity),
  );

const consoleUrl: Route = async (event, call) =>
  respond.consoleUrlResponse(await issue(ports, readIssueRequest(event, 'console-url'), call, sessions.consoleUrl));

const batch: Route = async (event, call) =>
  respond.batchResponse(await issueBatch(ports, logins, readBatchRequest(event), call), call.requestId);

const explain: Route = async (event, call) => (await explained())(event, call);

export const handler = withHttp({
  report: createReportOutcome(log),
  routes: {
    ...both('GET', '/connectors/{id}/ecr/credentials', ecrCredentials),
    ...both('POST', '/connectors/{id}/ecr/credentials', ecrCredentials),
    ...both('GET', '/connectors/{id}/ecr-public/credentials', ecrPublicCredentials),
    ...both('POST', '/connectors/{id}/ecr-public/credentials', ecrPublicCredentials),
    ...both('GET', '/connectors/{id}/credentials', credentials),
    ...both('POST', '/connectors/{id}/credentials', credentials),
    ...both('GET', '/connectors/{id}/caller-identity', callerIdentity),
    ...both('GET', '/connectors/{id}/console/url', consoleUrl),
    ...both('POST', '/credentials', batch),
    ...both('POST', '/connectors/{id}/explain', explain),
  },
});
