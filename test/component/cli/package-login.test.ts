// Logins to CodeArtifact for people: into the files of their package managers.
import { mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { useAdminCli } from '../../support/admin-cli.ts';

const HOST = 'shop-123456789012.d.codeartifact.eu-west-1.amazonaws.com';

const cli = useAdminCli();
let home: string;
let token: string;
beforeEach(async () => {
  home = mkdtempSync(join(cli.folder, 'home-'));
  token ??= await cli.aws.issuer.mint();
});

const login = (...args: string[]) =>
  cli.portunus(['codeartifact', 'login', 'shop-packages', ...args], { HOME: home, PORTUNUS_TOKEN: token });
const read = (name: string) => readFileSync(join(home, name), 'utf8');
const write = (name: string, text: string) => {
  mkdirSync(dirname(join(home, name)), { recursive: true });
  writeFileSync(join(home, name), text);
};
/** The token of the stand-in that stands in a text. A cached one is not the last that it gave. */
const tokenIn = (text: string) =>
  cli.aws.standIn.issued
    .flatMap((one) => ('domain' in one ? [one.authorizationToken] : []))
    .find((one) => text.includes(one));

describe('portunus codeartifact login', () => {
  it('keeps what is in .npmrc, says until when, and prints no secret', async () => {
    write('.npmrc', 'save-exact=true\nregistry=https://registry.example/\n');
    const { code, out, err } = await login('--tool', 'npm', '--repository', 'packages');
    expect([code, err]).toEqual([0, '']);
    expect(out).toBe(`npm may use CodeArtifact until ${/\d{4}-\S*Z/.exec(out)}: ${join(home, '.npmrc')}\n`);
    const [kept, ends, registry, secret] = read('.npmrc').split('\n');
    expect([kept, registry]).toEqual(['save-exact=true', `registry=https://${HOST}/npm/packages/`]);
    expect(ends).toMatch(/^# ends /);
    expect(secret).toBe(`//${HOST}/npm/packages/:_authToken=${tokenIn(read('.npmrc'))}`);
    expect(tokenIn(out)).toBeUndefined();
    expect(statSync(join(home, '.npmrc')).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['pip', '.config/pip/pip.conf', '[list]\nformat = json\n', '[list]\nformat = json\n[global]\n'],
    ['gradle', '.gradle/gradle.properties', 'org.gradle.daemon=false\n', 'org.gradle.daemon=false\n# ends '],
    ['maven', '.m2/settings.xml', '', '<?xml version="1.0"'],
    ['nuget', '.nuget/NuGet/NuGet.Config', '', '<?xml version="1.0"'],
  ])('writes the file of %s', async (tool, file, before, beginning) => {
    write(file, before);
    const { code, err } = await login('--tool', tool);
    expect([code, err]).toEqual([0, '']);
    expect(read(file).startsWith(beginning)).toBe(true);
    expect(tokenIn(read(file))).toBeDefined();
  });

  it('leaves a settings.xml of its user as it is', async () => {
    write('.m2/settings.xml', '<settings><offline>true</offline></settings>');
    const { code, err } = await login('--tool', 'maven');
    expect(code).toBe(1);
    expect(err).toContain(`${join(home, '.m2/settings.xml')} stays as it is: it has settings of its own`);
    expect(read('.m2/settings.xml')).toBe('<settings><offline>true</offline></settings>');
    const elsewhere = await login('--tool', 'maven', '--output', join(home, 'settings.xml'));
    expect([elsewhere.code, elsewhere.err]).toEqual([0, '']);
    expect(tokenIn(read('settings.xml'))).toBeDefined();
  });

  it('shows what would be new in the file, without its secrets', async () => {
    write('.npmrc', '//other.example/:_authToken=mine\n');
    const { code, out } = await login('--tool', 'npm', '--dry-run');
    expect(code).toBe(0);
    expect(out).toContain(`//${HOST}/npm/packages/:_authToken=[secret]\n`);
    expect(tokenIn(out)).toBeUndefined();
    expect(out).not.toContain('mine');
    expect(read('.npmrc')).toBe('//other.example/:_authToken=mine\n');
  });

  it('prints the settings alone, and takes every parameter of the API', async () => {
    cli.api.requests.length = 0;
    const narrow = ['--access', 'pull', '--duration', '30m', '--region', 'eu-west-1'];
    const where = ['--domain', 'shop', '--domain-owner', '123456789012', '--repository', 'packages'];
    const { code, out } = await login('--tool', 'pip', '--print', ...narrow, ...where);
    expect([code, out.split('\n')[1]]).toEqual([0, '[global]']);
    expect(cli.api.requests.map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual([
      'GET /v1/connectors/shop-packages/codeartifact/credentials',
    ]);
    const asked = new URL(cli.api.requests[0]?.path ?? '', 'http://x').searchParams;
    expect(Object.fromEntries(asked)).toEqual({
      format: 'pip',
      domain: 'shop',
      domainOwner: '123456789012',
      repository: 'packages',
      region: 'eu-west-1',
      access: 'pull',
      durationSeconds: '1800',
    });
  });

  it.each([
    [['--tool', 'yarn'], 64, 'must be one of npm, pip, maven, gradle, nuget'],
    [['--repository', 'packages'], 64, "required option '--tool <tool>' not specified"],
    [['--tool', 'npm', '--domain-owner', '42'], 64, 'portunus: --domain-owner '],
    [['--tool', 'npm', '--repository', 'other'], 1, 'is not among the repositories of the connector'],
  ])('refuses %j', async (args, code, text) => {
    const run = await login(...args);
    expect([run.code, run.err]).toEqual([code, expect.stringContaining(text)]);
  });
});
