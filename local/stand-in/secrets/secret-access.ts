import { AwsError } from '../core/aws-error.ts';
import type { MemberRule } from '../http/json-shape.ts';
import { assertMayDoTo, resourceTagContext } from './resource-access.ts';
import type { Call } from '../core/service.ts';
import type { StoredSecret } from '../core/stored.ts';
import { findSecret } from './stored-secrets.ts';

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

/** The secret that a call names, if the caller may do that to it, marked for deletion or not. */
export function reachSecret(call: Call, id: string): StoredSecret {
  const secret = findSecret(call, id);
  const context = resourceTagContext('secretsmanager:ResourceTag/', secret?.tags);
  // A name that nothing has becomes no ARN, so a policy that lists ARNs denies it; that is AWS's answer, too.
  assertMayDoTo(call, `secretsmanager:${call.action}`, secret?.arn ?? id, context);
  if (secret === undefined) throw secretFailure('ResourceNotFoundException');
  return secret;
}

/** The same, if its value can be had or replaced; `kmsFailure` is what a key that is out of use makes of that. */
export const reachSecretValue = (call: Call, id: string, kmsFailure: string): StoredSecret => {
  const secret = reachSecret(call, id);
  if (secret.deletedAt !== undefined) {
    throw secretIsGone("You can't perform this operation on the secret because it was marked for deletion.");
  }
  const isOfKey = secret.failWith === 'DecryptionFailure' || secret.failWith === 'EncryptionFailure';
  if (secret.failWith !== undefined) throw secretFailure(isOfKey ? kmsFailure : secret.failWith);
  return secret;
};
