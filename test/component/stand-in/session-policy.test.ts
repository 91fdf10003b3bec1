import { describe, expect, it } from 'vitest';
import { assertSessionPolicy } from '../../../local/stand-in/sts/session-policy.ts';

function policyOf(...statements: object[]) {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((fields) => ({ Effect: 'Allow', Action: 'ecr:*', Resource: '*', ...fields })),
  });
}

describe('a session policy', () => {
  it.each<[string, object[]]>([
    ['all actions', [{ Action: '*' }]],
    ['an action with wildcards', [{ Action: ['ecr-public:Get*', 'ECR:?utImage'] }]],
    ['all but one repository', [{ Resource: undefined, NotResource: 'arn:aws:ecr:*:*:repository/a' }]],
    ['statements with a name and without', [{ Sid: 'Pull1' }, { Sid: 'pull1' }, {}, {}]],
    ['an empty name', [{ Sid: '' }]],
    ['conditions', [{ Condition: { StringLike: { a: ['b'], c: 'd' }, Bool: { e: true }, Null: { f: false } } }]],
    ['a condition on numbers', [{ Condition: { NumericLessThanIfExists: { a: 1 } } }]],
    ['a condition on each of several values', [{ Condition: { 'ForAllValues:StringEquals': { a: 'b' } } }]],
  ])('may have %s', (_name, statements) => {
    expect(() => assertSessionPolicy(policyOf(...statements))).not.toThrow();
  });

  const VENDOR = 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.';
  const ALPHANUMERIC = 'Statement IDs (SID) must be alpha-numeric.';
  it.each<[string, string, object[]]>([
    ['an action without a service', VENDOR, [{ Action: 'GetAuthorizationToken' }]],
    ['an action with a blank', VENDOR, [{ Action: ['ecr:*', 'ecr: Get*'] }]],
    ['an exception without a service', VENDOR, [{ Action: undefined, NotAction: 'Get*' }]],
    ['a service with wildcards', VENDOR, [{ Action: 'ec*:GetAuthorizationToken' }]],
    ['a name for a resource', 'Resource team/api must be in ARN format or "*".', [{ Resource: 'team/api' }]],
    ['wildcards for a resource', 'Resource *:repository/a must be', [{ Resource: ['*', '*:repository/a'] }]],
    ['a name for an exception', 'Resource a must be', [{ Resource: undefined, NotResource: 'a' }]],
    ['a name twice', 'Statement IDs (SID) in a single policy must be unique.', [{ Sid: 'a' }, {}, { Sid: 'a' }]],
    ['a dash in a name', ALPHANUMERIC, [{ Sid: 'only-pull' }]],
    ['a number for a name', 'Syntax errors in policy.', [{ Sid: 1 }]],
    ['a text for a condition', 'Syntax errors in policy.', [{ Condition: 'aws:SourceIp' }]],
    ['a text for a condition on keys', 'Syntax errors in policy.', [{ Condition: { Bool: 'true' } }]],
    ['a list for a condition on keys', 'Syntax errors in policy.', [{ Condition: { Bool: [{ a: 'true' }] } }]],
    ['a map for a value', 'Syntax errors in policy.', [{ Condition: { Bool: { a: { b: 'true' } } } }]],
    ['an unknown operator', 'Invalid Condition type : StringIs', [{ Condition: { StringIs: { a: 'b' } } }]],
  ])('must not have %s', (_name, message, statements) => {
    const refused = expect.objectContaining({
      code: 'MalformedPolicyDocument',
      message: expect.stringContaining(message),
    });
    expect(() => assertSessionPolicy(policyOf(...statements))).toThrow(refused);
  });
});
