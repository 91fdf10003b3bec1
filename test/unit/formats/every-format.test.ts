// What holds for every row of the table of formats. A new one fails here, with the list of what it still lacks.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMATS, type FormatName, formatsOf } from '../../../shared/domain/format-name.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import {
  readAzureCommands,
  readGithubFile,
  readGithubScript,
  readGitlabReport,
  readIni,
  readNodeDotenv,
  readProperties,
} from '../../support/file-readers.ts';
import { writtenOrRefused } from '../../support/format-refusal.ts';
import {
  aLogin,
  hostile,
  issuedLogins,
  issuedSession,
  writeLogins,
  writeSession,
} from '../../support/format-samples.ts';
import { readBatchFile, readPosix, readPowerShell } from '../../support/shell-readers.ts';

type Variables = Readonly<Record<string, string>>;
type Reader = (text: string) => unknown;
type Readers = Readonly<Partial<Record<string, Reader>>>;

function azureVariables(text: string): Variables {
  return Object.fromEntries(readAzureCommands(text).map(({ name, value }) => [name, value]));
}
function githubVariables(text: string): Variables {
  return readGithubFile(readGithubScript(text, 'file'));
}

/** How each consumer takes variables apart, and what it calls the secret. */
const VARIABLES: readonly (readonly [FormatName, (text: string) => Variables])[] = [
  ['bash', readPosix],
  ['powershell', readPowerShell],
  ['cmd', readBatchFile],
  ['dotenv', readNodeDotenv],
  ['github-actions', githubVariables],
  ['gitlab-dotenv', readGitlabReport],
  ['azure-pipelines', azureVariables],
];
function ofVariables(name: string): Readers {
  return Object.fromEntries(VARIABLES.map(([format, read]) => [format, (text: string) => read(text)[name]]));
}

function passwordIn(config: string) {
  const [login] = Object.values<{ auth: string }>(JSON.parse(config).auths);
  const text = Buffer.from(login?.auth ?? '', 'base64').toString();
  return text.slice('AWS:'.length);
}

/** The password of a login, as the consumer of each format reads it. */
const PASSWORDS: Readers = {
  ...ofVariables('custom_aws_ecr_password'),
  json: (text) => JSON.parse(text).credentials[0].password,
  bamboo: (text) => readProperties(text)['custom.aws.ecr.password'],
  'docker-config': passwordIn,
  'docker-credential': (text) => JSON.parse(text).Secret,
  'kubernetes-secret': (text) =>
    passwordIn(Buffer.from(JSON.parse(text).data['.dockerconfigjson'], 'base64').toString()),
  kubelet: (text) => Object.values<{ password: string }>(JSON.parse(text).auth)[0]?.password,
  'username-password': (text) => JSON.parse(text).password,
};

/** The token of a session, as the consumer of each format reads it. */
const TOKENS: Readers = {
  ...ofVariables('AWS_SESSION_TOKEN'),
  json: (text) => JSON.parse(text).credentials.sessionToken,
  bamboo: (text) => readProperties(text)['custom.aws.sessionToken.password'],
  'credential-process': (text) => JSON.parse(text).SessionToken,
  container: (text) => JSON.parse(text).Token,
  'aws-credentials-file': (text) => Object.values(readIni(text))[0]?.aws_session_token,
};

const PAGE = readFileSync('docs/formats.md', 'utf8');
const CONTRACT = readFileSync('test/unit/domain/format-name.test.ts', 'utf8');

function cellsUnder(heading: string): string {
  const section = PAGE.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/^\| ([^|]*) \|/gm)].map(([, cell]) => cell).join();
}

/** What a format still lacks, and where it goes. */
function missingOf(format: FormatName): readonly string[] {
  const of: readonly string[] = FORMATS[format].of;
  const isOfLogins = of.includes('logins');
  const wanted: readonly (readonly [string, boolean])[] = [
    ['its name in the lists of test/unit/domain/format-name.test.ts', CONTRACT.includes(`'${format}'`)],
    ['a row under "All formats" of docs/formats.md', cellsUnder('All formats').includes(`\`${format}\``)],
    ['a row under "Sizes" of docs/formats.md', !isOfLogins || cellsUnder('Sizes').includes(`\`${format}\``)],
    ['a reader in PASSWORDS of this file', !isOfLogins || Object.hasOwn(PASSWORDS, format)],
    ['a reader in TOKENS of this file', !of.includes('session') || Object.hasOwn(TOKENS, format)],
  ];
  return wanted.filter(([, isThere]) => !isThere).map(([what]) => what);
}

it.each(Object.keys(FORMATS) as FormatName[])(
  '%s has a reader, its place in the pages and its name in the contract',
  (format) => {
    expect(missingOf(format)).toEqual([]);
  },
);

describe('whatever is in it, is read byte for byte or refused', () => {
  it.each(formatsOf('logins').filter((format) => PASSWORDS[format]))('the password, in %s', (format) => {
    fc.assert(
      fc.property(hostile, hostile, (username, password) => {
        const authorizationToken = new Secret(Buffer.from(`AWS:${password}`).toString('base64'));
        const issued = issuedLogins(aLogin({ username, password: new Secret(password), authorizationToken }));
        const written = writtenOrRefused(format, () => writeLogins(format, issued));
        if (written !== undefined) expect(PASSWORDS[format]?.(written.body)).toBe(password);
      }),
      { seed: 31, numRuns: 300 },
    );
  });

  it.each(formatsOf('session').filter((format) => TOKENS[format]))('the session token, in %s', (format) => {
    fc.assert(
      fc.property(hostile, (token) => {
        const issued = issuedSession({ sessionToken: new Secret(token) });
        const written = writtenOrRefused(format, () => writeSession(format, { ...issued, format: 'json' }));
        if (written !== undefined) expect(TOKENS[format]?.(written.body)).toBe(token);
      }),
      { seed: 32, numRuns: 300 },
    );
  });
});
