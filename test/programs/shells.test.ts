// The formats of shells and CI systems, read by the programs themselves: every value arrives byte for byte.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RegistryLogin } from '../../shared/domain/credential.ts';
import type { FormatName } from '../../shared/domain/format-name.ts';
import { Secret } from '../../shared/domain/secret.ts';
import { readGithubFile, readGithubMask } from '../support/file-readers.ts';
import { writtenOrRefused } from '../support/format-refusal.ts';
import { aLogin, hostileLogins, issuedLogins, OPTIONS, valuesOf, writeLogins } from '../support/format-samples.ts';
import { createScratch, needing, type Scratch } from '../support/programs.ts';

let scratch: Scratch;
beforeAll(() => {
  scratch = createScratch();
});
afterAll(() => scratch.remove());

interface Written {
  readonly text: string;
  readonly values: Readonly<Record<string, string>>;
}

/** Each login with names of its own, so that one process reads many; those that the format refuses are left out. */
function writeAll(format: FormatName, logins: readonly RegistryLogin[], toName = underscored): readonly Written[] {
  return logins.flatMap((login, index) => {
    const namespace = `v${index}`;
    const write = () => writeLogins(format, issuedLogins(login), { ...OPTIONS, namespace });
    const written = writtenOrRefused(format, write);
    const named = Object.entries(valuesOf(login)).map(([name, value]) => [toName(`${namespace}.${name}`), value]);
    return written === undefined ? [] : [{ text: written.body, values: Object.fromEntries(named) }];
  });
}

function underscored(name: string) {
  return name.replaceAll('.', '_');
}
function allValues(written: readonly Written[]) {
  return Object.assign({}, ...written.map(({ values }) => values));
}

/** Few runs of many logins: a process is started for each. */
async function forLogins(check: (logins: readonly RegistryLogin[]) => Promise<void>) {
  const logins = fc.array(hostileLogins, { minLength: 150, maxLength: 150 });
  await fc.assert(fc.asyncProperty(logins, check), { numRuns: 3, endOnFailure: true });
}

/** What shells say of variables, told apart by what no variable can hold. */
function print(names: readonly string[]) {
  return names.map((name) => `printf '%s\\0' "$${name}"\n`).join('');
}
function printed(names: readonly string[], stdout: string) {
  const values = stdout.split('\0');
  expect(values.pop()).toBe('');
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}

for (const shell of ['bash', 'dash', 'zsh']) {
  const { skip, note } = needing(shell);
  describe.skipIf(skip)(`${shell}${note}`, () => {
    it('evaluates the format bash to the very values, and to nothing else', () =>
      forLogins(async (logins) => {
        const written = writeAll('bash', logins);
        const values = allValues(written);
        const names = Object.keys(values);
        const evals = written.map(({ text }, index) => {
          scratch.write(`answer-${index}`, text);
          // As the manual has it.
          return `eval "$(cat answer-${index})"\n`;
        });
        const { stdout, stderr } = await scratch.succeed(shell, [
          scratch.write('script', `${evals.join('')}${print(names)}`),
        ]);
        expect(stderr).toBe('');
        expect(printed(names, stdout)).toEqual(values);
      }));

    it('hands those values on to the programs that it starts', async () => {
      const [written] = writeAll('bash', issuedLogins().logins);
      scratch.write('answer', written?.text ?? '');
      const script = `eval "$(cat answer)"\nexec '${process.execPath}' -p 'JSON.stringify(process.env)'\n`;
      const { stdout } = await scratch.succeed(shell, [scratch.write('script', script)]);
      expect(JSON.parse(stdout)).toMatchObject(written?.values ?? {});
    });

    it('runs the format github-actions, and the runner reads the very values and masks every secret', () =>
      forLogins(async (logins) => {
        const written = writeAll('github-actions', logins);
        const file = scratch.write('github-env', '');
        const script = scratch.write('script', written.map(({ text }) => text).join(''));
        const { stdout } = await scratch.succeed(shell, [script], { env: { GITHUB_ENV: file } });
        const values = allValues(written);
        expect(readGithubFile(readFileSync(file, 'utf8'))).toEqual(values);
        const masks = stdout.split('\n').slice(0, -1).map(readGithubMask);
        const secrets = Object.keys(values).filter((name) => name.endsWith('password'));
        expect(masks.toSorted()).toEqual(secrets.map((name) => values[name]).toSorted());
      }));

    it('writes them where PORTUNUS_GITHUB_FILE says', async () => {
      const [written] = writeAll('github-actions', issuedLogins().logins);
      const env = { GITHUB_ENV: scratch.write('github-env', ''), PORTUNUS_GITHUB_FILE: scratch.write('output', '') };
      await scratch.succeed(shell, [scratch.write('script', written?.text ?? '')], { env });
      expect(readGithubFile(readFileSync(env.PORTUNUS_GITHUB_FILE, 'utf8'))).toEqual(written?.values);
      expect(readFileSync(env.GITHUB_ENV, 'utf8')).toBe('');
    });

    it('reads the format dotenv to the very values, wherever that writes any', () =>
      forLogins(async (logins) => {
        const written = writeAll('dotenv', logins);
        const values = allValues(written);
        const names = Object.keys(values);
        scratch.write('answer', written.map(({ text }) => text).join(''));
        const script = scratch.write('script', `. ./answer\n${print(names)}`);
        const { stdout, stderr } = await scratch.succeed(shell, [script]);
        expect(stderr).toBe('');
        expect(printed(names, stdout)).toEqual(values);
      }));

    // zsh takes such a word for the path of a command.
    it.each(['=ls', 'a:=ls', '=no-such-command'])('reads %s in the format dotenv as it stands', async (password) => {
      const [written] = writeAll('dotenv', [aLogin({ password: new Secret(password) })]);
      scratch.write('answer', written?.text ?? '');
      const script = scratch.write('script', `. ./answer\n${print(['v0_password'])}`);
      const { stdout } = await scratch.succeed(shell, [script]);
      expect(stdout).toBe(`${password}\0`);
    });
  });
}

describe('node --env-file', () => {
  it('reads the format dotenv to the very values, wherever that writes any', () =>
    forLogins(async (logins) => {
      const written = writeAll('dotenv', logins);
      const file = scratch.write('.env', written.map(({ text }) => text).join(''));
      const args = [`--env-file=${file}`, '-p', 'JSON.stringify(process.env)'];
      const { stdout } = await scratch.succeed(process.execPath, args);
      expect(JSON.parse(stdout)).toMatchObject(allValues(written));
    }));
});

const JAVA_READER = `
import java.io.*; import java.nio.charset.StandardCharsets; import java.util.*;
class Read {
  public static void main(String[] args) throws IOException {
    Properties properties = new Properties();
    try (InputStream file = new FileInputStream(args[0])) { properties.load(file); }
    Base64.Encoder encoder = Base64.getEncoder();
    for (String name : properties.stringPropertyNames())
      System.out.println(name + " " + encoder.encodeToString(properties.getProperty(name).getBytes(StandardCharsets.UTF_8)));
  }
}
`;

{
  const { skip, note } = needing('java', 'javac');
  describe.skipIf(skip)(`Java${note}`, () => {
    it('reads the format bamboo to the very values', () =>
      forLogins(async (logins) => {
        const written = writeAll('bamboo', logins, (name) => name);
        const file = scratch.write('inject.properties', written.map(({ text }) => text).join(''));
        const { stdout } = await scratch.succeed('java', [scratch.write('Read.java', JAVA_READER), file]);
        const lines = stdout
          .trimEnd()
          .split('\n')
          .map((line) => line.split(' '));
        const read = lines.map(([name, value]) => [name, Buffer.from(value ?? '', 'base64').toString('utf8')]);
        expect(Object.fromEntries(read)).toEqual(allValues(written));
      }));
  });
}
