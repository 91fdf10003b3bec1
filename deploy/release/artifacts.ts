import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { promisify } from 'node:util';
import type { Template } from '../service/template.ts';
import { STAGE_MARKER } from './any-stage.ts';
import { trackedFiles } from './git.ts';
import { toDataTemplate, toServiceTemplate, zipName } from './template.ts';
import { type DataParameters, terraformSettings } from './terraform-settings.ts';
import { type ZipEntry, zip } from './zip.ts';

export interface Artifact {
  readonly file: string;
  readonly bytes: Uint8Array;
  /** The bundle inside, by its name in `dist/meta`: it gets a software bill of materials. */
  readonly bundle?: string;
}

export interface Context {
  readonly version: string;
  /** The licenses of bundled packages. */
  readonly notices: string;
}

type Make = (context: Context) => Artifact[] | Promise<Artifact[]>;

const FUNCTIONS = readdirSync('functions').filter((name) => name !== 'common');

export const BUNDLES: readonly string[] = [...FUNCTIONS, 'cli'];

/** What a release consists of, slowest last. Checksums, bills of materials, notices and notes are made from this. */
export const ARTIFACTS: readonly Make[] = [
  packageCli,
  packageFiles('clients', 'clients'),
  packageClient,
  packageFiles('docs', 'docs', ':!docs/.vitepress', 'README.md', 'SECURITY.md', 'CHANGELOG.md'),
  packageTerraform,
  packageFiles('cdk', 'deploy/cdk/portunus.ts', 'deploy/cdk/README.md'),
  buildStaticHelper('amd64'),
  buildStaticHelper('arm64'),
  copyFile('schema.json', 'docs/portunus.schema.json'),
  copyFile('openapi.json', 'docs/openapi.json'),
  copyFile('connector-role.template.json', 'deploy/connector-role.template.json'),
  copyFile('deployer.template.json', 'deploy/deployer.template.json'),
  packageService,
];

const run = promisify(execFile);

/** What `npm run package` makes. It is the same for everybody: settings of the shell are left out. */
async function packageService({ version }: Context): Promise<Artifact[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-release-'));
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:AWS|PORTUNUS|SLS)_/.test(name)));
  try {
    const serverless = 'node_modules/serverless/bin/serverless.js';
    await run(process.execPath, [serverless, 'package', '--stage', STAGE_MARKER, '--package', folder], { env });
    const zips = readdirSync(folder).filter((file) => file.endsWith('.zip'));
    const functions = zips.map((file) => {
      const bundle = basename(file, '.zip');
      return { file: zipName(bundle, version), bytes: readFileSync(join(folder, file)), bundle };
    });
    const packaged = readTemplate(join(folder, 'cloudformation-template-update-stack.json'));
    return [
      ...functions,
      { file: `portunus-${version}.template.json`, bytes: toBytes(toServiceTemplate(packaged, version)) },
      {
        file: `portunus-${version}.data.template.json`,
        bytes: toBytes(toDataTemplate(readTemplate('deploy/data.template.json'), version)),
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readTemplate(file: string): Template {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function toBytes(value: object): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

/** The built command as a folder that Node.js runs and npm installs. */
function packageCli({ version, notices }: Context): Artifact[] {
  const folder = `portunus-cli-${version}`;
  const built = readdirSync('dist/cli', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  const { engines, license, description } = JSON.parse(readFileSync('package.json', 'utf8'));
  const bin = { portunus: 'portunus.js' };
  const manifest = { name: 'portunus', version, description, license, type: 'module', bin, engines };
  const entries: ZipEntry[] = [
    ...built.map((file) => ({
      path: file,
      bytes: readFileSync(join('dist/cli', file)),
      executable: file === bin.portunus,
    })),
    { path: 'package.json', bytes: toBytes(manifest), executable: false },
    { path: 'LICENSE', bytes: readFileSync('LICENSE'), executable: false },
    { path: 'THIRD-PARTY-NOTICES.txt', bytes: Buffer.from(notices), executable: false },
  ];
  const bytes = zip(entries.map((entry) => ({ ...entry, path: `${folder}/${entry.path.replaceAll('\\', '/')}` })));
  return [{ file: zipName('cli', version), bytes, bundle: 'cli' }];
}

/** The typed client as a folder that npm installs. */
async function packageClient({ version }: Context): Promise<Artifact[]> {
  await run(process.execPath, ['clients/typescript/build.mjs']);
  const files = readdirSync('dist/client', { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const entries = files.map(({ parentPath, name }) => {
    const path = join(parentPath, name);
    return { path: relative('dist/client', path), bytes: readFileSync(path), executable: false };
  });
  return [packageEntries('typescript', version, entries)];
}

function packageFiles(part: string, ...paths: readonly string[]): Make {
  return ({ version }) => [packageEntries(part, version, trackedFiles(...paths, 'LICENSE'))];
}

/** The helper for images without a shell, as one file for Linux. Its bytes follow from the source and the version of Go. */
function buildStaticHelper(architecture: string): Make {
  return async ({ version }) => {
    const folder = mkdtempSync(join(tmpdir(), 'portunus-release-'));
    const file = `docker-credential-portunus-${version}-linux-${architecture}`;
    const out = join(folder, file);
    const env = {
      ...process.env,
      CGO_ENABLED: '0',
      GOOS: 'linux',
      GOARCH: architecture,
      GOFLAGS: '',
      GOTOOLCHAIN: 'local',
    };
    try {
      const flags = ['-trimpath', '-buildvcs=false', '-ldflags=-s -w -buildid='];
      await run('go', ['build', ...flags, '-o', out, '.'], { env, cwd: 'clients/static' });
      return [{ file, bytes: readFileSync(out) }];
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
}

/** The variables of the module are the settings, so that there is no second list of them to keep. */
function packageTerraform({ version }: Context): Artifact[] {
  const { Parameters } = readTemplate('deploy/data.template.json') as unknown as { Parameters: DataParameters };
  const settings = { path: 'settings.tf', bytes: Buffer.from(terraformSettings(Parameters)), executable: false };
  return [packageEntries('terraform', version, [...trackedFiles('deploy/terraform', 'LICENSE'), settings])];
}

/** A part's own folder is the top of its zip. */
function packageEntries(part: string, version: string, entries: readonly ZipEntry[]): Artifact {
  const placed = entries.map((entry) => ({
    ...entry,
    path: `portunus-${part}-${version}/${entry.path.replace(`deploy/${part}/`, '')}`,
  }));
  return { file: zipName(part, version), bytes: zip(placed) };
}

function copyFile(name: string, path: string): Make {
  return ({ version }) => [{ file: `portunus-${version}.${name}`, bytes: readFileSync(path) }];
}
