import type { Config } from '../../shared/config/config.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createFetchSession } from '../../shared/vending/issuing/fetch-session.ts';
import { createLoginFetches } from '../../shared/vending/issuing/login-fetches.ts';
import { createCredentialPorts } from '../common/credential-ports.ts';
import { createIdentifiedRoutes } from '../common/identified.ts';
import { createIssuePorts } from '../common/issue-ports.ts';
import { onDemand } from '../common/lazy.ts';
import { createTables } from '../common/tables.ts';

export function createPorts(config: Config, log: Log) {
  const tables = createTables(config);
  const ports = createIssuePorts(config, log, tables);
  const routes = createIdentifiedRoutes(config, log, tables.definitions);
  const credentialPorts = createCredentialPorts(config);
  return {
    ports,
    identified: routes.identified,
    fetchLogins: createLoginFetches(credentialPorts),
    fetchSession: createFetchSession(credentialPorts, config.region),
    // Explanations are loaded on demand, so that an agent's login does not wait for them.
    explain: onDemand(async () => (await import('./explain.ts')).createExplainRoute(ports, routes, tables)),
  };
}
