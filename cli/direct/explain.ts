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

/** What explains a decision from the tables themselves. A token is verified as the service verifies it. */
export function createDirectExplain({ definitions }: ReturnType<typeof createTableAccess>): ExplainPorts {
  return {
    listIssuers: createListIssuers(definitions),
    findConnector: createFindConnector(definitions),
    getAccount: createGetAccount(definitions),
    deployment: readConfig(),
    verifyToken: createJudgeToken(createFindIssuer(definitions, untold)),
  };
}

/** What the service's log has for its operator. Here the explanation itself says why a token is refused. */
function untold(): void {}

/** An issuer that the service reaches may be out of reach here: then all but the signature is judged, and that is said. */
function createJudgeToken(findIssuer: FindIssuer): JudgeToken {
  const fetchKeys = createFetchKeys({ ...readConfig(), reportKeySet: untold });
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
