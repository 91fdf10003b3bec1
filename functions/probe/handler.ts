import type { Context } from 'aws-lambda';
import { askRegistry, createAskApi } from '../../shared/aws/probe/ask.ts';
import { createOwnIdentity } from '../../shared/aws/probe/own-identity.ts';
import { readProbeConfig } from '../../shared/config/config.ts';
import { createLog } from '../../shared/observability/logger.ts';
import { createReportProbe } from '../../shared/observability/report-probe.ts';
import { createOwnTokens } from '../../shared/vending/probe/own-tokens.ts';
import { runProbe } from '../../shared/vending/probe/run-probe.ts';

const config = readProbeConfig();
const { ownKeys, getOwnToken } = createOwnIdentity(config.audience ?? config.url);
const ports = {
  ask: createAskApi(config.url, config.region, ownKeys),
  report: createReportProbe(createLog({ stage: config.stage, function: 'probe' })),
  ...(config.asksRegistry && { askRegistry }),
  ...(config.audience !== undefined && { ownTokens: createOwnTokens(getOwnToken) }),
};
const target = { connector: config.connector, region: config.region, audience: config.audience ?? config.url };

/** Milliseconds that are reserved to report the checks that got no answer. */
const RESERVE_MS = 2_000;

export async function handler(_event: unknown, context: Context) {
  const { awsRequestId: requestId } = context;
  const signal = AbortSignal.timeout(Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS));
  const results = await runProbe(ports, target, { requestId, signal, now: () => new Date() });
  return Object.fromEntries(results.map(({ check, outcome }) => [check, outcome]));
}
