// The files that the recipes have people write, by the CI's own schema where there is one to be had from npm.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type * as workflowParser from '@actions/workflow-parser';
import type * as actionParser from '@actions/workflow-parser/actions/index';
import { build } from 'esbuild';
import { CronJob } from 'kubernetes-models/batch/v1';
import { ClusterRole, ClusterRoleBinding, Role, RoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1';
import { ServiceAccount } from 'kubernetes-models/v1';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { documentsOf, PORTUNUS, runProgram, SNIPPETS, snippetOf, snippetsNamed } from '../../support/recipes.ts';

function only(file: string): string {
  const [snippet, ...more] = snippetsNamed(file);
  if (snippet === undefined || more.length > 0) throw new Error(`${file} stands ${more.length + 1} times`);
  return snippet.text;
}

it('knows every file of the recipes', () => {
  expect(new Set(SNIPPETS.map(({ file }) => file))).toEqual(
    new Set([
      '',
      'portunus.yml',
      '.github/workflows/images.yml',
      '.gitlab-ci.yml',
      'bitbucket-pipelines.yml',
      '.buildkite/hooks/pre-command',
      '.buildkite/hooks/pre-exit',
      '.buildkite/pipeline.yml',
      '.circleci/config.yml',
      'azure-pipelines.yml',
      'Jenkinsfile',
      'bamboo-specs/bamboo.yml',
      'pull-secret.yaml',
      'credential-providers.yaml',
      'audience.yaml',
      'terraform-pre-apply',
      'login.sh',
      'main.tf',
      '~/.aws/config',
    ]),
  );
});

type GitHubParser = typeof workflowParser & typeof actionParser;

/** The package imports its schemas in a way that bundlers know and Node.js does not. */
async function loadGitHubParser(): Promise<GitHubParser> {
  const contents = `
    export { NoOperationTraceWriter, parseWorkflow } from '@actions/workflow-parser';
    export { parseAction } from '@actions/workflow-parser/actions/index';`;
  const stdin = { contents, resolveDir: '.' };
  const folder = mkdtempSync(join(tmpdir(), 'recipes-'));
  const outfile = join(folder, 'parser.cjs');
  await build({ stdin, outfile, bundle: true, format: 'cjs', platform: 'node' });
  const loaded = createRequire(import.meta.url)(outfile);
  rmSync(folder, { recursive: true });
  return loaded;
}

describe('GitHub', async () => {
  const { parseAction, parseWorkflow, NoOperationTraceWriter } = await loadGitHubParser();
  const faultsOf = (kind: typeof parseAction, content: string) =>
    kind({ name: 'file.yml', content }, new NoOperationTraceWriter())
      .context.errors.getErrors()
      .map(({ message }) => message);
  const workflow = only('.github/workflows/images.yml');
  const action = readFileSync('clients/github-action/action.yml', 'utf8');

  it("takes the workflow, and the action's file", () => {
    expect(faultsOf(parseWorkflow, workflow)).toEqual([]);
    expect(faultsOf(parseAction, action)).toEqual([]);
  });

  it.each([
    ['build-images.md', '.github/workflows/ecr-login.yml'],
    ['build-images.md', '.github/workflows/test.yml'],
    ['recipes/gitops.md', '.github/workflows/definitions.yml'],
  ])('takes that of %s: %s', (page, file) => {
    const { text } = snippetOf(page, file);
    expect(faultsOf(parseWorkflow, text)).toEqual([]);
    expect(
      faultsOf(
        parseWorkflow,
        text.replace('credentials:', 'credential:').replace('schedule:', 'sched:').replace('needs:', 'need:'),
      ),
    ).not.toEqual([]);
    for (const job of Object.values<{ steps: readonly { run?: string }[] }>(parse(text).jobs)) {
      for (const { run = '' } of job.steps) expect(run).not.toContain('${{');
    }
  });

  it('would not take a misspelt one', () => {
    expect(faultsOf(parseWorkflow, workflow.replace('runs-on:', 'run-on:'))).not.toEqual([]);
    expect(faultsOf(parseAction, action.replace('shell: bash', 'shell-: bash'))).not.toEqual([]);
  });

  it('gives the job the permission, and the action inputs that it has', () => {
    const { permissions, jobs } = parse(workflow);
    expect(permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    const { inputs, outputs } = parse(action);
    const login = jobs.images.steps.find(({ id }: { id?: string }) => id === 'login');
    expect(Object.keys(inputs)).toEqual(expect.arrayContaining(Object.keys(login.with)));
    for (const [, output = ''] of workflow.matchAll(/steps\.login\.outputs\.([\w-]+)/g)) {
      expect(Object.keys(outputs)).toContain(output);
    }
  });

  it('puts nothing of an expression into a script', () => {
    for (const step of parse(action).runs.steps) expect(step.run).not.toContain('${{');
    for (const step of parse(workflow).jobs.images.steps) expect(step.run ?? '').not.toContain('${{');
  });
});

describe('GitLab', () => {
  let folder = '';
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'recipes-'));
    await runProgram(['git', 'init', '-q'], { cwd: folder });
    await runProgram(['git', 'remote', 'add', 'origin', 'https://gitlab.example/acme/shop.git'], { cwd: folder });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const check = async (text: string) => {
    writeFileSync(join(folder, '.gitlab-ci.yml'), text);
    const program = fileURLToPath(import.meta.resolve('gitlab-ci-local'));
    return runProgram([process.execPath, program, '--list-json'], { cwd: folder, env: { HOME: folder } });
  };

  it.each(snippetsNamed('.gitlab-ci.yml'))('takes $text', async ({ text }) => {
    const { code, stdout } = await check(text);
    expect(JSON.parse(stdout).map(({ name }: { name: string }) => name)).toEqual(Object.keys(parse(text)));
    expect(code).toBe(0);
  });

  it('would not take a misspelt one', async () => {
    const [snippet] = snippetsNamed('.gitlab-ci.yml');
    const { code, stdout, stderr } = await check((snippet?.text ?? '').replace('aud:', 'audience:'));
    expect(stdout + stderr).toContain("must have required property 'aud'");
    expect(code).not.toBe(0);
  });

  it('asks for the audience of Portunus', () => {
    for (const { text } of snippetsNamed('.gitlab-ci.yml')) {
      for (const job of Object.values<{ id_tokens: unknown }>(parse(text))) {
        expect(job.id_tokens).toEqual({ PORTUNUS_TOKEN: { aud: PORTUNUS } });
      }
    }
  });
});

describe('Kubernetes', () => {
  const MODELS = { CronJob, ClusterRole, ClusterRoleBinding, Role, RoleBinding, ServiceAccount };
  type Kind = keyof typeof MODELS;
  const validate = (document: unknown) => {
    const { apiVersion, kind } = document as { readonly apiVersion: string; readonly kind: Kind };
    const model = new MODELS[kind](document as never);
    expect({ apiVersion: model.apiVersion, kind: model.kind }).toEqual({ apiVersion, kind });
    model.validate();
  };
  const pullSecret = documentsOf(only('pull-secret.yaml'));

  it('takes the objects', () => {
    for (const document of [...pullSecret, ...documentsOf(only('audience.yaml'))]) validate(document);
  });

  it('would not take misspelt ones', () => {
    for (const [kind, from, to] of [
      ['CronJob', '"schedule"', '"schedul"'],
      ['Role', '"verbs"', '"verb"'],
      ['CronJob', '"expirationSeconds":3600', '"expirationSeconds":"1h"'],
    ] as const) {
      const document = pullSecret.find((one) => (one as { kind: string }).kind === kind);
      expect(() => validate(JSON.parse(JSON.stringify(document).replace(from, to)))).toThrow();
    }
  });

  it('lets the job write that one secret only, with a token for Portunus', () => {
    const [, role, binding, cronJob] = pullSecret as [unknown, Role, RoleBinding, CronJob];
    expect(role.rules).toEqual([
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: ['portunus-shop-images-login'],
        verbs: ['get', 'patch'],
      },
    ]);
    expect(binding.roleRef.name).toBe(role.metadata?.name);
    // The API's schema says nothing of fields that it does not know, so they stand here one by one.
    expect(cronJob.spec).toEqual({
      schedule: '*/20 * * * *',
      concurrencyPolicy: 'Replace',
      jobTemplate: { spec: { activeDeadlineSeconds: 300, template: { spec: expect.any(Object) } } },
    });
    expect(cronJob.spec?.jobTemplate.spec?.template.spec).toEqual({
      serviceAccountName: binding.subjects?.[0]?.name,
      restartPolicy: 'OnFailure',
      containers: [
        {
          name: 'login',
          image: expect.any(String),
          command: ['sh', '-euc'],
          args: [expect.stringContaining('$(cat /var/run/portunus/token)')],
          volumeMounts: [{ name: 'portunus', mountPath: '/var/run/portunus', readOnly: true }],
        },
      ],
      volumes: [
        {
          name: 'portunus',
          projected: {
            sources: [{ serviceAccountToken: { audience: PORTUNUS, expirationSeconds: 3600, path: 'token' } }],
          },
        },
      ],
    });
  });

  // No schema of kubelet's own files is published with the API's; fields as in kubelet-config.v1.
  it("has a kubelet's configuration of known fields", () => {
    const { providers, ...config } = parse(only('credential-providers.yaml'));
    expect(config).toEqual({ apiVersion: 'kubelet.config.k8s.io/v1', kind: 'CredentialProviderConfig' });
    expect(providers).toEqual([
      {
        name: 'portunus-kubelet',
        apiVersion: 'credentialprovider.kubelet.k8s.io/v1',
        matchImages: ['123456789012.dkr.ecr.eu-west-1.amazonaws.com'],
        defaultCacheDuration: '10m',
        tokenAttributes: { serviceAccountTokenAudience: PORTUNUS, cacheType: 'Token', requireServiceAccount: true },
        env: [
          { name: 'PORTUNUS_URL', value: PORTUNUS },
          { name: 'PORTUNUS_CONNECTOR', value: 'shop-images' },
        ],
      },
    ]);
    const [rule] = (documentsOf(only('audience.yaml'))[0] as ClusterRole).rules ?? [];
    expect(rule).toMatchObject({ resources: [PORTUNUS], verbs: ['request-serviceaccounts-token-audience'] });
  });
});

// No package on npm carries these schemas; they were held against the published ones by hand.
describe('the files of other CIs', () => {
  const text = expect.any(String);

  it('Bitbucket', () => {
    const { image, pipelines } = parse(only('bitbucket-pipelines.yml'));
    expect(image).toEqual(text);
    const [{ step }] = pipelines.branches.main;
    expect(step).toEqual({
      oidc: { audiences: [PORTUNUS] },
      services: ['docker'],
      script: [text, text, text],
    });
  });

  it('Buildkite', () => {
    const [step] = parse(only('.buildkite/pipeline.yml')).steps;
    expect(step).toEqual({ label: 'images', key: 'build', command: [text, text] });
    // The agent would replace variables when the pipeline is uploaded.
    expect(only('.buildkite/pipeline.yml')).not.toContain('$');
  });

  it('CircleCI', () => {
    const config = only('.circleci/config.yml');
    const { version, jobs, workflows } = parse(config);
    expect({ version, workflows }).toEqual({ version: 2.1, workflows: { images: { jobs: Object.keys(jobs) } } });
    const [checkout, remoteDocker, login, ...more] = jobs.images.steps;
    expect([checkout, remoteDocker]).toEqual(['checkout', 'setup_remote_docker']);
    expect(login).toEqual({ run: { name: text, command: text } });
    expect(more).toEqual([{ run: text }, { run: text }]);
    // Both begin an expression of CircleCI's own.
    expect(config).not.toMatch(/<<|\(\(/);
  });

  it('Azure Pipelines', () => {
    const { trigger, pool, steps } = parse(only('azure-pipelines.yml'));
    expect({ trigger, pool }).toEqual({ trigger: ['main'], pool: { vmImage: 'ubuntu-latest' } });
    expect(steps).toEqual([
      { bash: text, displayName: text, env: { SYSTEM_ACCESSTOKEN: '$(System.AccessToken)' } },
      { bash: text },
    ]);
    // A macro with the name of a variable would be replaced before the shell sees it.
    for (const { bash } of steps) expect(bash).not.toMatch(/\$\([A-Za-z_][\w.]*\)/);
  });

  it('Bamboo', () => {
    const { version, plan, stages, Images } = parse(only('bamboo-specs/bamboo.yml'));
    expect({ version, plan, stages }).toEqual({
      version: 2,
      plan: { 'project-key': 'SHOP', key: 'IMAGES', name: text },
      stages: [{ Images: { jobs: ['Images'] } }],
    });
    expect(Images).toEqual({
      tasks: [
        { script: { interpreter: 'SHELL', scripts: [text] } },
        { 'inject-variables': { file: 'portunus.properties', scope: 'LOCAL', namespace: 'custom' } },
        { script: { interpreter: 'SHELL', scripts: [text] } },
      ],
      'final-tasks': [{ script: [text, text] }],
    });
  });

  it('AWS', () => {
    const lines = only('~/.aws/config').trim().split('\n');
    expect(lines).toEqual([
      '[profile shop]',
      'region = eu-west-1',
      expect.stringMatching(/^credential_process = \/\S+\/portunus-credential-process shop-releases$/),
    ]);
  });

  it('Jenkins and Terraform: every bracket is closed', () => {
    for (const { text: code } of [...snippetsNamed('Jenkinsfile'), ...snippetsNamed('main.tf')]) {
      for (const [open, close] of ['{}', '[]', '()'] as const) {
        expect(code.split(open as string).length).toBe(code.split(close as string).length);
      }
    }
  });
});
