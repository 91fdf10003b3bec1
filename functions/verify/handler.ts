import type { Context } from 'aws-lambda';
import { readVerifyConfig } from '../../shared/config/config.ts';
import type { VerificationJson } from '../../shared/domain/answers/records.ts';
import type { HttpEvent, HttpResponse, Route } from '../../shared/http/event.ts';
import { readVerifyRequest } from '../../shared/http/request/read-verify-request.ts';
import { jsonResponse } from '../../shared/http/response/respond.ts';
import { both, withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportOutcome } from '../../shared/observability/report.ts';
import { runSchedule } from '../../shared/vending/verify/run-schedule.ts';
import { verifyConnector } from '../../shared/vending/verify/verify-connector.ts';
import { verifyForCaller } from '../../shared/vending/verify/verify-for-caller.ts';
import { createAdministered } from '../common/administered.ts';
import { isOfSchedule } from '../common/is-of-schedule.ts';
import { createPorts } from './ports.ts';

const config = readVerifyConfig();
const log = createLog({ stage: config.stage, function: 'verify' });
const { identified, verify, ...ports } = createPorts(config, log);
const administered = createAdministered({ identified, ...ports });

/** API Gateway gives up after 30 seconds, while the schedule may use all of the function's time. */
const GATEWAY_MS = 28_000;
const MAX_REQUEST_MS = 24_000;
/** Milliseconds that are reserved to save where a run has come to. */
const RESERVE_MS = 10_000;

const verification: Route = administered(readVerifyRequest, async ({ request, caller, call }) => {
  const judge = {
    ...ports,
    verify: (connectorId: string, given: (typeof request)['given'], within: typeof call) =>
      verifyConnector(verify, { connectorId, ...(given && { given }) }, within),
  };
  const result = await verifyForCaller(judge, request, caller, call);
  return jsonResponse<typeof VerificationJson>({ requestId: call.requestId, ...result });
});

/** Each route also needs an event in serverless.yml. Without one, API Gateway does not forward its requests. */
export const routes: Readonly<Record<string, Route>> = {
  ...both('POST', '/connectors/{id}/verify', verification),
};

const answer = withHttp({
  report: createReportOutcome(log),
  gatewaySecret: config.gatewaySecret,
  maxRequestMs: MAX_REQUEST_MS,
  routes,
});

export async function handler(event: unknown, context: Context): Promise<HttpResponse | object> {
  if (isOfSchedule(event, 'verify')) return runAll(context);
  const until = Date.now() + GATEWAY_MS;
  const getRemainingTimeInMillis = () => Math.min(until - Date.now(), context.getRemainingTimeInMillis());
  return answer(event as HttpEvent, { ...context, getRemainingTimeInMillis });
}

function runAll({ awsRequestId: requestId, ...context }: Context) {
  return runSchedule(
    { ...ports, verify: (connectorId, call) => verifyConnector(verify, { connectorId }, call) },
    { requestId, now: () => new Date(), timeLeft: () => context.getRemainingTimeInMillis() - RESERVE_MS },
  );
}
