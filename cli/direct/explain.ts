import { createFetchKeys } from '../../shared/auth/fetch-keys.ts';
import { createKeyStore } from '../../shared/auth/key-store.ts';
import { createCheckUnsigned, createVerifyToken } from '../../shared/auth/verify-token.ts';
import { createListIssuers } from '../../shared/aws/dynamodb/definition-store.ts';
import { createFindConnector, createGetAccount } from '../../shared/aws/dynamodb/definitions.ts';
import { createFindIssuer } from '../../shared/aws/dynamodb/issuers.ts';
import { readConfig } from '../../shared/config/config.ts';
import { PortunusError } from '../../shared/domain/errors.ts';
import type { ExplainPorts, JudgeToken } from '../../shared/vending/issuing/explain.ts';
import type { FindIssuer } from '../../shared/vending/issuing/ports.ts';
import type { createTableAccess } from './tables.ts';

/** Explains decisions from the tables. It verifies a token in the same way as the service. */
export function createDirectExplain({ definitions }: ReturnType<typeof createTableAccess>): ExplainPorts {
  return {
    listIssuers: createListIssuers(definitions),
    findConnector: createFindConnector(definitions),
    getAccount: createGetAccount(definitions),
    deployment: readConfig(),
    verifyToken: createJudgeToken(createFindIssuer(definitions, ignoreFault)),
  };
}

/** Discards what the service would log for its operator. Here the explanation itself says why a token is rejected. */
function ignoreFault(): void {}

/**
 * Verifies a token. An issuer that the service can reach may be unreachable from here. Then everything but the
 * signature is checked, and the explanation says so.
 */
function createJudgeToken(findIssuer: FindIssuer): JudgeToken {
  const fetchKeys = createFetchKeys({ ...readConfig(), reportKeySet: ignoreFault });
  const verify = createVerifyToken({ findIssuer, findKeys: createKeyStore(fetchKeys) });
  const checkUnsigned = createCheckUnsigned(findIssuer);
  return async (token, call) => {
    try {
      return await verify(token, call);
    } catch (error) {
      if (!(error instanceof PortunusError && error.code === 'keys_unavailable')) throw error;
      const why = `the keys of its issuer can't be had from here: ${error.reason}`;
      return { ...(await checkUnsigned(token, call)), notChecked: [{ what: 'signature', why }] };
    }
  };
}
