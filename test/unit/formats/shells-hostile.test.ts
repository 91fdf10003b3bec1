// Values that a shell would take for something else: each shell's own rules give them back, or they are refused.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormatName } from '../../../shared/domain/format-name.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { expectRefusedFor, writtenOrRefused } from '../../support/format-refusal.ts';
import { aLogin, hostileLogins, issuedLogins, shellValuesOf, writeLogins } from '../../support/format-samples.ts';
import { readBatchFile, readPosix, readPowerShell } from '../../support/shell-readers.ts';

function withUser(username: string) {
  return issuedLogins(aLogin({ username }));
}
function lineOf(format: FormatName, username: string) {
  return /^.*custom_aws_ecr_username[\s\S]*?(?=\r?\n(?:export |\$Env:|set )custom_aws_ecr_password)/m.exec(
    writeLogins(format, withUser(username)).body,
  )?.[0];
}

const READERS = { bash: readPosix, powershell: readPowerShell, cmd: readBatchFile } as const;

describe.each(Object.entries(READERS) as [keyof typeof READERS, (text: string) => object][])('%s', (format, read) => {
  it('gives every value back byte for byte, or is refused by the name of the variable', () => {
    fc.assert(
      fc.property(hostileLogins, (login) => {
        const written = writtenOrRefused(format, () => writeLogins(format, issuedLogins(login)));
        if (written !== undefined) expect(read(written.body)).toEqual(shellValuesOf(login));
      }),
      { seed: 26, numRuns: 2_000 },
    );
  });

  it('refuses a NUL', () => {
    const write = () => writeLogins(format, withUser('hush\0hush'));
    expectRefusedFor(format, 'custom_aws_ecr_username', write);
  });

  it('refuses it in a secret, and shows nothing of that', () => {
    const write = () => writeLogins(format, issuedLogins(aLogin({ password: new Secret('hush\0') })));
    expectRefusedFor(format, 'custom_aws_ecr_password', write);
  });
});

describe('bash, as POSIX quotes', () => {
  it.each([
    ["a'b", `'a'\\''b'`],
    ["'", `''\\'''`],
    ['$(id) `id` "x" \\ !x', `'$(id) \`id\` "x" \\ !x'`],
    ['a\nb\r\n', `'a\nb\r\n'`],
    ['', `''`],
    [' a ', `' a '`],
    ['\u2019\ufeff\u2028\ud83d\ude00', `'\u2019\ufeff\u2028\ud83d\ude00'`],
  ])('%j is %j', (value, quoted) => {
    expect(lineOf('bash', value)).toBe(`export custom_aws_ecr_username=${quoted}`);
  });
});

describe('powershell, as about_Quoting_Rules has it', () => {
  it.each([
    ["don't", `'don''t'`],
    ['\u2018a\u2019 \u201ab\u201b', `'\u2018\u2018a\u2019\u2019 \u201a\u201ab\u201b\u201b'`],
    ['\u201ca\u201d', `'\u201ca\u201d'`],
    ['$x $(id) `n "a" %x% ^', `'$x $(id) \`n "a" %x% ^'`],
    ['a\nb', `'a\nb'`],
    ["'\u2019", `'''\u2019\u2019'`],
    ['', `''`],
  ])('%j is %j', (value, quoted) => {
    expect(lineOf('powershell', value)).toBe(`$Env:custom_aws_ecr_username = ${quoted}`);
  });
});

describe('cmd, as "Command shell overview" and set /? have it', () => {
  it.each([
    ['100%', '100%%'],
    ['%PATH%', '%%PATH%%'],
    ['a&b|c', 'a^&b^|c'],
    ['<a>', '^<a^>'],
    ['^', '^^'],
    ['!x!', '^!x^!'],
    ['"a b"', '^"a b^"'],
    ['(a)', '^(a^)'],
    [' a ', ' a '],
    ["'$`\\;,=", "'$`\\;,="],
  ])('%j is %j', (value, escaped) => {
    expect(lineOf('cmd', value)).toBe(`set custom_aws_ecr_username=${escaped}`);
  });

  it.each(['hush\n', 'hush\r', 'hush\r\nhush'])('%j has no form', (value) => {
    expectRefusedFor('cmd', 'custom_aws_ecr_username', () => writeLogins('cmd', withUser(value)));
  });

  it('Ctrl-Z, which cmd reads as the end of a line, has none either', () => {
    const write = () => writeLogins('cmd', withUser('hush\x1acalc.exe'));
    expectRefusedFor('cmd', 'custom_aws_ecr_username', write);
  });

  it.each(['hush\u00e9', 'hush\u2019', 'hush\ud83d\ude00', '\ufeffhush'])(
    'nor has %j: which characters bytes above 127 are depends on the code page of the machine',
    (value) => expectRefusedFor('cmd', 'custom_aws_ecr_username', () => writeLogins('cmd', withUser(value))),
  );

  it('nor has what makes a line longer than the 8,191 characters that cmd takes', () => {
    const head = 'set custom_aws_ecr_username='.length;
    expect(lineOf('cmd', 'a'.repeat(4_000))).toHaveLength(head + 4_000);
    expectRefusedFor('cmd', 'custom_aws_ecr_username', () => writeLogins('cmd', withUser('a'.repeat(8_192 - head))));
  });
});
