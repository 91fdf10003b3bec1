// Transcripts of the built command: what it prints, how it ends, and the files that it leaves.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';

const DEFINITIONS = `issuers:
  - id: mill
    url: https://mill.example
    kind: workload
    audiences: [https://portunus.example]
    jwksUri: https://mill.example/jwks
    require: { namespace_id: ["7"] }
accounts:
  - id: mill-builds
    awsAccountId: "123456789012"
    partition: aws
    credentials: { source: execution-role }
connectors:
  - id: mill-shop
    account: mill-builds
    principalType: assumed-role
    roleArn: arn:aws:iam::123456789012:role/portunus/shop
    region: eu-west-1
    systemScope: true
    grants:
      - { issuer: mill, claims: { project_id: ["41"], ref: [main] } }
`;
const CHANGED = DEFINITIONS.replace('ref: [main]', 'ref: [main, release]');
const OPEN = DEFINITIONS.replace('project_id: ["41"], ref: [main]', 'ref: ["*"]');
const FAULTY = DEFINITIONS.replace('account: mill-builds', 'account: mill-build').replace('workload', 'worker');
const CASES = `definitions: [mill.yml]
cases:
  - name: main may pull
    connector: mill-shop
    issuer: mill
    claims: { sub: x, namespace_id: "7", project_id: "41", ref: main }
    expect: allowed
    by: grants[0]
  - name: another branch may too
    connector: mill-shop
    issuer: mill
    claims: { sub: x, namespace_id: "7", project_id: "41", ref: topic }
    expect: allowed
`;
const FILES = {
  'mill.yml': DEFINITIONS,
  'changed.yml': CHANGED,
  'open.yml': OPEN,
  'faulty.yml': FAULTY,
  'cases.yml': CASES,
};

const CIS = [
  ...['github', 'gitlab', 'bitbucket', 'buildkite', 'circleci', 'azure-devops', 'terraform', 'jenkins', 'bamboo'],
  ...['kubernetes', 'aws', 'google', 'cognito'],
];

const COMMANDS: readonly (readonly string[])[] = [
  ...CIS.map((ci) => ['init', '--ci', ci, '--dir', ci]),
  ['init', '--ci', 'githb', '--dir', 'none'],
  ['schema'],
  ['lint', '-f', 'mill.yml'],
  ['lint', '-f', 'open.yml', '--output', 'json'],
  ['lint', '-f', 'faulty.yml'],
  ['test', '-f', 'cases.yml'],
  ['test', '-f', 'github/cases.yaml'],
  ['test', '-f', 'none.yml'],
  ['--help'],
  ['apply'],
  ['aply'],
  ['apply', '-f', 'faulty.yml', '--direct'],
  ['apply', '-f', 'open.yml', '--direct', '--dry-run'],
  ['apply', '-f', 'mill.yml', '--direct', '--dry-run'],
  ['apply', '-f', 'mill.yml', '--direct', '--yes'],
  ['apply', '-f', 'mill.yml', '--direct', '--dry-run'],
  ['apply', '-f', 'changed.yml', '--direct', '--dry-run'],
  ['apply', '-f', 'changed.yml', '--direct', '--prune', '--dry-run'],
  ['export', '--direct'],
  ['list', 'connector', '--direct'],
  ['list', 'issuer', '--direct', '--output', 'json'],
  ['get', 'connector', 'mill-shop', '--direct'],
  ['get', 'connector', 'none', '--direct'],
  ['delete', 'account', 'mill-builds', '--direct', '--yes'],
  ['delete', 'connector', 'mill-shop', '--direct', '--yes'],
  ['apply', '-f', 'mill.yml', '--direct', '--yes'],
  ['restore', 'connector', 'mill-shop', '--direct', '--dry-run'],
  ['restore', 'connector', 'mill-shop', '--direct', '--yes'],
  ['history', 'connector', 'none', '--direct'],
  ['history', 'connector', 'mill-shop', '--direct', '--version', '1'],
  ['explain', '--connector', 'mill-shop', '--claims', 'claims.json', '--issuer', 'mill', '--direct'],
  ['jobs', 'list', '--direct'],
  ['jobs', 'run', 'none', '--direct'],
  ['examples'],
  ['examples', 'ecr-pull'],
  ['examples', 'ecr-pull', '--as', 'json'],
  ['examples', 'ecr-pul'],
  ['ecs-role', '--account', '123456789012', '--region', 'eu-west-1', '--secret', 'shop/db'],
  ['ecs-role', '--account', '1234', '--key', 'alias/shop'],
];
const CLAIMS = { sub: 'x', namespace_id: '7', project_id: '41', ref: 'topic' };

const MOST_CHARACTERS = 1_500;

/** Long texts stand in the record by their hash, which is as strict. */
function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  return `{{${text.length} characters of SHA-256 ${createHash('sha256').update(text).digest('hex')}}}`;
}

function filesIn(folder: string): Readonly<Record<string, string>> {
  const textOf = (name: string) => shortened(readFileSync(join(folder, name), 'utf8'));
  return Object.fromEntries(readdirSync(folder).map((name) => [name, textOf(name)]));
}

interface Surroundings {
  readonly environment: Readonly<Record<string, string>>;
  readonly shown: (text: string) => string;
}

type Ending = Readonly<Record<'stdout' | 'stderr', string>>;

export async function recordCommands({ environment, shown }: Surroundings): Promise<readonly string[]> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'portunus-recorded-')));
  const cli = resolve('dist/cli/portunus.js');
  try {
    for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, 'claims.json'), JSON.stringify(CLAIMS));
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [resolve('test/recorded/run-commands.ts'), cli, JSON.stringify(COMMANDS)],
      { cwd: folder, env: { PATH: process.env.PATH ?? '', ...environment }, maxBuffer: 10_000_000 },
    );
    const endings: readonly Ending[] = JSON.parse(stdout);
    return COMMANDS.map((args, index) => {
      const { stdout = '', stderr = '', ...ended } = endings[index] ?? {};
      const files = args[0] === 'init' && stderr === '' ? { files: filesIn(join(folder, args.at(-1) ?? '')) } : {};
      const named = shown(stdout).replaceAll(relative(folder, cli), '{{path of the command}}');
      const printed = { stdout: shortened(named), stderr: shown(stderr) };
      return JSON.stringify({ command: ['portunus', ...args].join(' '), ...ended, ...printed, ...files });
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
