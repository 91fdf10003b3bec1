// What docs/ecs.md shows is what Portunus reads, and the role that its command writes is enough for its task definition.
import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { readEcsRole } from '../../../cli/ecs-role-options.ts';
import { Connector } from '../../../shared/domain/connector.ts';
import { RefreshJob } from '../../../shared/domain/refresh-job.ts';
import { ecsExecutionRole } from '../../../shared/policy/iam/ecs-execution-role.ts';
import { evaluate } from '../../support/iam.ts';
import { isLetIn } from '../../support/let-in.ts';
import { policyFaults } from '../../support/policy-lint.ts';

const PAGE = readFileSync('docs/ecs.md', 'utf8');

function blockOf(name: string): string {
  const [, text] = new RegExp(`^\`\`\`\\w+ ${name}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(PAGE) ?? [];
  if (text === undefined) throw new Error(`the page has no block ${name}`);
  return text;
}

const TASK = JSON.parse(blockOf('task-definition.json'));
const [CONTAINER] = TASK.containerDefinitions;

it('has definitions that Portunus reads', () => {
  const { connectors, refreshJobs } = parse(blockOf('portunus.yml'));
  expect(connectors.map((one: unknown) => v.safeParse(Connector, one).issues)).toEqual([undefined]);
  expect(refreshJobs.map((one: unknown) => v.safeParse(RefreshJob, one).issues)).toEqual([undefined]);
});

it('has a command whose role is enough for its task definition', async () => {
  const [command = ''] = /^npx portunus ecs-role --account .*\\\n.*$/m.exec(PAGE) ?? [];
  const given = (option: string) => new RegExp(`--${option} (\\S+)`).exec(command)?.[1] ?? '';
  const wanted = readEcsRole({
    ...{ account: given('account'), region: given('region'), name: 'ecsTaskExecutionRole' },
    ...{ parameter: [given('parameter')], environmentFile: [given('environment-file')] },
    ...{ secret: [], key: [], vpcEndpoint: [], vpc: [] },
  });
  if (!wanted.ok) throw new Error(JSON.stringify(wanted.errors));
  const [role] = ecsExecutionRole(wanted.value).places[0]?.resources ?? [];
  if (role?.type !== 'role') throw new Error('no role');
  expect(TASK.executionRoleArn).toBe(`arn:aws:iam::${given('account')}:role/${role.name}`);
  const rights = role.policies[0]?.document ?? {};
  const context = { 'aws:ResourceAccount': given('account') };
  for (const question of [
    { action: 'ssm:GetParameters', resource: CONTAINER.secrets[0].valueFrom },
    { action: 's3:GetObject', resource: CONTAINER.environmentFiles[0].value, context },
  ]) {
    expect([question.action, await evaluate({ policyArns: [] }, question, { rights })]).toEqual([
      question.action,
      'allowed',
    ]);
  }
});

it('has a repository policy that lets this role pull, and no other', async () => {
  const policy = JSON.parse(blockOf('repository-policy.json'));
  expect(await policyFaults(policy, 'resource')).toEqual([]);
  const pull = {
    ...{ principal: 'arn:aws:sts::123456789012:assumed-role/ecsTaskExecutionRole/0123', action: 'ecr:BatchGetImage' },
    ...{ resource: 'arn:aws:ecr:eu-west-1:210987654321:repository/shop/web', accountId: '210987654321' },
  };
  const as = (role: string) => ({ ...pull, context: { 'aws:PrincipalArn': `arn:aws:iam::123456789012:role/${role}` } });
  expect([await isLetIn(policy, as('ecsTaskExecutionRole')), await isLetIn(policy, as('other'))]).toEqual([
    true,
    false,
  ]);
});
