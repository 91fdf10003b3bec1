// Two linters of others read the policies that we write and show: whether they know every action and condition key, and
// whether each statement's resources are of its actions. AWS's linter of CloudFormation reads them in a template.
import { describe, expect, it } from 'vitest';
import { POLICY_EXAMPLES } from '../../shared/domain/policy-examples.ts';
import { ecsExecutionRole } from '../../shared/policy/iam/ecs-execution-role.ts';
import { createScratch, needing } from '../support/programs.ts';
import { CFN_LINT, PARLIAMENT, PYTHON } from '../support/python-tools.ts';

interface Finding {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Location: { readonly Path: readonly (string | number)[] };
}

/** The examples, and the role for ECS with all that it can have. */
function policiesOfOurs(): Readonly<Record<string, object>> {
  const [role] =
    ecsExecutionRole({
      ...{ name: 'ecsTaskExecutionRole', partition: 'aws', accountId: '123456789012', region: 'eu-west-1' },
      secretArns: ['arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-??????'],
      parameterArns: ['arn:aws:ssm:eu-west-1:123456789012:parameter/shop/level'],
      keyArns: ['arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'],
      environmentFileArns: ['arn:aws:s3:::amzn-s3-demo-bucket/shop/web.env'],
      ...{ vpcEndpointIds: ['vpce-0123456789abcdef0'], vpcIds: ['vpc-0123456789abcdef0'] },
    }).places[0]?.resources ?? [];
  const ecs = role?.type === 'role' ? role.policies[0]?.document : undefined;
  if (ecs === undefined) throw new Error('the role for ECS has no policy');
  return { ...Object.fromEntries(POLICY_EXAMPLES.map(({ name, policy }) => [name, policy])), ecs };
}

function policyOf(Action: string, Resource: string, Condition?: object) {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }] };
}

const cfnLint = needing(CFN_LINT);

function templateOf(policies: Readonly<Record<string, object>>) {
  const Resources = Object.fromEntries(
    Object.entries(policies).map(([name, PolicyDocument]) => [
      name.replaceAll(/[^A-Za-z0-9]/g, ''),
      { Type: 'AWS::IAM::ManagedPolicy', Properties: { PolicyDocument } },
    ]),
  );
  return JSON.stringify({ AWSTemplateFormatVersion: '2010-09-09', Resources });
}

async function findingsIn(policies: Readonly<Record<string, object>>) {
  const scratch = createScratch();
  const file = scratch.write('policies.template.json', templateOf(policies));
  const { stdout } = await scratch.run(CFN_LINT, ['--include-checks', 'I', '--format', 'json', file]);
  scratch.remove();
  const findings: Finding[] = JSON.parse(stdout);
  return findings.map(({ Rule, Location, Message }) => `${Rule.Id} ${Location.Path.slice(0, 2).join('/')} ${Message}`);
}

describe.skipIf(cfnLint.skip)(`cfn-lint${cfnLint.note}`, () => {
  it('has nothing to say of them', async () => {
    expect(await findingsIn(policiesOfOurs())).toEqual([]);
  });

  it('would find an action that is none, and a resource that is another action’s', async () => {
    const found = await findingsIn({
      action: policyOf('ecr:PullImage', '*'),
      resource: policyOf('ecr:PutImage', 'arn:aws:s3:::amzn-s3-demo-bucket'),
    });
    expect(found.map((one) => one.split(' ').slice(0, 2).join(' ')).sort()).toEqual([
      'I3510 Resources/resource',
      'W3037 Resources/action',
    ]);
  });
});

const ANALYZE = `
import json, sys, parliament
for name, policy in json.load(sys.stdin).items():
    for finding in parliament.analyze_policy_string(json.dumps(policy)).findings:
        print(name, finding.issue)
`;

/** What it says of policies that are right, and why. An entry that nothing is found for any more fails too. */
const EXPLAINED = [
  ['console-look RESOURCE_STAR', 'who looks around looks at everything'],
  ['ecr-pull-through RESOURCE_MISMATCH', 'AWS lists repositories for BatchImportUpstreamImage since its data was made'],
] as const;

const parliament = needing(PARLIAMENT);

async function parliamentOn(policies: Readonly<Record<string, object>>) {
  const scratch = createScratch();
  const { stdout } = await scratch.succeed(PYTHON, ['-c', ANALYZE], { input: JSON.stringify(policies) });
  scratch.remove();
  return [...new Set(stdout.trim().split('\n'))].sort();
}

describe.skipIf(parliament.skip)(`parliament${parliament.note}`, () => {
  it('has nothing to say of them but what is explained', async () => {
    expect(await parliamentOn(policiesOfOurs())).toEqual(EXPLAINED.map(([finding]) => finding));
  });

  it('would find wrong actions, resources and condition keys', async () => {
    const found = await parliamentOn({
      action: policyOf('ecr:PullImage', '*'),
      key: policyOf('iam:PassRole', 'arn:aws:iam::123456789012:role/a', { StringEquals: { 's3:prefix': 'a' } }),
      resource: policyOf('ecr:PutImage', 'arn:aws:s3:::amzn-s3-demo-bucket'),
    });
    expect(found).toEqual(['action UNKNOWN_ACTION', 'key UNKNOWN_CONDITION_FOR_ACTION', 'resource RESOURCE_MISMATCH']);
  });
});
