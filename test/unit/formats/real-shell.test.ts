// The scripts, run by a shell that is there: it has the last word on what it takes for what.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Secret } from '../../../shared/domain/secret.ts';
import { readGithubFile, readGithubMask } from '../../support/file-readers.ts';
import { aLogin, issuedLogins, shellValuesOf, writeLogins } from '../../support/format-samples.ts';

const NASTY = ` '"\`$HOME $(touch owned) \`touch owned\` %PATH% ^ ! & | < > ; # ~ * \\ \\n\r\n\u2019\u2028\ufeff\ud83d\ude00\t `;
const login = aLogin({ username: NASTY, password: new Secret(`hush${NASTY}hush\n`) });
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'portunus-formats-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(script: string, environment: Record<string, string> = {}): string {
  const options = { cwd: folder, encoding: 'utf8', env: { PATH: '/usr/bin:/bin', ...environment } };
  const { stdout, stderr, status } = spawnSync('sh', ['-euc', script], { ...options, encoding: 'utf8' });
  expect([status, stderr]).toEqual([0, '']);
  return stdout;
}

it('sh has every variable of bash as it was, by eval "$(…)", and runs nothing of it', () => {
  const script = writeLogins('bash', issuedLogins(login)).body;
  const values = shellValuesOf(login);
  // Each on its own, with an end that no value has.
  const print = Object.keys(values).map((name) => `printf '%s\\0' "$${name}"`);
  const printed = run(`eval "$(cat <<'SCRIPT-END'\n${script}\nSCRIPT-END\n)"\n${print.join('\n')}`);
  expect(printed.split('\0').slice(0, -1)).toEqual(Object.values(values));
  expect(run('ls')).not.toContain('owned');
});

it('sh puts every variable of github-actions into the file, and prints nothing but masks', () => {
  const file = join(folder, 'github-env');
  const script = writeLogins('github-actions', issuedLogins(login)).body;
  const printed = run(script, { GITHUB_ENV: file });
  expect(readGithubFile(readFileSync(file, 'utf8'))).toEqual(shellValuesOf(login));
  const values = shellValuesOf(login);
  expect(printed.split('\n').slice(0, -1).map(readGithubMask)).toEqual([
    values.custom_aws_ecr_authorizationToken_password,
    values.custom_aws_ecr_password,
    values.custom_aws_ecr_credentials_json_password,
  ]);
});

it('sh puts them where PORTUNUS_GITHUB_FILE says, behind what is there', () => {
  const [outputs, environment] = [join(folder, 'my outputs'), join(folder, 'untouched')];
  const script = writeLogins('github-actions').body;
  run(`printf 'first=1\\n' > "$PORTUNUS_GITHUB_FILE"\n${script}`, {
    GITHUB_ENV: environment,
    PORTUNUS_GITHUB_FILE: outputs,
  });
  const [first, ...rest] = readFileSync(outputs, 'utf8').split('\n');
  expect(first).toBe('first=1');
  expect(readGithubFile(rest.join('\n'))).toEqual(shellValuesOf(aLogin()));
  expect(run('ls')).not.toContain('untouched');
});
