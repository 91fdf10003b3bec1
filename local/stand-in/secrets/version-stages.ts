import { AwsError } from '../core/aws-error.ts';
import type { SecretVersion, StoredSecret } from '../core/provided.ts';
import type { Answer, Call } from '../core/service.ts';
import { type Shape, takeMembers } from '../http/json-members.ts';
import { CURRENT, PREVIOUS, reachSecret, SECRET_ID, secretFailure, secretIsGone } from './stored-secrets.ts';

const UPDATE_SECRET_VERSION_STAGE = {
  SecretId: SECRET_ID,
  VersionStage: { kind: 'text', isRequired: true, min: 1, max: 256 },
  RemoveFromVersionId: { kind: 'text', min: 32, max: 64 },
  MoveToVersionId: { kind: 'text', min: 32, max: 64 },
} as const satisfies Shape;

function invalidParameter(message: string) {
  return new AwsError('InvalidParameterException', 400, message);
}

interface Move {
  readonly stage: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Throws unless the call names the version that has the stage now, if another one has it. */
function assertMove({ versions }: StoredSecret, { stage, from, to }: Move): void {
  for (const id of [from, to]) {
    if (id !== undefined && versions.every((version) => version.id !== id)) {
      throw secretFailure('ResourceNotFoundException');
    }
  }
  const holder = versions.find(({ stages }) => stages.includes(stage))?.id;
  if (from !== undefined && holder !== from) {
    throw invalidParameter(`The staging label ${stage} is not attached to version ${from}.`);
  }
  if (holder !== undefined && holder !== from && holder !== to) {
    const message = `The parameter RemoveFromVersionId can't be empty. Staging label ${stage} is currently attached to version ${holder}, so you must explicitly reference that version in RemoveFromVersionId.`;
    throw invalidParameter(message);
  }
  if (stage === CURRENT && to === undefined) throw invalidParameter(`You can't remove the staging label ${CURRENT}.`);
}

/** Moves a stage. The version that loses AWSCURRENT becomes AWSPREVIOUS. */
function moved(versions: readonly SecretVersion[], { stage, from, to }: Move): readonly SecretVersion[] {
  const isSwitch = stage === CURRENT && from !== undefined && from !== to;
  const taken = isSwitch ? [stage, PREVIOUS] : [stage];
  return versions.map((version) => {
    const kept = version.stages.filter((one) => !taken.includes(one));
    if (version.id === to) return { ...version, stages: [...kept, stage] };
    return { ...version, stages: isSwitch && version.id === from ? [...kept, PREVIOUS] : kept };
  });
}

export function updateSecretVersionStage(call: Call): Answer {
  const input = takeMembers(call, UPDATE_SECRET_VERSION_STAGE);
  const secret = reachSecret(call, input.SecretId);
  if (secret.deletedAt !== undefined) {
    throw secretIsGone("You can't perform this operation on the secret because it was marked for deletion.");
  }
  const move = { stage: input.VersionStage, from: input.RemoveFromVersionId, to: input.MoveToVersionId };
  assertMove(secret, move);
  const changed = { ...secret, versions: moved(secret.versions, move), changedAt: call.state.now() };
  const commit = () => void call.state.secrets.set(secret.arn, changed);
  return { document: JSON.stringify({ ARN: secret.arn, Name: secret.name }), commit };
}
