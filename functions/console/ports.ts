import { randomBytes } from 'node:crypto';
import { createSignInProviders } from '../../shared/auth/sign-in-providers.ts';
import { createAskApi } from '../../shared/aws/console/ask-api.ts';
import { createReadClientSecret } from '../../shared/aws/console/client-secret.ts';
import { createSealTokens } from '../../shared/aws/console/seal.ts';
import { createRecordAct } from '../../shared/aws/dynamodb/audit-log.ts';
import { createSessionStore } from '../../shared/aws/dynamodb/console-sessions.ts';
import { createKnownIssuers, readIssuers } from '../../shared/aws/dynamodb/issuers.ts';
import { pause } from '../../shared/aws/pause.ts';
import type { ConsoleConfig, ConsoleSite } from '../../shared/config/console-config.ts';
import type { Call } from '../../shared/domain/call.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createReportFault } from '../../shared/observability/report.ts';
import { createReportForwarded, createReportPage } from '../../shared/observability/report-console.ts';
import { createTables } from '../common/tables.ts';

/**
 * Where the providers send people back to. Each issuer has an address of its own: a provider that leads a person on to
 * another one would be sent that one's code otherwise (RFC 9700, section 4.4.2.2).
 */
const CALLBACK = '/console/sign-in/callback';

/** Creates what the console needs of AWS, of the providers where people sign in, and of the API. */
export function createPorts(config: ConsoleConfig, { origin, isLoopback, key }: ConsoleSite, log: Log) {
  const { definitions, activity } = createTables(config);
  const reportFault = createReportFault(log);
  const { allowPrivateIssuers } = config;
  return {
    listIssuers: createKnownIssuers(definitions, reportFault).listIssuers,
    readIssuers: async (call: Call) => [...(await readIssuers(definitions, call)).byUrl.values()],
    providers: createSignInProviders({
      allowPrivateIssuers,
      isLoopback,
      readClientSecret: createReadClientSecret(),
    }),
    sessions: createSessionStore(activity),
    seals: createSealTokens(key, config.stage),
    askApi: createAskApi(origin),
    recordAct: createRecordAct(activity),
    newId: () => randomBytes(32).toString('base64url'),
    pause,
    redirectUri: (issuer: string) => `${origin}${CALLBACK}/${issuer}`,
    reportFault,
    reportForwarded: createReportForwarded(log),
    reportPage: createReportPage(log),
  };
}

export type Ports = ReturnType<typeof createPorts>;
