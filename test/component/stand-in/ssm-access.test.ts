// Parameter Store: what GetParameter gives, and who may do what.
import {
  DeleteParameterCommand,
  GetParameterCommand,
  PutParameterCommand,
  type PutParameterCommandInput,
} from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { CHINESE, LAMBDA, NOW, refusal, ssmOf, standIn, USER, useStandIn } from '../../support/stand-in.ts';

useStandIn();

const NAME = '/portunus/nightly/login';
const ARN = 'arn:aws:ssm:eu-west-1:111122223333:parameter/portunus/nightly/login';
const LAMBDA_ROLE = 'arn:aws:iam::111122223333:role/portunus-issue';
const NOT_FOUND = refusal('ParameterNotFound', 400);

function put(input: Partial<PutParameterCommandInput> = {}, keys = LAMBDA, region = 'eu-west-1') {
  return ssmOf(keys, region).send(
    new PutParameterCommand({ Name: NAME, Value: 'login', Type: 'SecureString', ...input }),
  );
}
function get(Name = NAME, WithDecryption?: boolean, region = 'eu-west-1') {
  return ssmOf(LAMBDA, region).send(new GetParameterCommand({ Name, WithDecryption }));
}

describe('GetParameter', () => {
  it('gives the newest version, decrypted', async () => {
    await put();
    await put({ Value: 'two', Overwrite: true });
    expect((await get(NAME, true)).Parameter).toEqual({
      Name: NAME,
      Type: 'SecureString',
      Value: 'two',
      Version: 2,
      LastModifiedDate: NOW,
      ARN,
      DataType: 'text',
    });
  });

  it('gives a SecureString encrypted unless it is to decrypt, and a String as it is', async () => {
    await put();
    const { Parameter } = await get();
    expect(Parameter?.Value).toMatch(/^AQICAH[\w+/=]{30,}$/);
    expect((await get(NAME, false)).Parameter?.Value).toBe(Parameter?.Value);
    await put({ Name: 'plain', Type: 'String' });
    expect((await get('plain')).Parameter).toMatchObject({ Type: 'String', Value: 'login' });
  });

  it('takes an ARN, and a version after a colon', async () => {
    await put();
    await put({ Value: 'two', Overwrite: true });
    expect((await get(ARN, true)).Parameter).toMatchObject({ Name: NAME, Value: 'two' });
    expect((await get(`${NAME}:1`, true)).Parameter).toMatchObject({ Value: 'login', Version: 1, Selector: ':1' });
    expect((await get(`${ARN}:1`, true)).Parameter).toMatchObject({ Value: 'login', Version: 1 });
    await expect(get(`${NAME}:3`)).rejects.toMatchObject(refusal('ParameterVersionNotFound', 400));
  });

  it('knows no other parameter, nor this one elsewhere', async () => {
    await put();
    await expect(get('/portunus/nightly')).rejects.toMatchObject(NOT_FOUND);
    await expect(get(NAME.slice(1))).rejects.toMatchObject(NOT_FOUND);
    await expect(get(NAME, true, 'eu-west-2')).rejects.toMatchObject(NOT_FOUND);
    await expect(get(ARN, true, 'eu-west-2')).rejects.toMatchObject(NOT_FOUND);
    const foreign = ARN.replace('111122223333', '444455556666');
    standIn.putParameter({ arn: foreign, value: 'x' });
    await expect(get(foreign, true)).rejects.toMatchObject(NOT_FOUND);
  });

  it.each([
    ['no name', ''],
    ['a name of 2,049', 'x'.repeat(2049)],
    ['two colons', '/x:1:2'],
  ])('refuses %s', async (_name, name) => {
    await expect(get(name)).rejects.toMatchObject(refusal('ValidationException', 400));
  });

  it('meets faults like any other action', async () => {
    await put();
    standIn.faults.inject({ action: 'GetParameter', fault: 'throttle' });
    standIn.faults.inject({ action: '*', fault: 'no-credentials', times: 2 });
    await expect(get()).rejects.toMatchObject(refusal('ThrottlingException', 400));
    expect((await get(NAME, true)).Parameter).toMatchObject({ Name: NAME });
    const { Tier } = await put({ Overwrite: true });
    expect(Tier).toBe('Standard');
    expect(standIn.calls.at(-2)?.outcome).toBe('fault:no-credentials');
  });
});

describe('a key that is out of use', () => {
  const disabled = {
    ...refusal('InvalidKeyId', 400),
    message: expect.stringMatching(/^alias\/portunus is disabled\. \(Service: AWSKMS; /),
  };

  it('fails what it takes the key for', async () => {
    standIn.putParameter({ arn: ARN, value: 'login', keyId: 'alias/portunus', failWith: 'InvalidKeyId' });
    await expect(put({ Overwrite: true, KeyId: 'alias/portunus' })).rejects.toMatchObject(disabled);
    await expect(get(NAME, true)).rejects.toMatchObject(disabled);
    await expect(get(NAME)).resolves.toMatchObject({ Parameter: { Version: 1 } });
    standIn.putParameter({ arn: ARN });
    await expect(put({ Overwrite: true })).resolves.toMatchObject({ Version: 2 });
  });

  it.each([
    ['AccessDeniedException', 400],
    ['InternalServerError', 500],
    ['TooManyUpdates', 400],
  ])('or %s, when told so', async (failWith, status) => {
    standIn.putParameter({ arn: ARN, value: 'login', type: 'String', failWith });
    await expect(put({ Overwrite: true, Type: 'String' })).rejects.toMatchObject(refusal(failWith, status));
    await expect(get()).rejects.toMatchObject(refusal(failWith, status));
    expect(standIn.parameter(NAME)?.versions).toHaveLength(1);
  });
});

describe('a caller of Parameter Store', () => {
  const use = (Action: string[], Condition?: object) =>
    standIn.putRole({
      arn: LAMBDA_ROLE,
      trustedPrincipals: [],
      policy: { Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: ARN, Condition } },
    });
  const denied = (action: string, arn = ARN) => ({
    ...refusal('AccessDeniedException', 400),
    message: `User: ${LAMBDA.arn} is not authorized to perform: ${action} on resource: ${arn} because no identity-based policy allows the ${action} action`,
  });

  it('needs the right to that parameter, and another one for tags', async () => {
    const Tags = [{ Key: 'team', Value: 'ci' }];
    use(['ssm:PutParameter']);
    await expect(put({ Name: '/other/login' })).rejects.toMatchObject(
      denied('ssm:PutParameter', 'arn:aws:ssm:eu-west-1:111122223333:parameter/other/login'),
    );
    await expect(put({ Tags })).rejects.toMatchObject(denied('ssm:AddTagsToResource'));
    await expect(put()).resolves.toMatchObject({ Version: 1 });
    await expect(get()).rejects.toMatchObject(denied('ssm:GetParameter'));
  });

  it('can be held to tags, and to not overwriting', async () => {
    use(['ssm:*'], { StringEquals: { 'aws:RequestTag/team': 'ci', 'ssm:Overwrite': 'false' } });
    await expect(put()).rejects.toMatchObject(denied('ssm:PutParameter'));
    await expect(put({ Tags: [{ Key: 'team', Value: 'ci' }] })).resolves.toMatchObject({ Version: 1 });
    use(['ssm:*'], { StringEquals: { 'aws:ResourceTag/team': 'ci', 'ssm:resourceTag/team': 'ci' } });
    await expect(get()).resolves.toMatchObject({ Parameter: { Name: NAME } });
    await expect(put({ Overwrite: true })).resolves.toMatchObject({ Version: 2 });
  });

  it('is known by a signature for ssm', async () => {
    await expect(put({}, { ...USER, accessKeyId: 'AKIANOBODY' })).rejects.toMatchObject(
      refusal('UnrecognizedClientException', 400),
    );
    await put({}, CHINESE, 'cn-north-1');
    const arn = 'arn:aws-cn:ssm:cn-north-1:777788889999:parameter/portunus/nightly/login';
    expect(standIn.parameter(NAME)?.arn).toBe(arn);
  });

  it('is recorded with what it asked for, never with the value', async () => {
    const asked = { Tier: 'Advanced' as const, KeyId: 'alias/portunus', Description: 'For CI' };
    await put({ Value: 'CANARY', ...asked, Tags: [{ Key: 'team', Value: 'ci' }] });
    await get(NAME, true);
    expect(standIn.calls.map(({ action, parameters }) => [action, parameters])).toEqual([
      [
        'PutParameter',
        {
          name: NAME,
          type: 'SecureString',
          tier: 'Advanced',
          keyId: 'alias/portunus',
          description: 'For CI',
          tags: { team: 'ci' },
        },
      ],
      ['GetParameter', { name: NAME, withDecryption: true }],
    ]);
    expect(JSON.stringify(standIn.calls)).not.toContain('CANARY');
  });

  it('finds no other operation', async () => {
    const call = ssmOf(LAMBDA).send(new DeleteParameterCommand({ Name: NAME }));
    await expect(call).rejects.toMatchObject(refusal('UnknownOperationException', 400));
  });
});

describe('a parameter', () => {
  it('can be put by its ARN, and keeps what is not told again', () => {
    standIn.putParameter({ arn: ARN, value: 'one', tier: 'Advanced', tags: { team: 'ci' }, keyId: 'alias/portunus' });
    standIn.putParameter({ arn: ARN, value: 'two' });
    expect(standIn.parameter(NAME)).toMatchObject({
      type: 'SecureString',
      tier: 'Advanced',
      tags: { team: 'ci' },
      keyId: 'alias/portunus',
      versions: [{ version: 1, value: 'two', at: NOW }],
    });
    standIn.putParameter({ arn: 'arn:aws:ssm:eu-west-1:111122223333:parameter/login', value: 'x' });
    expect(standIn.parameter('login')?.versions).toHaveLength(1);
  });

  it('is not taken without an ARN or a value, nor found under a name that two have', () => {
    expect(() => standIn.putParameter({ arn: NAME, value: 'x' })).toThrow(RangeError);
    expect(() => standIn.putParameter({ arn: ARN })).toThrow(RangeError);
    expect(standIn.parameter(NAME)).toBeUndefined();
    standIn.putParameter({ arn: ARN, value: 'x' });
    standIn.putParameter({ arn: ARN.replace('eu-west-1', 'eu-west-2'), value: 'x' });
    expect(() => standIn.parameter(NAME)).toThrow(RangeError);
  });
});
