import type { Config } from '../../shared/config/config.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createFetchLogins } from '../../shared/vending/issuing/fetch-logins.ts';
import { createFetchSessions } from '../../shared/vending/issuing/fetch-sessions.ts';
import { createIdentifyCaller } from '../../shared/vending/issuing/identify-caller.ts';
import type { IssuePorts } from '../../shared/vending/issuing/work.ts';
import { createVerify } from '../common/identify.ts';
import { once, onDemand } from '../common/lazy.ts';
import { createLoginSources } from '../common/login-sources.ts';
import { createStepPorts, createTableAccess } from '../common/step-ports.ts';

/** Who asks, what is defined, and where the audit goes. */
export function createPorts(config: Config, log: Log) {
  const tables = createTableAccess(config);
  const verifyToken = createVerify(config, log, tables.definitions);
  const ports: IssuePorts = {
    ...createStepPorts(config, log, tables),
    identifyCaller: createIdentifyCaller({ verifyToken, adminRoles: config.adminRoles }),
  };
  const explained = once(async () =>
    (await import('./explain.ts')).createExplained(ports, verifyToken, tables.definitions),
  );
  return { ports, explained };
}

/** Where credentials come from. */
export function createCredentialSources(config: Config) {
  const { ports, sts } = createLoginSources(config);
  const logins = createFetchLogins(ports);
  const sessions = createFetchSessions({
    startSessions: ports.startSessions,
    getCallerIdentity: onDemand(async () => (await sts()).getCallerIdentity),
    getConsoleUrl: onDemand(async () => (await sts()).getConsoleUrl),
    region: config.region,
    random: ports.random,
  });
  return { logins, sessions };
}
