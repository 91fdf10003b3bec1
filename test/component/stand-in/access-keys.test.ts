// The access keys of IAM users, as IAM and Secrets Manager keep them.
import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { PutSecretValueCommand, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import {
  configOf,
  type Keys,
  LAMBDA,
  refusal,
  secretsOf,
  standIn,
  USER,
  useStandIn,
  whoAmI,
} from '../../support/stand-in.ts';

useStandIn();

function iam(keys: Keys = USER) {
  return new IAMClient(configOf(keys, 'us-east-1'));
}

async function create(keys: Keys = USER) {
  const { AccessKey } = await iam(keys).send(new CreateAccessKeyCommand({}));
  return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
}

describe('access keys', () => {
  it('are created for the user that signs, and listed', async () => {
    const made = await create();
    expect(made.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(made.secretAccessKey).toHaveLength(40);
    const { AccessKeyMetadata } = await iam(made).send(new ListAccessKeysCommand({ UserName: 'deployer' }));
    expect(AccessKeyMetadata).toEqual([
      expect.objectContaining({ AccessKeyId: USER.accessKeyId, Status: 'Active', CreateDate: expect.any(Date) }),
      {
        UserName: 'deployer',
        AccessKeyId: made.accessKeyId,
        Status: 'Active',
        CreateDate: new Date('2026-11-21T12:00:00Z'),
      },
    ]);
  });

  it('are two at most', async () => {
    await create();
    const message = 'Cannot exceed quota for AccessKeysPerUser: 2';
    await expect(create()).rejects.toMatchObject({ ...refusal('LimitExceededException', 409), message });
  });

  it('are unknown to AWS while they are inactive', async () => {
    const made = await create();
    const set = (Status: 'Active' | 'Inactive') =>
      iam().send(new UpdateAccessKeyCommand({ AccessKeyId: made.accessKeyId, Status }));
    await set('Inactive');
    await expect(whoAmI(made)).rejects.toMatchObject(refusal('InvalidClientTokenId', 403));
    await set('Active');
    expect((await whoAmI(made)).Arn).toBe(USER.arn);
  });

  it('are gone when they were deleted, and can not be deleted twice', async () => {
    const made = await create();
    const remove = () => iam().send(new DeleteAccessKeyCommand({ AccessKeyId: made.accessKeyId }));
    await remove();
    await expect(whoAmI(made)).rejects.toMatchObject(refusal('InvalidClientTokenId', 403));
    await expect(remove()).rejects.toMatchObject(refusal('NoSuchEntityException', 404));
  });

  it('may be managed by whom a policy lets', async () => {
    const policy = { Statement: { Effect: 'Allow', Action: 'iam:ListAccessKeys', Resource: USER.arn } };
    standIn.putPrincipal({ ...USER, policy });
    await iam().send(new ListAccessKeysCommand({}));
    await expect(create()).rejects.toMatchObject(refusal('AccessDenied', 403));
  });

  it('need the name of a user from a role', async () => {
    await expect(iam(LAMBDA).send(new ListAccessKeysCommand({}))).rejects.toMatchObject(
      refusal('ValidationError', 400),
    );
  });
});

describe('UpdateSecretVersionStage', () => {
  const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/login-Ab12Cd';
  const FIRST = 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111';
  const SECOND = 'a1b2c3d4-5678-90ab-cdef-EXAMPLE22222';

  async function twoVersions() {
    standIn.putSecret({ arn: ARN });
    const put = { SecretId: ARN, SecretString: 'text' };
    await secretsOf(LAMBDA).send(new PutSecretValueCommand({ ...put, ClientRequestToken: FIRST }));
    const pending = { ClientRequestToken: SECOND, VersionStages: ['AWSPENDING'] };
    await secretsOf(LAMBDA).send(new PutSecretValueCommand({ ...put, ...pending }));
  }

  function move(VersionStage: string, MoveToVersionId?: string, RemoveFromVersionId?: string) {
    const input = { SecretId: ARN, VersionStage, MoveToVersionId, RemoveFromVersionId };
    return secretsOf(LAMBDA).send(new UpdateSecretVersionStageCommand(input));
  }

  function stages() {
    return Object.fromEntries(
      standIn.secret(ARN)?.versions.map((version) => [version.id, version.stages.join()]) ?? [],
    );
  }

  it('moves AWSCURRENT, and AWSPREVIOUS goes to where it was', async () => {
    await twoVersions();
    await move('AWSCURRENT', SECOND, FIRST);
    expect(stages()).toEqual({ [FIRST]: 'AWSPREVIOUS', [SECOND]: 'AWSPENDING,AWSCURRENT' });
  });

  it('refuses a move that does not name who has the stage, such as one that was made already', async () => {
    await twoVersions();
    const refused = refusal('InvalidParameterException', 400);
    await expect(move('AWSCURRENT', SECOND)).rejects.toMatchObject(refused);
    await move('AWSCURRENT', SECOND, FIRST);
    await expect(move('AWSCURRENT', SECOND, FIRST)).rejects.toMatchObject(refused);
  });

  it('refuses to leave a secret without AWSCURRENT, and takes away any other stage', async () => {
    await twoVersions();
    await expect(move('AWSCURRENT', undefined, FIRST)).rejects.toMatchObject(refusal('InvalidParameterException', 400));
    await move('AWSPENDING', undefined, SECOND);
    expect(stages()).toEqual({ [FIRST]: 'AWSCURRENT', [SECOND]: '' });
  });
});
