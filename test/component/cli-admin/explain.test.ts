// `portunus explain`: why somebody is let in or not, as text and as JSON, and by the exit code.
import { beforeAll, describe, expect, it } from 'vitest';
import { SAMPLE_CLAIMS } from '../../../local/demo-issuer.ts';
import { textOf, useAdminCli, WAYS } from '../../support/admin-cli.ts';

const cli = useAdminCli();
const ISS = 'https://ci.portunus.example';
let good: string;
let feature: string;
let tokenFile: string;

beforeAll(async () => {
  good = cli.file('good.json', textOf({ iss: ISS, ...SAMPLE_CLAIMS }));
  feature = cli.file('feature.yml', `${textOf({ iss: ISS, ...SAMPLE_CLAIMS, ref: 'refs/heads/feature' })}\n`);
  tokenFile = cli.file('token', `${await cli.aws.issuer.mint()}\n`);
});

describe.each(WAYS)('%s', (_way, flags) => {
  const explain = (...args: readonly string[]) => cli.portunus(['explain', ...args, ...flags]);

  it('what is allowed ends with 0, and shows the session', async () => {
    const run = await explain('--connector', 'shop-images', '--claims', good);
    expect([run.code, run.err]).toEqual([0, '']);
    const [head, caller, ...lines] = run.out.split('\n');
    expect([head, caller]).toEqual([
      'allowed by grants[0]',
      'caller: repo:acme/shop:ref:refs/heads/main (workload of demo-ci)',
    ]);
    expect(lines).toContain('  yes  issuer.require.repository_owner_id');
    expect(lines).toContain('  yes  grants[0]');
    expect(lines).toContain('     yes  grants[0].claims.ref');
    expect(run.out).toContain('\nsession:\n{\n');
    expect(run.out).toContain('"sessionName": "ci-1296269-7351"');
    expect(cli.aws.standIn.calls.filter(({ action }) => action !== 'GetCallerIdentity')).toEqual([]);
  });

  it('what is refused ends with 1, and says what is wanted and what is there', async () => {
    const run = await explain('--connector', 'shop-images', '--claims', feature);
    expect([run.code, run.err]).toEqual([1, '']);
    const lines = run.out.trimEnd().split('\n');
    expect(lines[0]).toBe('refused: no_grant_matches');
    expect(lines.slice(-4)).toEqual([
      '  no   grants[0]',
      '     yes  grants[0].issuer',
      '     yes  grants[0].claims.repository_id',
      '     no   grants[0].claims.ref: wants ["refs/heads/main","refs/heads/release/*"], has "refs/heads/feature"',
    ]);
  });

  it('a claim that is not there is said to be nothing', async () => {
    const { ref: _left, ...rest } = SAMPLE_CLAIMS;
    const path = cli.file('lacking.json', textOf({ iss: ISS, ...rest }));
    const run = await explain('--connector', 'shop-images', '--claims', path);
    expect(run.out).toContain('grants[0].claims.ref: wants ["refs/heads/main","refs/heads/release/*"], has nothing\n');
  });

  it('a region outside of the limits is told as a fault', async () => {
    const run = await explain('--connector', 'shop-images', '--claims', good, '--region', 'us-east-1');
    expect([run.code, run.err]).toEqual([1, '']);
    expect(run.out).toMatch(/^refused: invalid_request\n/);
    expect(run.out).toContain('  no   region is not among the regions of the connector\n');
  });

  it('another action is looked at as that one', async () => {
    const served = await explain('--connector', 'shop-releases', '--claims', good, '--action', 'session');
    expect([served.code, served.out.split('\n')[0]]).toEqual([0, 'allowed by grants[0]']);
    const not = await explain('--connector', 'shop-images', '--claims', good, '--action', 'session');
    expect([not.code, not.out.split('\n')[0]]).toEqual([1, 'refused: not_served']);
    expect(not.out).toContain('  no   serves: wants "session", has ["ecr"]\n');
  });

  it('as JSON it is the explanation itself', async () => {
    const run = await explain('--connector', 'shop-images', '--claims', good, '--issuer', 'demo-ci', '-o', 'json');
    expect([run.code, run.err]).toEqual([0, '']);
    expect(JSON.parse(run.out)).toMatchObject({
      allowed: true,
      allowedBy: 'grants[0]',
      caller: { issuer: 'demo-ci', kind: 'workload' },
      session: { principalType: 'assumed-role', region: 'eu-west-1' },
    });
    const refused = await explain('--connector', 'bakery-images', '--claims', good, '-o', 'json');
    expect([refused.code, JSON.parse(refused.out).reason]).toEqual([1, 'no_grant_matches']);
  });

  it('a job’s token is explained, and is nowhere in the output', async () => {
    const run = await explain('--connector', 'shop-images', '--token-file', tokenFile);
    expect([run.code, run.err, run.out.split('\n')[0]]).toEqual([0, '', 'allowed by grants[0]']);
    expect(run.out).not.toContain((await cli.aws.issuer.mint()).slice(0, 60));
  });

  it.each([
    ['a connector that is not there', ['--connector', 'nowhere'], 'refused: no_such_connector'],
    ['an issuer that is not there', ['--connector', 'shop-images', '--issuer', 'nowhere'], 'refused: no_such_issuer'],
  ])('%s is said', async (_what, args, head) => {
    const run = await explain(...args, '--claims', good);
    expect([run.code, run.out.split('\n')[0]]).toEqual([1, head]);
  });

  it.each([
    ['claims that are no object', ['--claims', '[]'], /claims: must be an object of claims|must be an object/],
    ['claims that are not there', ['--claims', ''], /absent: can not be read \(ENOENT\)/],
    ['a token that is not there', ['--token-file', ''], /absent: can not be read \(ENOENT\)/],
  ])('%s are said', async (_what, [flag = '', text], message) => {
    const path = text === '' ? `${cli.folder}/absent` : cli.file('claims', String(text));
    const run = await explain('--connector', 'shop-images', flag, path);
    expect([run.code, run.out, run.err]).toEqual([1, '', expect.stringMatching(message)]);
    expect(run.err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('a token and claims are not taken together', async () => {
    const run = await explain('--connector', 'shop-images', '--claims', good, '--token-file', tokenFile);
    expect(run).toEqual({ code: 1, out: '', err: 'portunus: give a token or claims\n' });
  });

  it('an action that there is none of is said', async () => {
    const run = await explain('--connector', 'shop-images', '--claims', good, '--action', 'constructor');
    expect([run.code, run.out]).toEqual([1, '']);
    expect(run.err).toContain('must be one of ecr-login, ecr-public-login, session, caller-identity, console-url');
  });
});

it('through the API a bad token is verified as such, on the tables it can not be', async () => {
  const expired = Math.floor(Date.now() / 1000) - 900;
  const token = await cli.aws.issuer.mint({ iat: expired, nbf: expired, exp: expired + 60 });
  const args = ['explain', '--connector', 'shop-images', '--token-file', cli.file('expired', token)];
  const verified = await cli.portunus(args);
  expect([verified.code, verified.out.split('\n')[0]]).toEqual([1, 'refused: expired']);
  const read = await cli.portunus([...args, '--direct']);
  expect([read.code, read.out.split('\n')[0]]).toEqual([0, 'allowed by grants[0]']);
});

it('for nobody in particular it is whoever asks, whom the tables do not know', async () => {
  const asked = await cli.portunus(['explain', '--connector', 'bakery-images']);
  expect([asked.code, asked.out.split('\n')[0]]).toEqual([0, 'allowed by administrator']);
  const direct = await cli.portunus(['explain', '--connector', 'bakery-images', '--direct']);
  expect(direct).toEqual({ code: 1, out: '', err: 'portunus: say for whom: --token-file or --claims\n' });
});
