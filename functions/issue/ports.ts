import { onDemand } from '../../shared/aws/on-demand.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createIssueLogins } from '../../shared/vending/issue-logins.ts';
import { createIssueSessions } from '../../shared/vending/issue-sessions.ts';
import type { IssuePorts } from '../../shared/vending/work.ts';
import { createIdentify } from '../common/identify.ts';
import { createLoginSources } from '../common/login-sources.ts';
import { createStepPorts, createTableAccess } from '../common/step-ports.ts';

/** Who asks, what is defined, and where the audit goes. */
export const createPorts = (config: Config, log: Log): IssuePorts => {
  const tables = createTableAccess(config);
  return {
    ...createStepPorts(config, log, tables),
    identifyCaller: createIdentify(config, tables.definitions),
  };
};

/** Where credentials come from. */
export const createCredentialSources = (config: Config) => {
  const { ports, sts } = createLoginSources(config);
  const logins = createIssueLogins(ports);
  const sessions = createIssueSessions({
    startSessions: ports.startSessions,
    getCallerIdentity: onDemand(async () => (await sts()).getCallerIdentity),
    getConsoleUrl: onDemand(async () => (await sts()).getConsoleUrl),
    region: config.region,
    random: ports.random,
  });
  return { logins, sessions };
};
