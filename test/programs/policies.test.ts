// AWS's linter of CloudFormation reads the policies that we write and show, in a template each: whether it knows every
// action, and whether each statement's resources are of its actions.
import { describe, expect, it } from 'vitest';
import { POLICY_EXAMPLES } from '../../shared/domain/policy-examples.ts';
import { ecsExecutionRole } from '../../shared/policy/iam/ecs-execution-role.ts';
import { createScratch, needing } from '../support/programs.ts';
import { CFN_LINT } from '../support/python-tools.ts';

interface Finding {
  readonly Rule: { readonly Id: string };
  readonly Message: string;
  readonly Location: { readonly Path: readonly (string | number)[] };
}

const { skip, note } = needing(CFN_LINT);

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

describe.skipIf(skip)(`cfn-lint${note}`, () => {
  it('has nothing to say of the examples and of the role for ECS', { timeout: 120_000 }, async () => {
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
    const examples = Object.fromEntries(POLICY_EXAMPLES.map(({ name, policy }) => [name, policy]));
    expect(await findingsIn({ ...examples, ...(ecs && { ecs }) })).toEqual([]);
  });

  it('would find an action that is none, and a resource that is another action’s', { timeout: 120_000 }, async () => {
    const policyOf = (Action: string, Resource: string) => ({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action, Resource }],
    });
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
