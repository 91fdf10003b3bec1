// The forms of an IAM setup, read by the programs that they are for. Terraform plans them with a stand-in for its provider
// (test/support/terraform-provider), and the AWS CLI and CloudFormation make them on moto.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { CloudFormationClient, CreateStackCommand, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  GetAccountAuthorizationDetailsCommand,
  GetOpenIDConnectProviderCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  ListPolicyVersionsCommand,
} from '@aws-sdk/client-iam';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IAM_FORMS } from '../../shared/formats/iam/index.ts';
import { mergeSetups } from '../../shared/policy/iam/merge-setups.ts';
import { iamSetup } from '../../shared/policy/iam/setup.ts';
import { CIS, givenOf } from '../support/iam-documents.ts';
import { factsOfPlan } from '../support/iam-form-readers.ts';
import { anySetup, aRole, aSetup, EVERYTHING, type Fact, factsOf, sorted } from '../support/iam-setups.ts';
import { createScratch, needing, type Scratch } from '../support/programs.ts';
import { AWS_CLI_1, CFN_LINT, PYTHON, startAwsCli, startMotoServer } from '../support/python-tools.ts';

// `.ci/run` builds it with Go.
const PROVIDER = resolve('.tools/terraform-provider-aws');
const ACCOUNT = '123456789012';
const OTHER = '210987654321';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/portunus/`;
const WEB_IDENTITY = {
  principalType: 'web-identity',
  externalId: undefined,
  acknowledgeRisk: true,
  session: undefined,
};
const ELSEWHERE = { registries: [ACCOUNT, OTHER], roleArns: [`arn:aws:iam::${OTHER}:role/portunus/further`] };

/** As Portunus writes them, with its own role and with the CI's tokens, and with a role and a registry elsewhere. */
const OF_EACH_CI = CIS.flatMap(([ci, template]) =>
  [{}, WEB_IDENTITY, ELSEWHERE].map((change, index) =>
    iamSetup(givenOf(template, { externalId: 'portunus-7f2c', roleArn: `${ROLE}${ci}-${index}`, ...change })),
  ),
);

let scratch: Scratch;
beforeAll(() => {
  scratch = createScratch();
});
afterAll(() => scratch.remove());

const terraform = needing('terraform', PROVIDER);

describe.skipIf(terraform.skip)(`the form terraform${terraform.note}`, () => {
  const run = (...args: string[]) =>
    scratch.succeed('terraform', ['-chdir=tf', ...args], {
      env: { TF_CLI_CONFIG_FILE: scratch.path('terraform.rc'), CHECKPOINT_DISABLE: '1' },
    });

  it('is formatted, valid and plans what the setup says, whatever its texts are', async () => {
    const overrides = `dev_overrides { "hashicorp/aws" = "${resolve(PROVIDER, '..')}" }`;
    scratch.write('terraform.rc', `provider_installation {\n  ${overrides}\n  direct {}\n}\n`);
    const setups = [
      EVERYTHING,
      aSetup(),
      ...OF_EACH_CI,
      mergeSetups(OF_EACH_CI),
      ...fc.sample(anySetup, { numRuns: 60 }),
    ];
    mkdirSync(scratch.path('tf'));
    const calls = setups.map((setup, index) => {
      mkdirSync(scratch.path(`tf/m${index}`));
      scratch.write(`tf/m${index}/main.tf`, IAM_FORMS.terraform(setup));
      return `module "m${index}" {\n  source = "./m${index}"\n}\n`;
    });
    scratch.write('tf/main.tf', calls.join('\n'));
    expect((await run('fmt', '-check', '-recursive')).stdout).toBe('');
    await run('get');
    await run('validate');
    await run('plan', '-input=false', '-no-color', '-lock=false', '-out=plan.out');
    const plan = JSON.parse((await run('show', '-json', 'plan.out')).stdout);
    const planned = new Map(
      plan.planned_values.root_module.child_modules.map((one: { address: string }) => [one.address, one]),
    );
    for (const [index, setup] of setups.entries()) {
      const configured = plan.configuration.root_module.module_calls[`m${index}`].module;
      expect(factsOfPlan(planned.get(`module.m${index}`), configured, ACCOUNT)).toEqual(factsOf(setup));
    }
  });
});

const linter = needing(CFN_LINT);

it.skipIf(linter.skip)(`the form cloudformation leaves cfn-lint nothing to say${linter.note}`, async () => {
  const files = [aSetup(), EVERYTHING, ...OF_EACH_CI, mergeSetups(OF_EACH_CI)].map((setup, index) =>
    scratch.write(`${index}.template.json`, IAM_FORMS.cloudformation(setup)),
  );
  const { stdout } = await scratch.succeed(CFN_LINT, files);
  expect(stdout).toBe('');
});

/** moto has none of AWS's own policies, so that one of the setup's takes their place. */
const FOR_MOTO: typeof EVERYTHING = JSON.parse(
  JSON.stringify(EVERYTHING).replaceAll(
    'arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly',
    'arn:aws:iam::123456789012:policy/portunus/boundary',
  ),
);

const onMoto = needing(PYTHON, AWS_CLI_1);

describe.skipIf(onMoto.skip)(`AWS, as moto has it${onMoto.note}`, () => {
  let moto: Awaited<ReturnType<typeof startMotoServer>>;
  let cli: Awaited<ReturnType<typeof startAwsCli>>;
  beforeAll(async () => {
    moto = await startMotoServer();
    cli = await startAwsCli(scratch);
    scratch.script('aws', `#!/bin/sh\nexec ${cli.words} --endpoint-url '${moto.url}' "$@"\n`);
  });
  afterAll(() => {
    cli?.stop();
    moto?.stop();
  });

  /** Keys of an account. moto takes any for its first account, and gives out those of others. */
  const keysOf = async (account: string) => {
    const env = { AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
    if (account === ACCOUNT) return env;
    const role = `arn:aws:iam::${account}:role/administrator`;
    const asked = ['sts', 'assume-role', '--role-arn', role, '--role-session-name', 'test', '--output', 'json'];
    const { Credentials: keys } = JSON.parse((await scratch.succeed('aws', asked, { env })).stdout);
    return {
      AWS_ACCESS_KEY_ID: keys.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.SecretAccessKey,
      AWS_SESSION_TOKEN: keys.SessionToken,
    };
  };

  const iam = () =>
    new IAMClient({
      endpoint: moto.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });

  /** What IAM says of the roles below /portunus/, with their documents. */
  const rolesFound = async (): Promise<readonly Fact[]> => {
    const { RoleDetailList = [] } = await iam().send(new GetAccountAuthorizationDetailsCommand({ Filter: ['Role'] }));
    const parsed = (text = '') => JSON.parse(decodeURIComponent(text));
    return sorted(
      RoleDetailList.filter(({ Path }) => Path === '/portunus/').map((role) => ({
        account: ACCOUNT,
        type: 'role',
        name: role.RoleName,
        path: role.Path,
        trust: parsed(role.AssumeRolePolicyDocument),
        policies: Object.fromEntries(
          (role.RolePolicyList ?? []).map(({ PolicyName, PolicyDocument }) => [PolicyName, parsed(PolicyDocument)]),
        ),
        managedPolicyArns: (role.AttachedManagedPolicies ?? []).map(({ PolicyArn }) => PolicyArn),
        ...(role.PermissionsBoundary && { boundary: role.PermissionsBoundary.PermissionsBoundaryArn }),
      })),
    );
  };

  /** Without what the list of roles does not tell. */
  const rolesOf = (setup: typeof EVERYTHING) =>
    factsOf(setup)
      .filter(({ type }) => type === 'role')
      .map(({ description: _description, maxSessionSeconds: _seconds, ...fact }) => fact);

  /** The versions of the managed policy, by what their first statement is about. */
  const versionsFound = async () => {
    const PolicyArn = 'arn:aws:iam::123456789012:policy/portunus/boundary';
    const { Versions = [] } = await iam().send(new ListPolicyVersionsCommand({ PolicyArn }));
    const documents = Versions.map(async ({ VersionId, IsDefaultVersion }) => {
      const { PolicyVersion } = await iam().send(new GetPolicyVersionCommand({ PolicyArn, VersionId }));
      const { Statement } = JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? ''));
      return { action: Statement[0].Action, isDefault: IsDefaultVersion };
    });
    return (await Promise.all(documents)).toSorted((one, other) => (one.action < other.action ? -1 : 1));
  };

  const everythingFound = async () => {
    const details = await iam().send(new GetAccountAuthorizationDetailsCommand({ Filter: ['Role', 'User'] }));
    return [details.RoleDetailList, details.UserDetailList, await versionsFound()];
  };

  it('holds what the script of the form aws-cli says, and the same after a repeat', async () => {
    const env = await keysOf(ACCOUNT);
    const script = scratch.write('setup.sh', IAM_FORMS['aws-cli'](FOR_MOTO));
    await scratch.succeed('aws', ['iam', 'create-user', '--user-name', 'portunus'], { env });
    await scratch.succeed('sh', [script], { env });
    expect(await rolesFound()).toEqual(rolesOf(FOR_MOTO));
    const provider = await iam().send(
      new GetOpenIDConnectProviderCommand({
        OpenIDConnectProviderArn: 'arn:aws:iam::123456789012:oidc-provider/gitlab.com',
      }),
    );
    expect(provider.ClientIDList?.toSorted()).toEqual(['https://gitlab.com', 'sts.amazonaws.com']);
    const before = await everythingFound();
    await scratch.succeed('sh', [script], { env });
    expect(await everythingFound()).toEqual(before);
  });

  it('holds what a changed setup says after its script, and no sixth version of a policy', async () => {
    const env = await keysOf(ACCOUNT);
    const [boundary] = FOR_MOTO.places[0]?.resources.filter(({ type }) => type === 'managed-policy') ?? [];
    for (const action of ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `ecr:${name}\`$x`)) {
      const document = {
        Version: '2012-10-17' as const,
        Statement: [{ Effect: 'Deny' as const, Action: action, Resource: '*' }],
      };
      const changed = aSetup({ ...boundary, document } as typeof boundary & { document: typeof document });
      await scratch.succeed('sh', [scratch.write('changed.sh', IAM_FORMS['aws-cli'](changed))], { env });
    }
    expect(await versionsFound()).toEqual(
      ['b', 'c', 'd', 'e', 'f'].map((name) => ({ action: `ecr:${name}\`$x`, isDefault: name === 'f' })),
    );
  });

  it('holds the policy of a repository in its own account', async () => {
    const env = await keysOf(OTHER);
    const script = scratch.write('setup.sh', IAM_FORMS['aws-cli'](FOR_MOTO));
    await scratch.succeed('aws', ['ecr', 'create-repository', '--repository-name', 'shop/api'], { env });
    await scratch.succeed('sh', [script], { env });
    await scratch.succeed('sh', [script], { env });
    const asked = ['ecr', 'get-repository-policy', '--repository-name', 'shop/api', '--output', 'json'];
    const { policyText, registryId } = JSON.parse((await scratch.succeed('aws', asked, { env })).stdout);
    const [expected] = factsOf(FOR_MOTO).filter(({ type }) => type === 'repository-policy');
    expect([registryId, JSON.parse(policyText)]).toEqual([OTHER, expected?.document]);
  });

  it('holds what the template of the form cloudformation says', async () => {
    const setup = aSetup(aRole({ name: 'by-template' }), aRole({ name: 'by-template-too', policies: [] }));
    const stacks = new CloudFormationClient({
      endpoint: moto.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    });
    await stacks.send(
      new CreateStackCommand({
        StackName: 'connector',
        TemplateBody: IAM_FORMS.cloudformation(setup),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    );
    const { Stacks } = await stacks.send(new DescribeStacksCommand({ StackName: 'connector' }));
    expect(Stacks?.[0]?.StackStatus).toBe('CREATE_COMPLETE');
    // moto has an error where it lists inline policies of a stack, so they are left to what reads the template above.
    const found = ['by-template', 'by-template-too'].map(async (name) => {
      const { Role: role } = await iam().send(new GetRoleCommand({ RoleName: name }));
      return {
        ...{ account: ACCOUNT, type: 'role', name, path: role?.Path, description: role?.Description },
        trust: JSON.parse(decodeURIComponent(role?.AssumeRolePolicyDocument ?? '')),
        maxSessionSeconds: role?.MaxSessionDuration,
      };
    });
    const expected = factsOf(setup).map(({ policies: _policies, managedPolicyArns: _arns, ...role }) => role);
    expect(await Promise.all(found)).toEqual(expected);
  });
});
