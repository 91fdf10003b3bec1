// The variables of a login to CodeArtifact. How values are quoted is tested with the logins of ECR, line by line.
import { describe, expect, it } from 'vitest';
import { Secret } from '../../../shared/domain/secret.ts';
import { readProperties } from '../../support/file-readers.ts';
import { writtenOrRefused } from '../../support/format-refusal.ts';
import { aPackageLogin, issuedPackages, NONCE, OPTIONS, writePackages } from '../../support/format-samples.ts';

const SHELL = `export CODEARTIFACT_AUTH_TOKEN='eyJ2ZXIiOjF9.hush'
export CODEARTIFACT_AUTH_TOKEN_EXPIRATION='2026-11-21T22:00:00.000Z'
export CODEARTIFACT_DOMAIN='shop'
export CODEARTIFACT_DOMAIN_OWNER='123456789012'
export CODEARTIFACT_REGION='eu-west-1'
export CODEARTIFACT_REPOSITORY='packages'
`;

describe('the variables of a login to CodeArtifact', () => {
  it("have the token by the name of AWS's own guides, whatever the namespace is", () => {
    expect(writePackages('bash').body).toBe(SHELL);
    expect(writePackages('bash', issuedPackages(), { ...OPTIONS, namespace: 'shop' }).body).toBe(SHELL);
  });

  it('name no repository if the login has none', () => {
    const { repository: _none, ...login } = aPackageLogin();
    expect(writePackages('bash', issuedPackages(login)).body).toBe(SHELL.replace(/.*_REPOSITORY=.*\n/, ''));
  });

  it.each([
    ['powershell', "$Env:CODEARTIFACT_AUTH_TOKEN = 'eyJ2ZXIiOjF9.hush'\n"],
    ['cmd', '@echo off\r\nset CODEARTIFACT_AUTH_TOKEN=eyJ2ZXIiOjF9.hush\r\n'],
    ['dotenv', 'CODEARTIFACT_AUTH_TOKEN=eyJ2ZXIiOjF9.hush\n'],
    ['gitlab-dotenv', 'CODEARTIFACT_AUTH_TOKEN=eyJ2ZXIiOjF9.hush\n'],
    ['azure-pipelines', '##vso[task.setvariable variable=CODEARTIFACT_AUTH_TOKEN;issecret=true]eyJ2ZXIiOjF9.hush\n'],
    [
      'github-actions',
      "printf '%s\\n' '::add-mask::eyJ2ZXIiOjF9.hush'\n{\n  printf '%s\\n' 'CODEARTIFACT_AUTH_TOKEN<<",
    ],
  ] as const)('begin with the token as %s', (format, beginning) => {
    expect(writePackages(format).body.slice(0, beginning.length)).toBe(beginning);
  });

  it('mask the token alone in GitHub Actions', () => {
    const { body } = writePackages('github-actions');
    expect(body.match(/::add-mask::/g)).toHaveLength(1);
    expect(body).toContain(`ghadelimiter_${NONCE}_0`);
  });

  it('have names of their own in Bamboo, which masks what has password in its name', () => {
    const values = {
      'authorizationToken.password': 'eyJ2ZXIiOjF9.hush',
      domain: 'shop',
      domainOwner: '123456789012',
      region: 'eu-west-1',
      expirationDate: '2026-11-21T22:00:00.000Z',
      repository: 'packages',
    };
    const named = (namespace: string) =>
      Object.fromEntries(Object.entries(values).map(([name, value]) => [`${namespace}.${name}`, value]));
    expect(readProperties(writePackages('bamboo').body)).toEqual(named('custom.aws.codeartifact'));
  });

  it('are refused where a format can not have them', () => {
    const login = aPackageLogin({ authorizationToken: new Secret('hush\nhush') });
    for (const format of ['dotenv', 'gitlab-dotenv', 'cmd'] as const) {
      expect(writtenOrRefused(format, () => writePackages(format, issuedPackages(login)))).toBeUndefined();
    }
  });
});
