// The recipe for Terraform, by Terraform itself: it has the resource built in, and asks no registry for a provider.
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminService, startAdminService } from '../support/admin.ts';
import { anAccountToWrite } from '../support/admin-definitions.ts';
import { type HttpApi, startHttpApi } from '../support/http-api.ts';
import { createScratch, needing, type Scratch } from '../support/programs.ts';
import { snippetOf } from '../support/recipes.ts';
import { startService } from '../support/service.ts';

const { skip, note } = needing('terraform');

describe.skipIf(skip)(`docs/recipes/terraform.md${note}`, () => {
  let [scratch, service, api] = [] as unknown as [Scratch, AdminService, HttpApi];
  const account = anAccountToWrite();

  const terraform = (...args: string[]) =>
    scratch.run('terraform', args, {
      env: { ...service.aws.environment, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1', TF_VAR_portunus_url: api.url },
    });
  const apply = () => terraform('apply', '-auto-approve', '-input=false', '-no-color');
  const define = (fields: object) =>
    scratch.write('access/accounts.json', JSON.stringify({ accounts: [{ ...account, ...fields }] }));

  beforeAll(async () => {
    service = await startAdminService((options, environment) => startService(options, environment));
    api = await startHttpApi(service.invoke);
    scratch = createScratch();
    mkdirSync(scratch.path('access'));
    scratch.script('portunus', `#!/bin/sh\nexec node ${resolve('dist/cli/portunus.js')} "$@"\n`);
    scratch.write('main.tf', snippetOf('recipes/terraform.md', 'main.tf').text);
    define({});
    expect(await terraform('init', '-input=false', '-no-color')).toMatchObject({ status: 0 });
  });
  afterAll(async () => {
    await api?.stop();
    await service?.stop();
    scratch?.remove();
  });

  it.each(['main.tf', 'roles.tf'])('is written as `terraform fmt` writes: %s', async (file) => {
    const { text } = snippetOf('recipes/terraform.md', file);
    const { status, stdout } = await scratch.run('terraform', ['fmt', '-'], { input: text });
    expect([status, stdout]).toEqual([0, text]);
  });

  it('applies the files, when one changes applies them again, and otherwise does nothing', async () => {
    expect((await apply()).stdout).toContain('Applied: 1 created.');
    expect((await apply()).stdout).toContain('No changes.');
    define({ awsAccountId: '444444444444' });
    expect((await apply()).stdout).toContain('Applied: 1 changed.');
    expect(await service.item('account', account.id)).toMatchObject({
      version: 2,
      definedBy: 'aws-iam:arn:aws:iam::111122223333:role/portunus-admins',
    });
  });

  it('applies again after a failure, though nothing changed since', async () => {
    define({ awsAccountId: '555555555555' });
    api.beforeNext('POST', async () => {
      throw new Error('no answer');
    });
    const failed = await apply();
    expect([failed.status, failed.stderr]).toEqual([1, expect.stringContaining('other side closed')]);
    expect((await apply()).stdout).toContain('Applied: 1 changed.');
  });

  it('leaves the definitions when it is destroyed', async () => {
    expect(await terraform('destroy', '-auto-approve', '-input=false', '-no-color')).toMatchObject({ status: 0 });
    expect(await service.item('account', account.id)).toMatchObject({ deleted: false });
  });
});
