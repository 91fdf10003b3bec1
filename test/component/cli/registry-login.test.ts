// Logins for people: into docker's own config, or as a text in any format.
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useAdminCli } from '../../support/admin-cli.ts';

const HOST = '123456789012.dkr.ecr.eu-west-1.amazonaws.com';

const cli = useAdminCli();
let home: string;
let token: string;
beforeEach(async () => {
  home = mkdtempSync(join(cli.folder, 'home-'));
  token ??= await cli.aws.issuer.mint();
});

const config = () => join(home, '.docker/config.json');
const held = (file = config()) => JSON.parse(readFileSync(file, 'utf8'));
const portunus = (args: readonly string[], overrides = {}) =>
  cli.portunus(args, { HOME: home, DOCKER_CONFIG: join(home, '.docker'), PORTUNUS_TOKEN: token, ...overrides });
const login = (...args: string[]) => portunus(['ecr', 'login', ...args]);

describe('portunus ecr login', () => {
  it('logs docker in, says until when, and prints no secret', async () => {
    const { code, out, err } = await login('shop-images');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`logged in to ${HOST} until ${/\d{4}-\S*Z/.exec(out)}: ${config()}\n`);
    const auth = Buffer.from(held().auths[HOST].auth, 'base64').toString();
    expect(auth).toMatch(/^AWS:.{1000,}/);
    expect(out).not.toContain(auth.slice(4, 40));
    expect(statSync(config()).mode & 0o777).toBe(0o600);
  });

  it('takes every parameter of the API, several connectors and several registries in one request', async () => {
    cli.api.requests.length = 0;
    const narrow = ['--access', 'pull', '--repositories', 'shop/a,shop/b', '--duration', '30m', '--hosts', 'all'];
    const registries = ['--region', 'eu-central-1', '--registry-ids', '123456789012,210987654321'];
    const { code, err } = await login('shop-images', 'shop-releases', ...narrow, ...registries);
    expect([code, err]).toEqual([0, '']);
    expect(cli.api.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /v1/credentials']);
    const given = { access: 'pull', repositories: ['shop/a', 'shop/b'], durationSeconds: 1800, hosts: 'all' };
    const where = { region: 'eu-central-1', registryIds: ['123456789012', '210987654321'] };
    expect(JSON.parse(cli.api.requests[0]?.body ?? '').requests).toEqual(
      ['shop-images', 'shop-releases'].map((connectorId) => ({ service: 'ecr', connectorId, ...given, ...where })),
    );
    expect(Object.keys(held().auths)).toHaveLength(8);
  });

  it('stores what it got, and tells who was refused', async () => {
    const { code, err } = await login('bakery-images', 'shop-images');
    expect(code).toBe(1);
    expect(err).toMatch(
      /^portunus: bakery-images: There is no such connector for this caller.*\(HTTP 403, not_allowed/,
    );
    expect(Object.keys(held().auths)).toEqual([HOST]);
  });

  it('asks for nothing where the config is none', async () => {
    await login('shop-images');
    writeFileSync(config(), '{');
    cli.api.requests.length = 0;
    const { code, err } = await login('shop-images');
    expect([code, err]).toEqual([
      1,
      `portunus: ${config()} is not a docker config, and stays as it is: it is not JSON\n`,
    ]);
    expect(cli.api.requests).toEqual([]);
  });

  it('writes the file of podman', async () => {
    const authfile = join(home, 'auth.json');
    await login('shop-images', '--authfile', authfile);
    expect(Object.keys(held(authfile).auths)).toEqual([HOST]);
    await portunus(['ecr', 'login', 'shop-images', '--podman'], { REGISTRY_AUTH_FILE: join(home, 'other.json') });
    expect(Object.keys(held(join(home, 'other.json')).auths)).toEqual([HOST]);
  });

  it('prints a format alone, or writes it to a file of its user', async () => {
    const printed = await login('shop-images', '--format', 'bash', '--namespace', 'shop');
    expect([printed.code, printed.err]).toEqual([0, '']);
    expect(printed.out).toMatch(/^export shop_authorizationToken_password='/m);
    const file = join(home, 'login.json');
    writeFileSync(file, 'old', { mode: 0o644 });
    const written = await login('shop-images', '--format', 'username-password', '-o', file);
    expect([written.code, written.out]).toEqual([0, '']);
    expect(Object.keys(held(file))).toEqual(['username', 'password']);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('leaves the file as it is after a refusal', async () => {
    const file = join(home, 'login.json');
    writeFileSync(file, 'old');
    const { code, out } = await login('bakery-images', '--format', 'json', '-o', file);
    expect([code, out, readFileSync(file, 'utf8')]).toEqual([1, '', 'old']);
  });

  it('tells that a session is shorter than asked for', async () => {
    const { code, err } = await login('shop-images', '--duration', '2h');
    expect([code, err]).toEqual([0, 'shop-images: the session has 3600 seconds, and not 7200 (role-chaining)\n']);
  });

  it.each([
    [['--format', 'docker-config', '--podman'], '--format prints the login'],
    [['--format', 'dockerconfig'], 'did you mean docker-config?'],
    [['-o', 'x'], '--output is for what --format writes'],
    [['--namespace', 'x'], '--namespace is for the names'],
    [['--format', 'json', '--namespace', 'x'], 'json has no such names'],
    [['--format', 'bash', '--namespace', '1x'], '--namespace must be letters'],
    [['--format', 'bash', '--hosts', 'all'], '--hosts must be default for the format bash'],
    [['--podman', '--authfile', 'x'], 'give one of them'],
    [['--access', 'all'], '--access must be'],
    [['--duration', '14m'], '--duration must be at least 900'],
    [['--registry-ids', '1'], '--registry-ids must be 12 digits'],
  ])('refuses %j as a wrong command line', async (args, message) => {
    const { code, err } = await login('shop-images', ...args);
    expect([code, err]).toEqual([64, expect.stringContaining(message)]);
  });
});

it('portunus ecr-public login logs in to ECR Public', async () => {
  const { code, err } = await portunus(['ecr-public', 'login', 'shop-releases', '--hosts', 'all']);
  expect([code, err, Object.keys(held().auths)]).toEqual([0, '', ['public.ecr.aws', 'ecr-public.aws.com']]);
});

describe('portunus ecr logout', () => {
  it('knows the hosts that a connector was used for, and removes each login once', async () => {
    await login('shop-images', '--hosts', 'all');
    const { code, out } = await portunus(['ecr', 'logout', 'shop-images']);
    expect([code, out.split('\n').length - 1, held().auths]).toEqual([0, 4, {}]);
    const again = await portunus(['ecr', 'logout', 'shop-images']);
    expect([again.code, again.err]).toEqual([
      1,
      "portunus: no login by shop-images is noted here: give the registry's host name\n",
    ]);
  });

  it('takes a host name', async () => {
    await login('shop-images');
    const { out } = await portunus(['ecr', 'logout', `https://${HOST}`, 'public.ecr.aws']);
    expect(out).toBe(`removed the login of ${HOST}\nthere was no login of public.ecr.aws\n`);
  });
});

describe('portunus connectors', () => {
  it('shows what the caller may use, and for what', async () => {
    const { code, out } = await portunus(['connectors']);
    expect(code).toBe(0);
    expect(out).toMatch(/^ID +NAME +SERVES +ACCESS +REGIONS +REPOSITORIES +ACCOUNT\n/);
    expect(out).toMatch(/^shop-images +Images of the shop +ecr +- +eu-west-1, eu-central-1 +- +-$/m);
    expect(out).toMatch(/^shop-releases .* ecr, ecr-public, session +push +any \(eu-west-1\) +shop\/\* +-$/m);
    expect(out).not.toContain('bakery');
  });

  it('takes a text and a service', async () => {
    const idsOf = async (...args: string[]) =>
      JSON.parse((await portunus(['connectors', ...args, '-o', 'json'])).out).map(({ id }: { id: string }) => id);
    expect(await idsOf('IMAGES')).toEqual(['shop-images']);
    expect(await idsOf('--serves', 'session')).toEqual(['shop-releases']);
    expect((await portunus(['connectors', 'no such thing'])).err).toMatch(
      'no connector that you may use is like that\n',
    );
  });

  it('shows administrators the account too', async () => {
    const { out } = await cli.portunus(['connectors', 'bakery']);
    expect(out).toMatch(/^bakery-images .* build$/m);
  });
});

describe('portunus console', () => {
  const OPERATORS = {
    id: 'shop-operators',
    account: 'build',
    principalType: 'assumed-role',
    roleArn: 'arn:aws:iam::123456789012:role/portunus/shop-operators',
    serves: ['console'],
    grants: [],
  };

  it('prints the link only where it is told to, and nothing else there', async () => {
    await cli.apply({ connectors: [OPERATORS] });
    const { code, out, err } = await cli.portunus(['console', 'shop-operators', '--print', '--duration', '1h']);
    expect(code).toBe(0);
    expect(out).toMatch(/^https?:\/\/\S+Action=login\S+\n$/);
    expect(err).toMatch(/^the link is good until \d{4}-\S+Z\n$/);
  });

  it('says where there is no browser, and does not print the link', async () => {
    const { code, out, err } = await cli.portunus(['console', 'shop-operators'], { PATH: '/nowhere' });
    expect([code, out, err]).toEqual([
      1,
      '',
      'portunus: no browser can be started here: --print prints the link instead\n',
    ]);
  });
});
