import { runSimulation } from '@cloud-copilot/iam-simulate';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePolicies } from '../../../local/stand-in/iam/evaluate-policy.ts';

const REPOSITORY = 'arn:aws:ecr:eu-west-1:444455556666:repository/team/api';

describe('beside another evaluator of IAM policies', () => {
  const VERDICTS = { Allowed: 'allow', ExplicitlyDenied: 'deny', ImplicitlyDenied: 'nothing' } as const;
  const ALLOW_ALL = {
    name: 'all',
    policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] },
  };

  const actions = fc.constantFrom('ecr:PutImage', 'ecr:BatchGetImage', 'ecr:InitiateLayerUpload');
  const actionPatterns = fc.constantFrom(
    '*',
    'ecr:*',
    'ecr:Put*',
    'ECR:batchgetimage',
    'ecr:*Image',
    'ecr:?utImage',
    's3:*',
  );
  const repositories = fc
    .constantFrom('api', 'team/api', 'team/web')
    .map((name) => REPOSITORY.replace('team/api', name));
  const resourcePatterns = fc.oneof(
    fc.constant('*'),
    fc
      .tuple(
        fc.constantFrom('eu-west-1', '*', 'eu-*', 'us-east-1'),
        fc.constantFrom('444455556666', '*', '111122223333'),
        fc.constantFrom(
          '*',
          'repository/*',
          'repository/team/*',
          'repository/api',
          'repository/*/api',
          'repository/a?i',
        ),
      )
      .map(([region, account, rest]) => `arn:aws:ecr:${region}:${account}:${rest}`),
  );
  const oneOrMore = (patterns: fc.Arbitrary<string>) =>
    fc.oneof(patterns, fc.uniqueArray(patterns, { minLength: 1, maxLength: 3 }));

  const conditionOf = (operators: string[], key: string, values: string[]) =>
    fc
      .tuple(fc.constantFrom(...operators), oneOrMore(fc.constantFrom(...values)), fc.constantFrom('', 'IfExists'))
      // What ForAnyValue with IfExists says of an absent key, AWS does not tell.
      .map(([operator, expected, suffix]) => ({
        [operator.includes(':') ? operator : operator + suffix]: { [key]: expected },
      }));
  const conditions = fc.oneof(
    conditionOf(['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'], 'aws:SourceVpce', [
      'vpce-1',
      'vpce-2',
      'vpce-?',
      'vpce-*',
    ]),
    conditionOf(['IpAddress'], 'aws:SourceIp', [
      '203.0.113.0/24',
      '203.0.113.7/32',
      '203.0.113.7',
      '128.0.0.0/1',
      '2001:db8::/32',
      '2001:db8:1::/48',
    ]),
    // Of one address family only, and without 0.0.0.0/0: the other evaluator differs from AWS there.
    conditionOf(['NotIpAddress'], 'aws:VpcSourceIp', ['10.0.0.0/24', '10.0.0.7', '0.0.0.0/1']),
    conditionOf(['ArnLike', 'ArnNotLike', 'ArnEquals', 'ArnNotEquals'], 'aws:PrincipalArn', [
      'arn:aws:iam::444455556666:role/puller',
      'arn:aws:iam::*:role/p*',
      'arn:aws:iam::*:role/x',
      'arn:*:*:*:*:*',
    ]),
    conditionOf(['Bool'], 'aws:SecureTransport', ['true', 'false']),
    conditionOf(
      ['ForAnyValue:StringEquals', 'ForAllValues:StringEquals', 'ForAnyValue:StringLike', 'ForAllValues:StringNotLike'],
      'aws:TagKeys',
      ['team', 'stage', 't*'],
    ),
    fc.constantFrom('true', 'false').map((isAbsent) => ({ Null: { 'aws:SourceVpce': isAbsent } })),
  );
  const statements = fc
    .record({
      effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      actionKey: fc.constantFrom('Action', 'Action', 'NotAction'),
      action: oneOrMore(actionPatterns),
      resourceKey: fc.constantFrom('Resource', 'Resource', 'NotResource'),
      resource: oneOrMore(resourcePatterns),
      condition: fc.option(conditions, { nil: undefined }),
    })
    .map(({ effect, actionKey, action, resourceKey, resource, condition }) => ({
      Effect: effect,
      [actionKey]: action,
      [resourceKey]: resource,
      ...(condition && { Condition: condition }),
    }));
  const policies = fc
    .array(statements, { minLength: 1, maxLength: 3 })
    .map((Statement) => ({ Version: '2012-10-17', Statement }));
  const contexts = fc.record(
    {
      'aws:SourceVpce': fc.constantFrom('vpce-1', 'vpce-2', 'vpce-31'),
      'aws:SourceIp': fc.constantFrom('203.0.113.7', '198.51.100.1', '2001:db8::7'),
      'aws:VpcSourceIp': fc.constantFrom('10.0.0.7', '10.0.0.8', '192.168.0.1'),
      'aws:PrincipalArn': fc.constantFrom('arn:aws:iam::444455556666:role/puller', 'arn:aws:iam::111122223333:role/x'),
      'aws:SecureTransport': fc.constantFrom('true', 'false'),
      'aws:TagKeys': fc.subarray(['team', 'stage'], { minLength: 1 }),
    },
    { requiredKeys: [] },
  );

  const simulate = async (sessionPolicy: object, action: string, resource: string, contextVariables: object) => {
    const answer = await runSimulation(
      {
        request: {
          principal: 'arn:aws:sts::444455556666:assumed-role/puller/build-42',
          action,
          resource: { resource, accountId: '444455556666' },
          contextVariables: contextVariables as Record<string, string | string[]>,
        },
        sessionPolicy,
        identityPolicies: [ALLOW_ALL],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
      },
      {},
    );
    if (answer.resultType !== 'single') throw new Error(JSON.stringify(answer));
    return VERDICTS[answer.overallResult];
  };

  it('comes to the same verdict on session policies', async () => {
    await fc.assert(
      fc.asyncProperty(policies, actions, repositories, contexts, async (policy, action, resource, context) => {
        expect(evaluatePolicies([policy], { action, resource, context })).toBe(
          await simulate(policy, action, resource, context),
        );
      }),
      { numRuns: 1000, seed: 20261121 },
    );
  });

  it('comes to the same verdict on policies taken together', async () => {
    await fc.assert(
      fc.asyncProperty(policies, policies, actions, repositories, async (one, other, action, resource) => {
        const together = { ...one, Statement: [...one.Statement, ...other.Statement] };
        expect(evaluatePolicies([one, other], { action, resource })).toBe(
          await simulate(together, action, resource, {}),
        );
      }),
      { numRuns: 300, seed: 20261121 },
    );
  });
});
