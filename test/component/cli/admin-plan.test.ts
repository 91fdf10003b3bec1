// What `portunus apply` says it will do, and what it does then; alike through the API and on the tables.
import { describe, expect, it } from 'vitest';
import { textOf, useAdminCli, WAYS } from '../../support/admin-cli.ts';
import {
  aJobToWrite,
  anAccountToWrite,
  fileOf,
  someDefinitions,
  theConnectorOf,
} from '../../support/admin-definitions.ts';
import { recordsOf } from '../../support/audit-records.ts';

const cli = useAdminCli();
const MADE = /portunus-[0-9a-f]{8}-[0-9a-f-]{27}/;

/** Without what the linter says first, which is no matter of the plan. */
function planIn(out: string) {
  return out.replaceAll(/^warning: .*\n/gm, '');
}

describe.each(WAYS)('%s', (_way, flags) => {
  const apply = (definitions: object, ...more: readonly string[]) =>
    cli.portunus(['apply', '-f', cli.file('plan.yml', textOf(definitions)), '--yes', ...flags, ...more]);

  it('new definitions are created, in the order in which they refer to each other', async () => {
    const some = someDefinitions();
    const run = await apply(fileOf(some));
    expect([run.code, run.err]).toEqual([0, '']);
    const [issuer, account, connector, ...rest] = planIn(run.out).trimEnd().split('\n');
    expect([issuer, account]).toEqual([
      `+ create    issuer      ${some.issuer.id}`,
      `+ create    account     ${some.account.id}`,
    ]);
    expect(connector).toBe(`+ create    connector   ${some.connector.id}`);
    expect(rest.at(-1)).toBe('Applied: 3 created.');
    const { externalId, ...stored } = (await cli.item('connector', some.connector.id))?.definition ?? {};
    expect(stored).toEqual(some.connector);
    expect(externalId).toMatch(MADE);
    // For the role's trust policy.
    expect(run.out).toContain(`\n  created   connector   ${some.connector.id}   external ID: ${externalId}\n`);
  });

  it('a change is told field by field, old and new', async () => {
    const some = someDefinitions();
    await apply(fileOf(some));
    const connector = {
      ...some.connector,
      name: 'Team A',
      region: 'eu-central-1',
      access: undefined,
      grants: [{ issuer: some.issuer.id, claims: { team_id: ['a', 'b'], ref: ['main'] } }],
    };
    const run = await apply(fileOf({ ...some, connector }));
    expect([run.code, run.err]).toEqual([0, '']);
    const lines = planIn(run.out).split('\n');
    expect(lines[0]).toBe(`  unchanged issuer      ${some.issuer.id}`);
    expect(lines[2]).toMatch(
      new RegExp(`^~ change    connector   ${some.connector.id}   external ID: ${MADE.source}$`),
    );
    expect(lines.slice(3, -3).sort()).toEqual(
      [
        '      name: absent -> "Team A"',
        '      region: "eu-west-1" -> "eu-central-1"',
        '      access: "pull" -> absent',
        '      grants[0].claims.team_id[1]: absent -> "b"',
        '      grants[0].claims.ref[1]: "release" -> absent',
      ].sort(),
    );
    expect(lines.slice(-3, -1)).toEqual(['Plan: 1 to change, 2 unchanged.', 'Applied: 1 changed, 2 unchanged.']);
    expect(await cli.item('connector', some.connector.id)).toMatchObject({
      version: 2,
      definition: { name: 'Team A' },
    });
  });

  it('a second time there is nothing to change', async () => {
    const some = someDefinitions();
    await apply(fileOf(some));
    const run = await apply(fileOf(some));
    expect([run.code, run.err]).toEqual([0, '']);
    expect(run.out).toContain('Nothing to change.\nApplied: 0 changed, 3 unchanged.\n');
    expect(await cli.item('connector', some.connector.id)).toMatchObject({ version: 1 });
    expect(await cli.changesOf('connector', some.connector.id)).toHaveLength(1);
  });

  it('--dry-run shows the same, changes nothing, and ends with 2 where there are changes', async () => {
    const some = someDefinitions();
    const path = cli.file('dry.yml', textOf(fileOf(some)));
    const run = await cli.portunus(['apply', '-f', path, '--dry-run', ...flags]);
    expect([run.code, run.err]).toEqual([2, '']);
    expect(run.out).toContain(`+ create    connector   ${some.connector.id}`);
    expect(run.out).not.toContain('Applied');
    // None that a trust policy could name before there is one: another is made when it is written.
    expect(run.out).not.toContain('external ID');
    for (const kind of ['issuer', 'account', 'connector'] as const) {
      expect(await cli.item(kind, some[kind].id)).toBeUndefined();
      expect(await cli.changesOf(kind, some[kind].id)).toEqual([]);
    }
    await apply(fileOf(some));
    const after = await cli.portunus(['apply', '-f', path, '--dry-run', ...flags]);
    expect([after.code, after.err]).toEqual([0, '']);
    expect(after.out).toContain('Nothing to change.');
  });

  it('--dry-run of a file with faults ends with 1, and tells them', async () => {
    const some = someDefinitions();
    const wrong = { ...some, connector: { ...some.connector, region: 'Ireland' } };
    const run = await apply(fileOf(wrong), '--dry-run');
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toContain('connectors[0].region must have a region');
  });

  it('a job and the connector that lets it in are applied together', async () => {
    const job = aJobToWrite();
    const run = await apply({ connectors: [theConnectorOf(job)], refreshJobs: [job] });
    expect([run.code, run.err]).toEqual([0, '']);
    expect(await cli.item('refresh-job', job.id)).toMatchObject({ version: 1, definition: job });
  });
});

it('who applied is recorded: the token’s caller through the API, whom AWS names on the tables', async () => {
  const authors: unknown[] = [];
  for (const [, flags] of WAYS) {
    const account = anAccountToWrite();
    await cli.portunus(['apply', '-f', cli.file('who.yml', textOf({ accounts: [account] })), '--yes', ...flags]);
    authors.push((await cli.item('account', account.id))?.definedBy);
  }
  expect(authors).toEqual([
    'corp:ada',
    'direct:arn:aws:sts::111122223333:assumed-role/portunus-dev-eu-west-1-issue/portunus-dev-issue',
  ]);
});

it('who applied on the tables is recorded with the session and the key that CloudTrail knows them by', async () => {
  const account = anAccountToWrite();
  await cli.portunus(['apply', '-f', cli.file('by.yml', textOf({ accounts: [account] })), '--yes', '--direct']);
  const [record] = (await recordsOf(cli.aws)).filter(({ id }) => id === account.id);
  expect(record).toMatchObject({
    action: 'definition-create',
    version: 1,
    userAgent: expect.stringMatching(/^portunus\//),
  });
  expect(record?.caller).toEqual({
    issuer: 'direct',
    subject: 'arn:aws:sts::111122223333:assumed-role/portunus-dev-eu-west-1-issue/portunus-dev-issue',
    sessionName: 'portunus-dev-issue',
    uniqueId: expect.stringMatching(/^AROA/),
    accessKeyId: cli.aws.environment.AWS_ACCESS_KEY_ID,
  });
});
