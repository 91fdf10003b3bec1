import { createFetchKeys } from '../../shared/auth/fetch-keys.ts';
import { createKeyStore } from '../../shared/auth/key-store.ts';
import { createVerifyToken } from '../../shared/auth/verify-token.ts';
import type { DefinitionsTable } from '../../shared/aws/dynamodb/definitions.ts';
import { createFindIssuer } from '../../shared/aws/dynamodb/issuers.ts';
import type { Config } from '../../shared/config/config.ts';
import type { Log } from '../../shared/observability/logger.ts';
import { createReportFault } from '../../shared/observability/report.ts';
import { createReportKeySet } from '../../shared/observability/report-key-set.ts';
import { createIdentifyCaller, type IdentifyCaller } from '../../shared/vending/issuing/identify-caller.ts';
import type { VerifyToken } from '../../shared/vending/issuing/ports.ts';

/** Verifies tokens of the issuers that are defined. */
export function createVerify(config: Config, log: Log, definitions: DefinitionsTable): VerifyToken {
  return createVerifyToken({
    findIssuer: createFindIssuer(definitions, createReportFault(log)),
    findKeys: createKeyStore(createFetchKeys({ ...config, reportKeySet: createReportKeySet(log) })),
  });
}

/** Who sends a request. */
export function createIdentify(config: Config, log: Log, definitions: DefinitionsTable): IdentifyCaller {
  return createIdentifyCaller({ verifyToken: createVerify(config, log, definitions), adminRoles: config.adminRoles });
}
