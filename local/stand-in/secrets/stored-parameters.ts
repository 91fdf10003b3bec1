import { partitionOfRegion, readParameterArn, readSecretArn } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import { derivedUuid } from '../core/identifiers.ts';
import type { Parameter, Secret, StoredParameter } from '../core/provided.ts';
import type { Call } from '../core/service.ts';
import type { State } from '../core/state.ts';
import { accountOf } from '../iam/authorize.ts';
import { addVersion, withoutSuffix } from './stored-secrets.ts';

const FAILURES: Readonly<Record<string, string>> = {
  ParameterNotFound: 'The parameter could not be found.',
  AccessDeniedException: 'The ciphertext refers to a customer master key that you do not have access to.',
  InternalServerError: 'An error occurred on the server side.',
};

export function parameterFailure(code: string) {
  return new AwsError(
    code,
    code === 'InternalServerError' ? 500 : 400,
    FAILURES[code] ?? 'The parameter cannot be used.',
  );
}

/** Throws the error that a test configured for the parameter. A disabled key only affects calls that need the key. */
export function assertUsable({ failWith, keyId }: StoredParameter, needsKey: boolean): void {
  if (failWith === undefined || (failWith === 'InvalidKeyId' && !needsKey)) return;
  if (failWith !== 'InvalidKeyId') throw parameterFailure(failWith);
  const cause = '(Service: AWSKMS; Status Code: 400; Error Code: DisabledException)';
  throw new AwsError('InvalidKeyId', 400, `${keyId} is disabled. ${cause}`);
}

/** Returns the ARN of a name in the caller's account. It does not double the slash before a path. */
export function parameterArn({ caller, region }: Call, name: string): string {
  const { partition } = partitionOfRegion(region);
  return `arn:${partition}:ssm:${region}:${accountOf(caller)}:parameter/${name.replace(/^\//, '')}`;
}

/** Finds a parameter for a test, which has no caller: by ARN, or by a name that only one parameter has. */
export function lookUpParameter({ parameters }: State, arnOrName: string): StoredParameter | undefined {
  const found = [...parameters.values()].filter(({ arn, name }) => arn === arnOrName || name === arnOrName);
  if (found.length > 1) throw new RangeError(`More than one parameter is called ${arnOrName}`);
  return found[0];
}

/** Adds or replaces the secret with this ARN. The id of its version is derived from its value. */
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

/** Adds or replaces the parameter with this ARN. A name without a path has no leading slash. */
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
