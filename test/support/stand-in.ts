// The stand-in for AWS as a test speaks to it: through the real SDK, at a fixed time.
import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  type Credentials,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  type GetFederationTokenCommandInput,
  GetSessionTokenCommand,
  type GetSessionTokenCommandInput,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterAll, afterEach, beforeAll, beforeEach, vi } from 'vitest';
import type { Principal, Role } from '../../local/stand-in/core/state.ts';
import { type StandIn, startStandIn } from '../../local/stand-in/server.ts';

process.env.AWS_EC2_METADATA_DISABLED = 'true';

export const NOW = new Date('2026-11-21T12:00:00.250Z');
export const PULLER = 'arn:aws:iam::444455556666:role/ci/puller';
export const LAMBDA: Principal = {
  arn: 'arn:aws:sts::111122223333:assumed-role/portunus-issue/portunus',
  accessKeyId: 'ASIALAMBDALAMBDALAMB',
  secretAccessKey: 'lambda-secret',
  sessionToken: 'lambda-token',
  kind: 'role-session',
};
export const USER: Principal = {
  arn: 'arn:aws:iam::111122223333:user/ci/deployer',
  accessKeyId: 'AKIAUSERUSERUSERUSER',
  secretAccessKey: 'user-secret',
  kind: 'iam-user',
};
export const CHINESE: Principal = {
  arn: 'arn:aws-cn:sts::777788889999:assumed-role/puller/portunus',
  accessKeyId: 'ASIACHINACHINACHINAC',
  secretAccessKey: 'china-secret',
  sessionToken: 'china-token',
  kind: 'role-session',
};
export const SOVEREIGN: Principal = {
  arn: 'arn:aws-eusc:sts::777788889999:assumed-role/puller/portunus',
  accessKeyId: 'ASIAEUSCEUSCEUSCEUSC',
  secretAccessKey: 'eusc-secret',
  sessionToken: 'eusc-token',
  kind: 'role-session',
};
export const ROLE: Role = {
  arn: PULLER,
  trustedPrincipals: ['arn:aws:iam::111122223333:role/portunus-issue', USER.arn],
  maxSessionDurationSeconds: 7200,
  ecr: true,
};
export const LOGIN_POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: 'ecr:Get*', Resource: '*' },
});
export const DENIED_MESSAGE =
  'User: arn:aws:sts::111122223333:assumed-role/portunus-issue/portunus is not authorized to perform: ' +
  'sts:AssumeRole on resource: arn:aws:iam::444455556666:role/ci/puller';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}
/** What the SDK is about to send, signature and all. */
export interface SignedRequest {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}
export type Tamper = (request: SignedRequest) => void;

export let standIn: StandIn;
export let standInNow: Date;

/** Moves the stand-in's clock. */
export function setStandInNow(now: Date): void {
  standInNow = now;
}

export function configOf({ accessKeyId, secretAccessKey, sessionToken }: Keys, region: string) {
  return {
    endpoint: standIn.url,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) },
  };
}

/** Changes requests after the SDK signed them. */
export function tampering(tamper: Tamper) {
  return (next: (args: never) => unknown) => async (args: { request: SignedRequest }) => {
    tamper(args.request);
    return next(args as never);
  };
}
export const AFTER_SIGNING = { relation: 'after', toMiddleware: 'httpSigningMiddleware' } as const;

export function stsOf(keys: Keys, region = 'eu-west-1', tamper?: Tamper) {
  const client = new STSClient(configOf(keys, region));
  if (tamper) client.middlewareStack.addRelativeTo(tampering(tamper) as never, AFTER_SIGNING);
  return client;
}
export function ecrOf(keys: Keys, region = 'eu-west-1', tamper?: Tamper) {
  const client = new ECRClient(configOf(keys, region));
  if (tamper) client.middlewareStack.addRelativeTo(tampering(tamper) as never, AFTER_SIGNING);
  return client;
}

export function assume(input: Partial<AssumeRoleCommandInput> = {}, keys: Keys = LAMBDA) {
  return stsOf(keys).send(new AssumeRoleCommand({ RoleArn: PULLER, RoleSessionName: 'build-42', ...input }));
}

function toKeys(credentials: Credentials | undefined): Keys {
  return {
    accessKeyId: credentials?.AccessKeyId ?? '',
    secretAccessKey: credentials?.SecretAccessKey ?? '',
    sessionToken: credentials?.SessionToken ?? '',
  };
}

export async function assumedKeys(input: Partial<AssumeRoleCommandInput> = {}, by: Keys = LAMBDA): Promise<Keys> {
  return toKeys((await assume(input, by)).Credentials);
}

export function federate(input: Partial<GetFederationTokenCommandInput> = {}, keys: Keys = USER) {
  return stsOf(keys).send(new GetFederationTokenCommand({ Name: 'octocat', ...input }));
}

export async function federatedKeys(input: Partial<GetFederationTokenCommandInput> = {}): Promise<Keys> {
  return toKeys((await federate(input)).Credentials);
}

export function openSession(input: GetSessionTokenCommandInput = {}, keys: Keys = USER) {
  return stsOf(keys).send(new GetSessionTokenCommand(input));
}

export async function sessionKeys(input: GetSessionTokenCommandInput = {}): Promise<Keys> {
  return toKeys((await openSession(input)).Credentials);
}

/** For calls that nobody signs: a client without keys. */
export function unsignedSts() {
  return new STSClient({ endpoint: standIn.url, region: 'eu-west-1', maxAttempts: 1, credentials: noKeys });
}
function noKeys() {
  return Promise.reject(new Error('This call needs no keys'));
}

export function secretsOf(keys: Keys, region = 'eu-west-1') {
  return new SecretsManagerClient(configOf(keys, region));
}
export function ssmOf(keys: Keys, region = 'eu-west-1') {
  return new SSMClient(configOf(keys, region));
}

interface Layered {
  readonly middlewareStack: { readonly add: (middleware: never, options: { readonly step: 'build' }) => void };
}

/** Sends another body than the SDK would, rightly signed. */
export function sendingBody<C extends Layered>(client: C, body: string): C {
  const changeBody = tampering((request) => {
    request.body = body;
    request.headers['content-length'] = `${Buffer.byteLength(body)}`;
  });
  client.middlewareStack.add(changeBody as never, { step: 'build' });
  return client;
}

export function readSecret(SecretId: string, keys: Keys, region = 'eu-west-1') {
  return secretsOf(keys, region).send(new GetSecretValueCommand({ SecretId }));
}

export function logIn(keys: Keys, registryIds?: string[], region = 'eu-west-1') {
  return ecrOf(keys, region).send(new GetAuthorizationTokenCommand(registryIds === undefined ? {} : { registryIds }));
}

export function whoAmI(keys: Keys, tamper?: Tamper, region = 'eu-west-1') {
  return stsOf(keys, region, tamper).send(new GetCallerIdentityCommand({}));
}

export function refusal(name: string, httpStatusCode: number) {
  return { name, $metadata: { httpStatusCode } };
}

/** A new stand-in for each test of a file. */
export function useStandIn(): void {
  beforeAll(() => {
    vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  });
  afterAll(() => {
    vi.useRealTimers();
  });
  beforeEach(async () => {
    standInNow = NOW;
    const principals = [LAMBDA, USER, CHINESE, SOVEREIGN];
    standIn = await startStandIn({ principals, roles: [ROLE], now: () => standInNow });
  });
  afterEach(() => standIn.stop());
}
