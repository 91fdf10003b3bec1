// What connectors were used for, on the terminal.
import { beforeAll, describe, expect, it } from 'vitest';
import { useAdminCli, WAYS } from '../../support/admin-cli.ts';
import { aConnectorToWrite } from '../../support/admin-definitions.ts';
import { countInto } from '../../support/usage.ts';

const cli = useAdminCli();
const TODAY = new Date().toISOString().slice(0, 10);
const TIME = `${TODAY}T00:00:00.000Z`;
const LONG_AGO = '2026-01-01T00:00:00.000Z';
const grants = [{ issuer: 'demo-ci', claims: { repository_id: ['1'] } }];

describe.each(WAYS)('%s', (_way, flags) => {
  const portunus = (...args: readonly string[]) => cli.portunus(['usage', ...args, ...flags]);

  it('usage says that nobody counts, and calls no connector unused', async () => {
    const { code, out, err } = await portunus('--unused', '1');
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(
      /^portunus: nobody counts usage here: .*PORTUNUS_ACTIVITY_STREAM_ARN; your own machine never has/,
    );
  });
});

describe.each(WAYS)('once it is counted, %s', (_way, flags) => {
  const portunus = (...args: readonly string[]) => cli.portunus(['usage', ...args, ...flags]);
  const busy = aConnectorToWrite({ grants });
  const idle = aConnectorToWrite();

  beforeAll(async () => {
    await cli.apply({ connectors: [busy, idle] });
    await countInto(
      cli.aws,
      { connectorId: idle.id, grantKey: 'administrator', time: LONG_AGO },
      { connectorId: busy.id, grantKey: 'administrator', time: TIME },
      { connectorId: busy.id, outcome: 'refused', time: TIME },
    );
  });

  it('a line tells of each connector its last use, its counts, and the grants that never matched', async () => {
    const { code, out, err } = await portunus();
    expect([code, err]).toEqual([0, expect.stringMatching(/^counted from \S+Z to \S+Z\n$/)]);
    expect(out).toMatch(/^CONNECTOR +LAST USED +ISSUED +REFUSED +FAILED +NEVER MATCHED\n/);
    expect(out).toMatch(new RegExp(`^${busy.id} +${TIME} +1 +1 +0 +grants\\[0\\]$`, 'm'));
    expect(out).toMatch(new RegExp(`^${idle.id} +${LONG_AGO} +0 +0 +0 +-$`, 'm'));
  });

  it('--unused leaves out what was used, and what is too young', async () => {
    const { out } = await portunus('--unused', '30', '-o', 'json');
    const ids = JSON.parse(out).items.map(({ connectorId }: { connectorId: string }) => connectorId);
    expect([ids.includes(idle.id), ids.includes(busy.id), ids.includes('shop-images')]).toEqual([true, false, false]);
  });

  it('--connector tells of each grant and day', async () => {
    const { code, out } = await portunus('--connector', busy.id);
    expect(code).toBe(0);
    expect(out).toMatch(/^WHO +LAST USED +ISSUED +REFUSED +FAILED +GRANT\n/);
    expect(out).toMatch(new RegExp(`^all +${TIME} +1 +1 +0 +-$`, 'm'));
    expect(out).toMatch(
      /^grants\[0\] +never matched +0 +0 +0 +\{"issuer":"demo-ci","claims":\{"repository_id":\["1"\]\}\}$/m,
    );
    expect(out).toMatch(new RegExp(`^administrators +${TIME} +1 +0 +0 +-$`, 'm'));
    expect(out).toMatch(new RegExp(`^${TODAY} +1 +1 +0$`, 'm'));
  });

  it('as CSV it has a row for each connector, grant and day', async () => {
    const { out } = await portunus('--connector', busy.id, '-o', 'csv');
    const rows = out.trimEnd().split('\n');
    expect(rows[0]).toBe('connector,grant,grantSha256,day,issued,refused,failed,firstUsedAt,lastUsedAt,neverMatched');
    expect(rows).toContain(`${busy.id},,,,1,1,0,${TIME},${TIME},false`);
    expect(rows).toContain(`${busy.id},,,${TODAY},1,1,0,,,`);
    expect(rows).toContain(`${busy.id},administrators,,,1,0,0,${TIME},${TIME},false`);
    expect(rows.find((row) => row.startsWith(`${busy.id},grants[0],`))).toMatch(/,[0-9a-f]{64},,0,0,0,,,true$/);
  });

  it.each([
    [['--connector', 'never-there'], 1, /connector does not exist/],
    [['--from', '2026-02-30'], 64, /must be a day, such as/],
    [['--from', '2026-11-02', '--to', '2026-11-01'], 64, /--from must be a day before --to/],
    [['--from', 'monday'], 64, /must be a day, such as 2026-11-27/],
    [['--unused', '0'], 64, /must be a number of days from 1 to 9999/],
  ] as const)('%j is refused', async (args, code, message) => {
    const run = await portunus(...args);
    expect([run.code, run.out]).toEqual([code, '']);
    expect(run.err).toMatch(message);
  });
});

it('whoever may not read records is told so', async () => {
  const run = await cli.portunus(['usage'], { PORTUNUS_TOKEN: await cli.tokenOf('person') });
  expect([run.code, run.out]).toEqual([1, '']);
  expect(run.err).toMatch(/not_allowed/);
});
