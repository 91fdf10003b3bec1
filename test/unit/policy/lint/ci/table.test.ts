// How the linter tells which CI an issuer is, and what it takes each for.
import { describe, expect, it } from 'vitest';
import type { Ci } from '../../../../../shared/policy/lint/ci/ci.ts';
import { CIS } from '../../../../../shared/policy/lint/ci/table.ts';

type Likeness = readonly [like: readonly string[], unlike: readonly string[]];

function ofName(name: string): Ci {
  return CIS.find((ci) => ci.name === name) ?? expect.unreachable(name);
}

describe('the URL of', () => {
  const EKS = 'https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE';
  const URLS: Readonly<Record<string, Likeness>> = {
    GitHub: [
      [
        'https://token.actions.githubusercontent.com',
        'https://token.actions.githubusercontent.com/acme',
        'https://token.actions.acme.ghe.com',
        'https://git.acme.example/_services/token',
      ],
      [
        'https://token.actions.githubusercontent.com.evil',
        'https://token.actions.acme.ghe.com.evil',
        'https://token.actions.a/.ghe.com',
        'https://git.acme.example/_services/token/x',
        'https://x/_services/tokens',
        'x/https://token.actions.acme.ghe.com',
      ],
    ],
    GitLab: [['https://gitlab.com'], ['https://gitlab.com.evil', 'x/https://gitlab.com']],
    Bitbucket: [
      ['https://api.bitbucket.org/2.0/workspaces/acme/x'],
      ['https://api.bitbucket.org/3', 'x/https://api.bitbucket.org/2.0/workspaces/acme'],
    ],
    Buildkite: [['https://agent.buildkite.com'], ['https://agent.buildkite.com.evil', 'x/https://agent.buildkite.com']],
    CircleCI: [
      ['https://oidc.circleci.com/org/x'],
      ['https://oidc.circleci.com/x', 'x/https://oidc.circleci.com/org/x'],
    ],
    'Azure DevOps': [
      ['https://vstoken.dev.azure.com/x'],
      ['https://vstoken.dev.azure.com.evil/x', 'x/https://vstoken.dev.azure.com/x'],
    ],
    'HCP Terraform': [['https://app.terraform.io'], ['https://app.terraform.io.evil', 'x/https://app.terraform.io']],
    // A host may be called so and be something else.
    Jenkins: [[], ['https://jenkins.acme.example/oidc', 'https://jenkins-sign-in.acme.example/oidc']],
    Forgejo: [
      ['https://codeberg.org/api/actions', 'https://git.acme.example/forge/api/actions'],
      [
        'https://git.acme.example/api/actions/x',
        'https://git.acme.example/api/actionsx',
        'https:///api/actions',
        'x/https://codeberg.org/api/actions',
      ],
    ],
    Vercel: [
      ['https://oidc.vercel.com', 'https://oidc.vercel.com/acme'],
      ['https://oidc.vercel.com.evil', 'https://oidc.vercel.com/acme/x', 'x/https://oidc.vercel.com/acme'],
    ],
    Depot: [['https://identity.depot.dev'], ['https://identity.depot.dev.evil', 'x/https://identity.depot.dev']],
    Codefresh: [['https://oidc.codefresh.io'], ['https://oidc.codefresh.io.evil']],
    Modal: [['https://oidc.modal.com'], ['https://oidc.modal.com.evil']],
    Ona: [['https://app.gitpod.io'], ['https://app.gitpod.io.evil']],
    Scalr: [['https://scalr.io'], ['https://acme.scalr.io']],
    Kubernetes: [
      [EKS, 'https://container.googleapis.com/v1/projects/p', 'https://westeurope.oic.prod-aks.azure.com/x/y/'],
      [
        `x/${EKS}`,
        'https://oidc.eks./id/x',
        'https://container.googleapis.com/v2',
        'https://a/b.oic.prod-aks.azure.com/x',
      ],
    ],
    AWS: [
      ['https://1a2b.tokens.sts.global.api.aws', 'https://1a2b.tokens.sts.global.api.amazonwebservices.com.cn'],
      ['https://a/b.tokens.sts.global.api.aws', 'x/https://1a2b.tokens.sts.global.api.aws'],
    ],
    Google: [['https://accounts.google.com'], ['https://accounts.google.com.evil', 'x/https://accounts.google.com']],
  };

  it.each(Object.entries(URLS))('%s', (name, [is, isNot]) => {
    const isOne = (text: string) => CIS.some((ci) => ci.name === name && ci.url.test(text));
    expect(is.filter((text) => !isOne(text))).toEqual([]);
    expect(isNot.filter(isOne)).toEqual([]);
  });

  it('every CI is in URLS: what its URL is, and what only looks so', () => {
    expect(CIS.map(({ name }) => name).filter((name) => URLS[name] === undefined)).toEqual([]);
  });
});

describe('what only', () => {
  const GITLAB = [
    'project_id',
    'project_path',
    'namespace_id',
    'namespace_path',
    'pipeline_source',
    'ref_protected',
    'environment_protected',
    'ci_config_ref_uri',
    'job_project_id',
  ];
  const isOf = (name: string, claim: string | readonly string[], ...anyOf: readonly string[]) =>
    ofName(name).isCiByClaims?.({ claim: typeof claim === 'string' ? [claim] : claim, anyOf });

  it.each(GITLAB)('GitLab has: %s', (claim) => {
    expect(isOf('GitLab', claim, 'x')).toBe(true);
  });

  it.each([
    ['GitLab', 'project_path:acme/shop', 'x:project_path:acme'],
    ['Jenkins', 'https://ci.acme.example/job/shop/', 'x https://ci.acme.example/job/shop/'],
    ['Kubernetes', 'system:serviceaccount:a:b', 'x:system:serviceaccount:a:b'],
  ])('%s has in its sub', (name, text, other) => {
    expect(isOf(name, 'sub', 'x', text)).toBe(true);
    expect(isOf(name, 'team', text)).toBe(false);
    expect(isOf(name, 'sub', other)).toBe(false);
  });

  it('others have', () => {
    expect(isOf('HCP Terraform', 'terraform_run_id', 'x')).toBe(true);
    expect(isOf('HCP Terraform', 'my_terraform_run_id', 'x')).toBe(false);
    expect(isOf('Kubernetes', ['kubernetes.io', 'namespace'], 'x')).toBe(true);
    expect(isOf('AWS', ['https://sts.amazonaws.com/', 'aws_account'], 'x')).toBe(true);
    expect(isOf('AWS', 'aws_account', 'x')).toBe(false);
  });

  it('jobs get tokens of', () => {
    expect(CIS.filter(({ jobsOnly }) => !jobsOnly).map(({ name }) => name)).toEqual(['GitLab', 'Google']);
  });

  it('one owner has', () => {
    const ofTenancy = (tenancy: string) => CIS.filter((ci) => ci.tenancy === tenancy).map(({ name }) => name);
    const builders = ['GitHub', 'Forgejo', 'GitLab', 'Buildkite', 'HCP Terraform', 'Google'];
    expect(ofTenancy('claims')).toEqual([...builders, 'Vercel', 'Depot', 'Codefresh', 'Modal', 'Ona', 'Scalr']);
    expect(ofTenancy('name')).toEqual(['Bitbucket']);
  });
});
