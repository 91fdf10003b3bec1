import { describe, expect, it } from 'vitest';
import type { Connector } from '../../../../shared/domain/connector.ts';
import { fillConnector, withExamples } from '../../../../shared/policy/session/fill-connector.ts';
import { aConnector } from '../../../support/builders.ts';

const ROLE = 'arn:aws:iam::123456789012:role/portunus/';
const TO_ALL = [{ issuer: 'ci', claims: [{ claim: ['owner'], anyOf: ['9919'] }] }];

function toRepository(...anyOf: string[]) {
  return [{ issuer: 'ci', claims: [{ claim: ['repository'], anyOf }] }];
}

function fill(fields: Partial<ReturnType<typeof aConnector>>, claims: unknown, issuer = 'ci') {
  const connector = aConnector({ grants: TO_ALL, ...fields });
  return fillConnector(connector, { issuer, claims: claims as Record<string, unknown> });
}
/** What the filled fields are, or the reason of the refusal with its detail. */
function filledWith(...input: Parameters<typeof fill>) {
  const filling = fill(...input);
  if (!filling.ok) return `${filling.reason}: ${filling.detail}`;
  const { roleArn = '', region, repositories }: Connector = filling.connector;
  return { roleArn: roleArn.replace(ROLE, ''), region, repositories };
}
function repositoryOf(repository: string, claims: unknown, grants = TO_ALL) {
  const filling = fill({ repositories: [repository], grants }, claims);
  return filling.ok ? filling.connector.repositories?.[0] : `${filling.reason}: ${filling.detail}`;
}
function roleOf(name: string, claims: unknown) {
  const filled = filledWith({ roleArn: `${ROLE}${name}` }, claims);
  return typeof filled === 'string' ? filled : filled.roleArn;
}

describe('a connector without claims', () => {
  it('is the same for everybody, whoever they are', () => {
    const connector = aConnector({ repositories: ['team-a/*'] });
    const filling = fillConnector(connector, { issuer: 'other', claims: {} });
    expect(filling).toEqual({ ok: true, connector });
  });
});

describe('claims', () => {
  it('are put into each place as they are, and nothing else changes', () => {
    const connector = aConnector({
      roleArn: `${ROLE}ecr-{id}`,
      region: '{place}',
      repositories: ['team-{id}', 'team-{id}/*', 'base/*'],
      session: { name: 'ci-{id}' },
      roleArns: [`${ROLE}deep`],
      grants: TO_ALL,
    });
    const filling = fillConnector(connector, { issuer: 'ci', claims: { id: 7, place: 'eu-central-1' } });
    const places = { roleArn: `${ROLE}ecr-7`, region: 'eu-central-1', repositories: ['team-7', 'team-7/*', 'base/*'] };
    expect(filling).toEqual({ ok: true, connector: { ...connector, ...places } });
  });

  it('are named by a path, and are own members only', () => {
    const claims = JSON.parse('{"kubernetes.io":{"namespace":"build"},"__proto__":"own"}');
    expect(repositoryOf('{["kubernetes.io","namespace"]}/{__proto__}', claims)).toBe('build/own');
    expect(repositoryOf('{constructor}', {})).toBe('claim_missing: repositories[0]: constructor');
    expect(repositoryOf('{["a","b"]}', { a: 'x' })).toBe('claim_missing: repositories[0]: a.b');
  });

  it.each<[string, unknown, string]>([
    ['missing', '{}', 'claim_missing'],
    ['null', '{"a":null}', 'claim_missing'],
    ['a list', '{"a":["x"]}', 'claim_not_text_or_number'],
    ['an object', '{"a":{"b":"x"}}', 'claim_not_text_or_number'],
    ['true', '{"a":true}', 'claim_not_text_or_number'],
    ['false', '{"a":false}', 'claim_not_text_or_number'],
    ['a broken number', '{"a":1.5}', 'claim_not_text_or_number'],
    ['a number that may have been another', '{"a":9007199254740993}', 'claim_not_text_or_number'],
    ['empty', '{"a":""}', 'claim_does_not_fit'],
  ])('that are %s refuse the request', (_what, json, reason) => {
    const claims = JSON.parse(String(json));
    expect(repositoryOf('{a}', claims)).toMatch(new RegExp(`^${reason}: repositories\\[0\\]: a`));
    expect(repositoryOf('x{a}y', claims)).toMatch(new RegExp(`^${reason}: `));
    expect(roleOf('x{a}', claims)).toMatch(new RegExp(`^${reason}: roleArn: a`));
    expect(filledWith({ region: 'eu-west-1{a}' }, claims)).toMatch(new RegExp(`^${reason}: region: a`));
  });

  it.each(['*', '?', '$', `\${aws:username}`, 'acme/*', 'a?c', 'x*'])('never widen a pattern: %s', (a) => {
    expect(repositoryOf('{a}', { a })).toBe('claim_has_wildcard: repositories[0]: a');
    expect(repositoryOf('{a}/*', { a })).toBe('claim_has_wildcard: repositories[0]: a');
    expect(roleOf('{a}', { a })).toBe('claim_has_wildcard: roleArn: a');
    expect(filledWith({ region: '{a}' }, { a })).toBe('claim_has_wildcard: region: a');
  });
});

describe('a repository', () => {
  const UNFIT =
    "claim_does_not_fit: repositories[0]: it would not be a repository's name, which has small letters only";
  it.each([
    ['{a}', 'acme/shop', 'acme/shop'],
    ['{a}', 'a/b/c.d_e-f', 'a/b/c.d_e-f'],
    ['{a}', 'ab', 'ab'],
    ['{a}', 'a', UNFIT],
    ['{a}/*', 'a', 'a/*'],
    ['{a}', 'x'.repeat(256), 'x'.repeat(256)],
    ['{a}', 'x'.repeat(257), UNFIT],
    ['{a}/*', 'x'.repeat(254), `${'x'.repeat(254)}/*`],
    ['{a}/*', 'x'.repeat(255), UNFIT],
    ['{a}', 'Acme', UNFIT],
    ['{a}', '.github', UNFIT],
    ['{a}', '..', UNFIT],
    ['{a}', '../team-b', UNFIT],
    ['team-a/{a}', '../team-b', UNFIT],
    ['team-a/{a}', 'x/../../team-b', UNFIT],
    ['{a}', '/acme', UNFIT],
    ['{a}', 'acme/', UNFIT],
    ['{a}', 'acme//shop', UNFIT],
    ['{a}', 'acme--shop', UNFIT],
    ['team-{a}', '-x', UNFIT],
    ['team-{a}', 'x-', UNFIT],
    ['{a}', 'acme%2fshop', UNFIT],
    ['{a}', 'acme shop', UNFIT],
    ['{a}', 'acme\n', UNFIT],
    ['{a}', 'acme\u0000', UNFIT],
    ['{a}', 'аcme', UNFIT],
    ['{a}', 'ａcme', UNFIT],
    ['{a}', 'acme\u2215shop', UNFIT],
    ['{a}', 'café', UNFIT],
    ['{a}', 'a:b', UNFIT],
    ['{a}', 'a,b', UNFIT],
    ['{a}', '"x"', UNFIT],
    ['{a}', '{b}', UNFIT],
  ])('of %s and %j', (template, a, expected) => {
    expect(repositoryOf(template, { a, b: 'x' })).toBe(expected);
  });

  it('has small letters only, and a claim with others is not changed', () => {
    expect(repositoryOf('{repository}', { repository: 'Acme/Shop' })).toBe(UNFIT);
  });
});

describe('two claims in one text', () => {
  const SEPARATOR = /^claim_has_separator: repositories\[0\]: [ab]/;
  it.each([
    ['{a}/{b}', 'x', 'y', 'x/y'],
    ['{a}-{b}', 'x', 'y.z', 'x-y.z'],
    ['t-{a}.{b}', 'x-y', 'z', 't-x-y.z'],
    ['{a}.{b}-t', 'x', 'y-z', 'x.y-z-t'],
    ['{a}-{b}', 'x-y', 'z', SEPARATOR],
    ['{a}-{b}', 'x', 'y-z', SEPARATOR],
    ['{a}/{b}', 'x/y', 'z', SEPARATOR],
    ['{a}/{b}/*', 'x', 'y/z', SEPARATOR],
    ['{a}aa{b}', 'xa', 'y', SEPARATOR],
  ])('%s of %s and %s', (template, a, b, expected) => {
    expect(repositoryOf(template, { a, b })).toEqual(
      typeof expected === 'string' ? expected : expect.stringMatching(expected),
    );
  });
});

// What is named by `acme/*` holds what is named by `acme/shop/*`.
describe('a claim before a pattern', () => {
  const NONE = 'claim_has_separator: repositories[0]: repository: it must hold no /, unless every grant says how many';
  const ONE = 'claim_has_separator: repositories[0]: repository: it must hold exactly 1 /';
  const of = (repository: string, grants?: typeof TO_ALL, template = '{repository}/*') =>
    repositoryOf(template, { repository }, grants);

  it('holds no /, if no grant says that it has one', () => {
    expect(of('acme')).toBe('acme/*');
    expect(of('acme/shop')).toBe(NONE);
  });

  it.each([
    ['one pattern', toRepository('acme/*')],
    ['several', toRepository('acme/*', '*/shop', 'acme/shop')],
    ['several grants', [...toRepository('acme/*'), ...toRepository('other/shop')]],
  ])('holds as many as %s say', (_what, grants) => {
    expect(of('acme/shop', grants)).toBe('acme/shop/*');
    expect(of('acme', grants)).toBe(ONE);
    expect(of('acme/shop/admin', grants)).toBe(ONE);
  });

  it.each([
    ['** stands for any number', toRepository('acme/**')],
    ['patterns differ', toRepository('acme', 'acme/*')],
    ['patterns differ, the deeper one first', toRepository('acme/*', 'acme')],
    ['grants differ', [...toRepository('acme/*'), ...toRepository('acme/*/*')]],
    ['another grant says nothing', [...toRepository('acme/*'), ...TO_ALL]],
    ['another claim is meant', [{ issuer: 'ci', claims: [{ claim: ['x', 'repository'], anyOf: ['acme/*'] }] }]],
  ])('holds none if %s', (_what, grants) => {
    expect(of('acme/shop', grants)).toBe(NONE);
    expect(of('acme', grants)).toBe('acme/*');
  });

  it('holds none either where the list goes on without *', () => {
    const repositories = ['{repository}', '{repository}/app'];
    const listed = (repository: string) => filledWith({ repositories }, { repository });
    expect(listed('acme')).toMatchObject({ repositories: ['acme', 'acme/app'] });
    expect(listed('acme/app')).toBe(NONE);
  });

  it('holds any where nothing follows, or only more of the same name', () => {
    expect(of('acme/shop/x', TO_ALL, '{repository}')).toBe('acme/shop/x');
    expect(of('acme/shop/x', TO_ALL, '{repository}/app')).toBe('acme/shop/x/app');
  });
});

describe('a role', () => {
  const UNFIT = 'claim_does_not_fit: roleArn: it would not be the ARN of one IAM role';
  it.each([
    ['{a}', 'team-a', 'team-a'],
    ['ecr-{a}', 'A_b+=,.@-9', 'ecr-A_b+=,.@-9'],
    ['{a}', 'x'.repeat(64), 'x'.repeat(64)],
    ['{a}', 'x'.repeat(65), UNFIT],
    ['ecr-{a}', 'x'.repeat(60), `ecr-${'x'.repeat(60)}`],
    ['ecr-{a}', 'x'.repeat(61), UNFIT],
    ['{a}', 'a b', UNFIT],
    ['{a}', 'a\n', UNFIT],
    ['{a}', 'a%2Fb', UNFIT],
    ['{a}', 'team-а', UNFIT],
    ['{a}', '"', UNFIT],
    ['{a}', 'admin/root', 'claim_has_separator: roleArn: a'],
    ['{a}', '../x', 'claim_has_separator: roleArn: a'],
    ['{a}', 'x:y', 'claim_has_separator: roleArn: a'],
    ['ecr-{a}', 'arn:aws:iam::210987654321:role/x', 'claim_has_separator: roleArn: a'],
    ['{a}-{b}', 'x-y', 'claim_has_separator: roleArn: a'],
  ])('of %s and %j', (template, a, expected) => {
    expect(roleOf(template, { a, b: 'z' })).toBe(expected);
  });
});

describe('a region', () => {
  const UNFIT = 'claim_does_not_fit: region: it would not be a region';
  it.each([
    ['{a}', 'eu-west-1', 'eu-west-1'],
    ['eu-{a}-1', 'central', 'eu-central-1'],
    ['{a}', 'fips-us-east-1', UNFIT],
    ['fips-{a}', 'us-east-1', UNFIT],
    ['{a}', 'eu-west-1.evil.example', UNFIT],
    ['{a}', 'EU-WEST-1', UNFIT],
    ['{a}', 'eu-west-1/x', 'claim_has_separator: region: a'],
  ])('of %s and %j', (region, a, expected) => {
    const filled = filledWith({ region }, { a });
    expect(typeof filled === 'string' ? filled : filled.region).toBe(expected);
  });

  it('is one of those that limit the connector', () => {
    const of = (a: string) => filledWith({ region: '{a}', regions: ['eu-west-1'] }, { a });
    expect(of('eu-west-1')).toMatchObject({ region: 'eu-west-1' });
    expect(of('eu-west-2')).toBe('claim_does_not_fit: region: it would not be one of regions');
  });
});

describe('the same claims of another issuer', () => {
  const repositories = ['{a}/*'];
  const REFUSED = 'claim_of_another_issuer: repositories[0]';
  it.each([
    ['that no grant names', TO_ALL, 'other'],
    ['for whom there is no grant at all, such as an administrator', [], 'corp'],
    ['beside the first', [...TO_ALL, { issuer: 'other', groups: ['x'] }], 'other'],
    ['beside it, even for the first', [...TO_ALL, { issuer: 'other', groups: ['x'] }], 'ci'],
    ['beside a refresh job', [...TO_ALL, { refreshJob: 'shop' }], 'ci'],
    ['beside a role', [...TO_ALL, { iamRole: `${ROLE}x` }], 'ci'],
  ])('are refused: one %s', (_what, grants, issuer) => {
    expect(filledWith({ repositories, grants }, { a: 'x' }, issuer)).toBe(REFUSED);
  });

  it('are good under several grants to one, and for roles or jobs alone', () => {
    const two = [...TO_ALL, ...toRepository('x')];
    expect(filledWith({ repositories, grants: two }, { a: 'x' })).toMatchObject({ repositories: ['x/*'] });
    const roles = [{ iamRole: `${ROLE}x` }, { iamRole: `${ROLE}y` }];
    expect(filledWith({ repositories, grants: roles }, { a: 'x' }, 'aws-iam')).toMatchObject({ repositories: ['x/*'] });
  });
});

describe('an example of a connector', () => {
  it('has a text for each claim, and no region that a claim says', () => {
    const connector = aConnector({ roleArn: `${ROLE}ecr-{a}`, region: '{r}', repositories: ['{a}/*', 'x'] });
    const { region: _region, ...rest } = connector;
    expect(withExamples(connector)).toEqual({ ...rest, roleArn: `${ROLE}ecr-xx`, repositories: ['xx/*', 'x'] });
    expect(withExamples(aConnector())).toEqual(aConnector());
  });
});
