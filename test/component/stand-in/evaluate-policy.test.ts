import { describe, expect, it } from 'vitest';
import { evaluatePolicies, type Verdict } from '../../../local/stand-in/iam/evaluate-policy.ts';

const REPOSITORY = 'arn:aws:ecr:eu-west-1:444455556666:repository/team/api';
const PUSH = { action: 'ecr:PutImage', resource: REPOSITORY };

function judge(statement: object, request: object = {}) {
  return evaluatePolicies([{ Version: '2012-10-17', Statement: statement }], { ...PUSH, ...request });
}

describe('a statement', () => {
  const allow = (fields: object) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...fields });

  it.each<[string, object, Verdict]>([
    ['one action', allow({ Action: 'ecr:PutImage' }), 'allow'],
    ['the action in another case', allow({ Action: 'ECR:putimage' }), 'allow'],
    ['an action with wildcards', allow({ Action: ['s3:*', 'ecr:P?t*'] }), 'allow'],
    ['the start of the action', allow({ Action: 'ecr:Put' }), 'nothing'],
    ['other actions', allow({ Action: ['ecr:Get*', 'ecr:?'] }), 'nothing'],
    ['no action', allow({ Action: [] }), 'nothing'],
    ['all actions but others', allow({ Action: undefined, NotAction: ['s3:*'] }), 'allow'],
    ['all actions but this', allow({ Action: undefined, NotAction: ['s3:*', 'ecr:put*'] }), 'nothing'],
    ['the repository', allow({ Resource: REPOSITORY }), 'allow'],
    ['the repository in another case', allow({ Resource: REPOSITORY.toUpperCase() }), 'nothing'],
    ['the repositories of a team', allow({ Resource: ['a', 'arn:aws:ecr:*:*:repository/team/*'] }), 'allow'],
    ['the repositories of another team', allow({ Resource: 'arn:aws:ecr:*:*:repository/crew/*' }), 'nothing'],
    ['a repository of a shorter name', allow({ Resource: 'arn:aws:ecr:*:*:repository/team' }), 'nothing'],
    ['a dot for a letter', allow({ Resource: REPOSITORY.replace('api', 'a.i') }), 'nothing'],
    ['all repositories but others', allow({ Resource: undefined, NotResource: '*/crew/*' }), 'allow'],
    ['all repositories but this', allow({ Resource: undefined, NotResource: ['x', '*/team/*'] }), 'nothing'],
    ['a denial', { Effect: 'Deny', Action: 'ecr:*', Resource: '*' }, 'deny'],
    ['a denial of something else', { Effect: 'Deny', Action: 'ecr:Get*', Resource: '*' }, 'nothing'],
  ])('with %s', (_name, statement, verdict) => {
    expect(judge(statement)).toBe(verdict);
    expect(judge([statement])).toBe(verdict);
  });

  it('that denies outweighs one that allows, in whatever policy', () => {
    const request = { action: 'ecr:PutImage', resource: REPOSITORY };
    const policies = ['Deny', 'Allow'].map((Effect) => ({ Statement: { Effect, Action: '*', Resource: '*' } }));
    expect(evaluatePolicies(policies, request)).toBe('deny');
    expect(evaluatePolicies(policies.toReversed(), request)).toBe('deny');
    expect(evaluatePolicies(policies.slice(1), request)).toBe('allow');
    expect(evaluatePolicies([], request)).toBe('nothing');
  });

  it('on one repository says nothing of an action that knows no resource', () => {
    const login = { action: 'ecr:GetAuthorizationToken', resource: '*' };
    expect(judge(allow({ Resource: 'arn:aws:ecr:*:*:*' }), login)).toBe('nothing');
    expect(judge(allow({ Resource: '*' }), login)).toBe('allow');
  });

  it.each([
    ['*aab', 'aaab', 'allow'],
    ['*ab*b', 'aabab', 'allow'],
    ['*ab*b', 'aab', 'nothing'],
    ['a?*b', 'ab', 'nothing'],
    ['**', '', 'allow'],
  ])('with %s for %s says: %s', (Resource, resource, verdict) => {
    expect(judge(allow({ Resource }), { resource })).toBe(verdict);
  });

  it('of many stars is matched in no time', () => {
    const resource = 'a'.repeat(5000);
    expect(judge(allow({ Resource: `${'a*'.repeat(900)}b` }), { resource })).toBe('nothing');
  });

  it.each([
    ['an unknown effect', allow({ Effect: 'allow' })],
    ['action and opposite', allow({ NotAction: 's3:*' })],
    ['no resource', allow({ Resource: undefined })],
    ['a number for an action', allow({ Action: 1 })],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a placeholder of IAM's
    ['a policy variable', allow({ Resource: 'arn:aws:ecr:*:*:repository/${aws:PrincipalTag/team}' })],
    ['a text instead of itself', 'Allow'],
  ])('with %s is not passed over', (_name, statement) => {
    expect(() => judge(statement as object)).toThrow(RangeError);
  });
});
