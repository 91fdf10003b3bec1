import { createFetchKeys } from '../../shared/auth/fetch-keys.ts';
import { createKeyStore } from '../../shared/auth/key-store.ts';
import { createVerifyToken } from '../../shared/auth/verify-token.ts';
import type { DefinitionsTable } from '../../shared/aws/definitions.ts';
import { createFindIssuer } from '../../shared/aws/issuers.ts';
import type { Config } from '../../shared/config/config.ts';
import { createIdentifyCaller, type IdentifyCaller } from '../../shared/vending/identify-caller.ts';

/** Who sends a request, by the issuers that are defined. */
export const createIdentify = (config: Config, definitions: DefinitionsTable): IdentifyCaller => {
  const verifyToken = createVerifyToken({
    findIssuer: createFindIssuer(definitions),
    findKey: createKeyStore(createFetchKeys(config)),
  });
  return createIdentifyCaller({ verifyToken, adminRoles: config.adminRoles });
};
