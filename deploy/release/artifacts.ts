import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { trackedFiles } from './git.ts';
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
  packageFiles('docs', 'docs', ':!docs/.vitepress', 'README.md', 'SECURITY.md', 'CHANGELOG.md'),
  copySchema,
  packageFunctions,
];

const run = promisify(execFile);

/** What `npm run package` makes. It is the same for everybody: settings of the shell are left out. */
async function packageFunctions({ version }: Context): Promise<Artifact[]> {
  const folder = mkdtempSync(join(tmpdir(), 'portunus-release-'));
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:AWS|PORTUNUS|SLS)_/.test(name)));
  try {
    const serverless = 'node_modules/serverless/bin/serverless.js';
    await run(process.execPath, [serverless, 'package', '--stage', 'prod', '--package', folder], { env });
    const zips = readdirSync(folder).filter((file) => file.endsWith('.zip'));
    const functions = zips.map((file) => {
      const bundle = basename(file, '.zip');
      return { file: zipName(bundle, version), bytes: readFileSync(join(folder, file)), bundle };
    });
    const template = readFileSync(join(folder, 'cloudformation-template-update-stack.json'), 'utf8');
    return [...functions, { file: `portunus-${version}.template.json`, bytes: toTemplate(template, version) }];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function zipName(part: string, version: string): string {
  return `portunus-${part}-${version}.zip`;
}

/** The packaged template without Serverless's own bucket: code is named by file, as `aws cloudformation package` reads it. */
function toTemplate(packaged: string, version: string): Uint8Array {
  const { Resources, Outputs, ...rest } = JSON.parse(packaged);
  const { ServerlessDeploymentBucket: _b, ServerlessDeploymentBucketPolicy: _p, ...resources } = Resources;
  const { ServerlessDeploymentBucketName: _n, ...outputs } = Outputs;
  for (const { Type, Properties } of Object.values<{ Type: string; Properties: { Code: unknown } }>(resources)) {
    if (Type !== 'AWS::Lambda::Function') continue;
    const { S3Key } = Properties.Code as { S3Key: string };
    Properties.Code = zipName(basename(S3Key, '.zip'), version);
  }
  const template = { ...rest, Description: `Portunus ${version}`, Resources: resources, Outputs: outputs };
  return Buffer.from(`${JSON.stringify(template, null, 2)}\n`);
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
    { path: 'package.json', bytes: Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`), executable: false },
    { path: 'LICENSE', bytes: readFileSync('LICENSE'), executable: false },
    { path: 'THIRD-PARTY-NOTICES.txt', bytes: Buffer.from(notices), executable: false },
  ];
  const bytes = zip(entries.map((entry) => ({ ...entry, path: `${folder}/${entry.path.replaceAll('\\', '/')}` })));
  return [{ file: zipName('cli', version), bytes, bundle: 'cli' }];
}

function packageFiles(part: string, ...paths: readonly string[]): Make {
  return ({ version }) => {
    const entries = trackedFiles(...paths, 'LICENSE').map((entry) => ({
      ...entry,
      path: `portunus-${part}-${version}/${entry.path}`,
    }));
    return [{ file: zipName(part, version), bytes: zip(entries) }];
  };
}

function copySchema({ version }: Context): Artifact[] {
  return [{ file: `portunus-${version}.schema.json`, bytes: readFileSync('docs/portunus.schema.json') }];
}
