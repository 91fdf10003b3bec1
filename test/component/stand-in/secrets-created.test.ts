// CreateSecret, DescribeSecret, and secrets that are marked for deletion.
import {
  CreateSecretCommand,
  type CreateSecretCommandInput,
  DescribeSecretCommand,
  PutSecretValueCommand,
} from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from 'vitest';
import {
  CHINESE,
  LAMBDA,
  NOW,
  readSecret,
  refusal,
  secretsOf,
  sendingBody,
  standIn,
  useStandIn,
} from '../../support/stand-in.ts';

useStandIn();

const LAMBDA_ROLE = 'arn:aws:iam::111122223333:role/portunus-issue';
const FIRST = 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111';
const SECOND = 'a1b2c3d4-5678-90ab-cdef-EXAMPLE22222';
const NAME = 'portunus/login';
const DELETED = {
  ...refusal('InvalidRequestException', 400),
  message: "You can't perform this operation on the secret because it was marked for deletion.",
};

function create(input: Partial<CreateSecretCommandInput> = {}, keys = LAMBDA, region = 'eu-west-1') {
  return secretsOf(keys, region).send(new CreateSecretCommand({ Name: NAME, SecretString: 'login', ...input }));
}
function put(SecretId: string) {
  return secretsOf(LAMBDA).send(
    new PutSecretValueCommand({ SecretId, SecretString: 'two', ClientRequestToken: SECOND }),
  );
}
function describeIt(SecretId: string) {
  return secretsOf(LAMBDA).send(new DescribeSecretCommand({ SecretId }));
}

describe('CreateSecret', () => {
  it('makes a secret with a first version', async () => {
    const Tags = [{ Key: 'portunus:job', Value: 'nightly' }];
    const { $metadata, ...answer } = await create({ ClientRequestToken: FIRST, KmsKeyId: 'alias/portunus', Tags });
    const ARN = expect.stringMatching(
      /^arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus\/login-[A-Za-z0-9]{6}$/,
    );
    expect(answer).toEqual({ ARN, Name: NAME, VersionId: FIRST });
    expect(standIn.secret(NAME)).toStrictEqual({
      arn: answer.ARN,
      name: NAME,
      description: undefined,
      tags: { 'portunus:job': 'nightly' },
      kmsKeyId: 'alias/portunus',
      versions: [{ id: FIRST, value: 'login', stages: ['AWSCURRENT'], createdAt: NOW }],
      createdAt: NOW,
      deletedAt: undefined,
      failWith: undefined,
    });
    expect(await readSecret(answer.ARN ?? '', LAMBDA)).toMatchObject({ VersionId: FIRST, SecretString: 'login' });
  });

  it('makes one without a version, whose value can be put but not read', async () => {
    const { ARN = '', VersionId } = await create({ SecretString: undefined });
    expect(VersionId).toBeUndefined();
    await expect(readSecret(ARN, LAMBDA)).rejects.toMatchObject(refusal('ResourceNotFoundException', 400));
    expect(await describeIt(ARN)).not.toHaveProperty('VersionIdsToStages');
    await expect(put(ARN)).resolves.toMatchObject({ VersionStages: ['AWSCURRENT'] });
  });

  it('makes it where the call is, whoever has one of that name elsewhere', async () => {
    const { ARN } = await create();
    await expect(create({}, LAMBDA, 'eu-west-2')).resolves.toMatchObject({ Name: NAME });
    const chinese = { ARN: expect.stringMatching(/^arn:aws-cn:secretsmanager:cn-north-1:777788889999:secret:/) };
    await expect(create({}, CHINESE, 'cn-north-1')).resolves.toMatchObject(chinese);
    expect(standIn.secret(ARN ?? '')?.versions).toHaveLength(1);
  });

  it('does nothing, well, for the same token and text', async () => {
    const { $metadata: _first, ...answer } = await create({ ClientRequestToken: FIRST });
    await put(answer.ARN ?? '');
    const { $metadata: _again, ...again } = await create({ ClientRequestToken: FIRST });
    expect(again).toEqual(answer);
    expect(standIn.secret(NAME)?.versions.map(({ id }) => id)).toEqual([FIRST, SECOND]);
  });

  it.each([
    [
      'another token',
      { ClientRequestToken: SECOND },
      'The operation failed because the secret portunus/login already exists.',
    ],
    [
      'another text',
      { SecretString: 'other' },
      `You can't use ClientRequestToken ${FIRST} because that value is already in use for a version of secret `,
    ],
    ['no text', { SecretString: undefined }, 'The operation failed because the secret portunus/login already exists.'],
  ])('refuses a name that is taken, with %s', async (_name, input, message) => {
    await create({ ClientRequestToken: FIRST });
    const taken = { ...refusal('ResourceExistsException', 400), message: expect.stringContaining(message) };
    await expect(create({ ClientRequestToken: FIRST, ...input })).rejects.toMatchObject(taken);
    expect(standIn.secret(NAME)?.versions.map(({ value }) => value)).toEqual(['login']);
  });

  const tags = (count: number) => Array.from({ length: count }, (_, at) => ({ Key: `key-${at}`, Value: '' }));

  it.each<[string, Partial<CreateSecretCommandInput>, string]>([
    ['no name', { Name: '' }, 'ValidationException'],
    ['a name of 513', { Name: 'x'.repeat(513) }, 'ValidationException'],
    ['a name with a space', { Name: 'portunus login' }, 'ValidationException'],
    ['a name with a colon', { Name: 'portunus:login' }, 'ValidationException'],
    ['a token of 31', { ClientRequestToken: 'x'.repeat(31) }, 'InvalidParameterException'],
    ['a token of 65', { ClientRequestToken: 'x'.repeat(65) }, 'InvalidParameterException'],
    ['an empty text', { SecretString: '' }, 'ValidationException'],
    ['a text of 65,537', { SecretString: 'x'.repeat(65_537) }, 'ValidationException'],
    ['a description of 2,049', { Description: 'x'.repeat(2049) }, 'ValidationException'],
    ['a key of 2,049', { KmsKeyId: 'x'.repeat(2049) }, 'ValidationException'],
    ['51 tags', { Tags: tags(51) }, 'ValidationException'],
    ['a tag without a key', { Tags: [{ Key: '', Value: '' }] }, 'ValidationException'],
    ['a tag key of 129', { Tags: [{ Key: 'x'.repeat(129), Value: '' }] }, 'ValidationException'],
    ['a tag value of 257', { Tags: [{ Key: 'x', Value: 'x'.repeat(257) }] }, 'ValidationException'],
    ['a tag of AWS', { Tags: [{ Key: 'AWS:x', Value: '' }] }, 'ValidationException'],
    ['a tag with a star', { Tags: [{ Key: 'x', Value: '*' }] }, 'ValidationException'],
    ['a tag that is there twice', { Tags: [...tags(1), ...tags(1)] }, 'ValidationException'],
    ['a tag without a value', { Tags: [{ Key: 'x' }] }, 'SerializationException'],
    ['replicas', { AddReplicaRegions: [{ Region: 'eu-west-2' }] }, 'SerializationException'],
  ])('refuses %s', async (_name, input, name) => {
    await expect(create(input)).rejects.toMatchObject(refusal(name, 400));
    expect(standIn.secret(input.Name ?? NAME)).toBeUndefined();
  });

  it.each<[string, Partial<CreateSecretCommandInput>]>([
    ['a name of 512', { Name: 'x'.repeat(512) }],
    ['a name of all that names may have', { Name: 'aZ09/_+=.@-' }],
    ['a token of 32', { ClientRequestToken: 'x'.repeat(32) }],
    ['a token of 64', { ClientRequestToken: 'x'.repeat(64) }],
    ['a text of 65,536', { SecretString: 'x'.repeat(65_536) }],
    ['a description of 2,048', { Description: 'x'.repeat(2048) }],
    ['a key of 2,048', { KmsKeyId: 'x'.repeat(2048) }],
    ['50 tags', { Tags: tags(50) }],
    ['a tag of 128 and 256', { Tags: [{ Key: 'x'.repeat(128), Value: 'x'.repeat(256) }] }],
    [
      'tag keys of another case',
      {
        Tags: [
          { Key: 'x', Value: '1' },
          { Key: 'X', Value: '2' },
        ],
      },
    ],
  ])('takes %s', async (_name, input) => {
    await create(input);
    expect(standIn.secret(input.Name ?? NAME)?.versions).toHaveLength(1);
  });

  it('needs a token, which SDKs make up', async () => {
    const client = sendingBody(secretsOf(LAMBDA), `{"Name":"${NAME}","SecretString":"x"}`);
    const call = client.send(new CreateSecretCommand({ Name: NAME }));
    await expect(call).rejects.toMatchObject(refusal('InvalidRequestException', 400));
  });

  it('needs the right to the name with any suffix, and another one for tags', async () => {
    const allow = (Action: string[], Condition?: object) => ({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action,
        Resource: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/login-??????',
        Condition,
      },
    });
    const use = (policy: Readonly<Record<string, unknown>>) =>
      standIn.putRole({ arn: LAMBDA_ROLE, trustedPrincipals: [], policy });
    const denied = (action: string) => ({
      ...refusal('AccessDeniedException', 400),
      message: expect.stringContaining(`is not authorized to perform: ${action} on resource: arn:aws:secretsmanager:`),
    });
    const Tags = [{ Key: 'owner', Value: 'portunus' }];
    use(allow(['secretsmanager:CreateSecret']));
    await expect(create({ Name: 'other' })).rejects.toMatchObject(denied('secretsmanager:CreateSecret'));
    await expect(create({ Tags })).rejects.toMatchObject(denied('secretsmanager:TagResource'));
    const owned = { StringEquals: { 'aws:RequestTag/owner': 'portunus', 'secretsmanager:Name': NAME } };
    use(allow(['secretsmanager:CreateSecret', 'secretsmanager:TagResource'], owned));
    await expect(create()).rejects.toMatchObject(denied('secretsmanager:CreateSecret'));
    await expect(create({ Tags })).resolves.toMatchObject({ Name: NAME });
  });

  it('records what was asked for, never the secret', async () => {
    const asked = { KmsKeyId: 'alias/portunus', Description: 'For CI', Tags: [{ Key: 'team', Value: 'ci' }] };
    await create({ ClientRequestToken: FIRST, SecretString: 'CANARY', ...asked });
    expect(standIn.calls).toMatchObject([{ action: 'CreateSecret', region: 'eu-west-1', outcome: 'ok' }]);
    expect(standIn.calls[0]?.parameters).toEqual({
      name: NAME,
      clientRequestToken: FIRST,
      kmsKeyId: 'alias/portunus',
      description: 'For CI',
      tags: { team: 'ci' },
    });
    expect(JSON.stringify(standIn.calls)).not.toContain('CANARY');
  });
});

describe('DescribeSecret', () => {
  it('tells what a secret is, its text and versions without a stage left out', async () => {
    const { ARN = '' } = await create({ ClientRequestToken: FIRST, Description: 'For CI', KmsKeyId: 'alias/portunus' });
    await put(ARN);
    const { $metadata, ...answer } = await describeIt(NAME);
    expect(answer).toEqual({
      ARN,
      Name: NAME,
      Description: 'For CI',
      KmsKeyId: 'alias/portunus',
      CreatedDate: NOW,
      LastChangedDate: NOW,
      VersionIdsToStages: { [FIRST]: ['AWSPREVIOUS'], [SECOND]: ['AWSCURRENT'] },
    });
    const third = 'a1b2c3d4-5678-90ab-cdef-EXAMPLE33333';
    await secretsOf(LAMBDA).send(
      new PutSecretValueCommand({ SecretId: ARN, SecretString: 'three', ClientRequestToken: third }),
    );
    expect((await describeIt(ARN)).VersionIdsToStages).toEqual({ [SECOND]: ['AWSPREVIOUS'], [third]: ['AWSCURRENT'] });
  });

  it('tells tags', async () => {
    await create({
      Tags: [
        { Key: 'team', Value: 'ci' },
        { Key: 'empty', Value: '' },
      ],
    });
    const Tags = [
      { Key: 'team', Value: 'ci' },
      { Key: 'empty', Value: '' },
    ];
    expect((await describeIt(NAME)).Tags).toEqual(Tags);
  });

  it('works while the key is out of use', async () => {
    const { ARN = '' } = await create();
    standIn.putSecret({ arn: ARN, failWith: 'DecryptionFailure' });
    await expect(describeIt(ARN)).resolves.toMatchObject({ Name: NAME });
  });

  it('knows no other secret, takes no empty id, and needs its own right', async () => {
    await expect(describeIt('other')).rejects.toMatchObject(refusal('ResourceNotFoundException', 400));
    await expect(describeIt('')).rejects.toMatchObject(refusal('ValidationException', 400));
    const policy = { Statement: { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: '*' } };
    standIn.putRole({ arn: LAMBDA_ROLE, trustedPrincipals: [], policy });
    await expect(describeIt('other')).rejects.toMatchObject(refusal('AccessDeniedException', 400));
  });
});

describe('a secret that is marked for deletion', () => {
  it('can be described and nothing else, until it is restored', async () => {
    const { ARN = '' } = await create({ ClientRequestToken: FIRST });
    standIn.deleteSecret(ARN);
    await expect(readSecret(ARN, LAMBDA)).rejects.toMatchObject(DELETED);
    await expect(put(ARN)).rejects.toMatchObject(DELETED);
    await expect(create({ ClientRequestToken: FIRST })).rejects.toMatchObject({
      ...refusal('InvalidRequestException', 400),
      message: "You can't create this secret because a secret with this name is already scheduled for deletion.",
    });
    expect(await describeIt(ARN)).toMatchObject({ Name: NAME, DeletedDate: NOW });
    standIn.putSecret({ arn: ARN });
    expect(await describeIt(ARN)).not.toHaveProperty('DeletedDate');
    expect(await readSecret(ARN, LAMBDA)).toMatchObject({ VersionId: FIRST });
  });

  it('can be put as such', async () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/gone-Ab12Cd';
    standIn.putSecret({ arn, value: 'x', deleted: true });
    await expect(readSecret(arn, LAMBDA)).rejects.toMatchObject(DELETED);
    expect(standIn.secret(arn)).toMatchObject({ deletedAt: NOW, versions: [{ value: 'x' }] });
  });

  it('must be there', () => {
    expect(() => standIn.deleteSecret('arn:aws:secretsmanager:eu-west-1:111122223333:secret:x-Ab12Cd')).toThrow(
      RangeError,
    );
  });
});
