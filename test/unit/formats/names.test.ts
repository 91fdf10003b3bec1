// Names of variables: those of the Bamboo task that this replaces, in every format that generates any.
import { describe, expect, it } from 'vitest';
import type { FormatName } from '../../../shared/domain/format-name.ts';
import { readAzureCommands, readGitlabReport, readNodeDotenv, readProperties } from '../../support/file-readers.ts';
import { aLogin, issuedLogins, OPTIONS, otherLogin, publicLogin, writeLogins } from '../../support/format-samples.ts';
import { readBatchFile, readPosix, readPowerShell } from '../../support/shell-readers.ts';

const NAMES = [
  'authorizationToken_password',
  'expirationDate',
  'proxyEndpoint',
  'proxyEndpointDomain',
  'username',
  'password',
  'credentials_json_password',
];
const DOTTED = [
  'authorizationToken.password',
  'expirationDate',
  'proxyEndpoint',
  'proxyEndpointDomain',
  'username',
  'password',
  'credentials.json.password',
];
const WITHOUT_REPEATED = ['expirationDate', 'proxyEndpoint', 'proxyEndpointDomain', 'username', 'password'];

function keys(read: (text: string) => object) {
  return (text: string) => Object.keys(read(text));
}
const FORMATS = [
  ['bash', keys(readPosix), NAMES, '_'],
  ['powershell', keys(readPowerShell), NAMES, '_'],
  ['cmd', keys(readBatchFile), NAMES, '_'],
  ['dotenv', keys(readNodeDotenv), NAMES, '_'],
  ['bamboo', keys(readProperties), DOTTED, '.'],
  ['github-actions', (text: string) => [...text.matchAll(/'(\w+)<<ghadelimiter/g)].map(([, name]) => name), NAMES, '_'],
  ['gitlab-dotenv', keys(readGitlabReport), WITHOUT_REPEATED, '_'],
  ['azure-pipelines', (text: string) => readAzureCommands(text).map(({ name }) => name), NAMES, '_'],
] as const satisfies readonly (readonly [
  FormatName,
  (text: string) => readonly unknown[],
  readonly string[],
  string,
])[];

describe.each(FORMATS)('%s', (format, namesIn, names, dot) => {
  const namesOf = (issued: ReturnType<typeof issuedLogins>, namespace = 'custom.aws.ecr') =>
    namesIn(writeLogins(format, issued, { ...OPTIONS, namespace }).body);
  const begunWith = (prefix: string) => names.map((name) => `${prefix}${dot}${name}`);

  it('has the names behind the usual namespace', () => {
    expect(namesOf(issuedLogins())).toEqual(begunWith(`custom${dot}aws${dot}ecr`));
  });

  it.each(['shop', 'shop.images_2', '_x.1'])('has them behind %s', (namespace) => {
    expect(namesOf(issuedLogins(), namespace)).toEqual(begunWith(namespace.replaceAll('.', dot)));
  });

  it('has the registry in those of several logins, and no name twice', () => {
    const several = namesOf(issuedLogins(aLogin(), otherLogin));
    expect(several).toEqual([
      ...begunWith(`custom${dot}aws${dot}ecr${dot}123456789012`),
      ...begunWith(`custom${dot}aws${dot}ecr${dot}210987654321`),
    ]);
    expect(new Set(several).size).toBe(several.length);
  });

  it('has none of a registry for ECR Public, which is one for all', () => {
    expect(namesOf(issuedLogins(publicLogin))).toEqual(begunWith(`custom${dot}aws${dot}ecr`));
    expect(writeLogins(format, issuedLogins(publicLogin)).body).toContain('public.ecr.aws');
  });

  it('is the same text for the same logins', () => {
    expect(writeLogins(format)).toEqual(writeLogins(format));
  });
});
