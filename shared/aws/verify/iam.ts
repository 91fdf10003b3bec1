import { GetRoleCommand, IAMClient, type IAMClientConfig, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import type { Call } from '../../domain/call.ts';
import { type ErrorCode, PortunusError } from '../../domain/errors.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import type { GetKeyCreation, GetTrustPolicy } from '../../vending/verify/ports.ts';
import { createRequestHandler, MAX_ATTEMPTS } from '../request-handler.ts';
import { sdkCredentials, userCredentials } from '../sdk-credentials.ts';
import { classifySdkError, type Verdict } from '../sdk-errors.ts';
import type { ReadAccountKey } from '../sts/account-keys.ts';

const requestHandler = createRequestHandler(2_000);

/** IAM has one endpoint for a whole partition. Any region of it leads there. */
function clientIn(region: string | undefined, credentials?: IAMClientConfig['credentials']) {
  return new IAMClient({
    ...(region !== undefined && { region }),
    ...(credentials !== undefined && { credentials }),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler,
  });
}

export const getTrustPolicy: GetTrustPolicy = async (roleName, region, signer, call) => {
  const client = clientIn(region, signer === 'execution-role' ? undefined : sdkCredentials(signer));
  const command = new GetRoleCommand({ RoleName: roleName });
  const { Role } = await client.send(command, { abortSignal: call.signal }).catch((error) => {
    throw iamError(error, call);
  });
  return documentIn(Role?.AssumeRolePolicyDocument);
};

/** IAM returns documents URL-encoded (RFC 3986). */
function documentIn(encoded: string | undefined): unknown {
  try {
    return parseStrictJson(decodeURIComponent(encoded ?? ''));
  } catch {
    throw new PortunusError('upstream_invalid', 'sts', { detail: 'IAM: the trust policy is not JSON' });
  }
}

/** The user lists its own keys, signed by the one in question. */
export function createGetKeyCreation(readAccountKey: ReadAccountKey): GetKeyCreation {
  return async (secretArn, region, call) => {
    const key = await readAccountKey(secretArn, { anew: false }, call);
    const client = clientIn(region, userCredentials(key));
    const { AccessKeyMetadata = [] } = await client
      .send(new ListAccessKeysCommand({}), { abortSignal: call.signal })
      .catch((error) => {
        throw iamError(error, call);
      });
    const created = AccessKeyMetadata.find((listed) => listed.AccessKeyId === key.accessKeyId)?.CreateDate;
    if (created !== undefined) return created;
    throw new PortunusError('upstream_invalid', 'sts', { detail: 'IAM: the key is not in the list of its user' });
  };
}

const CODES: Record<Verdict, ErrorCode> = {
  deadline: 'deadline_exceeded',
  unavailable: 'sts_unavailable',
  own_credentials: 'role_refused',
  unreadable: 'upstream_invalid',
  refused: 'role_refused',
};

export function iamError(error: unknown, call: Call): PortunusError {
  const { verdict, name } = classifySdkError(error, call.signal);
  return new PortunusError(CODES[verdict], 'sts', { detail: name, cause: error });
}
