// Versions of secrets, and what PutSecretValue makes of them.
import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type PutSecretValueCommandInput,
} from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  LAMBDA,
  NOW,
  readSecret,
  refusal,
  secretsOf,
  sendingBody,
  setStandInNow,
  standIn,
  USER,
  useStandIn,
} from '../../support/stand-in.ts';

useStandIn();

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/login-Ab12Cd';
const LAMBDA_ROLE = 'arn:aws:iam::111122223333:role/portunus-issue';
const FIRST = 'a1b2c3d4-5678-90ab-cdef-EXAMPLE11111';
const SECOND = 'a1b2c3d4-5678-90ab-cdef-EXAMPLE22222';
const THIRD = 'a1b2c3d4-5678-90ab-cdef-EXAMPLE33333';
const MISSING = {
  ...refusal('ResourceNotFoundException', 400),
  message: "Secrets Manager can't find the specified secret.",
};

function put(input: Partial<PutSecretValueCommandInput> = {}, keys = LAMBDA) {
  return secretsOf(keys).send(new PutSecretValueCommand({ SecretId: ARN, SecretString: 'login', ...input }));
}
function get(input: { VersionId?: string; VersionStage?: string }) {
  return secretsOf(LAMBDA).send(new GetSecretValueCommand({ SecretId: ARN, ...input }));
}
function versions() {
  return standIn.secret(ARN)?.versions.map(({ id, value, stages }) => [id, value, ...stages]);
}

beforeEach(() => {
  standIn.putSecret({ arn: ARN });
});

describe('PutSecretValue', () => {
  it('writes a version whose id is the token', async () => {
    const { $metadata, ...answer } = await put({ ClientRequestToken: FIRST });
    expect($metadata.httpStatusCode).toBe(200);
    expect(answer).toEqual({ ARN, Name: 'portunus/login', VersionId: FIRST, VersionStages: ['AWSCURRENT'] });
    expect(await readSecret(ARN, LAMBDA)).toMatchObject({ VersionId: FIRST, SecretString: 'login', CreatedDate: NOW });
  });

  it('makes the version before AWSPREVIOUS, and leaves the one before that without a stage', async () => {
    await put({ ClientRequestToken: FIRST, SecretString: 'one' });
    await put({ ClientRequestToken: SECOND, SecretString: 'two' });
    expect(versions()).toEqual([
      [FIRST, 'one', 'AWSPREVIOUS'],
      [SECOND, 'two', 'AWSCURRENT'],
    ]);
    await put({ ClientRequestToken: THIRD, SecretString: 'three' });
    expect(versions()).toEqual([
      [FIRST, 'one'],
      [SECOND, 'two', 'AWSPREVIOUS'],
      [THIRD, 'three', 'AWSCURRENT'],
    ]);
    expect(await get({ VersionStage: 'AWSPREVIOUS' })).toMatchObject({ VersionId: SECOND, SecretString: 'two' });
    expect(await get({ VersionId: FIRST })).toMatchObject({ SecretString: 'one' });
  });

  it('does nothing, well, for the same token and text', async () => {
    await put({ ClientRequestToken: FIRST });
    await put({ ClientRequestToken: SECOND });
    const again = await put({ ClientRequestToken: FIRST });
    expect(again).toMatchObject({ VersionId: FIRST, VersionStages: ['AWSPREVIOUS'] });
    expect(versions()).toEqual([
      [FIRST, 'login', 'AWSPREVIOUS'],
      [SECOND, 'login', 'AWSCURRENT'],
    ]);
  });

  it('refuses another text under the same token', async () => {
    await put({ ClientRequestToken: FIRST });
    const message = `You can't use ClientRequestToken ${FIRST} because that value is already in use for a version of secret ${ARN}.`;
    const conflict = { ...refusal('ResourceExistsException', 400), message };
    await expect(put({ ClientRequestToken: FIRST, SecretString: 'other' })).rejects.toMatchObject(conflict);
    expect(versions()).toEqual([[FIRST, 'login', 'AWSCURRENT']]);
  });

  it('moves the stages asked for, of which the first version has AWSCURRENT anyway', async () => {
    await put({ ClientRequestToken: FIRST, VersionStages: ['AWSPENDING'] });
    await put({ ClientRequestToken: SECOND, VersionStages: ['AWSPENDING', 'mine'] });
    expect(versions()).toEqual([
      [FIRST, 'login', 'AWSCURRENT'],
      [SECOND, 'login', 'AWSPENDING', 'mine'],
    ]);
    await expect(get({ VersionId: FIRST, VersionStage: 'mine' })).rejects.toMatchObject({
      ...refusal('InvalidRequestException', 400),
      message: 'You provided a VersionStage that is not associated to the provided VersionId.',
    });
  });

  it('has each stage on one version, whatever is asked for', async () => {
    await put({ ClientRequestToken: FIRST });
    await put({ ClientRequestToken: SECOND, VersionStages: ['AWSCURRENT', 'AWSPREVIOUS'] });
    expect(versions()).toEqual([
      [FIRST, 'login'],
      [SECOND, 'login', 'AWSCURRENT', 'AWSPREVIOUS'],
    ]);
  });

  it('takes the name, or the ARN without its suffix', async () => {
    await put({ SecretId: 'portunus/login', SecretString: 'by name' });
    await put({ SecretId: ARN.slice(0, -7), SecretString: 'by short ARN' });
    expect(versions()?.map(([, value]) => value)).toEqual(['by name', 'by short ARN']);
  });

  it('takes what ends like a suffix for one', async () => {
    const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/for-people-Xy34Zw';
    standIn.putSecret({ arn, value: 'x' });
    await expect(readSecret(arn.slice(0, -7), LAMBDA)).rejects.toMatchObject(MISSING);
    await expect(readSecret('portunus/for-people', LAMBDA)).resolves.toMatchObject({ ARN: arn });
    await expect(readSecret(arn, LAMBDA)).resolves.toMatchObject({ ARN: arn });
  });

  it('knows a name in the caller’s own account and region alone', async () => {
    const foreign = ARN.replace('111122223333', '444455556666').replace('login', 'foreign');
    standIn.putSecret({ arn: foreign, value: 'there' });
    await expect(put({ SecretId: 'portunus/foreign' })).rejects.toMatchObject(MISSING);
    await expect(put({ SecretId: foreign })).resolves.toMatchObject({ ARN: foreign });
    await expect(readSecret('portunus/login', LAMBDA, 'eu-west-2')).rejects.toMatchObject(MISSING);
  });

  it.each([
    ['a token of 31', { ClientRequestToken: 'x'.repeat(31) }, 'InvalidParameterException'],
    ['a token of 65', { ClientRequestToken: 'x'.repeat(65) }, 'InvalidParameterException'],
    ['an empty token', { ClientRequestToken: '' }, 'InvalidParameterException'],
    ['no text', { SecretString: '' }, 'ValidationException'],
    ['a text of 65,537 bytes', { SecretString: `é${'x'.repeat(65_535)}` }, 'ValidationException'],
    ['no stages', { VersionStages: [] }, 'ValidationException'],
    ['21 stages', { VersionStages: Array.from({ length: 21 }, (_, at) => `stage-${at}`) }, 'ValidationException'],
    ['an empty stage', { VersionStages: [''] }, 'ValidationException'],
    ['a stage of 257', { VersionStages: ['x'.repeat(257)] }, 'ValidationException'],
    ['an id of 2,049', { SecretId: 'x'.repeat(2049) }, 'ValidationException'],
  ])('refuses %s', async (_name, input, name) => {
    await expect(put(input)).rejects.toMatchObject(refusal(name, 400));
    expect(versions()).toEqual([]);
  });

  it.each([
    ['a token of 32', { ClientRequestToken: 'x'.repeat(32) }],
    ['a token of 64', { ClientRequestToken: 'x'.repeat(64) }],
    ['a text of one byte', { SecretString: 'x' }],
    ['a text of 65,536 bytes', { SecretString: `é${'x'.repeat(65_534)}` }],
    ['20 stages', { VersionStages: Array.from({ length: 20 }, (_, at) => `stage-${at}`) }],
    ['a stage of 256', { VersionStages: ['x'.repeat(256)] }],
  ])('takes %s', async (_name, input) => {
    await put(input);
    expect(versions()).toHaveLength(1);
  });

  it.each([
    ['an unknown member', `{"SecretId":"${ARN}","Name":"x"}`, 'SerializationException', /^The member Name /],
    ['a member of Object', `{"SecretId":"${ARN}","constructor":"x"}`, 'SerializationException', /constructor/],
    ['a binary secret', `{"SecretId":"${ARN}","SecretBinary":"eA=="}`, 'SerializationException', /SecretBinary/],
    ['a number for a text', `{"SecretId":"${ARN}","SecretString":1}`, 'SerializationException', /SecretString/],
    ['a list of numbers', `{"SecretId":"${ARN}","VersionStages":[1]}`, 'SerializationException', /VersionStages/],
    ['no id', '{"SecretString":"x"}', 'ValidationException', /'secretId' .* must not be null$/],
    ['no token', `{"SecretId":"${ARN}","SecretString":"x"}`, 'InvalidRequestException', /provide a ClientRequestToken/],
    [
      'neither text nor binary',
      `{"SecretId":"${ARN}","ClientRequestToken":"${FIRST}"}`,
      'InvalidRequestException',
      /either SecretString or SecretBinary/,
    ],
  ])('refuses %s', async (_name, body, name, message) => {
    const client = sendingBody(secretsOf(LAMBDA), body);
    const call = client.send(new PutSecretValueCommand({ SecretId: ARN, SecretString: 'x' }));
    await expect(call).rejects.toMatchObject({ ...refusal(name, 400), message: expect.stringMatching(message) });
  });

  it('records what was asked for, never the secret', async () => {
    await put({ ClientRequestToken: FIRST, SecretString: 'CANARY', VersionStages: ['AWSCURRENT'] });
    await expect(put({ ClientRequestToken: 'short', SecretString: 'CANARY' })).rejects.toThrow();
    const parameters = { secretId: ARN, clientRequestToken: FIRST, versionStages: ['AWSCURRENT'] };
    expect(standIn.calls.map(({ action, outcome }) => [action, outcome])).toEqual([
      ['PutSecretValue', 'ok'],
      ['PutSecretValue', 'InvalidParameterException'],
    ]);
    expect(standIn.calls[0]?.parameters).toEqual(parameters);
    expect(JSON.stringify(standIn.calls)).not.toContain('CANARY');
  });

  it('needs the right to that secret', async () => {
    const allow = (Condition?: object) => ({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: 'secretsmanager:PutSecretValue',
        Resource: `${ARN.slice(0, -6)}??????`,
        Condition,
      },
    });
    standIn.putRole({ arn: LAMBDA_ROLE, trustedPrincipals: [], policy: allow() });
    await expect(put({ SecretId: 'portunus/login' })).resolves.toMatchObject({ ARN });
    const message = `User: ${LAMBDA.arn} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${ARN} because no identity-based policy allows the secretsmanager:GetSecretValue action`;
    const denied = refusal('AccessDeniedException', 400);
    await expect(readSecret('portunus/login', LAMBDA)).rejects.toMatchObject({ ...denied, message });
    // A name that nothing has is denied under its name, not reported missing.
    const unknown = { ...denied, message: expect.stringContaining('on resource: portunus/other because') };
    await expect(put({ SecretId: 'portunus/other' })).rejects.toMatchObject(unknown);
    const tagged = {
      StringEquals: { 'secretsmanager:ResourceTag/portunus': 'yes', 'aws:ResourceTag/portunus': 'yes' },
    };
    standIn.putRole({ arn: LAMBDA_ROLE, trustedPrincipals: [], policy: allow(tagged) });
    await expect(put()).rejects.toMatchObject(denied);
    standIn.putSecret({ arn: ARN, tags: { portunus: 'yes' } });
    await expect(put()).resolves.toMatchObject({ ARN });
  });

  it('fails while the key is out of use, each way under its own name', async () => {
    standIn.putSecret({ arn: ARN, value: 'before', failWith: 'DecryptionFailure' });
    await expect(put()).rejects.toMatchObject(refusal('EncryptionFailure', 400));
    await expect(readSecret(ARN, LAMBDA)).rejects.toMatchObject(refusal('DecryptionFailure', 400));
    standIn.putSecret({ arn: ARN, failWith: 'EncryptionFailure' });
    await expect(put()).rejects.toMatchObject(refusal('EncryptionFailure', 400));
    await expect(readSecret(ARN, LAMBDA)).rejects.toMatchObject(refusal('DecryptionFailure', 400));
    standIn.putSecret({ arn: ARN });
    await expect(put()).resolves.toMatchObject({ ARN });
    expect(versions()?.map(([, value]) => value)).toEqual(['before', 'login']);
  });

  it.each([
    ['AccessDeniedException', 400],
    ['InternalServiceError', 500],
    ['ResourceNotFoundException', 400],
    ['LimitExceededException', 400],
  ])('fails with %s when told so', async (failWith, status) => {
    standIn.putSecret({ arn: ARN, failWith });
    await expect(put()).rejects.toMatchObject(refusal(failWith, status));
    expect(versions()).toEqual([]);
  });

  it('writes what many send at the same time one after the other', async () => {
    const tokens = Array.from({ length: 20 }, (_, at) => `token-of-thirty-two-characters-${at + 10}`);
    await Promise.all(tokens.map((ClientRequestToken) => put({ ClientRequestToken }, USER)));
    expect(
      versions()
        ?.map(([id]) => id)
        .toSorted(),
    ).toEqual(tokens);
    expect(
      versions()
        ?.slice(-2)
        .map(([, , ...stages]) => stages),
    ).toEqual([['AWSPREVIOUS'], ['AWSCURRENT']]);
  });
});

describe('the reader for tests', () => {
  it('tells all of a secret, by ARN or name', async () => {
    standIn.putSecret({ arn: ARN, value: 'one', tags: { team: 'ci' }, kmsKeyId: 'alias/portunus' });
    const later = new Date('2026-11-21T12:00:01Z');
    setStandInNow(later);
    await put({ ClientRequestToken: SECOND, SecretString: 'two' });
    expect(standIn.secret('portunus/login')).toEqual(standIn.secret(ARN));
    expect(standIn.secret(ARN)).toMatchObject({
      arn: ARN,
      name: 'portunus/login',
      tags: { team: 'ci' },
      kmsKeyId: 'alias/portunus',
      versions: [
        { value: 'one', stages: ['AWSPREVIOUS'], createdAt: NOW },
        { id: SECOND, value: 'two', stages: ['AWSCURRENT'], createdAt: later },
      ],
    });
  });

  it('tells nothing of a secret that is not there, and refuses a name that two have', () => {
    expect(standIn.secret('portunus/other')).toBeUndefined();
    standIn.putSecret({ arn: ARN.replace('eu-west-1', 'eu-west-2') });
    expect(() => standIn.secret('portunus/login')).toThrow(RangeError);
  });
});
