// What the page for those who come from the replaced product shows, held against the import and the schemas.
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { addImportCommand } from '../../../cli/commands/import.ts';
import { readDefinitions } from '../../../cli/files/definitions-file.ts';
import { COLUMN_NAMES } from '../../../cli/import/columns.ts';
import { referencesOf } from '../../../cli/offline.ts';
import { AGENTS, faultsOf, importTexts } from '../../support/import.ts';
import { documentsOf, runProgram, shellScriptsOf, snippetOf, snippetsIn } from '../../support/recipes.ts';

const page = readFileSync('docs/migrating.md', 'utf8');
const FILES = Object.fromEntries(
  ['accounts.csv', 'connectors.csv'].map((file) => [file, snippetOf('migrating.md', file).text]),
);

describe('what migrating.md says of the import', () => {
  it('has files that are imported with the options that it shows', () => {
    const options = {
      peopleIssuer: 'corp',
      agentsRole: [AGENTS],
      accountId: '111122223333',
      region: 'eu-west-1',
      stage: 'prod',
    };
    const { accounts, connectors } = parse(importTexts(FILES, options).text);
    expect(accounts.map(({ id }: { id: string }) => id)).toEqual(['build']);
    expect(connectors.map(({ grants }: { grants: unknown }) => grants)).toEqual([
      [{ iamRole: AGENTS }],
      [{ issuer: 'corp', groups: ['builders', 'platform'] }],
    ]);
  });

  it('has every column, and every option', () => {
    const program = new Command();
    addImportCommand(program);
    const options = program.commands[0]?.options.map(({ long }) => long) ?? [];
    expect(options).toHaveLength(9);
    expect(options.filter((option) => !page.includes(option === '--file' ? '`-f FILE`' : `${option}`))).toEqual([]);
    // Cloud Provider is the heading that people see.
    const names = COLUMN_NAMES.filter((name) => name !== 'cloudProviderKey');
    expect(names.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('quotes faults as they are', () => {
    const bad = (text: string) =>
      [...text.split('\n'), ',,,,,,,{,,', 'x1,,ASSUME_ROLE,,nobody,,,,,'].join('\n').replace(/\n\n/g, '\n');
    const faults = faultsOf({ ...FILES, 'connectors.csv': bad(FILES['connectors.csv'] ?? '') });
    const quoted = [...page.matchAll(/^ {4}portunus: connectors\.csv, row \d+, (.*)$/gm)].map(([, fault]) => fault);
    expect(quoted).toHaveLength(2);
    for (const fault of quoted) expect(faults.some((line) => line.endsWith(`, ${fault}`))).toBe(true);
  });
});

it('exports variables that replace none of the shell', async () => {
  const names = ['proxyEndpointDomain', 'username', 'password', 'expirationDate'];
  const env = Object.fromEntries(names.map((name) => [`bamboo_custom_aws_ecr_${name}`, `${name} $x`]));
  const script = `${snippetOf('migrating.md', 'bash').text}\nenv`;
  const { stdout } = await runProgram(['sh', '-c', script], { cwd: '.', env: { ...env, USERNAME: 'ada' } });
  expect(
    stdout
      .split('\n')
      .filter((line) => /^(?:ECR_|USERNAME)/.test(line))
      .toSorted(),
  ).toEqual([
    'ECR_EXPIRATION_DATE=expirationDate $x',
    'ECR_HOST=proxyEndpointDomain $x',
    'ECR_PASSWORD=password $x',
    'ECR_USERNAME=username $x',
    'USERNAME=ada',
  ]);
  const others = snippetsIn(page, 'migrating.md').filter(({ language }) => ['powershell', 'bat'].includes(language));
  expect(others).toHaveLength(2);
  for (const { text } of others) {
    expect(text.match(/ECR_\w+(?= ?=)/g)).toEqual(['ECR_HOST', 'ECR_USERNAME', 'ECR_PASSWORD', 'ECR_EXPIRATION_DATE']);
  }
});

describe('build-images.md', () => {
  const account = {
    id: 'build',
    awsAccountId: '123456789012',
    partition: 'aws',
    credentials: { source: 'execution-role' },
  };

  it.each(['runner.portunus.yml', 'github.portunus.yml'])('has definitions in %s that only pull', (file) => {
    const written = { ...parse(snippetOf('build-images.md', file).text), accounts: [account] };
    const definitions = readDefinitions(written, (field) => field);
    expect(referencesOf(definitions).faults).toEqual([]);
    expect(definitions.connectors.map(({ value }) => [value.access, value.repositories])).toEqual([
      ['pull', ['shop-build']],
    ]);
  });

  // Key by key as on Atlassian's and CircleCI's pages: no package has these schemas.
  it('has the keys of Bitbucket and CircleCI', () => {
    const text = expect.any(String);
    expect(parse(snippetOf('build-images.md', 'bitbucket-image.yml').text)).toEqual({
      image: { name: text, aws: { 'oidc-role': text } },
      pipelines: { default: [{ step: { oidc: true, script: [text] } }] },
    });
    expect(parse(snippetOf('build-images.md', 'circleci-image.yml').text).jobs).toEqual({
      test: { docker: [{ image: text, aws_auth: { role_arn: text } }], steps: ['checkout', { run: text }] },
    });
  });

  // Field by field as in External Secrets' types: GithubProvider and ExternalSecret (v1), PushSecret (v1alpha1).
  it('has objects of External Secrets that pass the password on', () => {
    const [store, login, push] = documentsOf(snippetOf('build-images.md', 'github-secret.yaml').text);
    const metadata = (name: string) => ({ name, namespace: 'shop' });
    expect(store).toEqual({
      apiVersion: 'external-secrets.io/v1',
      kind: 'SecretStore',
      metadata: metadata('github'),
      spec: {
        provider: {
          github: {
            appID: expect.any(Number),
            installationID: expect.any(Number),
            organization: 'acme',
            repository: 'shop',
            auth: { privateKey: { name: 'github-app', key: 'privateKey.pem' } },
          },
        },
      },
    });
    expect(login).toEqual({
      apiVersion: 'external-secrets.io/v1',
      kind: 'ExternalSecret',
      metadata: metadata('build-image-login'),
      spec: {
        refreshInterval: '10m0s',
        secretStoreRef: { kind: 'SecretStore', name: 'portunus' },
        target: { name: 'build-image-login' },
        data: [
          { secretKey: 'password', remoteRef: { key: 'portunus/prod/logins/build-images', property: 'password' } },
        ],
      },
    });
    expect(push).toEqual({
      apiVersion: 'external-secrets.io/v1alpha1',
      kind: 'PushSecret',
      metadata: metadata('build-image-login'),
      spec: {
        refreshInterval: '10m0s',
        secretStoreRefs: [{ kind: 'SecretStore', name: 'github' }],
        selector: { secret: { name: 'build-image-login' } },
        data: [{ match: { secretKey: 'password', remoteRef: { remoteKey: 'ECR_PASSWORD' } } }],
      },
    });
  });

  it('has scripts that the shells can read', async () => {
    const scripts = snippetsIn(readFileSync('docs/build-images.md', 'utf8'), 'build-images.md').flatMap(shellScriptsOf);
    expect(scripts.length).toBeGreaterThanOrEqual(4);
    for (const script of scripts) {
      expect(await runProgram(['bash', '-n', '-c', script], { cwd: '.' })).toEqual({ code: 0, stdout: '', stderr: '' });
    }
  });
});
