import { AwsError } from '../core/aws-error.ts';
import type { SecretVersion, StoredSecret } from '../core/provided.ts';
import type { Answer, Call } from '../core/service.ts';
import { type Shape, takeMembers } from '../http/json-members.ts';
import { CURRENT, reachSecret, reachSecretValue, SECRET_ID, secretFailure } from './stored-secrets.ts';

const GET_SECRET_VALUE = {
  SecretId: SECRET_ID,
  VersionId: { kind: 'text', min: 32, max: 64 },
  VersionStage: { kind: 'text', min: 1, max: 256 },
} as const satisfies Shape;

const DESCRIBE_SECRET = { SecretId: SECRET_ID } as const satisfies Shape;

/** Returns a time in seconds, as the protocol requires. */
function toSeconds(time: Date) {
  return time.getTime() / 1000;
}

function findVersion(versions: readonly SecretVersion[], id?: string, stage?: string): SecretVersion {
  const found = versions.find((version) =>
    id === undefined ? version.stages.includes(stage ?? CURRENT) : version.id === id,
  );
  if (found === undefined) throw secretFailure('ResourceNotFoundException');
  if (stage !== undefined && !found.stages.includes(stage)) {
    const message = 'You provided a VersionStage that is not associated to the provided VersionId.';
    throw new AwsError('InvalidRequestException', 400, message);
  }
  return found;
}

export function getSecretValue(call: Call): Answer {
  const { SecretId, VersionId, VersionStage } = takeMembers(call, GET_SECRET_VALUE);
  const { arn, name, versions } = reachSecretValue(call, SecretId, 'DecryptionFailure');
  const { id, value, stages, createdAt } = findVersion(versions, VersionId, VersionStage);
  const document = {
    ARN: arn,
    Name: name,
    VersionId: id,
    SecretString: value,
    VersionStages: stages,
    CreatedDate: toSeconds(createdAt),
  };
  return { document: JSON.stringify(document) };
}

function lastChange({ versions, createdAt, changedAt }: StoredSecret): Date {
  const written = versions.at(-1)?.createdAt ?? createdAt;
  return changedAt !== undefined && changedAt > written ? changedAt : written;
}

/** Describes a secret. Metadata is not encrypted, so a disabled key does not matter. Empty lists are omitted. */
export function describeSecret(call: Call): Answer {
  const { SecretId } = takeMembers(call, DESCRIBE_SECRET);
  const secret = reachSecret(call, SecretId);
  const tags = Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value }));
  // Versions without a stage are deprecated, and AWS does not list them.
  const staged = secret.versions.filter(({ stages }) => stages.length > 0);
  const document = {
    ARN: secret.arn,
    Name: secret.name,
    Description: secret.description,
    KmsKeyId: secret.kmsKeyId,
    DeletedDate: secret.deletedAt && toSeconds(secret.deletedAt),
    CreatedDate: toSeconds(secret.createdAt),
    LastChangedDate: toSeconds(lastChange(secret)),
    Tags: tags.length > 0 ? tags : undefined,
    VersionIdsToStages:
      staged.length > 0 ? Object.fromEntries(staged.map(({ id, stages }) => [id, stages])) : undefined,
  };
  return { document: JSON.stringify(document) };
}
