// One of everything that is stored or sent, for a release to write and for the next one to read.
import type { AuditRecord } from '../../shared/domain/audit-record.ts';
import { type Caller, type IamCaller, jobCaller } from '../../shared/domain/caller.ts';
import type { ChangeRecord } from '../../shared/domain/change-record.ts';
import type { DefinitionKind } from '../../shared/domain/definition.ts';
import type { RefreshResult, RefreshState } from '../../shared/domain/refresh-state.ts';

const ROLE = 'arn:aws:iam::123456789012:role/portunus/team-a';
/**
 * Names of secrets and parameters had no stage before 0.1.0. A stage that is called as the folder was has names that both
 * forms accept.
 */
const SECRET = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/logins/logins/team-a-AbCdEf';
const GRANTS = [
  { issuer: 'ci', claims: { repository_id: ['1296269'], ref: ['refs/heads/main', 'refs/heads/release/*'] } },
  { issuer: 'ci', claims: [{ claim: ['kubernetes.io', 'namespace'], anyOf: ['team-**'] }] },
  { issuer: 'corp', groups: ['platform'] },
  { iamRole: 'arn:aws:iam::123456789012:role/build-agents', uniqueId: 'AROACKCEVSQ6C2EXAMPLE' },
  { refreshJob: 'nightly' },
];
const AT_RISK = { account: 'build', grants: GRANTS, systemScope: true, acknowledgeRisk: true };

interface Sample {
  readonly kind: DefinitionKind;
  readonly definition: Readonly<Record<string, unknown>> & { readonly id: string };
}

export const DEFINITIONS: readonly Sample[] = [
  {
    kind: 'issuer',
    definition: {
      id: 'ci',
      url: 'https://ci.example',
      kind: 'workload',
      ci: 'github',
      audiences: ['https://portunus.example'],
      require: { repository_owner_id: ['9919'] },
      algorithms: ['RS256', 'ES256'],
      tokenTypes: ['JWT', 'at+jwt'],
      soleAudience: false,
      maxTokenAgeSeconds: 300,
      maxTokenLifeSeconds: 3_600,
      jwksUri: 'https://ci.example/jwks',
      acknowledgeRisk: true,
    },
  },
  {
    kind: 'issuer',
    definition: {
      id: 'corp',
      url: 'https://id.corp.example/pool',
      kind: 'user',
      audiences: ['portunus', 'portunus-console'],
      audienceClaim: 'client_id',
      require: [{ claim: 'token_use', anyOf: ['id'] }],
      groupsClaim: 'cognito:groups',
      adminGroups: ['portunus-admins'],
      auditGroups: ['security'],
      cliClientId: 'portunus',
      consoleClientId: 'portunus-console',
      clientSecretArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/sign-in/corp-AbCdEf',
      scopes: ['openid', 'groups'],
    },
  },
  {
    kind: 'issuer',
    definition: { id: 'off', url: 'https://off.example', kind: 'workload', enabled: false, audiences: ['x'] },
  },
  {
    kind: 'issuer',
    definition: {
      ...{ id: 'inline', url: 'https://inline.example', kind: 'workload', audiences: ['x'] },
      jwks: { keys: [{ kty: 'OKP', crv: 'Ed25519', kid: 'a', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' }] },
    },
  },
  {
    kind: 'issuer',
    definition: {
      ...{ id: 'own-ca', url: 'https://own-ca.example', kind: 'workload', audiences: ['x'] },
      caCertificates: '-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n',
    },
  },
  {
    kind: 'account',
    definition: {
      id: 'build',
      awsAccountId: '123456789012',
      partition: 'aws',
      credentials: { source: 'execution-role' },
    },
  },
  {
    kind: 'account',
    definition: {
      id: 'old',
      awsAccountId: '012345678901',
      partition: 'aws',
      credentials: {
        source: 'iam-user',
        secretArn: 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:portunus/keys/keys/old-AbCdEf',
      },
    },
  },
  {
    kind: 'connector',
    definition: {
      id: 'team-a-push',
      name: 'Team A, push',
      description: 'What team A builds.',
      account: 'build',
      principalType: 'assumed-role',
      roleArn: ROLE,
      roleArns: ['arn:aws:iam::123456789012:role/portunus/second'],
      externalId: 'portunus-0123456789',
      serves: ['ecr', 'ecr-public', 'session', 'console'],
      region: 'eu-west-1',
      regions: ['eu-west-1', 'us-east-1'],
      registries: ['123456789012'],
      systemScope: true,
      maxDurationSeconds: 3_600,
      loginLifetime: 'session',
      access: 'push',
      pullThroughCache: true,
      repositories: ['team-a/*'],
      conditions: { sourceVpce: ['vpce-0a1b2c3d'] },
      session: { name: 'gh-{repository_id}', sourceIdentity: '{repository_id}', tags: { ref: '{ref}' } },
      grants: GRANTS,
    },
  },
  {
    kind: 'connector',
    definition: {
      ...{ id: 'team-a-user', principalType: 'federated-user', serves: ['session'], grants: GRANTS, account: 'old' },
      policyArns: ['arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly'],
      policy: {
        Version: '2012-10-17',
        Statement: { Sid: 'Pull', Effect: 'Allow', Action: ['ecr:Get*'], Resource: '*' },
      },
      withinTokenLife: true,
      rateLimit: { requests: 20, perSeconds: 60 },
      oneTimeTokens: true,
    },
  },
  {
    kind: 'connector',
    definition: {
      ...{ id: 'team-a-packages', account: 'build', principalType: 'assumed-role', roleArn: ROLE },
      ...{ externalId: 'portunus-0123456789', serves: ['codeartifact'], systemScope: true, grants: GRANTS },
      codeartifact: { domains: ['shop', '210987654321/shared'], repositories: ['releases', 'team-a-*'] },
    },
  },
  {
    kind: 'connector',
    definition: { id: 'team-a-all', principalType: 'federated-user', account: 'old', grants: GRANTS, omitPolicy: true },
  },
  { kind: 'connector', definition: { id: 'team-a-mfa', principalType: 'session-token', ...AT_RISK, account: 'old' } },
  { kind: 'connector', definition: { id: 'team-a-web', principalType: 'web-identity', roleArn: ROLE, ...AT_RISK } },
  {
    kind: 'connector',
    definition: {
      ...{ id: 'team-a-saml', principalType: 'saml', roleArn: ROLE, ...AT_RISK, enabled: false },
      samlProviderArn: 'arn:aws:iam::123456789012:saml-provider/corp',
    },
  },
  { kind: 'connector', definition: { id: 'own', account: 'build', principalType: 'provided', grants: GRANTS } },
  {
    kind: 'refresh-job',
    definition: {
      id: 'nightly',
      name: 'Nightly',
      connector: 'team-a-push',
      destination: { type: 'secretsmanager', arn: SECRET },
      format: 'docker-config',
      hosts: 'all',
      region: 'eu-west-1',
      durationSeconds: 3_600,
      roleArn: 'arn:aws:iam::123456789012:role/portunus/second',
      acknowledgeRisk: true,
      access: 'pull',
      repositories: ['team-a/api'],
      intervalSeconds: 3_600,
    },
  },
  {
    kind: 'refresh-job',
    definition: {
      ...{ id: 'packages', connector: 'team-a-packages', service: 'codeartifact', format: 'json' },
      destination: { type: 'secretsmanager', arn: SECRET },
      ...{ region: 'eu-west-1', domain: 'shop', domainOwner: '123456789012', repository: 'releases' },
    },
  },
  {
    kind: 'refresh-job',
    definition: {
      id: 'parameter',
      enabled: false,
      connector: 'team-a-push',
      destination: {
        type: 'ssm',
        arn: 'arn:aws:ssm:eu-west-1:123456789012:parameter/portunus/logins/logins/team-a',
        tier: 'advanced',
        create: { tags: { team: 'a' } },
      },
      format: 'dotenv',
      namespace: 'custom.registry',
      registryIds: ['123456789012'],
    },
  },
];

const CLAIMS = { sub: 'repo:acme/shop', repository_id: '1296269', ref: 'refs/heads/release/1' };
const expiresAt = new Date('2026-11-21T13:00:00.000Z');
const nothing = { groups: [], administrator: false, auditor: false } as const;
const oidc = { via: 'oidc', kind: 'workload', issuer: 'ci', ...nothing, expiresAt } as const;
const person = { ...oidc, kind: 'user', issuer: 'corp', subject: 'ada', claims: { sub: 'ada' } } as const;
const role = 'arn:aws:iam::123456789012:role/build-agents';
const uniqueId = 'AROACKCEVSQ6C2EXAMPLE';
const iam: IamCaller = {
  via: 'iam',
  kind: 'workload',
  subject: role,
  accountId: '123456789012',
  partition: 'aws',
  roleName: 'build-agents',
  uniqueId,
  sessionName: 'build-42',
  claims: { sub: role },
  administrator: false,
};

/** Those whom the grants let in, and for each of them one who is almost the same. */
export const CALLERS: readonly Caller[] = [
  { ...oidc, subject: CLAIMS.sub, claims: CLAIMS },
  { ...oidc, subject: CLAIMS.sub, claims: { ...CLAIMS, ref: 'refs/heads/other' } },
  { ...oidc, subject: CLAIMS.sub, claims: CLAIMS, issuer: 'off' },
  { ...oidc, subject: 'pod', claims: { sub: 'pod', 'kubernetes.io': { namespace: 'team-a' } } },
  { ...person, groups: ['platform'] },
  { ...person, groups: ['other'] },
  { ...person, administrator: true },
  iam,
  { ...iam, uniqueId: 'AROACKCEVSQ6C2ANOTHER' },
  jobCaller('nightly', 'corp:ada'),
  jobCaller('parameter', 'corp:ada'),
];

const at = new Date('2026-11-21T12:00:00.000Z');
const endsAt = new Date('2026-11-21T13:00:00.000Z');
const dueAt = new Date('2026-11-21T12:30:00.000Z');
const delivered = { at, destination: SECRET, valueSha256: 'a'.repeat(64), endsAt };

export const STATES: readonly RefreshState[] = [
  {
    ...{ job: 'nightly', revision: 7, window: dueAt.toISOString(), dueAt, failures: 2, stored: delivered },
    intent: { ...delivered, window: dueAt.toISOString(), dueAt },
    lastError: { at, code: 'sts_unavailable', reason: 'ThrottlingException' },
  },
  { job: 'parameter', revision: 1, window: at.toISOString(), failures: 0 },
];

export const RESULT: RefreshResult = {
  ...{ job: 'nightly', requestId: 'f0e1d2c3-0000-4000-8000-000000000001', at, outcome: 'failed', endsAt },
  ...{ nextDue: dueAt, error: { code: 'sts_unavailable', reason: 'ThrottlingException' } },
};

export const MESSAGE = { job: 'nightly', window: dueAt.toISOString() };

export const AUDIT: AuditRecord = {
  requestId: 'f0e1d2c3-0000-4000-8000-000000000001',
  time: at,
  action: 'ecr-login',
  caller: { issuer: 'ci', subject: CLAIMS.sub, kind: 'workload' },
  asked: { connectorId: 'team-a-push', format: 'json' },
  connectorVersion: 3,
  allowedBy: 'grants[0]',
  outcome: 'issued',
  issued: { source: 'fresh', expiresAt: endsAt, tokenSha256: ['b'.repeat(64)] },
};

export const CHANGE: ChangeRecord = {
  ...{ requestId: 'f0e1d2c3-0000-4000-8000-000000000002', time: at, author: { issuer: 'corp', subject: 'ada' } },
  ...{ action: 'change', kind: 'connector', id: 'team-a-push', version: 3, replaces: 2, fields: ['grants'] },
  outcome: 'begun',
};
