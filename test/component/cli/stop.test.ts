// Stops on the command line: through the API of one or several regions, and in the tables alone.
import { afterEach, describe, expect, it } from 'vitest';
import { useAdminCli, WAYS } from '../../support/admin-cli.ts';

const cli = useAdminCli();
const DEAD = 'http://127.0.0.1:9';
const WHY = ['--reason', 'INC-42', '--yes'];

async function stops(): Promise<readonly { scope: unknown; reason: string; by: string }[]> {
  return (await cli.ask({ route: 'GET /stop' })).body.items;
}

afterEach(async () => {
  for (const { scope } of await stops()) await cli.ask({ route: 'POST /resume', body: { scope, reason: 'x' } });
});

describe.each(WAYS)('%s', (_name, way) => {
  it.each([
    [['all'], 'all'],
    [['issuer', 'demo-ci'], { issuer: 'demo-ci' }],
    [['connector', 'shop-images'], { connector: 'shop-images' }],
    [['caller', 'demo-ci', 'repo:a/b: c'], { caller: { issuer: 'demo-ci', subject: 'repo:a/b: c' } }],
    [['issuer', 'refresh-job'], { issuer: 'refresh-job' }],
  ])('stops %j, lists it, and resumes it', async (words, scope) => {
    const stopped = await cli.portunus(['stop', ...words, ...WHY, ...way]);
    expect([stopped.code, stopped.err]).toEqual([0, '']);
    expect(stopped.out).toContain(`stopped ${words.join(' ')}; 1 stop is in force`);
    const listed = await cli.portunus(['stops', '-o', 'json', ...way]);
    expect(JSON.parse(listed.out)).toMatchObject([{ items: [{ scope, reason: 'INC-42' }] }]);
    const resumed = await cli.portunus(['resume', ...words, ...WHY, ...way]);
    expect([resumed.code, resumed.out]).toEqual([0, expect.stringContaining('nothing is stopped')]);
    expect((await cli.portunus(['stops', ...way])).out.trim()).toBe('nothing is stopped');
  });

  it('says that a connector is not there, or not stopped', async () => {
    for (const action of ['stop', 'resume']) {
      const run = await cli.portunus([action, 'connector', 'no-such', ...WHY, ...way]);
      expect([run.code, run.out]).toEqual([1, '']);
      expect(run.err).toMatch(action === 'stop' ? /names no connector that is defined/ : /is not stopped/);
    }
  });

  it('asks first, and does nothing without a terminal to ask on', async () => {
    const run = await cli.portunus(['stop', 'all', '--reason', 'INC-42', ...way]);
    expect([run.code, run.err]).toEqual([1, expect.stringContaining('give --yes')]);
    expect(await stops()).toEqual([]);
  });
});

it('a region that does not answer is named, and the others are stopped all the same', async () => {
  const run = await cli.portunus(['stop', 'all', ...WHY, '--url', DEAD, '--url', cli.api.url]);
  expect([run.code, run.out]).toEqual([69, `${cli.api.url}: stopped all; 1 stop is in force\n`]);
  expect(run.err).toContain(`portunus: ${DEAD}: `);
  expect(await stops()).toHaveLength(1);
});

it('never says that nothing is stopped of a region that does not answer', async () => {
  const alone = await cli.portunus(['stops', '--url', DEAD]);
  expect([alone.code, alone.out]).toEqual([69, '']);
  const both = await cli.portunus(['stops', '--url', DEAD, '--url', cli.api.url]);
  expect([both.code, both.out]).toEqual([69, `${cli.api.url}: nothing is stopped\n`]);
});

it('the tables of several regions are stopped one by one, by whom AWS says', async () => {
  const regions = ['--direct', '--region', 'eu-west-1', '--region', 'eu-central-1'];
  const run = await cli.portunus(['stop', 'all', ...WHY, ...regions]);
  // Both names lead to the one embedded table, as only its endpoint counts here.
  expect([run.code, run.out.split('\n').sort()]).toEqual([
    0,
    ['', ...['eu-central-1', 'eu-west-1'].map((region) => `${region}: stopped all; 1 stop is in force`)],
  ]);
  expect((await stops()).map(({ by }) => by)).toEqual([expect.stringMatching(/^direct:arn:aws:sts::/)]);
  // As with a global table, the second finds what the first one has resumed.
  const resumed = await cli.portunus(['resume', 'all', ...WHY, ...regions]);
  expect([resumed.code, resumed.out.match(/nothing is stopped/g)?.length]).toEqual([0, 2]);
});

it.each([
  [['stop', 'everything', ...WHY], 'everything is no scope'],
  [['stop', 'all', 'of-it', ...WHY], 'all of-it is no scope'],
  [['stop', 'connector', ...WHY], 'connector is no scope'],
  [['stop', 'caller', 'demo-ci', ...WHY], 'caller demo-ci is no scope'],
  [['stop', 'all', '--yes'], "required option '--reason <text>'"],
  [['stop', 'all', '--yes', '--reason', 'x'.repeat(201)], '--reason must be 1 to 200 characters'],
  [['stop', 'all', ...WHY, '--direct', '--url', DEAD], '--direct goes to the tables'],
  [['stop', 'all', ...WHY, '--region', 'eu-west-1'], '--region names the tables of --direct'],
])('%j is a wrong command line', async (words, why) => {
  const run = await cli.portunus(words);
  expect([run.code, run.err]).toEqual([64, expect.stringContaining(why)]);
  expect(await stops()).toEqual([]);
});
