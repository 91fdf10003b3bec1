// The ports of issuing in memory: one connector and its account, and an AWS that gives what it is asked for. What a use
// case did can be read from it, step by step, and each step can fail.
import type { AuditRecord } from '../../shared/domain/audit-record.ts';
import type { AboutItem } from '../../shared/domain/call.ts';
import type { AwsSession, PackageLogin, RegistryLogin } from '../../shared/domain/credential.ts';
import type { PortunusError } from '../../shared/domain/errors.ts';
import type { IssueAction, IssueRequest } from '../../shared/domain/issue-request.ts';
import { Secret } from '../../shared/domain/secret.ts';
import { createDescribeRefusal } from '../../shared/vending/issuing/describe-refusal.ts';
import type { LoginPorts } from '../../shared/vending/issuing/fetch-logins.ts';
import type { PackageLoginPorts } from '../../shared/vending/issuing/fetch-package-login.ts';
import type { SessionPorts } from '../../shared/vending/issuing/fetch-session.ts';
import type { IssuePorts } from '../../shared/vending/issuing/issue.ts';
import type { FoundConnector } from '../../shared/vending/issuing/ports.ts';
import { aConnector, anAccount, NOW } from './builders.ts';

const HOUR_MS = 3_600_000;
export const IN_AN_HOUR = new Date(NOW.getTime() + HOUR_MS);
export const IN_TWELVE_HOURS = new Date(NOW.getTime() + 12 * HOUR_MS);

export function anAwsSession(overrides: Partial<AwsSession> = {}): AwsSession {
  return {
    accessKeyId: 'ASIAIOSFODNN7EXAMPLE',
    secretAccessKey: new Secret('secret-key'),
    sessionToken: new Secret('session-token'),
    arn: 'arn:aws:sts::123456789012:assumed-role/team-a/ci',
    expiresAt: IN_AN_HOUR,
    ...overrides,
  };
}

export function aRegistryLogin(overrides: Partial<RegistryLogin> = {}): RegistryLogin {
  return {
    registryId: '123456789012',
    region: 'eu-west-1',
    username: 'AWS',
    password: new Secret('password'),
    authorizationToken: new Secret('QVdTOnBhc3N3b3Jk'),
    proxyEndpoint: 'https://123456789012.dkr.ecr.eu-west-1.amazonaws.com',
    expiresAt: IN_TWELVE_HOURS,
    ...overrides,
  };
}

/** A login to CodeArtifact that ends with its session. */
export function aPackageLogin(overrides: Partial<PackageLogin> = {}): PackageLogin {
  return {
    domain: 'shop',
    domainOwner: '123456789012',
    region: 'eu-west-1',
    authorizationToken: new Secret('eyJ2ZXIiOjEsImlzdSI6MTcwMDAwMDAwMH0.signature'),
    expiresAt: IN_AN_HOUR,
    endpoints: {},
    ...overrides,
  };
}

export function anIssueRequest<A extends IssueAction>(
  action: A,
  parameters: Partial<IssueRequest['parameters']> = {},
  proof: IssueRequest['proof'] = {},
): IssueRequest<A> {
  return { action, parameters: { connectorId: 'team-a-pull', format: 'json', ...parameters }, proof };
}

/** What is read of a connector: by default, nothing is stopped. */
export function found(connector: FoundConnector['connector'], stops: FoundConnector['stops'] = []): FoundConnector {
  return { connector, stops };
}

export interface Issuing {
  readonly ports: IssuePorts;
  readonly aws: LoginPorts & PackageLoginPorts & SessionPorts;
  /** What was asked of the ports, in its order: `findConnector`, `startSession assumed-role`, `audit issued`. */
  readonly steps: string[];
  readonly audit: AuditRecord[];
  readonly faults: { readonly fault: PortunusError; readonly about: AboutItem | undefined }[];
  /** What is to happen before a step is carried out; a throw takes its place. */
  before: (step: string) => void;
}

interface Overrides {
  readonly ports?: Partial<IssuePorts>;
  readonly aws?: Partial<LoginPorts & PackageLoginPorts & SessionPorts>;
}

export function anIssuing({ ports = {}, aws = {} }: Overrides = {}): Issuing {
  const world: Issuing = {
    ...({ ports: undefined, aws: undefined } as unknown as Pick<Issuing, 'ports' | 'aws'>),
    ...{ steps: [], audit: [], faults: [] },
    before: () => {},
  };
  const step = async <T>(name: string, work: () => T): Promise<T> => {
    world.steps.push(name);
    world.before(name);
    return work();
  };
  return Object.assign(world, {
    ports: {
      findConnector: (id) =>
        step('findConnector', () => found(id === 'team-a-pull' ? { version: 3, value: aConnector() } : undefined)),
      consumeToken: () => step('consumeToken', () => true),
      countRequests: () => step('countRequests', () => []),
      getAccount: () => step('getAccount', () => ({ version: 5, value: anAccount() })),
      recordAudit: (record) =>
        step(`audit ${record.outcome}`, () => {
          world.audit.push(record);
        }),
      describeRefusal: createDescribeRefusal({ adminsMayIssue: true }),
      reportFault: (fault, _call, about) => void world.faults.push({ fault, about }),
      deployment: { region: 'eu-west-1', partition: 'aws', allowProvided: false, adminsMayIssue: true, stage: 'dev' },
      ...ports,
    } satisfies IssuePorts,
    aws: {
      startSession: (request) => step(`startSession ${request.type}`, () => anAwsSession()),
      getRegistryLogins: ({ registryIds, region }) =>
        step('getRegistryLogins', () => registryIds.map((registryId) => aRegistryLogin({ registryId, region }))),
      getPublicLogin: () => step('getPublicLogin', () => aRegistryLogin({ region: 'us-east-1' })),
      getPackageLogin: ({ region, domain, domainOwner, repository }) =>
        step('getPackageLogin', () =>
          aPackageLogin({ region, domain, domainOwner, ...(repository !== undefined && { repository }) }),
        ),
      getCallerIdentity: ({ arn }) =>
        step('getCallerIdentity', () => ({ accountId: '123456789012', arn, userId: 'AROACKCEVSQ6C2EXAMPLE:ci' })),
      getConsoleUrl: () => step('getConsoleUrl', () => new Secret('https://signin.example/?SigninToken=x')),
      random: () => 0,
      ...aws,
    } satisfies LoginPorts & PackageLoginPorts & SessionPorts,
  });
}
