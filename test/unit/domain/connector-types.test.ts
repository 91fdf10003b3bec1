// What each principal type takes and refuses: a field that would mean nothing is refused by name.
import { describe, expect, it } from 'vitest';
import { Connector, needsExternalId } from '../../../shared/domain/connector.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import type { PrincipalType, SessionType } from '../../../shared/domain/principal-type.ts';

const ROLE = 'arn:aws:iam::123456789012:role/portunus/team-a';
const PROVIDER = 'arn:aws:iam::123456789012:saml-provider/corp';
const LEAST: Readonly<Record<PrincipalType, Record<string, unknown>>> = {
  'assumed-role': { roleArn: ROLE },
  'federated-user': { access: 'pull' },
  'session-token': { acknowledgeRisk: true },
  'web-identity': { roleArn: ROLE, acknowledgeRisk: true },
  saml: { roleArn: ROLE, samlProviderArn: PROVIDER, acknowledgeRisk: true },
  provided: {},
};
const TYPES = Object.keys(LEAST) as PrincipalType[];
const ROLES: readonly PrincipalType[] = ['assumed-role', 'web-identity', 'saml'];
const NARROWED: readonly PrincipalType[] = [...ROLES, 'federated-user'];

/** A field that is given as `undefined` is left out. */
function read(type: PrincipalType, overrides: Record<string, unknown> = {}) {
  const fields = { id: 'a-b', account: 'build', principalType: type, ...LEAST[type], ...overrides };
  const written = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return parseWith(Connector, written, 'connector');
}
function faults(...input: Parameters<typeof read>) {
  const parsed = read(...input);
  return parsed.ok ? [] : parsed.errors;
}
function faultyFields(...input: Parameters<typeof read>) {
  return faults(...input).map(({ field }) => field);
}

describe.each(TYPES)('%s', (type) => {
  it('is read with the least it needs, with its defaults', () => {
    expect(read(type)).toEqual({
      ok: true,
      value: {
        id: 'a-b',
        account: 'build',
        principalType: type,
        ...LEAST[type],
        enabled: true,
        serves: SERVED_BY[type].slice(0, 1),
        systemScope: false,
        grants: [],
        loginLifetime: type === 'provided' ? 'token' : 'session',
      },
    });
  });

  it.each(Object.keys(LEAST[type]))('needs %s', (name) => {
    const missing = type === 'federated-user' ? 'policy' : name;
    expect(faultyFields(type, { [name]: undefined })).toEqual([missing]);
  });

  it.each<[string, unknown, readonly PrincipalType[]]>([
    ['roleArns', ['arn:aws:iam::123456789012:role/x'], ROLES],
    ['externalId', 'xy', ROLES],
    ['samlProviderArn', PROVIDER, ['saml']],
    ['withinTokenLife', true, TYPES.filter((one) => one !== 'provided')],
    ['access', 'pull', NARROWED],
    ['repositories', ['shop'], NARROWED],
    ['registries', ['123456789012'], NARROWED],
    ['regions', ['eu-west-1'], NARROWED],
    ['policyArns', ['arn:aws:iam::aws:policy/x'], NARROWED],
    ['policy', { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'a:b', Resource: '*' } }, NARROWED],
    ['conditions', { sourceVpc: ['vpc-0123abcd'] }, NARROWED],
    ['maxDurationSeconds', 900, TYPES.filter((one) => one !== 'provided')],
    ['session', { name: 'x-{sub}' }, ['assumed-role', 'federated-user', 'web-identity']],
    ['session', { tags: { a: '{sub}' } }, ['assumed-role', 'federated-user']],
    ['session', { sourceIdentity: '{sub}' }, ['assumed-role']],
    ['loginLifetime', 'session', TYPES.filter((one) => one !== 'provided')],
    ['loginLifetime', 'token', TYPES],
    ['namespace', 'x', []],
  ])('takes or refuses %s: %j', (name, value, types) => {
    expect(faultyFields(type, { [name]: value })).toEqual(types.includes(type) ? [] : [name]);
  });

  it('says whose field is refused', () => {
    const named = { samlProviderArn: PROVIDER, roleArn: ROLE };
    const refused = type === 'saml' ? [] : ROLES.includes(type) ? ['samlProviderArn'] : ['roleArn', 'samlProviderArn'];
    const expected = refused.map((field) => ({ field, detail: `is not taken by ${type}` }));
    expect([...faults(type, named)].sort((a, b) => a.field.localeCompare(b.field))).toEqual(expected);
  });
});

// STS and ECR: which session can call what.
const SERVED_BY: Readonly<Record<PrincipalType, readonly string[]>> = {
  'assumed-role': ['ecr', 'ecr-public', 'codeartifact', 'session', 'console'],
  'federated-user': ['ecr', 'session', 'console'],
  'session-token': ['ecr', 'session'],
  'web-identity': ['ecr', 'ecr-public', 'codeartifact', 'session', 'console'],
  saml: ['ecr', 'ecr-public', 'codeartifact', 'session'],
  provided: ['ecr'],
};
describe.each(TYPES.map((type) => [type, SERVED_BY[type]] as const))('%s', (type, served) => {
  it.each(['ecr', 'ecr-public', 'codeartifact', 'session', 'console'])('serves %s, or refuses to', (route) => {
    const detail = `must be of ${served.join(', ')} for ${type}`;
    const expected = served.includes(route) ? [] : [{ field: 'serves', detail }];
    expect(faults(type, { serves: [...new Set([...served.slice(0, 1), route])] })).toEqual(expected);
  });
});

// STS API reference: DurationSeconds of each call.
const DURATIONS: Readonly<Record<SessionType, readonly [shortest: number, longest: number]>> = {
  'assumed-role': [900, 43_200],
  'web-identity': [900, 43_200],
  saml: [900, 43_200],
  'federated-user': [900, 129_600],
  'session-token': [900, 129_600],
};
const SESSIONS = Object.keys(DURATIONS) as SessionType[];
describe.each(SESSIONS.map((type) => [type, ...DURATIONS[type]] as const))(
  'a session of %s',
  (type, shortest, longest) => {
    it.each([
      [shortest - 1, ['maxDurationSeconds']],
      [shortest, []],
      [longest, []],
      [longest + 1, ['maxDurationSeconds']],
    ])('has a limit: %i seconds', (maxDurationSeconds, fields) => {
      expect(faultyFields(type, { maxDurationSeconds })).toEqual(fields);
    });
  },
);

describe('a federated user', () => {
  it('needs a policy or a limit, or that there is to be none', () => {
    expect(faultyFields('federated-user', { access: undefined })).toEqual(['policy']);
    expect(faultyFields('federated-user', { access: undefined, omitPolicy: true })).toEqual([]);
    expect(faultyFields('federated-user', { access: undefined, regions: ['eu-west-1'] })).toEqual([]);
    expect(faultyFields('federated-user', { omitPolicy: true })).toEqual(['omitPolicy']);
    expect(faultyFields('federated-user', { omitPolicy: false })).toEqual(['omitPolicy']);
  });

  it.each(TYPES.filter((type) => type !== 'federated-user'))('alone can do so, not %s', (type) => {
    expect(faultyFields(type, { omitPolicy: true })).toContain('omitPolicy');
  });
});

it.each<[PrincipalType, boolean, boolean]>([
  ['assumed-role', true, true],
  ['web-identity', false, true],
  ['saml', false, true],
])('%s needs an external ID, at least with further roles', (type, alone, withFurther) => {
  const needs = (overrides: Record<string, unknown>) => {
    const parsed = read(type, overrides);
    return parsed.ok && needsExternalId(parsed.value);
  };
  expect(needs({})).toBe(alone);
  expect(needs({ roleArns: ['arn:aws:iam::123456789012:role/x'] })).toBe(withFurther);
});
