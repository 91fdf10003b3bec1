import { readParameterArn, readSecretArn } from '../core/arn.ts';
import { derivedUuid } from '../core/identifiers.ts';
import type { Parameter, Secret } from '../core/provided.ts';
import type { State } from '../core/state.ts';
import { addVersion, withoutSuffix } from './stored-secrets.ts';

/** Adds a secret or replaces the one with the same ARN; its version's id follows from its value. */
export function putSecret(state: State, secret: Secret): void {
  const { arn, value, failWith, deleted = false } = secret;
  const nameWithSuffix = readSecretArn(arn)?.name;
  if (nameWithSuffix === undefined) throw new RangeError(`Not the ARN of a secret: ${arn}`);
  const now = state.now();
  const existing = state.secrets.get(arn);
  const only = value === undefined ? undefined : addVersion([], { id: derivedUuid(value), value, createdAt: now });
  state.secrets.set(arn, {
    arn,
    name: withoutSuffix(nameWithSuffix),
    description: existing?.description,
    tags: { ...(secret.tags ?? existing?.tags) },
    kmsKeyId: secret.kmsKeyId ?? existing?.kmsKeyId,
    versions: only ?? existing?.versions ?? [],
    createdAt: existing?.createdAt ?? now,
    deletedAt: deleted ? (existing?.deletedAt ?? now) : undefined,
    failWith,
  });
}

/** Marks a secret for deletion. */
export function deleteSecret(state: State, arn: string): void {
  const secret = state.secrets.get(arn);
  if (secret === undefined) throw new RangeError(`No secret has the ARN ${arn}`);
  state.secrets.set(arn, { ...secret, deletedAt: secret.deletedAt ?? state.now() });
}

/** Adds a parameter or replaces the one with the same ARN; a name of one level has no slash in front. */
export function putParameter(state: State, parameter: Parameter): void {
  const { arn, value, failWith } = parameter;
  const path = readParameterArn(arn)?.name;
  const existing = state.parameters.get(arn);
  const versions = value === undefined ? existing?.versions : [{ version: 1, value, at: state.now() }];
  if (path === undefined) throw new RangeError(`Not the ARN of a parameter: ${arn}`);
  if (versions === undefined) throw new RangeError(`A new parameter needs a value: ${arn}`);
  const type = parameter.type ?? existing?.type ?? 'SecureString';
  const keyId = parameter.keyId ?? existing?.keyId ?? 'alias/aws/ssm';
  state.parameters.set(arn, {
    arn,
    name: existing?.name ?? (path.includes('/') ? `/${path}` : path),
    type,
    tier: parameter.tier ?? existing?.tier ?? 'Standard',
    description: existing?.description,
    tags: { ...(parameter.tags ?? existing?.tags) },
    keyId: type === 'SecureString' ? keyId : undefined,
    versions,
    failWith,
  });
}
