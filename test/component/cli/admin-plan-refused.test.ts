// Where `portunus apply` stops before it writes.
import { describe, expect, it } from 'vitest';
import { textOf, useAdminCli, WAYS } from '../../support/admin-cli.ts';
import { fileOf, someDefinitions } from '../../support/admin-definitions.ts';

const cli = useAdminCli();

describe.each(WAYS)('%s', (_way, flags) => {
  const apply = (definitions: object, ...more: readonly string[]) =>
    cli.portunus(['apply', '-f', cli.file('plan.yml', textOf(definitions)), '--yes', ...flags, ...more]);

  it('a warning of the linter refuses, a notice is told and passes', async () => {
    const some = someDefinitions();
    const grants = [{ iamRole: 'arn:aws:iam::111122223333:role/build-agents' }];
    const told = await apply(fileOf({ ...some, connector: { ...some.connector, grants } }));
    expect(told.code).toBe(0);
    expect(told.out).toMatch(
      /^warning: .*plan\.yml:\d+: connectors\[0\]\.grants\[0\]\.iamRole .*\(iam-role-by-name\)\n/m,
    );
    const wide = { ...some.connector, access: 'push', repositories: ['*'] };
    const refused = await apply(fileOf({ ...some, connector: wide }));
    expect([refused.code, refused.out]).toEqual([1, '']);
    expect(refused.err).toMatch(
      /plan\.yml:\d+: connectors\[0\]\.repositories .*\(wildcard-push; acknowledgeRisk: true/,
    );
  });

  it('asks where it may, and changes nothing where nobody can answer', async () => {
    const some = someDefinitions();
    const run = await cli.portunus(['apply', '-f', cli.file('ask.yml', textOf(fileOf(some))), ...flags]);
    expect([run.code, run.err]).toEqual([1, 'portunus: there is no terminal to ask on: give --yes to go on\n']);
    expect(await cli.item('issuer', some.issuer.id)).toBeUndefined();
  });
});
