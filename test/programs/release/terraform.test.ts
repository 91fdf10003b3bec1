// Terraform itself checks and plans the modules of a release. The provider for AWS is a stand-in, since no package registry
// has the real one: test/support/terraform-provider knows the arguments that its documentation lists, and plans them.
import { cpSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ASSUMING_FUNCTIONS } from '../../../shared/policy/iam/trust.ts';
import { REGISTRY_ACTIONS } from '../../../shared/policy/session/registry-actions.ts';
import { createScratch, needing, type Scratch } from '../../support/programs.ts';
import { releaseFolder, unpackInto, VERSION } from '../../support/release.ts';
import { ASSUMING_ACTIONS, allowedActions } from '../../support/trust.ts';

// `.ci/run` builds it with Go.
const PROVIDER = resolve('.tools/terraform-provider-aws');
const { skip, note } = needing('terraform', PROVIDER);

interface Planned {
  readonly type: string;
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: planned values, which each test reads as it expects them.
  readonly values: any;
}

const DEPLOYMENT = { stage: 'prod', bucket: 'deployments', admin_roles: ['arn:aws:iam::111122223333:role/a'] };
const CONNECTOR = {
  name: 'shop-images',
  portunus_account_id: '111122223333',
  stage: 'prod',
  external_id: 'the-external-id',
  access: 'push',
  repositories: ['shop/*'],
};

describe.skipIf(skip)(`Terraform and the modules of a release, with a stand-in for the AWS provider${note}`, () => {
  let scratch: Scratch;
  let modules: string;

  const terraform = (folder: string, ...args: string[]) =>
    scratch.run('terraform', [`-chdir=${folder}`, ...args], {
      env: { TF_CLI_CONFIG_FILE: scratch.path('terraform.rc'), CHECKPOINT_DISABLE: '1' },
    });

  beforeAll(async () => {
    scratch = createScratch();
    const overrides = `dev_overrides { "hashicorp/aws" = "${resolve(PROVIDER, '..')}" }`;
    scratch.write('terraform.rc', `provider_installation {\n  ${overrides}\n  direct {}\n}\n`);
    cpSync(await releaseFolder(), scratch.path('release'), { recursive: true });
    unpackInto(scratch.path('modules'), join(await releaseFolder(), `portunus-terraform-${VERSION}.zip`));
    modules = scratch.path(`modules/portunus-terraform-${VERSION}`);
  });
  afterAll(() => scratch?.remove());

  /** Plans one of the modules by itself, and gives what it would create. */
  async function plan(module: string, variables: object): Promise<{ error: string; resources: readonly Planned[] }> {
    const folder = join(modules, module);
    writeFileSync(join(folder, 'given.auto.tfvars.json'), JSON.stringify(variables));
    const planned = await terraform(folder, 'plan', '-input=false', '-no-color', '-lock=false', '-out=plan.out');
    if (planned.status !== 0) return { error: planned.stderr.replaceAll(/\s*\n\W*/g, ' '), resources: [] };
    const shown = await terraform(folder, 'show', '-json', 'plan.out');
    return { error: '', resources: JSON.parse(shown.stdout).planned_values.root_module.resources };
  }

  const deployment = (settings: object) => plan('.', { release: scratch.path('release'), ...DEPLOYMENT, ...settings });
  const stackOf = (resources: readonly Planned[], name: string) =>
    resources.find((each) => each.type === 'aws_cloudformation_stack' && each.name === name)?.values;

  it('are written as `terraform fmt` writes', async () => {
    expect(await terraform(modules, 'fmt', '-check', '-recursive')).toMatchObject({ status: 0, stdout: '' });
  });

  it.each(['.', 'connector-role'])('are valid: %s', async (module) => {
    const { stdout } = await terraform(join(modules, module), 'validate', '-json');
    const { valid, diagnostics } = JSON.parse(stdout);
    expect([valid, diagnostics.filter(({ severity }: { severity: string }) => severity === 'error')]).toEqual([
      true,
      [],
    ]);
  });

  it('plan both stacks, and upload their templates and the zips of the functions', async () => {
    const { error, resources } = await deployment({ traffic_shift: 'AllAtOnce' });
    expect(error).toBe('');
    const functions = readdirSync('functions').filter((name) => name !== 'common');
    const uploaded = resources.filter(({ type }) => type === 'aws_s3_object').map(({ values }) => values.key);
    expect(uploaded.toSorted()).toEqual(
      [
        ...functions.map((name) => `portunus/portunus-${name}-${VERSION}.zip`),
        `portunus/portunus-${VERSION}.data.template.json`,
        `portunus/portunus-${VERSION}.template.json`,
      ].toSorted(),
    );
    expect(stackOf(resources, 'data')).toMatchObject({ name: 'portunus-prod-data', parameters: { Stage: 'prod' } });
    expect(stackOf(resources, 'service')).toMatchObject({
      name: 'portunus-prod',
      capabilities: ['CAPABILITY_NAMED_IAM'],
      template_url: `https://bucket.s3.eu-west-1.amazonaws.com/portunus/portunus-${VERSION}.template.json`,
      tags: { application: 'portunus', stage: 'prod' },
    });
  });

  it.each([
    ['a bad stage', { stage: 'Prod' }, 'The stage must be up to 16'],
    ['a bad setting', { audit_retention_days: 'forever' }, 'audit_retention_days must be a number of days'],
    ['a bad entry of a list', { admin_roles: ['admin'] }, 'admin_roles must be'],
    ['a bad setting of the data', { archive_lock_mode: 'NONE' }, 'archive_lock_mode must be GOVERNANCE or COMPLIANCE'],
    ['a folder without a release', { release: '/' }, 'must contain the files of exactly one release'],
  ])('refuse %s before they plan anything', async (_what, settings, message) => {
    expect((await deployment(settings)).error).toContain(message);
  });

  describe("plan a connector's role", () => {
    const role = async (given: object) => {
      const { error, resources } = await plan('connector-role', { ...CONNECTOR, ...given });
      expect(error).toBe('');
      const [{ values: made }, { values: policy }] = resources as unknown as [Planned, Planned];
      return { made, trust: JSON.parse(made.assume_role_policy), rights: JSON.parse(policy.policy) };
    };

    it('that only Portunus can assume, in any region, with the external ID', async () => {
      const { made, trust } = await role({});
      expect(made).toMatchObject({ name: 'shop-images', path: '/portunus/' });
      const asked = { role: 'portunus-prod-eu-west-1-issue', context: { 'sts:ExternalId': 'the-external-id' } };
      for (const name of ASSUMING_FUNCTIONS) {
        const ours = { ...asked, role: `portunus-prod-eu-west-1-${name}` };
        expect(await allowedActions(trust, ours)).toEqual(['sts:AssumeRole']);
      }
      expect(await allowedActions(trust, { ...asked, role: 'portunus-dev-eu-west-1-issue' })).toEqual([]);
      expect(await allowedActions(trust, { ...asked, context: { 'sts:ExternalId': 'another' } })).toEqual([]);
    });

    it('whose sessions may carry what the connector sets', async () => {
      const { trust } = await role({ with_session_tags: true, with_source_identity: true });
      const asked = { role: 'portunus-prod-eu-west-1-issue', context: { 'sts:ExternalId': 'the-external-id' } };
      const [assume, ...carry] = ASSUMING_ACTIONS;
      expect(await allowedActions(trust, asked)).toContain(assume);
      // AWS gives the external ID to AssumeRole alone.
      expect(await allowedActions(trust, { role: asked.role })).toEqual(carry);
    });

    it.each([
      ['pull', REGISTRY_ACTIONS.ecr.pull],
      ['push', [...REGISTRY_ACTIONS.ecr.pull, ...REGISTRY_ACTIONS.ecr.push]],
    ])('with the rights of a %s', async (access, actions) => {
      const { rights } = await role({ access });
      expect(rights.Statement.map(({ Action }: { Action: string[] }) => Action)).toEqual([
        REGISTRY_ACTIONS.ecr.token,
        actions,
      ]);
      expect(rights.Statement[1].Resource).toEqual(['arn:aws:ecr:*:123456789012:repository/shop/*']);
    });
  });
});
