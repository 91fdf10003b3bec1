// Definitions as an operator writes them, and what the linter says of them.
import { readDefinitions } from '../../cli/files/definitions-file.ts';
import { lintDefinitions } from '../../shared/policy/lint/lint.ts';
import type { Finding, LintRule } from '../../shared/policy/lint/rules.ts';

export type Json = Readonly<Record<string, unknown>>;

/** The account that the pages of docs/ci take from getting-started.md. */
const ACCOUNTS = [
  { id: 'build', awsAccountId: '123456789012', partition: 'aws', credentials: { source: 'execution-role' } },
];

/** A deployment that has nothing yet, and may assume what it may by default. */
export const NOTHING_STORED = { issuers: [], accounts: [], connectorRoles: ['arn:*:iam::*:role/portunus/*'] };

export function findingsIn(written: object, beside: Partial<typeof NOTHING_STORED> = {}): readonly Finding[] {
  return lintDefinitions(
    readDefinitions({ accounts: ACCOUNTS, ...written }, (field) => field),
    { ...NOTHING_STORED, ...beside },
  );
}

export function rulesIn(written: object): readonly string[] {
  return findingsIn(written).map(({ rule }) => rule);
}

/** The findings of the rules that a test is about, so that a rule of another topic does not break it. */
export function findingsOf(
  rules: readonly LintRule[],
  written: object,
  beside: Partial<typeof NOTHING_STORED> = {},
): readonly Finding[] {
  return findingsIn(written, beside).filter(({ rule }) => rules.includes(rule));
}

export function issuerOf(url: string, more: Json = {}): Json {
  return {
    id: 'ci',
    url,
    kind: 'workload',
    audiences: ['https://portunus.example.com'],
    ...more,
  };
}

export function connectorOf(grants: readonly unknown[], more: Json = {}): Json {
  return {
    id: 'shop-images',
    account: 'build',
    principalType: 'assumed-role',
    roleArn: 'arn:aws:iam::123456789012:role/portunus/shop',
    systemScope: true,
    grants,
    ...more,
  };
}

/** The rules by what they are about. A test names its topic, so that a rule of another one is no matter of it. */
export const TOPICS = {
  who: [
    ...[
      'open-grant',
      'any-tenant',
      'whole-instance',
      'whole-organisation',
      'nobody-named',
      'no-id-named',
      'mutable-name',
    ],
    ...['reused-name', 'default-service-account'],
  ],
  code: [
    ...['any-branch', 'unprotected-ref', 'run-phase', 'pull-request', 'chosen-by-job', 'granted-by-actor'],
    ...['ssh-rerun', 'step-in-sub'],
  ],
  patterns: ['never-matches', 'partial-pattern', 'any-depth', 'pull-requests-only'],
} as const;

type Topic = keyof typeof TOPICS;

/** What is said of one grant to the issuer, of some topics. */
export function rulesOfGrant(
  issuer: Json,
  claims: unknown,
  connector: Json = {},
  topics: readonly Topic[] = ['who', 'code'],
): readonly string[] {
  const rules: readonly string[] = topics.flatMap((topic) => TOPICS[topic]);
  const connectors = [connectorOf([{ issuer: 'ci', claims }], connector)];
  return rulesIn({ issuers: [issuer], connectors }).filter((rule) => rules.includes(rule));
}

const CIRCLE_ORG = 'a74579f1-2e7d-451e-b009-5c082ad2729e';
const AZURE_ORG = '2f1e0d3c-4b5a-4697-8879-6a5b4c3d2e1f';
export const STS = 'https://sts.amazonaws.com/';

/** An issuer of each CI, as it should be. */
export const ISSUERS = {
  github: issuerOf('https://token.actions.githubusercontent.com', { require: { repository_owner_id: ['9919'] } }),
  githubServer: issuerOf('https://github.acme.example/_services/token'),
  githubTenant: issuerOf('https://token.actions.acme.ghe.com'),
  gitlab: issuerOf('https://gitlab.com', { require: { namespace_id: ['72'] } }),
  gitlabServer: issuerOf('https://git.acme.example', { ci: 'gitlab' }),
  forgejo: issuerOf('https://forge.acme.example/api/actions', { require: { repository_owner_id: ['31'] } }),
  bitbucket: issuerOf('https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc'),
  buildkite: issuerOf('https://agent.buildkite.com', {
    require: { organization_id: ['f892efa9-103e-4d28-97a1-3b8616a0994d'] },
  }),
  circleci: issuerOf(`https://oidc.circleci.com/org/${CIRCLE_ORG}`),
  azure: issuerOf(`https://vstoken.dev.azure.com/${AZURE_ORG}`),
  terraform: issuerOf('https://app.terraform.io', { require: { terraform_organization_id: ['org-GRNbCjYNpBB6NEBH'] } }),
  terraformServer: issuerOf('https://tfe.acme.example', { ci: 'terraform' }),
  jenkins: issuerOf('https://jenkins.acme.example/oidc', { ci: 'jenkins' }),
  cluster: issuerOf('https://oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE'),
  aws: issuerOf('https://1a2b3c4d-5e6f-4708-9a1b-2c3d4e5f6071.tokens.sts.global.api.aws'),
  google: issuerOf('https://accounts.google.com', { require: { sub: ['117345678901234567890'] } }),
  unknown: issuerOf('https://ci.acme.example'),
} as const;

export const PEOPLE = issuerOf('https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_IdExample', {
  kind: 'user',
  require: { token_use: ['id'] },
  groupsClaim: 'cognito:groups',
});
