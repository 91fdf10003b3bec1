// The recipes of docs/recipes: what stands in their code blocks, held against what reads it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CronJob, Job } from 'kubernetes-models/batch/v1';
import { ServiceAccount } from 'kubernetes-models/v1';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { type Case, readCasesFile } from '../../../cli/commands/cases-file.ts';
import { runCase } from '../../../cli/commands/run-case.ts';
import { readDefinitions } from '../../../cli/files/definitions-file.ts';
import { offlinePorts, referencesOf } from '../../../cli/offline.ts';
import { checkReferences } from '../../../shared/policy/definitions/check-references.ts';
import { refreshJobFaults } from '../../../shared/policy/definitions/check-refresh-job.ts';
import { findingsIn } from '../../support/lint.ts';
import { NOTHING_KNOWN } from '../../support/refresh-builders.ts';

/** Code blocks by the file that each is to be written into. */
function filesOf(page: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...readFileSync(`docs/recipes/${page}`, 'utf8').matchAll(/^```\w+ (\S+)\n([\s\S]*?)^```$/gm)].map(
      ([, file = '', text = '']) => [file, text],
    ),
  );
}

const kubernetes = filesOf('external-secrets.md');
const systemd = filesOf('systemd-timer.md');
const many = filesOf('many-repositories.md');
const ACCOUNT = {
  id: 'build',
  awsAccountId: '123456789012',
  partition: 'aws',
  credentials: { source: 'execution-role' },
};

describe.each([
  ['external-secrets.md', kubernetes],
  ['systemd-timer.md', systemd],
])('the definitions of %s', (_page, files) => {
  const written = { ...parse(files['portunus.yml'] ?? ''), accounts: [ACCOUNT] };
  const { accounts, connectors, refreshJobs } = readDefinitions(written, (field) => field);

  it('are a connector and a job that get along', () => {
    const [account, connector, job] = [accounts[0]?.value, connectors[0]?.value, refreshJobs[0]?.value];
    if (!account || !connector || !job) throw new Error('something is missing');
    expect(refreshJobFaults(job, connector, account)).toEqual([]);
    expect(job.format).toBe('docker-config');
  });

  it("let the reader at the job's secret alone", () => {
    const arn = refreshJobs[0]?.value.destination.arn;
    expect(JSON.parse(files['reader-policy.json'] ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        Resource: `${arn}-??????`,
      },
    });
  });
});

describe('main-and-pull-requests.md', () => {
  const files = filesOf('main-and-pull-requests.md');

  it('has definitions that fit together, and that the linter finds nothing in', () => {
    const written = parse(files['portunus.yml'] ?? '');
    expect(referencesOf(readDefinitions(written, String)).faults).toEqual([]);
    expect(findingsIn(written)).toEqual([]);
  });

  it('has cases that hold', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portunus-recipe-'));
    try {
      for (const name of ['portunus.yml', 'cases.yaml']) writeFileSync(join(folder, name), files[name] ?? '');
      const { cases, definitions } = await readCasesFile(join(folder, 'cases.yaml'));
      const results = await Promise.all(cases.map((one) => runCase(one, offlinePorts(definitions))));
      expect(results.filter(({ passed }) => !passed)).toEqual([]);
      expect(results).toHaveLength(5);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

// Field by field as in External Secrets' API reference (v1): each has the form, and one of the values, that it gives.
describe('the pull secret of external-secrets.md', () => {
  const [account, store, secret, ...more] = parseAllDocuments(kubernetes['pull-secret.yaml'] ?? '').map((document) => {
    expect(document.errors).toEqual([]);
    return document.toJS();
  });

  it('is three objects of one namespace', () => {
    expect(more).toEqual([]);
    expect(
      [account, store, secret].map(({ apiVersion, kind, metadata }) => [apiVersion, kind, metadata.namespace]),
    ).toEqual([
      ['v1', 'ServiceAccount', 'shop'],
      ['external-secrets.io/v1', 'SecretStore', 'shop'],
      ['external-secrets.io/v1', 'ExternalSecret', 'shop'],
    ]);
  });

  it('has a store of Secrets Manager in the region of the secret, for the service account', () => {
    expect(Object.keys(store).toSorted()).toEqual(['apiVersion', 'kind', 'metadata', 'spec']);
    expect(store.spec).toEqual({
      provider: {
        aws: {
          service: 'SecretsManager',
          region: 'eu-west-1',
          auth: { jwt: { serviceAccountRef: { name: account.metadata.name } } },
        },
      },
    });
  });

  it('has an external secret with the fields of the API, and no others', () => {
    const { data, target, secretStoreRef, refreshInterval, ...others } = secret.spec;
    expect(others).toEqual({});
    // Go's time.ParseDuration.
    expect(refreshInterval).toMatch(/^(?:\d+h)?(?:\d+m)?(?:\d+s)?$/);
    expect(secretStoreRef).toEqual({ kind: 'SecretStore', name: store.metadata.name });
    expect(target).toEqual({
      name: 'ecr-login',
      creationPolicy: 'Owner',
      deletionPolicy: 'Retain',
      template: { type: 'kubernetes.io/dockerconfigjson', data: { '.dockerconfigjson': '{{ .config | toString }}' } },
    });
    expect(data).toEqual([{ secretKey: 'config', remoteRef: { key: 'portunus/prod/logins/shop-servers' } }]);
  });

  it('puts into the Secret what the job stored, as its type wants it', () => {
    const stored = '{"auths":{"123456789012.dkr.ecr.eu-west-1.amazonaws.com":{"auth":"QVdTOm9uZQ=="}}}';
    const [name, template] = Object.entries(secret.spec.target.template.data)[0] ?? [];
    const [{ secretKey }] = secret.spec.data;
    expect(name).toBe('.dockerconfigjson');
    expect(String(template).replace(`{{ .${secretKey} | toString }}`, stored)).toBe(stored);
  });
});

describe('the connector of many-repositories.md', () => {
  const written = parse(many['portunus.yml'] ?? '');
  const definitions = readDefinitions(written, (field) => field);
  const cases: readonly Case[] = parse(many['cases.yaml'] ?? '', { merge: true }).cases;

  it('is good, and nothing is said of it', () => {
    expect(checkReferences(definitions, NOTHING_KNOWN)).toEqual({ faults: [], warnings: [] });
    expect(findingsIn(written)).toEqual([]);
  });

  it.each(cases)('decides as its cases say: $name', async (one) => {
    const { passed, actual } = await runCase({ ...one, request: { action: 'ecr-login' } }, offlinePorts(definitions));
    expect([passed, actual]).toEqual([true, actual]);
  });
});

it.each(['docker-config-from-secret', 'portunus-docker-config.service', 'portunus-docker-config.timer'])(
  'systemd-timer.md quotes %s as it is',
  (file) => {
    expect(systemd[file]).toBe(readFileSync(`clients/refresh/${file}`, 'utf8'));
  },
);

describe('the jobs of gitops.md', () => {
  const files = filesOf('gitops.md');
  const documents = (file: string) => parseAllDocuments(files[file] ?? '').map((document) => document.toJS());
  const [account, job] = documents('apply.yaml');
  const [drift] = documents('drift.yaml');

  it('are what Kubernetes takes, and misspelt ones are not', () => {
    new ServiceAccount(account).validate();
    new Job(job).validate();
    new CronJob(drift).validate();
    expect(() => new Job(JSON.parse(JSON.stringify(job).replace('"containers"', '"container"'))).validate()).toThrow();
  });

  it('read the ConfigMap that Kustomize makes, as the account that has the role', () => {
    const { resources, configMapGenerator } = parse(files['kustomization.yaml'] ?? '');
    expect(resources).toEqual(['apply.yaml']);
    for (const { template } of [job.spec, drift.spec.jobTemplate.spec]) {
      const [{ args, volumeMounts }] = template.spec.containers;
      expect(template.spec.serviceAccountName).toBe(account.metadata.name);
      expect(template.spec.volumes[0].configMap.name).toBe(configMapGenerator[0].name);
      expect(args.slice(0, 3)).toEqual(['apply', '-f', volumeMounts[0].mountPath]);
    }
  });

  it('differ in that one applies and the other compares', () => {
    const argsOf = ({ template }: typeof job.spec) => template.spec.containers[0].args.slice(3);
    expect(argsOf(job.spec)).toEqual(['--prune', '--sigv4', '--yes']);
    expect(argsOf(drift.spec.jobTemplate.spec)).toEqual(['--prune', '--sigv4', '--dry-run']);
  });

  it('need the right to the two routes that apply asks for, and to no other', () => {
    expect(JSON.parse(files['apply-policy.json'] ?? '').Statement).toEqual({
      Effect: 'Allow',
      Action: 'execute-api:Invoke',
      Resource: ['GET/iam/v1/caller', 'POST/iam/v1/definitions'].map(
        (route) => `arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/*/${route}`,
      ),
    });
  });
});

it('terraform.md gives the module what it takes, and all that it must have', () => {
  const given = [...(filesOf('terraform.md')['roles.tf'] ?? '').matchAll(/^ {2}(\w+) += /gm)].map(([, name]) => name);
  const variables = readFileSync('deploy/terraform/connector-role/variables.tf', 'utf8');
  const declared = variables.split(/^variable "(?=\w+")/m).slice(1);
  const required = declared.filter((text) => !text.includes('default ')).map((text) => text.split('"')[0]);
  const known = declared.map((text) => text.split('"')[0]);
  expect(known).toEqual(
    expect.arrayContaining(given.filter((name) => !['program', 'depends_on', 'source'].includes(name ?? ''))),
  );
  expect(given).toEqual(expect.arrayContaining(required));
});
