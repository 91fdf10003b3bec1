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
    ['claims that are not there', ['--claims', ''], /absent: there is no such file or folder \(ENOENT\)/],
    ['a token that is not there', ['--token-file', ''], /absent: there is no such file or folder \(ENOENT\)/],
  ])('%s are said', async (_what, [flag = '', text], message) => {
    const path = text === '' ? `${cli.folder}/absent` : cli.file('claims', String(text));
    const run = await explain('--connector', 'shop-images', flag, path);
    expect([run.code, run.out, run.err]).toEqual([1, '', expect.stringMatching(message)]);
    expect(run.err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('a token and claims are not taken together', async () => {
    const run = await explain('--connector', 'shop-images', '--claims', good, '--token-file', tokenFile);
    expect(run).toEqual({
      code: 64,
      out: '',
      err: 'portunus: give --token-file or --claims, and not both\n',
    });
  });

  it('an action that there is none of is said', async () => {
    const run = await explain('--connector', 'shop-images', '--claims', good, '--action', 'constructor');
    expect([run.code, run.out]).toEqual([64, '']);
    expect(run.err).toContain(
      'must be one of ecr-login, ecr-public-login, codeartifact-login, session, caller-identity, console-url',
    );
  });
});

describe.each(WAYS)('a token is judged whole, %s', (_way, flags) => {
  const explain = async (token: string) =>
    cli.portunus(['explain', '--connector', 'shop-images', '--token-file', cli.file('judged', token), ...flags]);
  const now = Math.floor(Date.now() / 1000);

  it.each([
    [
      'expired',
      { iat: now - 900, nbf: now - 900, exp: now - 840 },
      /^ {2}no {3}token\.exp: wants "after 20.*Z", has "20.*Z"$/m,
    ],
    ['too_old', { iat: now - 7_200, nbf: now - 7_200 }, /token\.iat: wants "\d+ s \(maxTokenAgeSeconds\) before /],
    ['not_yet_valid', { nbf: now + 900 }, /token\.nbf: wants "20.* at most", has "20/],
    ['issued_in_the_future', { iat: now + 900 }, /token\.iat: wants "20.* at most", has "20/],
    ['life_too_long', { exp: now + 864_000 }, /token\.exp: wants "\d+ s \(maxTokenLifeSeconds\) after iat at most"/],
    [
      'audience_not_ours',
      { aud: 'https://portunus.example/' },
      /token\.aud: wants \[.*\], has "https:\/\/portunus\.example\/"/,
    ],
    [
      'issuer_unknown',
      { iss: 'https://ci.portunus.example/' },
      /token\.iss: wants \[.*\], has "https:\/\/ci\.portunus\.example\/"/,
    ],
    ['require_not_held', { repository_owner_id: '1' }, /no {3}issuer\.require\.repository_owner_id/],
  ])('and refused: %s', async (reason, claims, detail) => {
    const run = await explain(await cli.aws.issuer.mint(claims));
    expect([run.code, run.err, run.out.split('\n')[0]]).toEqual([1, '', `refused: ${reason}`]);
    expect(run.out).toMatch(detail);
  });

  it('by its signature too', async () => {
    const [header, payload] = (await cli.aws.issuer.mint()).split('.');
    const [, , signature] = (await cli.aws.issuer.mint({ ref: 'refs/heads/other' })).split('.');
    const run = await explain([header, payload, signature].join('.'));
    expect([run.code, run.out.split('\n')[0]]).toEqual([1, 'refused: signature_invalid']);
  });

  it('with nothing left unchecked that it does not say', async () => {
    expect((await explain(await cli.aws.issuer.mint())).out).not.toContain('not checked');
  });
});

it.each(WAYS)('claims alone have no signature, audience and times to check, %s', async (_way, flags) => {
  const run = await cli.portunus(['explain', '--connector', 'shop-images', '--claims', good, ...flags]);
  expect(run.out).toContain('\nnot checked: signature, audience and times (claims were given, and no token)\n');
});

describe('where the keys of an issuer are out of reach of this machine', () => {
  const ISSUER = 'https://127.0.0.1:9/ci';
  const ask = async (changes: object) => {
    const token = await cli.aws.issuer.mint({ iss: ISSUER, ...changes });
    const flags = ['--token-file', cli.file('unsigned', token), '--direct'];
    return cli.portunus(['explain', '--connector', 'far-images', ...flags]);
  };

  beforeAll(async () => {
    const far = {
      issuers: [{ id: 'far', url: ISSUER, kind: 'workload', audiences: ['https://portunus.example'] }],
      connectors: [
        {
          id: 'far-images',
          account: 'build',
          principalType: 'assumed-role',
          roleArn: 'arn:aws:iam::123456789012:role/portunus/far',
          region: 'eu-west-1',
          systemScope: true,
          grants: [{ issuer: 'far', claims: { ref: ['refs/heads/main'], repository_id: ['1296269'] } }],
        },
      ],
    };
    const applied = await cli.portunus(['apply', '-f', cli.file('far.json', textOf(far)), '--direct', '--yes']);
    expect([applied.code, applied.err]).toEqual([0, '']);
  });

  it('a yes says that the signature was not checked', async () => {
    const run = await ask({});
    expect([run.code, run.err, run.out.split('\n')[0]]).toEqual([0, '', 'allowed by grants[0]']);
    expect(run.out).toMatch(
      /^not checked: signature \(the keys of its issuer can't be had from here: issuer far: fetch_failed: ADDRESS_NOT_ALLOWED\)$/m,
    );
  });

  it('the rest is judged all the same', async () => {
    const run = await ask({ aud: 'https://elsewhere.example' });
    expect([run.code, run.out.split('\n')[0]]).toEqual([1, 'refused: audience_not_ours']);
  });
});

it('a file that holds no token is named', async () => {
  const path = cli.file('no-token', 'Authorization: Bearer nothing');
  const run = await cli.portunus(['explain', '--connector', 'shop-images', '--token-file', path, '--direct']);
  expect([run.code, run.err]).toEqual([1, expect.stringContaining(`${path} holds no JWT`)]);
});

it('for nobody in particular it is whoever asks, whom the tables do not know', async () => {
  const asked = await cli.portunus(['explain', '--connector', 'bakery-images']);
  expect([asked.code, asked.out.split('\n')[0]]).toEqual([0, 'allowed by administrator']);
  const direct = await cli.portunus(['explain', '--connector', 'bakery-images', '--direct']);
  expect(direct).toEqual({
    code: 64,
    out: '',
    err: 'portunus: nobody to decide for: give --token-file or --claims\n',
  });
});
