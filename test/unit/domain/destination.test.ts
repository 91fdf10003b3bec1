import { describe, expect, it } from 'vitest';
import { Destination, destinationKey, partsOfDestination } from '../../../shared/domain/destination.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import { SECRET_ARN } from '../../support/refresh-builders.ts';

const PARAMETER_ARN = 'arn:aws:ssm:eu-west-1:123456789012:parameter/portunus/dev/logins/team-a';
const KEY_ARN = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

function faults(written: unknown) {
  const parsed = parseWith(Destination, written, 'destination');
  return parsed.ok ? [] : parsed.errors;
}
function faultyFields(written: unknown): readonly string[] {
  return [...new Set(faults(written).map(({ field }) => field))];
}
function secret(fields: Record<string, unknown> = {}) {
  return { type: 'secretsmanager', arn: SECRET_ARN, ...fields };
}
function parameter(fields: Record<string, unknown> = {}) {
  return { type: 'ssm', arn: PARAMETER_ARN, ...fields };
}
function secretAt(name: string) {
  return secret({ arn: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}` });
}
function parameterAt(name: string) {
  return parameter({ arn: `arn:aws:ssm:eu-west-1:123456789012:parameter${name}` });
}
function withProto(written: object) {
  return JSON.parse(JSON.stringify(written).replace('{', '{"__proto__":{"tier":"x"},'));
}
function tagsOf(count: number) {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${index}`, '']));
}

describe('a destination', () => {
  it('is read with its defaults', () => {
    expect(parseWith(Destination, secret(), '')).toEqual({
      ok: true,
      value: { type: 'secretsmanager', arn: SECRET_ARN },
    });
    expect(parseWith(Destination, parameter(), '')).toEqual({
      ok: true,
      value: { type: 'ssm', arn: PARAMETER_ARN, tier: 'standard' },
    });
  });

  it('is read as it is written', () => {
    const create = { kmsKeyId: KEY_ARN, tags: { team: 'a' } };
    expect(parseWith(Destination, secret({ create }), '')).toEqual({
      ok: true,
      value: { type: 'secretsmanager', arn: SECRET_ARN, create },
    });
    const more = { tier: 'advanced', kmsKeyId: KEY_ARN, create: { tags: { team: 'a' } } };
    expect(parseWith(Destination, parameter(more), '')).toEqual({
      ok: true,
      value: { type: 'ssm', arn: PARAMETER_ARN, ...more },
    });
  });

  it.each(['type', 'arn'])('is refused without %s', (name) => {
    for (const whole of [secret(), parameter()]) {
      const { [name as 'arn']: _left, ...rest } = whole;
      expect(faults(rest)).toEqual([{ field: name, detail: 'is required' }]);
    }
  });

  it.each<[string, unknown, string]>([
    ['a type that is none', secret({ type: 's3' }), 'type'],
    ['a type that is a prototype name', secret({ type: 'constructor' }), 'type'],
    ['a type in capitals', secret({ type: 'SecretsManager' }), 'type'],
    ['a type that is no text', secret({ type: 1 }), 'type'],
    ["the other type's ARN", secret({ arn: PARAMETER_ARN }), 'arn'],
    ["the other type's ARN", parameter({ arn: SECRET_ARN }), 'arn'],
    ['an ARN that is no text', secret({ arn: 7 }), 'arn'],
    ['a tier for a secret', secret({ tier: 'standard' }), 'tier'],
    ['a key for a secret beside create', secret({ kmsKeyId: KEY_ARN }), 'kmsKeyId'],
    ['a tier in create', parameter({ create: { tier: 'standard' } }), 'create.tier'],
    ["a parameter's key in create", parameter({ create: { kmsKeyId: KEY_ARN } }), 'create.kmsKeyId'],
    ['a tier in capitals', parameter({ tier: 'Standard' }), 'tier'],
    ['a tier that AWS has and costs what it likes', parameter({ tier: 'Intelligent-Tiering' }), 'tier'],
    ['null for a tier', parameter({ tier: null }), 'tier'],
    ['true for create', secret({ create: true }), 'create'],
    ['a list for create', secret({ create: [] }), 'create'],
    ['null for create', parameter({ create: null }), 'create'],
    ['a field that is not known', secret({ name: 'x' }), 'name'],
    ['a field that is not known', parameter({ overwrite: true }), 'overwrite'],
    ['a field called constructor', secret({ constructor: 1 }), 'constructor'],
    ['a field called __proto__', withProto(secret()), '__proto__'],
    ['a field called __proto__ in create', secret({ create: withProto({ tags: {} }) }), 'create.__proto__'],
    ['nothing at all', undefined, 'destination'],
    ['null', null, 'destination'],
    ['a text', SECRET_ARN, 'destination'],
    ['a list', [], 'type'],
  ])('is refused with %s', (_what, written, field) => {
    expect(faultyFields(written)).toEqual([field]);
  });
});

describe('the ARN of a secret', () => {
  it.each([
    SECRET_ARN,
    `${SECRET_ARN}-AbCd12`,
    'arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:portunus/dev/logins/x',
    'arn:aws-us-gov:secretsmanager:us-gov-west-1:123456789012:secret:portunus/dev/logins/x',
    'arn:aws-eusc:secretsmanager:eusc-de-east-1:123456789012:secret:portunus/dev/logins/x',
    'arn:aws:secretsmanager:eu-west-1:000000000000:secret:portunus/dev/logins/a/b/_+=.@-',
    `arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/${'s'.repeat(16)}/logins/x`,
  ])('may be %s', (arn) => {
    expect(faults(secret({ arn }))).toEqual([]);
  });

  it.each([
    ['another path', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/keys/x'],
    ['a path that begins alike', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/logins-x'],
    ['no stage', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/logins/x'],
    ['a stage with a hyphen', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/prod-eu/logins/x'],
    ['a stage of 17', `arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/${'s'.repeat(17)}/logins/x`],
    ['something before the path', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:x/portunus/dev/logins/x'],
    ['a slash before the path', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:/portunus/dev/logins/x'],
    ['a path in capitals', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:Portunus/logins/x'],
    ['a name of nothing', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/logins/'],
    ['a wildcard', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/logins/*'],
    ['one character of any kind', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/logins/team-?'],
    ['a blank', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/logins/team a'],
    ['a letter beyond ASCII', 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/dev/logins/t\u00e9am'],
    ['a line break at its end', `${SECRET_ARN}\n`],
    ['a version behind it', `${SECRET_ARN}:AWSCURRENT`],
    ['no region', 'arn:aws:secretsmanager::123456789012:secret:portunus/dev/logins/x'],
    ['no account', 'arn:aws:secretsmanager:eu-west-1::secret:portunus/dev/logins/x'],
    ['an account of eleven digits', 'arn:aws:secretsmanager:eu-west-1:12345678901:secret:portunus/dev/logins/x'],
    ['an account of thirteen digits', 'arn:aws:secretsmanager:eu-west-1:1234567890123:secret:portunus/dev/logins/x'],
    ['a region in capitals', 'arn:aws:secretsmanager:EU-WEST-1:123456789012:secret:portunus/dev/logins/x'],
    ['a host for a region', 'arn:aws:secretsmanager:evil.example/:123456789012:secret:portunus/dev/logins/x'],
    ['a name alone', 'portunus/dev/logins/x'],
    ['nothing', ''],
  ])('may not have %s', (_what, arn) => {
    expect(faults(secret({ arn }))).toEqual([
      { field: 'arn', detail: 'must be the ARN of a secret under portunus/STAGE/logins/' },
    ]);
  });

  it.each([
    ['aws', 'cn-north-1'],
    ['aws', 'us-gov-west-1'],
    ['aws', 'eusc-de-east-1'],
    ['aws', 'us-iso-east-1'],
    ['aws-cn', 'eu-west-1'],
    ['aws-us-gov', 'us-east-1'],
    ['aws-iso', 'us-iso-east-1'],
  ])('may not be in the partition %s with the region %s', (partition, region) => {
    const errors = [{ field: 'arn', detail: 'must name a region of its partition' }];
    const arn = `arn:${partition}:secretsmanager:${region}:123456789012:secret:portunus/dev/logins/x`;
    expect(faults(secret({ arn }))).toEqual(errors);
    const other = `arn:${partition}:ssm:${region}:123456789012:parameter/portunus/dev/logins/x`;
    expect(faults(parameter({ arn: other }))).toEqual(errors);
  });

  it.each([
    [1, []],
    [200, []],
    [201, ['arn']],
  ])('has a name of %i characters behind the path', (length, fields) => {
    expect(faultyFields(secretAt(`portunus/dev/logins/${'n'.repeat(length)}`))).toEqual(fields);
  });
});

describe('the ARN of a parameter', () => {
  it.each([
    '/portunus/dev/logins/x',
    '/portunus/dev/logins/team-a/docker_config.json',
    '/portunus/dev/logins/-',
    `/portunus/dev/logins${'/x'.repeat(12)}`,
    // Six characters behind a hyphen mean nothing here.
    '/portunus/dev/logins/team-AbCdEf',
  ])('may name %s', (name) => {
    expect(faults({ ...parameterAt(name), create: {} })).toEqual([]);
  });

  it.each([
    ['no slash before its name', 'arn:aws:ssm:eu-west-1:123456789012:parameterportunus/dev/logins/x'],
    ['two slashes before its name', 'arn:aws:ssm:eu-west-1:123456789012:parameter//portunus/dev/logins/x'],
    ['another path', 'arn:aws:ssm:eu-west-1:123456789012:parameter/portunus/dev/keys/x'],
    ['no stage', 'arn:aws:ssm:eu-west-1:123456789012:parameter/portunus/logins/x'],
    ['16 levels', `arn:aws:ssm:eu-west-1:123456789012:parameter/portunus/dev/logins${'/x'.repeat(13)}`],
    ['a name of nothing', 'arn:aws:ssm:eu-west-1:123456789012:parameter/portunus/dev/logins/'],
    ['a wildcard', 'arn:aws:ssm:eu-west-1:123456789012:parameter/portunus/dev/logins/*'],
    ['a sign that secrets alone may have', 'arn:aws:ssm:eu-west-1:123456789012:parameter/portunus/dev/logins/a@b'],
    ['a version', `${PARAMETER_ARN}:3`],
    ['a line break at its end', `${PARAMETER_ARN}\n`],
    ['no account', 'arn:aws:ssm:eu-west-1::parameter/portunus/dev/logins/x'],
    ['a name alone', '/portunus/dev/logins/x'],
  ])('may not have %s', (_what, arn) => {
    expect(faults(parameter({ arn }))).toEqual([
      { field: 'arn', detail: 'must be the ARN of a parameter under /portunus/STAGE/logins/' },
    ]);
  });

  it.each([
    [1, []],
    [200, []],
    [201, ['arn']],
  ])('has a name of %i characters behind the path', (length, fields) => {
    expect(faultyFields(parameterAt(`/portunus/dev/logins/${'n'.repeat(length)}`))).toEqual(fields);
  });

  // Parameter Store refuses them on each delivery (PutParameter: sub-paths divided by one slash).
  it.each(['/portunus/dev/logins/x/', '/portunus/dev/logins/x//y', '/portunus/dev/logins//x'])(
    'may not name %s',
    (name) => {
      expect(faultyFields(parameterAt(name))).toEqual(['arn']);
    },
  );
});

describe('a secret that is to be created', () => {
  const detail = 'must end with the name alone where the secret is to be created, and not with - and six characters';

  it.each(['AbCd12', '000000', 'aaaaaa'])(
    'may not have -%s behind its name, which AWS would take for its own',
    (end) => {
      expect(faults(secret({ arn: `${SECRET_ARN}-${end}`, create: {} }))).toEqual([{ field: 'arn', detail }]);
      expect(faults(secret({ arn: `${SECRET_ARN}-${end}` }))).toEqual([]);
    },
  );

  it.each(['-AbCd1', '-AbCd123', 'AbCd12', '-AbCd1_', '-AbCd12/x'])('may have %s behind its name', (end) => {
    expect(faults(secret({ arn: `${SECRET_ARN}${end}`, create: {} }))).toEqual([]);
  });
});

describe.each([
  ['a secret', (tags: unknown) => secret({ create: { tags } })],
  ['a parameter', (tags: unknown) => parameter({ create: { tags } })],
])('the tags of %s', (_what, withTags) => {
  it.each<[string, unknown]>([
    ['none', {}],
    ['a key of each kind of character', { 'aZ0 _.:/=+@-': 'aZ0 _.:/=+@-' }],
    ['an empty value', { team: '' }],
    ['a key that only begins like a reserved one', { awsome: 'x', 'a:aws:': 'x' }],
    ['a value that begins like a reserved key', { team: 'aws:x' }],
    ['a key of 128 characters', { ['k'.repeat(128)]: 'x' }],
    ['a value of 256 characters', { team: 'v'.repeat(256) }],
    ['40 of them', tagsOf(40)],
  ])('may be %s', (_name, tags) => {
    expect(faults(withTags(tags))).toEqual([]);
  });

  it.each<[string, unknown, string]>([
    ['a reserved key', { 'aws:team': 'x' }, 'create.tags.aws:team'],
    ['an empty key', { '': 'x' }, 'create.tags.(no name)'],
    ['a key of 129 characters', { ['k'.repeat(129)]: 'x' }, `create.tags.${'k'.repeat(48)}`],
    ['a key with a comma', { 'a,b': 'x' }, 'create.tags.a,b'],
    ['a value of 257 characters', { team: 'v'.repeat(257) }, 'create.tags.team'],
    ['a value with a semicolon', { team: 'a;b' }, 'create.tags.team'],
    ['a value with a line break', { team: 'a\n' }, 'create.tags.team'],
    ['a value that is a number', { team: 7 }, 'create.tags.team'],
    ['41 of them', tagsOf(41), 'create.tags'],
    ['null', null, 'create.tags'],
    ['a text', 'team=a', 'create.tags'],
    // AWS reserves the prefix in whatever case, as the session's tags know.
    ['a reserved key in capitals', { 'AWS:team': 'x' }, 'create.tags.AWS:team'],
    ['a list', ['team'], 'create.tags'],
  ])('may not be %s', (_name, tags, field) => {
    expect(faultyFields(withTags(tags))).toEqual([field]);
  });

  it('never lose one called __proto__: it is kept, or refused', () => {
    const parsed = parseWith(Destination, withTags(JSON.parse('{"__proto__":"x"}')), '');
    const names = parsed.ok ? Object.keys(parsed.value.create?.tags ?? {}) : ['__proto__'];
    expect(names).toEqual(['__proto__']);
  });
});

describe.each([
  ['a secret', (kmsKeyId: unknown) => secret({ create: { kmsKeyId } }), 'create.kmsKeyId'],
  ['a parameter', (kmsKeyId: unknown) => parameter({ kmsKeyId }), 'kmsKeyId'],
] as const)('the key of %s', (_what, withKey, field) => {
  it.each([
    KEY_ARN,
    'arn:aws:kms:eu-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab',
    'arn:aws:kms:eu-west-1:123456789012:alias/portunus/dev/logins',
    'arn:aws:kms:eu-west-1:210987654321:alias/x_y-z',
    `arn:aws:kms:eu-west-1:123456789012:key/${'a'.repeat(64)}`,
    `arn:aws:kms:eu-west-1:123456789012:alias/${'a'.repeat(250)}`,
  ])('may be %s', (arn) => {
    expect(faults(withKey(arn))).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['an id alone', '1234abcd-12ab-34cd-56ef-1234567890ab'],
    ['an alias alone', 'alias/portunus'],
    ['a key of nothing', 'arn:aws:kms:eu-west-1:123456789012:key/'],
    ['an alias of nothing', 'arn:aws:kms:eu-west-1:123456789012:alias/'],
    ['a key id of 65 characters', `arn:aws:kms:eu-west-1:123456789012:key/${'a'.repeat(65)}`],
    ['an alias of 251 characters', `arn:aws:kms:eu-west-1:123456789012:alias/${'a'.repeat(251)}`],
    ['a wildcard', 'arn:aws:kms:eu-west-1:123456789012:key/*'],
    ['no account', 'arn:aws:kms:eu-west-1::key/1234abcd'],
    ['no region', 'arn:aws:kms::123456789012:key/1234abcd'],
    ['a key of another region', 'arn:aws:kms:us-east-1:123456789012:key/1234abcd'],
    ['a key of another partition', 'arn:aws-cn:kms:cn-north-1:123456789012:key/1234abcd'],
    ['a role', 'arn:aws:iam::123456789012:role/x'],
    ['a line break at its end', `${KEY_ARN}\n`],
    ['nothing', ''],
    ['null', null],
    ['a list', [KEY_ARN]],
  ])('may not be %s', (_name, arn) => {
    expect(faultyFields(withKey(arn))).toEqual([field]);
  });
});

describe('the parts of a destination', () => {
  it.each([
    [
      `${SECRET_ARN}-AbCd12`,
      { partition: 'aws', region: 'eu-west-1', accountId: '123456789012', name: 'portunus/dev/logins/team-a-AbCd12' },
    ],
    [
      'arn:aws-cn:ssm:cn-north-1:210987654321:parameter/portunus/dev/logins/x/y',
      { partition: 'aws-cn', region: 'cn-north-1', accountId: '210987654321', name: '/portunus/dev/logins/x/y' },
    ],
  ])('of %s', (arn, parts) => {
    expect(partsOfDestination(arn)).toEqual(parts);
  });

  it.each(['', 'portunus/dev/logins/x', 'arn:aws:s3:::portunus/dev/logins/x', `${SECRET_ARN}:x`])(
    'of %j are none',
    (arn) => {
      expect(partsOfDestination(arn)).toBeUndefined();
    },
  );
});

describe('what a destination is compared by', () => {
  const keyOf = (written: unknown) => {
    const parsed = parseWith(Destination, written, '');
    return parsed.ok ? destinationKey(parsed.value) : parsed.errors;
  };

  it('is the same for a secret with and without its suffix', () => {
    expect(keyOf(secret({ arn: `${SECRET_ARN}-AbCd12` }))).toBe(SECRET_ARN);
    expect(keyOf(secret({ create: {} }))).toBe(SECRET_ARN);
  });

  it('is the whole ARN of a parameter', () => {
    expect(keyOf(parameterAt('/portunus/dev/logins/team-AbCdEf'))).toBe(
      parameterAt('/portunus/dev/logins/team-AbCdEf').arn,
    );
  });

  it('differs by account and region', () => {
    const elsewhere = [
      SECRET_ARN.replace('eu-west-1', 'eu-west-2'),
      SECRET_ARN.replace('123456789012', '000000000000'),
    ];
    expect(new Set([SECRET_ARN, ...elsewhere].map((arn) => keyOf(secret({ arn })))).size).toBe(3);
  });
});
