import { AssumeRoleCommand, type AssumeRoleCommandInput, GetAccessKeyInfoCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import {
  assume,
  LAMBDA,
  LOGIN_POLICY,
  PULLER,
  refusal,
  stsOf,
  type Tamper,
  tampering,
  USER,
  useStandIn,
} from '../../support/stand-in.ts';

useStandIn();

describe('parameters of AssumeRole', () => {
  const tags = (count: number) => Array.from({ length: count }, (_, index) => ({ Key: `k${index}`, Value: '' }));
  const policyArns = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ arn: `arn:aws:iam::aws:policy/P${index}` }));
  const policyOf = (length: number) => LOGIN_POLICY.padEnd(length, ' ');
  const statement = (fields: object) =>
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'ecr:*', Resource: '*', ...fields }],
    });

  it.each<[string, Partial<AssumeRoleCommandInput>]>([
    ['a session name of 2', { RoleSessionName: 'ab' }],
    ['a session name of 64', { RoleSessionName: '=,.@-+_'.padEnd(64, 'x') }],
    ['a duration of 900', { DurationSeconds: 900 }],
    ['the 3,600 of a chained session', { DurationSeconds: 3600 }],
    ['an external ID of 2', { ExternalId: 'ab' }],
    ['an external ID of 1,224', { ExternalId: '=,.@:/-+_'.padEnd(1224, 'x') }],
    ['a source identity of 2', { SourceIdentity: 'ab' }],
    ['a source identity of 64', { SourceIdentity: 'a'.repeat(64) }],
    ['50 tags', { Tags: tags(50) }],
    ['no tags', { Tags: [], TransitiveTagKeys: [], PolicyArns: [] }],
    ['the longest tag', { Tags: [{ Key: 'k'.repeat(128), Value: 'v'.repeat(256) }] }],
    ['a tag in other letters', { Tags: [{ Key: 'Größe 名_.:/=+-@', Value: 'ок' }] }],
    ['a transitive tag in another case', { Tags: [{ Key: 'Repo', Value: '' }], TransitiveTagKeys: ['repo'] }],
    ['10 policies', { PolicyArns: policyArns(10) }],
    ["a policy of the role's account", { PolicyArns: [{ arn: 'arn:aws:iam::444455556666:policy/ci/pull' }] }],
    ['a policy of 2,048', { Policy: policyOf(2048) }],
    ['policy and ARNs of 2,048 together', { Policy: policyOf(2022), PolicyArns: policyArns(1) }],
    ['a policy with a condition', { Policy: statement({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } }) }],
  ])('accept %s', async (_name, input) => {
    await expect(assume(input)).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  it.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    ['no role', { RoleArn: undefined }, "Value null at 'roleArn'"],
    ['a role ARN of 19', { RoleArn: 'arn:aws:iam::4:role' }, 'length greater than or equal to 20'],
    ['a role ARN of 2,049', { RoleArn: PULLER.padEnd(2049, 'x') }, 'length less than or equal to 2048'],
    ['an ARN of a user', { RoleArn: USER.arn }, 'arn:aws:iam::111122223333:user/ci/deployer is invalid'],
    ['a short account', { RoleArn: 'arn:aws:iam::44445555666:role/p' }, 'arn:aws:iam::44445555666:role/p is invalid'],
    ['a name no role has', { RoleArn: `${PULLER}<&>"'` }, `${PULLER}<&>"' is invalid`],
    ['no session name', { RoleSessionName: undefined }, "Value null at 'roleSessionName'"],
    ['a session name of 1', { RoleSessionName: 'a' }, 'length greater than or equal to 2'],
    ['a session name of 65', { RoleSessionName: 'a'.repeat(65) }, 'length less than or equal to 64'],
    ['a slash in the session name', { RoleSessionName: 'a/b' }, 'regular expression pattern: [\\w+=,.@-]*'],
    ['a line end in the session name', { RoleSessionName: 'ab\n' }, 'regular expression pattern'],
    ['a duration of 899', { DurationSeconds: 899 }, 'value greater than or equal to 900'],
    ['a duration of 43,201', { DurationSeconds: 43201 }, 'value less than or equal to 43200'],
    ['a broken duration', { DurationSeconds: 900.5 }, "Value '900.5' at 'durationSeconds' is not an integer"],
    ['an external ID of 1', { ExternalId: 'a' }, 'length greater than or equal to 2'],
    ['an external ID of 1,225', { ExternalId: 'a'.repeat(1225) }, 'length less than or equal to 1224'],
    ['a blank in the external ID', { ExternalId: 'a b' }, 'regular expression pattern'],
    ['a source identity of 1', { SourceIdentity: 'a' }, 'length greater than or equal to 2'],
    ['a source identity of 65', { SourceIdentity: 'a'.repeat(65) }, 'length less than or equal to 64'],
    ['a reserved source identity', { SourceIdentity: 'aws:octocat' }, 'regular expression pattern'],
    ['51 tags', { Tags: tags(51) }, "at 'tags' failed to satisfy constraint"],
    ['an empty tag key', { Tags: [{ Key: '', Value: 'v' }] }, "at 'tags.1.member.key' failed"],
    ['a tag key of 129', { Tags: [{ Key: 'k'.repeat(129), Value: '' }] }, 'length less than or equal to 128'],
    ['a tag value of 257', { Tags: [{ Key: 'k', Value: 'v'.repeat(257) }] }, 'length less than or equal to 256'],
    ['a tag without value', { Tags: [{ Key: 'k', Value: undefined }] }, "Value null at 'tags.1.member.value'"],
    ['a hash in a tag value', { Tags: [{ Key: 'k', Value: '#1' }] }, "at 'tags.1.member.value' failed"],
    ['a reserved tag key', { Tags: [{ Key: 'AWS:k', Value: '' }] }, "the reserved prefix 'aws:'"],
    ['11 policies', { PolicyArns: policyArns(11) }, "at 'policyArns' failed"],
    ['a policy of another account', { PolicyArns: [{ arn: 'arn:aws:iam::111122223333:policy/pull' }] }, 'is not valid'],
    ['a policy ARN that is none', { PolicyArns: [{ arn: 'arn:aws:iam::aws:role/administrator' }] }, 'is not valid'],
    ['an empty policy', { Policy: '' }, "at 'policy' failed"],
    ['a policy with a letter above U+00FF', { Policy: statement({ Sid: 'ł' }) }, "at 'policy' failed"],
    [
      '3,601 seconds in a chain',
      { DurationSeconds: 3601 },
      'exceeds the 1 hour session limit for roles assumed by role',
    ],
    ["more than the role's maximum", { DurationSeconds: 7201 }, 'exceeds the MaxSessionDuration set for this role.'],
  ])('refuse %s', async (_name, input, message) => {
    const call = assume(input as Partial<AssumeRoleCommandInput>);
    await expect(call).rejects.toMatchObject({
      ...refusal('ValidationError', 400),
      message: expect.stringContaining(message),
    });
  });

  it('tell all faults together', async () => {
    const message =
      "2 validation errors detected: Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null; " +
      "Value '1' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900";
    await expect(assume({ RoleSessionName: undefined, DurationSeconds: 1 })).rejects.toMatchObject({ message });
  });

  const tag = (Key: string) => ({ Key, Value: '' });
  it.each<[string, Partial<AssumeRoleCommandInput>, string]>([
    ['a tag key in two cases', { Tags: [tag('repo'), tag('Repo')] }, 'InvalidParameterValue'],
    ['a transitive key that is no tag', { Tags: tags(1), TransitiveTagKeys: ['k1'] }, 'InvalidParameterValue'],
    ['a policy of 2,049', { Policy: policyOf(2049) }, 'PackedPolicyTooLargeException'],
    ['2,049 with an ARN', { Policy: policyOf(2023), PolicyArns: policyArns(1) }, 'PackedPolicyTooLargeException'],
  ])('refuse %s by name', async (_name, input, name) => {
    await expect(assume(input)).rejects.toMatchObject(refusal(name, 400));
  });

  it.each([
    ['is no JSON', '{'],
    ['is a list', '[]'],
    ['has no version', '{"Statement":[]}'],
    ['has no statement', '{"Version":"2012-10-17"}'],
    ['is of a later version', LOGIN_POLICY.replace('2012', '2026')],
    ['has another field', LOGIN_POLICY.replace('{', '{"Note":"",')],
    ['has a principal', statement({ Principal: '*' })],
    ['has another effect', statement({ Effect: 'allow' })],
    ['has no action', statement({ Action: undefined })],
    ['has action and opposite', statement({ NotAction: 's3:*' })],
    ['has no resource', statement({ Resource: [] })],
  ])('refuse a policy that %s', async (_name, policy) => {
    const malformed = refusal('MalformedPolicyDocumentException', 400);
    await expect(assume({ Policy: policy })).rejects.toMatchObject(malformed);
  });

  /** The SDK sends what it knows only, so the form is changed before it is signed. */
  const sendForm = (change: (body: string) => string) => {
    const client = stsOf(LAMBDA);
    const changeBody: Tamper = (request) => {
      request.body = change(request.body);
      request.headers['content-length'] = `${request.body.length}`;
    };
    client.middlewareStack.add(tampering(changeBody) as never, { step: 'build' });
    return client.send(new AssumeRoleCommand({ RoleArn: PULLER, RoleSessionName: 'build-42' }));
  };

  it.each<[string, (body: string) => string, string, number]>([
    ['an unknown one', (body) => `${body}&Color=red`, 'InvalidQueryParameter', 400],
    ['one given twice', (body) => `${body}&RoleSessionName=other`, 'InvalidQueryParameter', 400],
    ['one that cannot be decoded', (body) => `${body}&ExternalId=%ZZ`, 'InvalidQueryParameter', 400],
    ['a list with a gap', (body) => `${body}&TransitiveTagKeys.member.2=x`, 'InvalidQueryParameter', 400],
    ['one without equals sign', (body) => `${body}&ExternalId`, 'InvalidQueryParameter', 400],
    ['another version', (body) => body.replace('2011-06-15', '2011-06-16'), 'InvalidAction', 400],
    ['no version', (body) => body.replace('&Version=2011-06-15', ''), 'InvalidAction', 400],
    ['an action of no service', (body) => body.replace('AssumeRole', 'constructor'), 'InvalidAction', 400],
  ])('refuse %s', async (_name, change, name, status) => {
    await expect(sendForm(change)).rejects.toMatchObject(refusal(name, status));
  });

  it('refuse the other actions of STS', async () => {
    const call = stsOf(USER).send(new GetAccessKeyInfoCommand({ AccessKeyId: USER.accessKeyId }));
    await expect(call).rejects.toMatchObject(refusal('InvalidAction', 400));
  });
});
