// The policies of who deploys and of the organization, judged by an evaluator of IAM policies that is none of ours.
import { readFileSync } from 'node:fs';
import { runSimulation } from '@cloud-copilot/iam-simulate';
import { describe, expect, it } from 'vitest';
import { neededRights } from '../../../cli/preflight/rights.ts';
import deployer from '../../../deploy/deployer.template.json' with { type: 'json' };
import { BOUNDARY, decide, policyOnPage, resolved } from '../../support/deployer.ts';

describe('with a permissions boundary, who deploys', () => {
  const role = 'arn:aws:iam::111122223333:role/portunus-prod-eu-west-1-issue';

  it('creates roles that have it, and no others', async () => {
    expect(await decide('iam:CreateRole', role, { 'iam:PermissionsBoundary': BOUNDARY })).toBe('Allowed');
    expect(await decide('iam:CreateRole', role)).toBe('ImplicitlyDenied');
    const other = 'arn:aws:iam::aws:policy/AdministratorAccess';
    expect(await decide('iam:CreateRole', role, { 'iam:PermissionsBoundary': other })).toBe('ImplicitlyDenied');
  });

  it('gives rights to no role that lacks it, and takes it from none', async () => {
    expect(await decide('iam:PutRolePolicy', role, { 'iam:PermissionsBoundary': BOUNDARY })).toBe('Allowed');
    expect(await decide('iam:PutRolePolicy', role)).toBe('ImplicitlyDenied');
    expect(await decide('iam:DeleteRolePermissionsBoundary', role)).toBe('ImplicitlyDenied');
  });

  it('creates roles without one where the deployment has none', async () => {
    expect(await decide('iam:CreateRole', role, {}, '')).toBe('Allowed');
  });
});

describe('who deploys one stage', () => {
  it.each([
    [
      'iam:PassRole',
      'arn:aws:iam::111122223333:role/portunus-prod-eu-west-1-issue',
      { 'iam:PassedToService': 'ec2.amazonaws.com' },
    ],
    ['iam:PassRole', 'arn:aws:iam::111122223333:role/admin', { 'iam:PassedToService': 'lambda.amazonaws.com' }],
    ['iam:DeleteRole', 'arn:aws:iam::111122223333:role/portunus-dev-eu-west-1-issue', {}],
    ['lambda:UpdateFunctionCode', 'arn:aws:lambda:eu-west-1:111122223333:function:portunus-dev-issue', {}],
    ['lambda:InvokeFunction', 'arn:aws:lambda:eu-west-1:111122223333:function:portunus-prod-issue', {}],
    ['dynamodb:DeleteTable', 'arn:aws:dynamodb:eu-west-1:111122223333:table/orders', {}],
    ['dynamodb:GetItem', 'arn:aws:dynamodb:eu-west-1:111122223333:table/portunus-prod-definitions', {}],
    ['dynamodb:PutItem', 'arn:aws:dynamodb:eu-west-1:111122223333:table/portunus-prod-definitions', {}],
    ['kms:Decrypt', 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab', {}],
    ['cloudformation:DeleteStack', 'arn:aws:cloudformation:eu-west-1:111122223333:stack/portunus-dev/1', {}],
    [
      'secretsmanager:GetSecretValue',
      'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/keys/a-AbCdEf',
      {},
    ],
  ])('may not do %s on %s', async (action, resource, context) => {
    expect(await decide(action, resource, context)).toBe('ImplicitlyDenied');
  });

  it.each([
    [
      'iam:PassRole',
      'arn:aws:iam::111122223333:role/portunus-prod-eu-west-1-issue',
      { 'iam:PassedToService': 'lambda.amazonaws.com' },
    ],
    ['lambda:UpdateFunctionCode', 'arn:aws:lambda:eu-west-1:111122223333:function:portunus-prod-issue', {}],
    ['dynamodb:UpdateTable', 'arn:aws:dynamodb:eu-west-1:111122223333:table/portunus-prod-definitions', {}],
    ['s3:GetObject', 'arn:aws:s3:::releases/portunus-issue-1.0.0.zip', {}],
    ['dynamodb:CreateTable', 'arn:aws:dynamodb:eu-west-1:111122223333:table/portunus-prod-activity', {}],
    ['s3:CreateBucket', 'arn:aws:s3:::portunus-prod-archive-111122223333-eu-west-1', {}],
    ['s3:PutObject', 'arn:aws:s3:::portunus-prod-serverlessdeploymentbucket-abc123/serverless/x.zip', {}],
    ['kms:CreateAlias', 'arn:aws:kms:eu-west-1:111122223333:alias/portunus-prod-data', {}],
    ['kms:CreateKey', '*', { 'aws:RequestTag/application': 'portunus', 'aws:RequestTag/stage': 'prod' }],
    ['cloudformation:UpdateStack', 'arn:aws:cloudformation:eu-west-1:111122223333:stack/portunus-prod-data/1', {}],
  ])('may do %s on %s', async (action, resource, context) => {
    expect(await decide(action, resource, context)).toBe('Allowed');
  });
});

describe('the requests that preflight simulates', () => {
  it('are all allowed to who has these policies', async () => {
    const variables = { 'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111122223333' };
    const { Preflight: _reads, ...deploying } = deployer.Resources;
    const statements = Object.values(deploying).flatMap(
      ({ Properties }): object[] => Properties.PolicyDocument.Statement,
    );
    const needed = neededRights(statements, { ...variables, Stage: 'prod', PermissionsBoundary: BOUNDARY });
    const denied: string[] = [];
    for (const { actions, resources, context } of needed) {
      for (const action of actions) {
        const values = Object.entries(context).map(([key, all]) => [key, key === 'aws:CalledVia' ? all : all[0]]);
        const decisions = await Promise.all(resources.map((arn) => decide(action, arn, Object.fromEntries(values))));
        // It can't tell an alias from a version, which are both meant.
        const isMet = decisions.some(
          (decision) => decision === 'Allowed' || decision.includes('multiple.resource.types'),
        );
        if (!isMet) denied.push(`${action} ${decisions.join(' ')}`);
      }
    }
    expect(needed.length).toBeGreaterThan(20);
    expect(denied).toEqual([]);
  });
});

describe('the organization policies on the page', () => {
  const issue = 'arn:aws:lambda:eu-west-1:111122223333:function:portunus-prod-issue';
  const table = 'arn:aws:dynamodb:eu-west-1:111122223333:table/portunus-prod-definitions';

  async function decideUnder(name: string, role: string, action: string, resource: string): Promise<string> {
    const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const full = { name: 'FullAWSAccess', policy: everything };
    const answer = await runSimulation(
      {
        request: {
          principal: `arn:aws:iam::111122223333:role/${role}`,
          action,
          resource: { resource, accountId: '111122223333' },
          contextVariables: { 'aws:PrincipalArn': `arn:aws:iam::111122223333:role/${role}` },
        },
        identityPolicies: [{ name: 'administrator', policy: everything }],
        serviceControlPolicies: [{ orgIdentifier: 'o-1', policies: [full, { name, policy: policyOnPage(name) }] }],
        resourceControlPolicies: [],
      },
      {},
    );
    return answer.resultType === 'error' ? JSON.stringify(answer.errors) : answer.overallResult;
  }

  it.each([
    ['admin', 'ExplicitlyDenied'],
    ['break-glass', 'Allowed'],
    ['portunus-prod-eu-west-1-refresh-schedule', 'Allowed'],
    ['portunus-prod-eu-west-1-issue', 'ExplicitlyDenied'],
  ])('say of the role %s that it invokes a function: %s', async (role, decision) => {
    expect(await decideUnder('only-the-api-invokes', role, 'lambda:InvokeFunction', issue)).toBe(decision);
  });

  it.each([
    ['admin', 'ExplicitlyDenied'],
    ['break-glass', 'Allowed'],
    ['portunus-prod-eu-west-1-admin', 'Allowed'],
  ])('say of the role %s that it writes a definition: %s', async (role, decision) => {
    expect(await decideUnder('only-portunus-writes', role, 'dynamodb:PutItem', table)).toBe(decision);
  });

  it('bind nobody for functions that are not of Portunus', async () => {
    const other = 'arn:aws:lambda:eu-west-1:111122223333:function:orders';
    expect(await decideUnder('only-the-api-invokes', 'admin', 'lambda:InvokeFunction', other)).toBe('Allowed');
  });
});

describe('the policies', () => {
  /** IAM's quota for a managed policy, without white space. */
  const MOST_CHARACTERS = 6144;

  it('fit into managed policies', () => {
    for (const policy of resolved(BOUNDARY)) expect(JSON.stringify(policy).length).toBeLessThan(MOST_CHARACTERS - 400);
  });

  it('are a template without a resource but policies', () => {
    const text = readFileSync('deploy/deployer.template.json', 'utf8');
    expect(new Set(text.match(/"AWS::\w+::\w+"/g))).toEqual(new Set(['"AWS::IAM::ManagedPolicy"']));
  });
});
