import { createBoundFailures } from '../../shared/auth/failed-attempts.ts';
import { createFetchKeys } from '../../shared/auth/fetch-keys.ts';
import { createKeyStore } from '../../shared/auth/key-store.ts';
import { createVerifyToken } from '../../shared/auth/verify-token.ts';
import type { DefinitionsTable } from '../../shared/aws/dynamodb/definitions.ts';
import { createKnownIssuers } from '../../shared/aws/dynamodb/issuers.ts';
import type { Config } from '../../shared/config/config.ts';
import { createIdentified } from '../../shared/http/request/identified.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createReportFault, createReportKeySet } from '../../shared/observability/report.ts';
import { createIdentifyCaller } from '../../shared/vending/issuing/identify-caller.ts';

/** Creates routes for identified callers. They have a token of a defined issuer, or a signature. */
export function createIdentifiedRoutes(config: Config, log: Log, definitions: DefinitionsTable) {
  const { findIssuer, listIssuers } = createKnownIssuers(definitions, createReportFault(log));
  const verifyToken = createVerifyToken({
    findIssuer,
    findKeys: createKeyStore(createFetchKeys({ ...config, reportKeySet: createReportKeySet(log) })),
  });
  const identifyCaller = createIdentifyCaller({ verifyToken, adminRoles: config.adminRoles });
  const identified = createIdentified(createBoundFailures(identifyCaller));
  return { verifyToken, identified, listIssuers };
}
