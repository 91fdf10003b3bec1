import { readConfig } from '../../shared/config/config.ts';
import type { IssueAction } from '../../shared/domain/issue-request.ts';
import type { HttpEvent, HttpResponse, Route } from '../../shared/http/event.ts';
import { readBatchRequest } from '../../shared/http/request/read-batch-request.ts';
import { readIssueRequest } from '../../shared/http/request/read-issue-request.ts';
import { readableBatch, readableRequest } from '../../shared/http/request/readable-requests.ts';
import * as respond from '../../shared/http/response/respond.ts';
import { both, loginRoutes, withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportOutcome } from '../../shared/observability/report.ts';
import { recordFailure } from '../../shared/vending/issuing/audit-draft.ts';
import { type FetchCredentials, issue } from '../../shared/vending/issuing/issue.ts';
import { issueBatch } from '../../shared/vending/issuing/issue-batch.ts';
import { createPorts } from './ports.ts';

const config = readConfig();
const log = createLog({ stage: config.stage, function: 'issue' });
const { ports, identified, fetchLogins, fetchSession, explain } = createPorts(config, log);

/**
 * Composes a route that issues credentials: it identifies the caller, parses the request, runs the stages from
 * connector to audit, and writes the response.
 */
function issuing<T>(
  action: IssueAction,
  fetchCredentials: FetchCredentials<T>,
  toResponse: (answer: T, event: HttpEvent) => HttpResponse,
): Route {
  return identified({
    readRequest: (event) => readIssueRequest(event, action),
    // The audit contains every refusal of a known caller, even of a request that can not be read.
    recordInvalid: (error, caller, event, call) =>
      recordFailure(ports, { caller, ...readableRequest(event, action) }, call, error),
    answer: async ({ request, caller, event, call }) =>
      toResponse(await issue(ports, { caller, request }, fetchCredentials, call), event),
  });
}

const batch = identified({
  readRequest: readBatchRequest,
  recordInvalid: async (error, caller, event, call) => {
    await Promise.all(readableBatch(event).map((one) => recordFailure(ports, { caller, ...one }, call, error)));
  },
  answer: async ({ request: requests, caller, call }) =>
    respond.batchResponse(await issueBatch(ports, fetchLogins, { caller, requests }, call), call.requestId),
});

const credentials = issuing('session', fetchSession.session, respond.sessionResponse);
const callerIdentity = issuing('caller-identity', fetchSession['caller-identity'], respond.callerIdentityResponse);
const consoleUrl = issuing('console-url', fetchSession['console-url'], respond.consoleUrlResponse);

/** Each route also needs an event in serverless.yml. Without one, API Gateway does not forward its requests. */
export const routes: Readonly<Record<string, Route>> = {
  ...loginRoutes((action) => issuing(action, fetchLogins[action], respond.loginResponse)),
  ...both('GET', '/connectors/{id}/credentials', credentials),
  ...both('POST', '/connectors/{id}/credentials', credentials),
  ...both('GET', '/connectors/{id}/caller-identity', callerIdentity),
  ...both('GET', '/connectors/{id}/console/url', consoleUrl),
  ...both('POST', '/credentials', batch),
  ...both('POST', '/connectors/{id}/explain', explain),
};

export const handler = withHttp({ report: createReportOutcome(log), gatewaySecret: config.gatewaySecret, routes });
