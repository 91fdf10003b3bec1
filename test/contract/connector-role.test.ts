// deploy/connector-role.template.json on moto's CloudFormation, and under cfn-lint, where these are installed.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasMoto, startMoto } from '../support/moto.ts';
import { needing } from '../support/programs.ts';

const FILE = 'deploy/connector-role.template.json';
const { skip, note } = needing('cfn-lint');

describe.skipIf(skip)(`the template of connectors' roles${note}`, () => {
  it('leaves cfn-lint nothing to say', () => {
    const { status, stdout, stderr } = spawnSync('cfn-lint', [FILE], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' });
  });
});

describe.skipIf(!hasMoto())("a stack of a connector's role", () => {
  let moto: Awaited<ReturnType<typeof startMoto>>;
  const configOf = () => ({
    endpoint: moto.url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());

  it('is created, with the role that its parameters describe', async () => {
    const parameters = {
      PortunusAccount: '111122223333',
      ExternalIds: 'portunus-7f2c,portunus-81aa',
      RoleName: 'shop-images',
      RepositoryPrefix: 'shop/',
    };
    const stacks = new CloudFormationClient(configOf());
    await stacks.send(
      new CreateStackCommand({
        StackName: 'shop-images',
        TemplateBody: readFileSync(FILE, 'utf8'),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
        Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
          ParameterKey,
          ParameterValue,
        })),
      }),
    );
    const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: 'shop-images' }));
    expect(Stacks?.[0]).toMatchObject({
      StackStatus: 'CREATE_COMPLETE',
      Outputs: [{ OutputKey: 'RoleArn', OutputValue: 'arn:aws:iam::123456789012:role/portunus/shop-images' }],
    });
    const iam = new IAMClient(configOf());
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'shop-images' }));
    const trust = JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''));
    const roles = ['issue', 'refresh-deliver', 'verify'].map(
      (name) => `arn:aws:iam::111122223333:role/portunus-prod-*-${name}`,
    );
    expect(trust.Statement.map(({ Condition }: { Condition: unknown }) => Condition)).toEqual([
      {
        StringEquals: { 'sts:ExternalId': ['portunus-7f2c', 'portunus-81aa'] },
        ArnLike: { 'aws:PrincipalArn': roles },
      },
      { ArnLike: { 'aws:PrincipalArn': roles } },
    ]);
  });
});
