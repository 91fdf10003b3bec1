import type { Context } from 'aws-lambda';
import { readRotateConfig } from '../../shared/config/config.ts';
import type { AccountKeysJson, RotatedKeysJson } from '../../shared/domain/answers/account-keys.ts';
import type { HttpEvent, Route } from '../../shared/http/event.ts';
import { readIdAlone } from '../../shared/http/request/read-definition-request.ts';
import { readRotateRequest } from '../../shared/http/request/read-key-request.ts';
import { jsonResponse } from '../../shared/http/response/respond.ts';
import { both, withHttp } from '../../shared/http/with-http.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportOutcome } from '../../shared/observability/report.ts';
import { describeAccountKeys, rotateAccountKey, rotateDueKeys } from '../../shared/vending/keys/account-keys.ts';
import { isOfSchedule } from '../common/is-of-schedule.ts';
import { createPorts } from './ports.ts';

const config = readRotateConfig();
const log = createLog({ stage: config.stage, function: 'rotate-keys' });
const { ports, administered } = createPorts(config, log);

const keys = administered(readIdAlone, async ({ request: id, call }) =>
  jsonResponse<typeof AccountKeysJson>(await describeAccountKeys(ports, id, call)),
);

const rotate = administered(readRotateRequest, async ({ request, caller, call }) =>
  jsonResponse<typeof RotatedKeysJson>(await rotateAccountKey(ports, request, caller, call)),
);

/** Each route also needs an event in serverless.yml. Without one, API Gateway does not forward its requests. */
export const routes: Readonly<Record<string, Route>> = {
  ...both('GET', '/accounts/{id}/key', keys),
  ...both('POST', '/accounts/{id}/key/rotate', rotate),
};

const http = withHttp({ report: createReportOutcome(log), gatewaySecret: config.gatewaySecret, routes });

/** Milliseconds that are reserved to report what failed. */
const RESERVE_MS = 2_000;

/** Rotates the keys that are due. What a run does not get to, the next one does. */
async function rotateDue(context: Context): Promise<{ readonly failed: number }> {
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
  const call = { requestId: context.awsRequestId, signal, now: () => new Date() };
  return { failed: config.rotateDays === undefined ? 0 : await rotateDueKeys(ports, config.rotateDays, call) };
}

/** Everything that is not of the schedule is a request, whatever it is. */
export async function handler(event: unknown, context: Context) {
  return isOfSchedule(event, 'rotate-keys') ? rotateDue(context) : http(event as HttpEvent, context);
}
