// A script for a step's shell: workflow commands to its output, heredocs into a file.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../shared/domain/secret.ts';
import { readGithubFile, readGithubMask } from '../../support/file-readers.ts';
import { expectRefusedFor, writtenOrRefused } from '../../support/format-refusal.ts';
import {
  aLogin,
  hostileLogins,
  issuedLogins,
  NONCE,
  shellValuesOf,
  writeLogins,
  writeSession,
} from '../../support/format-samples.ts';
import { readPosixWord } from '../../support/shell-readers.ts';

const FORMAT = 'github-actions';
function withUser(username: string) {
  return issuedLogins(aLogin({ username }));
}

/** What each `printf '%s\n' WORD…` of the script prints, to the output and into the file. */
function readScript(script: string) {
  const printed: { readonly where: 'output' | 'file'; readonly text: string }[] = [];
  let [at, where] = [0, 'output' as 'output' | 'file'];
  for (;;) {
    const rest = script.slice(at);
    if (rest === `} >> "\${PORTUNUS_GITHUB_FILE:-$GITHUB_ENV}"\n`) return printed;
    if (rest.startsWith('{\n')) [at, where] = [at + 2, 'file'];
    else {
      const [head = ''] = /^(?: {2})?printf '%s\\n' /.exec(rest) ?? [];
      if (head === '') throw new Error(`not of the script: ${rest.slice(0, 40)}`);
      const words: string[] = [];
      for (at += head.length; script.charAt(at - 1) !== '\n'; ) {
        const { word, end } = readPosixWord(script, at);
        words.push(word);
        at = end + 1;
      }
      printed.push({ where, text: words.map((word) => `${word}\n`).join('') });
    }
  }
}
function textOf(script: string, where: 'output' | 'file') {
  return readScript(script)
    .filter((one) => one.where === where)
    .map(({ text }) => text)
    .join('');
}

describe('github-actions', () => {
  it('masks the secrets of a session first, and nothing that is none', () => {
    expect(writeSession(FORMAT)).toEqual({
      contentType: 'text/x-shellscript; charset=utf-8',
      body: [
        `printf '%s\\n' '::add-mask::wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'`,
        `printf '%s\\n' '::add-mask::IQoJb3JpZ2luX2VjEXAMPLE=='`,
        '{',
        `  printf '%s\\n' 'AWS_ACCESS_KEY_ID<<ghadelimiter_${NONCE}_0' 'ASIAIOSFODNN7EXAMPLE' ghadelimiter_${NONCE}_0`,
        `  printf '%s\\n' 'AWS_SECRET_ACCESS_KEY<<ghadelimiter_${NONCE}_1' ` +
          `'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' ghadelimiter_${NONCE}_1`,
        `  printf '%s\\n' 'AWS_SESSION_TOKEN<<ghadelimiter_${NONCE}_2' 'IQoJb3JpZ2luX2VjEXAMPLE==' ghadelimiter_${NONCE}_2`,
        `  printf '%s\\n' 'AWS_CREDENTIAL_EXPIRATION<<ghadelimiter_${NONCE}_3' '2026-11-21T13:00:00Z' ghadelimiter_${NONCE}_3`,
        `} >> "\${PORTUNUS_GITHUB_FILE:-$GITHUB_ENV}"`,
        '',
      ].join('\n'),
    });
  });

  it('masks of a login the token, the password and the JSON: not AWS, the account or the host', () => {
    const { body } = writeLogins(FORMAT);
    const values = shellValuesOf(aLogin());
    const masks = textOf(body, 'output').split('\n').slice(0, -1).map(readGithubMask);
    expect(masks).toEqual(['QVdTOmh1c2g=', 'hush', values.custom_aws_ecr_credentials_json_password]);
    expect(readGithubFile(textOf(body, 'file'))).toEqual(values);
  });

  it('escapes masks as @actions/core does', () => {
    const login = aLogin({ password: new Secret('100%\r\n%0A') });
    expect(textOf(writeLogins(FORMAT, issuedLogins(login)).body, 'output')).toContain(
      '::add-mask::100%25%0D%0A%250A\n',
    );
  });

  it.each([NONCE, `hush\nghadelimiter_${NONCE}_4\nEVIL=1`, `ghadelimiter_${NONCE}_0`])(
    'refuses a value that holds its delimiter: %j',
    (value) => expectRefusedFor(FORMAT, 'custom_aws_ecr_username', () => writeLogins(FORMAT, withUser(value))),
  );

  it('refuses a NUL', () => {
    expectRefusedFor(FORMAT, 'custom_aws_ecr_username', () => writeLogins(FORMAT, withUser('hush\0')));
  });

  it('can not be made to set another variable by a value', () => {
    const { body } = writeLogins(FORMAT, withUser("x\nEOF\n'\nNODE_OPTIONS<<EOF\n--require=/evil\nEOF\n::add-mask::x"));
    expect(Object.keys(readGithubFile(textOf(body, 'file')))).toEqual(Object.keys(shellValuesOf(aLogin())));
  });

  it('gives every value back byte for byte, masks too, or is refused by the name of the variable', () => {
    fc.assert(
      fc.property(hostileLogins, (login) => {
        const written = writtenOrRefused(FORMAT, () => writeLogins(FORMAT, issuedLogins(login)));
        if (written === undefined) return;
        const values = shellValuesOf(login);
        expect(readGithubFile(textOf(written.body, 'file'))).toEqual(values);
        const secrets = Object.entries(values).filter(([name]) => name.endsWith('password'));
        const masks = textOf(written.body, 'output').split('\n').slice(0, -1).map(readGithubMask);
        expect(masks).toEqual(secrets.map(([, value]) => value));
      }),
      { seed: 24, numRuns: 2_000 },
    );
  });
});
