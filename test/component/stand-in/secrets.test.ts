import { DeleteSecretCommand, GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  assumedKeys,
  configOf,
  LAMBDA,
  NOW,
  readSecret,
  refusal,
  setStandInNow,
  standIn,
  tampering,
  USER,
  useStandIn,
} from '../../support/stand-in.ts';

useStandIn();

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/user-Ab12Cd';
const LAMBDA_ROLE = 'arn:aws:iam::111122223333:role/portunus-issue';
const missing = {
  ...refusal('ResourceNotFoundException', 400),
  message: "Secrets Manager can't find the specified secret.",
};

beforeEach(() => {
  standIn.putSecret({ arn: ARN, value: '{"accessKeyId":"AKIA"}' });
});

describe('GetSecretValue', () => {
  it('gives the secret', async () => {
    const answer = await readSecret(ARN, LAMBDA);
    expect(answer).toMatchObject({
      ARN,
      Name: 'portunus/user',
      SecretString: '{"accessKeyId":"AKIA"}',
      VersionStages: ['AWSCURRENT'],
    });
    expect(answer.VersionId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(answer.CreatedDate).toBeInstanceOf(Date);
  });

  it('gives another value another version', async () => {
    const before = await readSecret(ARN, LAMBDA);
    standIn.putSecret({ arn: ARN, value: 'rotated' });
    const after = await readSecret(ARN, LAMBDA);
    expect(after.SecretString).toBe('rotated');
    expect(after.VersionId).not.toBe(before.VersionId);
  });

  it('gives the version or stage asked for, if there is such', async () => {
    const client = new SecretsManagerClient(configOf(LAMBDA, 'eu-west-1'));
    const { VersionId } = await readSecret(ARN, LAMBDA);
    const current = { SecretId: ARN, VersionId, VersionStage: 'AWSCURRENT' };
    await expect(client.send(new GetSecretValueCommand(current))).resolves.toMatchObject({ VersionId });
    const previous = new GetSecretValueCommand({ SecretId: ARN, VersionStage: 'AWSPREVIOUS' });
    await expect(client.send(previous)).rejects.toMatchObject(missing);
    const other = new GetSecretValueCommand({ SecretId: ARN, VersionId: '0'.repeat(32) });
    await expect(client.send(other)).rejects.toMatchObject(missing);
  });

  it('records what was asked for, never the secret', async () => {
    await readSecret(ARN, LAMBDA);
    expect(standIn.calls).toMatchObject([
      { action: 'GetSecretValue', region: 'eu-west-1', parameters: { secretId: ARN }, outcome: 'ok' },
    ]);
    expect(JSON.stringify(standIn.calls)).not.toContain('AKIA"}');
  });

  it('knows no other secret, nor this one elsewhere', async () => {
    await expect(readSecret(`${ARN}2`, LAMBDA)).rejects.toMatchObject(missing);
    await expect(readSecret(ARN, LAMBDA, 'eu-west-2')).rejects.toMatchObject(missing);
  });

  it.each(['AccessDeniedException', 'DecryptionFailure', 'ResourceNotFoundException'])(
    'fails with %s when told so',
    async (failWith) => {
      standIn.putSecret({ arn: ARN, value: 'secret', failWith });
      await expect(readSecret(ARN, LAMBDA)).rejects.toMatchObject(refusal(failWith, 400));
    },
  );

  it('needs the right to it', async () => {
    const policy = {
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: `${ARN}` },
    };
    standIn.putRole({ arn: LAMBDA_ROLE, trustedPrincipals: [], policy });
    await expect(readSecret(ARN, LAMBDA)).resolves.toMatchObject({ ARN });
    const other = ARN.replace('portunus/user', 'other');
    const message = `User: ${LAMBDA.arn} is not authorized to perform: secretsmanager:GetSecretValue on resource: ${other} because no identity-based policy allows the secretsmanager:GetSecretValue action`;
    const denied = { ...refusal('AccessDeniedException', 400), message };
    await expect(readSecret(other, LAMBDA)).rejects.toMatchObject(denied);
  });

  it.each([
    ['an empty id', ''],
    ['an id of 2,049', 'x'.repeat(2049)],
  ])('refuses %s', async (_name, id) => {
    await expect(readSecret(id, LAMBDA)).rejects.toMatchObject(refusal('ValidationException', 400));
  });

  it.each([
    ['no JSON', '{'],
    ['a list', '[]'],
    ['an unknown member', `{"SecretId":"${ARN}","Name":"x"}`],
    ['a number for an id', '{"SecretId":1}'],
  ])('refuses %s', async (_name, body) => {
    const client = new SecretsManagerClient(configOf(LAMBDA, 'eu-west-1'));
    const changeBody = tampering((request) => {
      request.body = body;
      request.headers['content-length'] = `${body.length}`;
    });
    client.middlewareStack.add(changeBody as never, { step: 'build' });
    const call = client.send(new GetSecretValueCommand({ SecretId: ARN }));
    await expect(call).rejects.toMatchObject(refusal('SerializationException', 400));
  });

  it('refuses other operations', async () => {
    const client = new SecretsManagerClient(configOf(LAMBDA, 'eu-west-1'));
    const call = client.send(new DeleteSecretCommand({ SecretId: ARN }));
    await expect(call).rejects.toMatchObject(refusal('UnknownOperationException', 400));
  });

  it.each([
    ['an unknown key', { ...USER, accessKeyId: 'AKIANOBODY' }, 'UnrecognizedClientException'],
    ['a wrong secret key', { ...USER, secretAccessKey: 'wrong' }, 'InvalidSignatureException'],
  ])('refuses %s', async (_name, keys, name) => {
    await expect(readSecret(ARN, keys)).rejects.toMatchObject(refusal(name, 400));
  });

  it('refuses a session that is over', async () => {
    const keys = await assumedKeys({ DurationSeconds: 900 });
    const end = new Date('2026-11-21T12:15:00Z');
    setStandInNow(end);
    vi.setSystemTime(end);
    await expect(readSecret(ARN, keys)).rejects.toMatchObject(refusal('ExpiredTokenException', 400));
    vi.setSystemTime(NOW);
  });

  it('meets faults like any other action', async () => {
    standIn.faults.inject({ action: 'GetSecretValue', fault: 'throttle' });
    const error = { code: 'InternalServiceError', status: 500, message: 'Later' };
    standIn.faults.inject({ action: 'GetSecretValue', fault: { error } });
    standIn.faults.inject({ action: 'GetSecretValue', fault: 'no-credentials' });
    await expect(readSecret(ARN, LAMBDA)).rejects.toMatchObject(refusal('ThrottlingException', 400));
    const failed = { ...refusal('InternalServiceError', 500), message: 'Later' };
    await expect(readSecret(ARN, LAMBDA)).rejects.toMatchObject(failed);
    expect((await readSecret(ARN, LAMBDA)).SecretString).toBeUndefined();
    expect(standIn.calls.map(({ outcome }) => outcome)).toEqual([
      'ThrottlingException',
      'InternalServiceError',
      'fault:no-credentials',
    ]);
  });
});

describe('a secret', () => {
  it('is not taken under a name that is no ARN', () => {
    expect(() => standIn.putSecret({ arn: 'portunus/user', value: '' })).toThrow(RangeError);
  });
});
