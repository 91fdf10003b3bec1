// How long session policies may be, and what is said where they are too long.
import { describe, expect, it } from 'vitest';
import type { GrantNarrowing } from '../../../../shared/domain/grant-narrowing.ts';
import type { Narrowing } from '../../../../shared/domain/narrowing.ts';
import { type RequestedNarrowing, sessionPolicies } from '../../../../shared/policy/session/session-policy.ts';
import { evaluate } from '../../../support/iam.ts';

function planned(connector: Narrowing, asked: RequestedNarrowing = {}, grant: GrantNarrowing = {}) {
  return sessionPolicies(
    connector,
    { grant, requested: asked },
    { partition: 'aws', accountId: '123456789012', services: ['ecr'] },
  );
}
function fieldOf(connector: Narrowing, asked: RequestedNarrowing = {}, grant: GrantNarrowing = {}) {
  const policies = planned(connector, asked, grant);
  return policies.ok ? undefined : policies.errors.map(({ field }) => field).join();
}

/** A policy whose text, written as short as it goes, has just so many characters. */
function policyOf(characters: number): NonNullable<Narrowing['policy']> {
  const bare = '{"Version":"2012-10-17","Statement":[{"Sid":"","Effect":"Allow","Action":"ecr:*","Resource":"*"}]}';
  const Sid = 'A'.repeat(characters - bare.length);
  return { Version: '2012-10-17', Statement: [{ Sid, Effect: 'Allow', Action: 'ecr:*', Resource: '*' }] };
}
const ARN = 'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly';
// The Deny that a limit adds, with the comma before it.
const DENY = ',{"Effect":"Deny","NotAction":"ecr:GetAuthorizationToken","NotResource":"arn:aws:ecr:*:*:repository/x"}'
  .length;
const PULL_DENY = (
  ',{"Effect":"Deny","NotAction":["ecr:GetAuthorizationToken","ecr:BatchGetImage","ecr:GetDownloadUrlForLayer",' +
  '"ecr:BatchCheckLayerAvailability","ecr:ListImages","ecr:DescribeImages","ecr:DescribeRepositories",' +
  '"ecr:GetRepositoryPolicy"],"Resource":"*"}'
).length;

// STS API reference, AssumeRole: inline and managed policies together can't exceed 2,048 characters.
describe('session policies', () => {
  it('may have 2,048 characters', () => {
    const policies = planned({ policy: policyOf(2_048) });
    expect(policies.ok && policies.value.policy).toHaveLength(2_048);
    expect(fieldOf({ policy: policyOf(2_049) })).toBe('policy');
  });

  it('are counted with the ARNs of the managed ones', () => {
    expect(fieldOf({ policy: policyOf(2_048 - ARN.length), policyArns: [ARN] })).toBeUndefined();
    expect(fieldOf({ policy: policyOf(2_049 - ARN.length), policyArns: [ARN] })).toBe('policy');
  });

  it('are counted with what a limit adds', () => {
    expect(fieldOf({ policy: policyOf(2_048 - DENY), repositories: ['x'] })).toBeUndefined();
    expect(fieldOf({ policy: policyOf(2_049 - DENY), repositories: ['x'] })).toBe('policy');
  });

  it('are counted with what a grant adds, which is then the grant’s own fault, or the request’s beside it', () => {
    const grant = { repositories: ['x'] };
    expect(fieldOf({ policy: policyOf(2_048 - DENY) }, {}, grant)).toBeUndefined();
    expect(fieldOf({ policy: policyOf(2_049 - DENY) }, {}, grant)).toBe('repositories');
    expect(fieldOf({ policy: policyOf(2_048 - DENY - PULL_DENY) }, { access: 'pull' }, grant)).toBeUndefined();
    expect(fieldOf({ policy: policyOf(2_049 - DENY - PULL_DENY) }, { access: 'pull' }, grant)).toBe('access');
  });

  it('are counted with what a request adds, which is then the request’s own fault', () => {
    expect(fieldOf({ policy: policyOf(2_048 - DENY) }, { repositories: ['x'] })).toBeUndefined();
    expect(fieldOf({ policy: policyOf(2_049 - DENY) }, { repositories: ['x'] })).toBe('repositories');
    expect(fieldOf({ policy: policyOf(2_048 - PULL_DENY) }, { access: 'pull' })).toBeUndefined();
    // A request has no field that is called policy.
    expect(fieldOf({ policy: policyOf(2_049 - PULL_DENY) }, { access: 'pull' })).toBe('access');
  });
});

describe('a character that STS does not take', () => {
  const POLICY: Narrowing['policy'] = {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'ecr:*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:PrincipalTag/team': ['Łódź', 'zażółć 🚀', 'Köln\u007f\n'] } },
      },
    ],
  };
  const policies = planned({ policy: POLICY });
  const text = policies.ok ? (policies.value.policy ?? '') : '';

  it('is written as an escape, and means the same', async () => {
    // STS API reference, AssumeRole: [\u0009\u000A\u000D\u0020-\u00FF]+
    expect(text).toMatch(/^[\t\n\r\u0020-\u00ff]+$/);
    expect(JSON.parse(text)).toEqual({
      ...POLICY,
      Statement: [{ ...POLICY.Statement[0], Resource: '*' }],
    });
    const ask = (team: string) =>
      evaluate(
        { policy: text, policyArns: [] },
        {
          action: 'ecr:PutImage',
          resource: 'arn:aws:ecr:eu-west-1:123456789012:repository/x',
          context: { 'aws:PrincipalTag/team': team },
        },
      );
    expect(await ask('Łódź')).toBe('allowed');
    expect(await ask('zażółć 🚀')).toBe('allowed');
    expect(await ask('Lodz')).toBe('denied');
  });

  it('counts as long as its escape', () => {
    const resource = 'arn:aws:s3:::ł';
    const long = (count: number): NonNullable<Narrowing['policy']> => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: resource + 'ł'.repeat(count) }],
    });
    const bare = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::"}]}';
    const fit = Math.floor((2_048 - bare.length) / 6);
    expect(fieldOf({ policy: long(fit - 1) })).toBeUndefined();
    expect(fieldOf({ policy: long(fit) })).toBe('policy');
  });
});
