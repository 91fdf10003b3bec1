// Valid things, of which a test breaks one. Written by hand as literals: they don't come from the code under test.
import type { Account } from '../../shared/domain/account.ts';
import type { Call } from '../../shared/domain/call.ts';
import type { IamCaller, OidcCaller } from '../../shared/domain/caller.ts';
import type { Connector, FilledConnector } from '../../shared/domain/connector.ts';
import type { Issuer } from '../../shared/domain/issuer.ts';

type AssumedRoleConnector = Extract<Connector, { principalType: 'assumed-role' }>;

export const NOW = new Date('2026-11-21T12:00:00.000Z');

export function aCall(overrides: Partial<Call> = {}): Call {
  return {
    requestId: 'f0e1d2c3-0000-4000-8000-000000000001',
    signal: new AbortController().signal,
    now: () => NOW,
    ...overrides,
  };
}

/** An issuer as an operator writes it. */
export function aWrittenIssuer(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'ci',
    url: 'https://ci.example',
    kind: 'workload',
    audiences: ['https://portunus.example'],
    jwksUri: 'https://ci.example/jwks',
    ...overrides,
  };
}

/** The same as it is read, with the defaults filled in. */
export function anIssuer(overrides: Partial<Issuer> = {}): Issuer {
  return {
    id: 'ci',
    url: 'https://ci.example',
    kind: 'workload',
    enabled: true,
    audiences: ['https://portunus.example'],
    algorithms: ['RS256'],
    tokenTypes: ['JWT'],
    soleAudience: true,
    maxTokenAgeSeconds: 600,
    maxTokenLifeSeconds: 86_400,
    jwksUri: 'https://ci.example/jwks',
    audienceClaim: 'aud',
    ...overrides,
  };
}

export function anAccount(overrides: Partial<Account> = {}): Account {
  return {
    id: 'build',
    awsAccountId: '123456789012',
    partition: 'aws',
    credentials: { source: 'execution-role' },
    ...overrides,
  };
}

/** A connector as an operator writes it. */
export function aWrittenConnector(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    id: 'team-a-pull',
    account: 'build',
    principalType: 'assumed-role',
    roleArn: 'arn:aws:iam::123456789012:role/portunus/team-a',
    region: 'eu-west-1',
    systemScope: true,
    grants: [{ issuer: 'ci', claims: { repository_id: ['1296269'] } }],
    ...overrides,
  };
}

/** The same as it is read. */
export function aConnector(overrides: Partial<AssumedRoleConnector> = {}): AssumedRoleConnector {
  return {
    id: 'team-a-pull',
    account: 'build',
    principalType: 'assumed-role',
    roleArn: 'arn:aws:iam::123456789012:role/portunus/team-a',
    region: 'eu-west-1',
    loginLifetime: 'session',
    enabled: true,
    serves: ['ecr'],
    systemScope: true,
    grants: [{ issuer: 'ci', claims: [{ claim: ['repository_id'], anyOf: ['1296269'] }] }],
    ...overrides,
  };
}

/** A connector without claims in its texts, as issuing has it after those of the caller are filled in. */
export function filled(connector: Connector): FilledConnector {
  return connector as FilledConnector;
}

export function aWorkload(overrides: Partial<OidcCaller> = {}): OidcCaller {
  return {
    via: 'oidc',
    kind: 'workload',
    issuer: 'ci',
    subject: 'repo:acme/shop:ref:refs/heads/main',
    claims: { sub: 'repo:acme/shop:ref:refs/heads/main', repository_id: '1296269', ref: 'refs/heads/main' },
    groups: [],
    administrator: false,
    auditor: false,
    expiresAt: new Date('2026-11-21T13:00:00.000Z'),
    ...overrides,
  };
}

export function aPerson(overrides: Partial<OidcCaller> = {}): OidcCaller {
  return aWorkload({
    kind: 'user',
    issuer: 'corp',
    subject: 'ada',
    claims: { sub: 'ada' },
    groups: ['platform'],
    ...overrides,
  });
}

export function anIamCaller(overrides: Partial<IamCaller> = {}): IamCaller {
  return {
    via: 'iam',
    kind: 'workload',
    subject: 'arn:aws:iam::123456789012:role/build-agents',
    accountId: '123456789012',
    partition: 'aws',
    roleName: 'build-agents',
    uniqueId: 'AROACKCEVSQ6C2EXAMPLE',
    sessionName: 'build-42',
    claims: { sub: 'arn:aws:iam::123456789012:role/build-agents', role_name: 'build-agents' },
    administrator: false,
    ...overrides,
  };
}
