// npm run release, in a copy of the repository with what is built here.
import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Version } from '@cyclonedx/cyclonedx-library/Spec';
import { JsonStrictValidator } from '@cyclonedx/cyclonedx-library/Validation';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const run = promisify(execFile);
const checkout = mkdtempSync(join(tmpdir(), 'portunus-checkout-'));
const made = join(checkout, 'dist/release');
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const FUNCTIONS = [
  ...['admin', 'archive', 'console', 'digest', 'issue', 'probe', 'read'],
  ...['refresh-deliver', 'refresh-dispatch', 'rotate-keys', 'status', 'verify'],
];
const BUNDLES = [...FUNCTIONS, 'cli'];
const CHANGELOG = `# Changelog\n\n## [Unreleased]\n\n## [${version}] - 2026-01-31\n\n### Added\n\n- One thing.\n`;

const validator = new JsonStrictValidator(Version.v1dot6);

const IDENTITY = {
  GIT_CONFIG_GLOBAL: '/dev/null',
  ...{ GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_AUTHOR_DATE: '2026-01-31T12:00:00Z' },
  ...{ GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@example.com', GIT_COMMITTER_DATE: '2026-01-31T12:00:00Z' },
};

function git(...args: readonly string[]): string {
  return execFileSync('git', args, { cwd: checkout, encoding: 'utf8', env: { ...process.env, ...IDENTITY } });
}

function release(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const env = { ...process.env, ...IDENTITY, ...environment };
  return run(process.execPath, [resolve('deploy/release/release.ts'), ...args], { cwd: checkout, env });
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function unpack(file: string, folder: string): void {
  for (const [path, bytes] of Object.entries(unzipSync(bytesOf(file)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
}

/** The rows of docs/releasing.md: NAME is each function. */
function listedFiles(): string[] {
  const [, table = ''] = readFileSync('docs/releasing.md', 'utf8').replaceAll('VERSION', version).split('| File |');
  const rows = [...table.matchAll(/^\| `([^`]+)`/gm)].map(([, file = '']) => file);
  return rows.flatMap((file) => (file.includes('NAME') ? FUNCTIONS.map((name) => file.replace('NAME', name)) : file));
}

function bytesOf(file: string): Buffer {
  return readFileSync(join(made, file));
}

beforeAll(() => {
  // Without tags: one of this version would be in the way.
  execFileSync('git', ['clone', '--quiet', '--shared', '--no-tags', '.', checkout]);
  const filter = (path: string) => !path.endsWith('.map');
  for (const part of [...BUNDLES, 'meta']) {
    cpSync(join('dist', part), join(checkout, 'dist', part), { recursive: true, filter });
  }
  symlinkSync(resolve('node_modules'), join(checkout, 'node_modules'));
  writeFileSync(join(checkout, '.git/info/exclude'), 'node_modules\n');
  writeFileSync(join(checkout, 'CHANGELOG.md'), CHANGELOG);
  git('commit', '--quiet', '--all', '--message=A changelog');
});
afterAll(() => rmSync(checkout, { recursive: true, force: true }));

describe('a release that is refused', () => {
  it('says why, and leaves the last one as it was', async () => {
    const last = join(made, 'SHA256SUMS');
    cpSync('LICENSE', last);
    writeFileSync(join(checkout, 'CHANGELOG.md'), `${CHANGELOG}\n### Improved\n`);
    const failed = await release([]).catch((error: { code: number; stderr: string }) => error);
    git('checkout', '--quiet', '.');
    expect(failed).toMatchObject({
      code: 1,
      stderr: 'release: CHANGELOG.md: "### Improved" is not a kind of change\n',
    });
    expect(readdirSync(made)).toEqual(['SHA256SUMS']);
  });

  it('gets no tag where something is not committed', async () => {
    writeFileSync(join(checkout, 'new-file'), '');
    const failed = await release(['--tag']).catch((error: { code: number; stderr: string }) => error);
    rmSync(join(checkout, 'new-file'));
    expect(failed).toMatchObject({ code: 1, stderr: 'release: the working tree has changes that are not committed\n' });
    expect(git('tag')).toBe('');
  });

  it('leaves nothing half-written where an artifact cannot be made', async () => {
    rmSync(made, { recursive: true });
    rmSync(join(checkout, 'docs/portunus.schema.json'));
    const failed = await release([]).catch((error: { code: number; stderr: string }) => error);
    git('checkout', '--quiet', '.');
    expect(failed).toMatchObject({ code: 1, stderr: expect.stringMatching(/^release: .*portunus\.schema\.json'\n$/) });
    expect(readdirSync(join(checkout, 'dist')).filter((name) => name.startsWith('release'))).toEqual([]);
  });
});

describe('a release', () => {
  beforeAll(() => release(['--tag']), 120_000);

  it('tags the commit with its notes', () => {
    expect(git('tag', '--list', '--format=%(objecttype) %(refname:short) %(*objectname)')).toBe(
      `tag v${version} ${git('rev-parse', 'HEAD')}`,
    );
    const notes = `## ${version} - 2026-01-31\n\n### Added\n\n- One thing.\n`;
    expect(String(bytesOf('RELEASE-NOTES.md'))).toBe(notes);
    expect(git('tag', '--list', '--format=%(contents)').trim()).toBe(`Portunus ${version}\n\n${notes}`.trim());
  });

  it('is the files that docs/releasing.md lists, each with its checksum', () => {
    const files = listedFiles();
    expect(readdirSync(made).toSorted()).toEqual(files.toSorted());
    const lines = files.filter((file) => file !== 'SHA256SUMS').map((file) => `${sha256(bytesOf(file))}  ${file}`);
    expect(String(bytesOf('SHA256SUMS')).trimEnd().split('\n').toSorted()).toEqual(lines.toSorted());
  });

  it('shows nothing of the machine that made it', () => {
    const zips = readdirSync(made).filter((file) => file.endsWith('.zip'));
    const packed = zips.flatMap((file) => Object.values(unzipSync(bytesOf(file))).map((bytes) => Buffer.from(bytes)));
    const loose = readdirSync(made)
      .filter((file) => !file.endsWith('.zip'))
      .map(bytesOf);
    const found = [...packed, ...loose].filter((bytes) => bytes.includes(checkout) || bytes.includes(resolve('.')));
    expect(found).toEqual([]);
  });

  it.each(['terraform', 'cdk'])('has what wraps its templates for %s, at the top of a folder', (name) => {
    const files = Object.keys(unzipSync(bytesOf(`portunus-${name}-${version}.zip`)));
    const [main] = { terraform: ['main.tf'], cdk: ['portunus.ts'] }[name] ?? [];
    expect(files).toContain(`portunus-${name}-${version}/${main}`);
    expect(files).toContain(`portunus-${name}-${version}/README.md`);
  });

  it('has helpers that can be run, and files of Git alone', () => {
    const files = Object.keys(unzipSync(bytesOf(`portunus-clients-${version}.zip`)));
    const tracked = execFileSync('git', ['ls-files', 'clients', 'LICENSE'], { encoding: 'utf8' }).trim().split('\n');
    expect(files.toSorted()).toEqual(tracked.map((path) => `portunus-clients-${version}/${path}`).toSorted());
  });

  it('has a command that runs by itself', async () => {
    const folder = join(checkout, 'dist/unpacked');
    unpack(`portunus-cli-${version}.zip`, folder);
    const program = join(folder, `portunus-cli-${version}/portunus.js`);
    const { stdout } = await run(process.execPath, [program, '--version'], { cwd: folder, env: {} });
    expect(stdout).toBe(`${version}\n`);
  });

  it('has a command whose init names itself, where there is no checkout', async () => {
    const folder = join(checkout, 'dist/unpacked');
    unpack(`portunus-cli-${version}.zip`, folder);
    const program = `portunus-cli-${version}/portunus.js`;
    const args = [program, 'init', '--ci', 'github', '--dir', 'access', '--force'];
    const { stdout } = await run(process.execPath, args, { cwd: folder, env: {} });
    expect(stdout).toContain(`  node ${program} lint -f access\n`);
  });
});

describe('the template of a release', () => {
  const read = (file: string) => JSON.parse(String(bytesOf(file)));
  const service = () => read(`portunus-${version}.template.json`);
  const data = () => read(`portunus-${version}.data.template.json`);

  it('takes each zip from the bucket and the prefix that its parameters name', () => {
    const resources = Object.values<{ Type: string; Properties: { Code: { S3Key: object } } }>(service().Resources);
    const code = resources
      .filter(({ Type }) => Type === 'AWS::Lambda::Function')
      .map(({ Properties }) => Properties.Code);
    const expected = FUNCTIONS.map((name) => ({
      S3Bucket: { Ref: 'CodeBucket' },
      S3Key: { 'Fn::Sub': `\${CodePrefix}portunus-${name}-${version}.zip` },
    }));
    const key = ({ S3Key }: { S3Key: object }) => JSON.stringify(S3Key);
    expect(code.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))).toEqual(expected);
  });

  it('has nothing of the bucket that Serverless deploys by', () => {
    expect(String(bytesOf(`portunus-${version}.template.json`))).not.toMatch(/serverless.?deployment/i);
  });

  it('has the stage as a parameter, and nothing of the stage that was packaged', () => {
    const { Parameters, Resources } = service();
    expect(Parameters.Stage).toMatchObject({ AllowedPattern: '^[a-z][a-z0-9]{0,15}$' });
    expect(Resources.IssueLambdaFunction.Properties).toMatchObject({
      FunctionName: { 'Fn::Sub': `portunus-\${Stage}-issue` },
      Environment: { Variables: { PORTUNUS_STAGE: { Ref: 'Stage' } } },
    });
    expect(String(bytesOf(`portunus-${version}.template.json`))).not.toContain('xstageofreleasex');
  });

  it.each([
    ['service', service],
    ['data', data],
  ])('names the version of the %s, and shows each parameter in a group', (name, template) => {
    const { Description, Metadata, Parameters } = template();
    expect(Description).toBe(`Portunus ${version}: the ${name}`);
    const { ParameterGroups } = Metadata['AWS::CloudFormation::Interface'];
    const shown = ParameterGroups.flatMap((group: { Parameters: string[] }) => group.Parameters);
    expect(shown.toSorted()).toEqual(Object.keys(Parameters).toSorted());
  });

  // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
  it.each([
    ['service', service],
    ['data', data],
  ])('keeps within the limits of CloudFormation for the %s', (_name, template) => {
    const { Parameters, Resources, Outputs, Description } = template();
    expect(Buffer.byteLength(JSON.stringify(template(), null, 2))).toBeLessThan(1_000_000);
    expect(Object.keys(Parameters).length).toBeLessThanOrEqual(200);
    expect(Object.keys(Resources).length).toBeLessThanOrEqual(500);
    expect(Object.keys(Outputs).length).toBeLessThanOrEqual(200);
    expect(Buffer.byteLength(Description)).toBeLessThanOrEqual(1024);
    const names = [Parameters, Resources, Outputs].flatMap((part) => Object.keys(part));
    expect(names.filter((name) => name.length > 255 || !/^[A-Za-z0-9]+$/.test(name))).toEqual([]);
  });
});

describe.each(BUNDLES)('the bill of materials of %s', (bundle) => {
  const zip = `portunus-${bundle}-${version}.zip`;
  const read = () => String(bytesOf(zip.replace('zip', 'cdx.json')));

  it('is valid, and of this commit and this zip', async () => {
    expect(await validator.validate(read())).toBeNull();
    const { serialNumber, metadata } = JSON.parse(read());
    expect(serialNumber).toMatch(/^urn:uuid:/);
    expect(metadata).toMatchObject({
      timestamp: '2026-01-31T12:00:00.000Z',
      component: { name: zip, version, hashes: [{ alg: 'SHA-256', content: sha256(bytesOf(zip)) }] },
    });
    // No registry has Portunus: what a scanner finds under its name is somebody else's.
    expect(metadata.component).not.toHaveProperty('purl');
  });

  it('lists the packages in the zip, and no others', () => {
    const { components } = JSON.parse(read()) as { components: { group?: string; name: string }[] };
    const listed = components.map(({ group, name }) => (group ? `${group}/${name}` : name));
    const { outputs } = JSON.parse(readFileSync(`dist/meta/${bundle}.json`, 'utf8')) as Metafile;
    // Not the metafile's inputs: of some packages nothing was left in the bundle.
    const bundled = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
    expect([...new Set(listed)].toSorted()).toEqual(packagesOf(bundled));
  });

  it('has each of its packages in the notices', () => {
    const notices = String(bytesOf('THIRD-PARTY-NOTICES.txt'));
    const { components } = JSON.parse(read()) as { components: { group?: string; name: string; version: string }[] };
    const names = components.map(({ group, name, version }) => `\n${group ? `${group}/` : ''}${name} ${version}\n`);
    expect(names.filter((name) => !notices.includes(name))).toEqual([]);
  });
});

describe('a release made twice', () => {
  it('is the same bytes for somebody with other settings', async () => {
    const sums = bytesOf('SHA256SUMS');
    const environment = { TZ: 'Pacific/Kiritimati', AWS_REGION: 'us-east-1', PORTUNUS_ADMIN_ROLES: 'theirs' };
    const { stdout } = await release(['--dry-run'], environment);
    expect(stdout).toContain(`A dry run of ${version} from commit`);
    expect(bytesOf('SHA256SUMS')).toEqual(sums);
  });
});

interface Metafile {
  readonly outputs: Readonly<Record<string, { readonly inputs: Readonly<Record<string, unknown>> }>>;
}

function packagesOf(files: readonly string[]): string[] {
  const names = files.flatMap((file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []);
  return [...new Set(names)].toSorted();
}
