// Parameter Store: what PutParameter writes, and what it refuses.
import { PutParameterCommand, type PutParameterCommandInput } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import {
  LAMBDA,
  NOW,
  refusal,
  sendingBody,
  setStandInNow,
  ssmOf,
  standIn,
  USER,
  useStandIn,
} from '../../support/stand-in.ts';

useStandIn();

const NAME = '/portunus/nightly/login';
const ARN = 'arn:aws:ssm:eu-west-1:111122223333:parameter/portunus/nightly/login';
function invalid(message: string) {
  return { ...refusal('ValidationException', 400), message };
}

function put(input: Partial<PutParameterCommandInput> = {}, keys = LAMBDA, region = 'eu-west-1') {
  return ssmOf(keys, region).send(
    new PutParameterCommand({ Name: NAME, Value: 'login', Type: 'SecureString', ...input }),
  );
}

describe('PutParameter', () => {
  it('makes a parameter, and writes a further version if it may overwrite', async () => {
    expect(await put()).toMatchObject({ Version: 1, Tier: 'Standard' });
    const later = new Date('2026-11-21T12:00:01Z');
    setStandInNow(later);
    expect(await put({ Value: 'two', Overwrite: true })).toMatchObject({ Version: 2, Tier: 'Standard' });
    expect(standIn.parameter(NAME)).toStrictEqual({
      arn: ARN,
      name: NAME,
      type: 'SecureString',
      tier: 'Standard',
      description: undefined,
      tags: {},
      keyId: 'alias/aws/ssm',
      versions: [
        { version: 1, value: 'login', at: NOW },
        { version: 2, value: 'two', at: later },
      ],
      failWith: undefined,
    });
    expect(standIn.parameter(ARN)).toEqual(standIn.parameter(NAME));
  });

  it('does not overwrite unless it is told so', async () => {
    await put();
    const message =
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.';
    await expect(put()).rejects.toMatchObject({ ...refusal('ParameterAlreadyExists', 400), message });
    await expect(put({ Overwrite: false })).rejects.toMatchObject({ name: 'ParameterAlreadyExists' });
    expect(standIn.parameter(NAME)?.versions).toHaveLength(1);
  });

  it('makes what is not there, told to overwrite or not', async () => {
    await expect(put({ Overwrite: true })).resolves.toMatchObject({ Version: 1 });
  });

  it('keeps type, tags and description, but takes the account’s own key where it is told none', async () => {
    const Tags = [{ Key: 'team', Value: 'ci' }];
    await put({ KeyId: 'alias/portunus', Description: 'For CI', Tags });
    expect(standIn.parameter(NAME)).toMatchObject({ keyId: 'alias/portunus', tags: { team: 'ci' } });
    await put({ Type: undefined, Overwrite: true });
    expect(standIn.parameter(NAME)).toMatchObject({
      type: 'SecureString',
      tags: { team: 'ci' },
      description: 'For CI',
      keyId: 'alias/aws/ssm',
    });
  });

  it('needs a type at first, and keeps it', async () => {
    const required = invalid('A parameter type is required when you create a parameter.');
    await expect(put({ Type: undefined })).rejects.toMatchObject(required);
    await put({ Type: 'String' });
    const changed = refusal('ValidationException', 400);
    await expect(put({ Type: 'SecureString', Overwrite: true })).rejects.toMatchObject(changed);
    await expect(put({ Type: 'StringList', Overwrite: true })).rejects.toMatchObject(changed);
    expect(standIn.parameter(NAME)).toMatchObject({ type: 'String', keyId: undefined });
  });

  it('takes no tags when it is to overwrite, whether there is something or not', async () => {
    const message =
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.";
    const both = { Overwrite: true, Tags: [{ Key: 'team', Value: 'ci' }] };
    await expect(put(both)).rejects.toMatchObject(invalid(message));
    await expect(put({ ...both, Tags: [] })).resolves.toMatchObject({ Version: 1 });
    await expect(put(both)).rejects.toMatchObject(invalid(message));
  });

  it.each([
    ['a String', { Type: 'String' as const }],
    ['a StringList', { Type: 'StringList' as const }],
  ])('takes no key for %s', async (_name, type) => {
    const message = 'KeyId is required for SecureString type parameter only.';
    await expect(put({ ...type, KeyId: 'alias/portunus' })).rejects.toMatchObject(invalid(message));
    await expect(put(type)).resolves.toMatchObject({ Version: 1 });
  });

  it.each<[string, Partial<PutParameterCommandInput>]>([
    ['an ARN', { Name: ARN }],
    ['a space', { Name: '/portunus/my login' }],
    ['an empty level', { Name: '/portunus//login' }],
    ['a slash at the end', { Name: '/portunus/' }],
    ['no slash in front of a path', { Name: 'portunus/login' }],
    ['ssm in front', { Name: 'ssm-login' }],
    ['ssm in front of a path', { Name: '/SSM/login' }],
    ['aws in front', { Name: 'AwsLogin' }],
    ['no name', { Name: '' }],
    ['a name of 2,049', { Name: 'x'.repeat(2049) }],
    ['a name that makes an ARN of 1,012', { Name: 'x'.repeat(1012 - 45) }],
    ['no value', { Value: '' }],
    ['a reference to another parameter', { Value: 'a{{ssm:other}}b' }],
    ['a type that is none', { Type: 'Secret' as never }],
    ['a tier that is none', { Tier: 'Cheap' as never }],
    ['an empty key', { KeyId: '' }],
    ['a key of 257', { KeyId: 'x'.repeat(257) }],
    ['a key with a space', { KeyId: 'alias/my key' }],
    ['a description of 1,025', { Description: 'x'.repeat(1025) }],
    ['a tag without a key', { Tags: [{ Key: '', Value: '' }] }],
  ])('refuses %s', async (_name, input) => {
    await expect(put(input)).rejects.toMatchObject(refusal('ValidationException', 400));
    expect(standIn.parameter(input.Name ?? NAME)).toBeUndefined();
  });

  const levels = (count: number) => '/x'.repeat(count);

  it.each([
    ['a path of AWS', { Name: '/aws/login' }, 'AccessDeniedException'],
    ['16 levels', { Name: levels(16) }, 'HierarchyLevelLimitExceededException'],
    ['a pattern, which nothing here would hold against the value', { AllowedPattern: '.*' }, 'SerializationException'],
    ['a policy, likewise', { Policies: '[]' }, 'SerializationException'],
  ])('refuses %s', async (_name, input, name) => {
    await expect(put(input)).rejects.toMatchObject(refusal(name, 400));
  });

  it.each<[string, Partial<PutParameterCommandInput>]>([
    ['15 levels', { Name: levels(15) }],
    ['a name of one level', { Name: 'login' }],
    ['all that names may have', { Name: '/aZ09_.-/x' }],
    // arn:aws:ssm:eu-west-1:111122223333:parameter/ has 45 characters.
    ['a name that makes an ARN of 1,011', { Name: 'x'.repeat(1011 - 45) }],
    ['JSON with two braces at its end', { Value: '{"auths":{"x":{"auth":"eA=="}}}' }],
    ['a key of 256', { KeyId: 'x'.repeat(256) }],
    ['a description of 1,024', { Description: 'x'.repeat(1024) }],
  ])('takes %s', async (_name, input) => {
    await expect(put(input)).resolves.toMatchObject({ Version: 1 });
    expect(standIn.parameter(input.Name ?? NAME)?.versions).toHaveLength(1);
  });

  it.each([
    ['no name', '{"Value":"x"}', 'ValidationException', /'name' .* must not be null$/],
    ['no value', `{"Name":"${NAME}"}`, 'ValidationException', /'value' .* must not be null$/],
    ['a text for a flag', `{"Name":"${NAME}","Overwrite":"true"}`, 'SerializationException', /Overwrite/],
    ['a tag with more', `{"Tags":[{"Key":"x","Value":"","y":""}]}`, 'SerializationException', /Tags/],
    ['no structure', '[]', 'SerializationException', /structure/],
  ])('refuses %s', async (_name, body, name, message) => {
    const call = sendingBody(ssmOf(LAMBDA), body).send(new PutParameterCommand({ Name: NAME, Value: 'x' }));
    await expect(call).rejects.toMatchObject({ ...refusal(name, 400), message: expect.stringMatching(message) });
  });

  it('counts what many send at the same time one after the other', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => put({ Overwrite: true }, USER)));
    const counted = Array.from({ length: 20 }, (_, at) => at + 1);
    expect(answers.map(({ Version = 0 }) => Version).toSorted((a, b) => a - b)).toEqual(counted);
    expect(standIn.parameter(NAME)?.versions.map(({ version }) => version)).toEqual(counted);
  });
});

describe('the tier', () => {
  const bytes = (count: number) => `é${'x'.repeat(count - 2)}`;
  const TOO_LONG =
    'Standard tier parameters support a maximum parameter value of 4096 characters. To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html';

  it.each([
    [undefined, 4096, 'Standard'],
    ['Standard', 4096, 'Standard'],
    ['Advanced', 4, 'Advanced'],
    ['Advanced', 8192, 'Advanced'],
    ['Intelligent-Tiering', 4096, 'Standard'],
    ['Intelligent-Tiering', 4097, 'Advanced'],
    ['Intelligent-Tiering', 8192, 'Advanced'],
  ] as const)('%s holds %i bytes as %s', async (Tier, count, tier) => {
    await expect(put({ Tier, Value: bytes(count) })).resolves.toMatchObject({ Version: 1, Tier: tier });
    expect(standIn.parameter(NAME)?.tier).toBe(tier);
  });

  it.each([
    [undefined, 4097, TOO_LONG],
    ['Standard', 4097, TOO_LONG],
    ['Advanced', 8193, 'Advanced tier parameters support a maximum parameter value of 8192 characters.'],
    ['Intelligent-Tiering', 8193, 'Advanced tier parameters support a maximum parameter value of 8192 characters.'],
  ] as const)('%s does not hold %i bytes', async (Tier, count, message) => {
    await expect(put({ Tier, Value: bytes(count) })).rejects.toMatchObject(invalid(message));
  });

  it('goes up and never down', async () => {
    await put();
    await expect(put({ Overwrite: true, Tier: 'Advanced' })).resolves.toMatchObject({ Version: 2, Tier: 'Advanced' });
    const down = invalid(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
    );
    await expect(put({ Overwrite: true, Tier: 'Standard' })).rejects.toMatchObject(down);
    await expect(put({ Overwrite: true })).rejects.toMatchObject(down);
    const kept = put({ Overwrite: true, Tier: 'Intelligent-Tiering' });
    await expect(kept).resolves.toMatchObject({ Version: 3, Tier: 'Advanced' });
  });
});
