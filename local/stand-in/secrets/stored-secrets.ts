import { AwsError } from '../core/aws-error.ts';
import type { SecretVersion, StoredSecret } from '../core/provided.ts';
import type { Call } from '../core/service.ts';
import type { State } from '../core/state.ts';
import type { MemberRule } from '../http/json-members.ts';
import { accountOf } from '../iam/authorize.ts';
import { assertMayDoTo, resourceTagContext } from './resource-access.ts';

export const CURRENT = 'AWSCURRENT';
export const PREVIOUS = 'AWSPREVIOUS';
const SUFFIX = /-[A-Za-z0-9]{6}$/;

export function withoutSuffix(arn: string): string {
  return arn.replace(SUFFIX, '');
}

/**
 * Returns whether an id names the secret: its whole ARN, its ARN without the suffix, or its name within the account.
 */
function isNamedBy({ arn, name }: StoredSecret, id: string, account: string) {
  if (!id.startsWith('arn:')) return name === id && arn.split(':')[4] === account;
  // AWS takes anything that looks like a suffix for one, so a secret whose name ends like that needs its whole ARN.
  return arn === id || (!SUFFIX.test(id) && withoutSuffix(arn) === id);
}

/** Finds the secret that a call names, in the call's region. */
export function findSecret({ state, caller, region }: Call, id: string): StoredSecret | undefined {
  return [...state.secrets.values()].find(
    (secret) => secret.arn.split(':')[3] === region && isNamedBy(secret, id, accountOf(caller)),
  );
}

/** Finds a secret for a test, which has no caller: by ARN, or by a name that only one secret has. */
export function lookUpSecret({ secrets }: State, arnOrName: string): StoredSecret | undefined {
  const found = [...secrets.values()].filter(({ arn, name }) => arn === arnOrName || name === arnOrName);
  if (found.length > 1) throw new RangeError(`More than one secret is called ${arnOrName}`);
  return found[0];
}

/** Returns the versions after another is added. Each stage belongs to only one of them. */
export function addVersion(
  versions: readonly SecretVersion[],
  added: Omit<SecretVersion, 'stages'>,
  wanted: readonly string[] = [CURRENT],
): readonly SecretVersion[] {
  const stages = [...new Set(versions.length === 0 ? [...wanted, CURRENT] : wanted)];
  const taken = stages.includes(CURRENT) ? [...stages, PREVIOUS] : stages;
  const older = versions.map((version) => {
    const kept = version.stages.filter((stage) => !taken.includes(stage));
    const isSuperseded = stages.includes(CURRENT) && version.stages.includes(CURRENT) && !stages.includes(PREVIOUS);
    return { ...version, stages: isSuperseded ? [...kept, PREVIOUS] : kept };
  });
  return [...older, { ...added, stages }];
}

const FAILURES: Readonly<Record<string, string>> = {
  ResourceNotFoundException: "Secrets Manager can't find the specified secret.",
  AccessDeniedException: 'Access to KMS is not allowed',
  DecryptionFailure: "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
  EncryptionFailure: "Secrets Manager can't encrypt the protected secret text using the provided KMS key.",
  InternalServiceError: 'An error occurred on the server side.',
};

export const SECRET_ID = { kind: 'text', isRequired: true, min: 1, max: 2048 } as const satisfies MemberRule;

export function secretFailure(code: string) {
  return new AwsError(
    code,
    code === 'InternalServiceError' ? 500 : 400,
    FAILURES[code] ?? 'The secret cannot be used.',
  );
}

export function secretIsGone(message: string) {
  return new AwsError('InvalidRequestException', 400, message);
}

/**
 * Finds the secret that a call names, and checks that the caller may perform the action. The secret may be marked for
 * deletion.
 */
export function reachSecret(call: Call, id: string): StoredSecret {
  const secret = findSecret(call, id);
  const context = resourceTagContext('secretsmanager:ResourceTag/', secret?.tags);
  // An unknown name has no ARN, so a policy that lists ARNs denies it. AWS answers the same.
  assertMayDoTo(call, `secretsmanager:${call.action}`, secret?.arn ?? id, context);
  if (secret === undefined) throw secretFailure('ResourceNotFoundException');
  return secret;
}

/**
 * Finds the secret, and checks also that its value can be read or replaced. `kmsFailure` is the error code if its key
 * is disabled.
 */
export const reachSecretValue = (call: Call, id: string, kmsFailure: string): StoredSecret => {
  const secret = reachSecret(call, id);
  if (secret.deletedAt !== undefined) {
    throw secretIsGone("You can't perform this operation on the secret because it was marked for deletion.");
  }
  const isOfKey = secret.failWith === 'DecryptionFailure' || secret.failWith === 'EncryptionFailure';
  if (secret.failWith !== undefined) throw secretFailure(isOfKey ? kmsFailure : secret.failWith);
  return secret;
};
