// Clients of one service share their settings. Whose key signs is never shared: the stand-in, which checks each
// signature, says who it was.
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type StandIn, startStandIn } from '../../../local/stand-in/server.ts';
import { createGetPackageLogin } from '../../../shared/aws/codeartifact/package-login.ts';
import { createGetRegistryLogins } from '../../../shared/aws/ecr/logins.ts';
import { createGetPublicLogin } from '../../../shared/aws/ecr/public-login.ts';
import { createWithSts, type SourceCredentials } from '../../../shared/aws/sts/clients.ts';
import type { AwsSession } from '../../../shared/domain/credential.ts';
import { Secret } from '../../../shared/domain/secret.ts';
import { aCall, NOW } from '../../support/builders.ts';
import { LAMBDA, USER } from '../../support/stand-in.ts';

const LAMBDA_ARN = 'arn:aws:sts::111122223333:assumed-role/portunus-issue/portunus';
const USER_ARN = 'arn:aws:iam::111122223333:user/ci/deployer';
const SHOP = 'arn:aws:sts::444455556666:assumed-role/shop/ci-1';
const DOCS = 'arn:aws:sts::777788889999:assumed-role/docs/ci-2';

/** A session that the stand-in knows, as STS gives it for a connector. */
function sessionOf(arn: string, accessKeyId: string): AwsSession {
  const secretAccessKey = new Secret(`secret of ${accessKeyId}`);
  const sessionToken = new Secret(`token of ${accessKeyId}`);
  return { arn, accessKeyId, secretAccessKey, sessionToken, expiresAt: new Date('2026-11-21T13:00:00Z') };
}
const shop = sessionOf(SHOP, 'ASIASHOPSHOPSHOPSHOP');
const docs = sessionOf(DOCS, 'ASIADOCSDOCSDOCSDOCS');

function principalOf({ arn, accessKeyId, secretAccessKey, sessionToken }: AwsSession) {
  const keys = { accessKeyId, secretAccessKey: secretAccessKey.reveal(), sessionToken: sessionToken.reveal() };
  return { arn, ...keys, kind: 'role-session' as const };
}

let standIn: StandIn;
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOW });
  const principals = [LAMBDA, USER, principalOf(shop), principalOf(docs)];
  standIn = await startStandIn({ principals, now: () => NOW });
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ENDPOINT_URL', standIn.url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', LAMBDA.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', LAMBDA.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', LAMBDA.sessionToken);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  await standIn.stop();
});

/** Who signed each call, and for which region. */
function signers() {
  return standIn.calls.map(({ callerArn, region }) => [callerArn, region]);
}

describe('each login to ECR is signed by its own session or by the execution role', () => {
  it('the first and the later ones, in one region and in another', async () => {
    const getLogins = createGetRegistryLogins();
    const logIn = async (signer: AwsSession | 'execution-role', registryId: string, region = 'eu-west-1') =>
      (await getLogins({ region, registryIds: [registryId] }, signer, aCall())).map((login) => login.registryId);

    expect(await logIn(shop, '444455556666')).toEqual(['444455556666']);
    expect(await logIn(shop, '444455556666')).toEqual(['444455556666']);
    expect(await logIn('execution-role', '111122223333')).toEqual(['111122223333']);
    expect(await logIn(docs, '777788889999')).toEqual(['777788889999']);
    expect(await logIn('execution-role', '111122223333', 'eu-central-1')).toEqual(['111122223333']);
    expect(await logIn(shop, '444455556666', 'eu-central-1')).toEqual(['444455556666']);
    expect(signers()).toEqual([
      [SHOP, 'eu-west-1'],
      [SHOP, 'eu-west-1'],
      [LAMBDA_ARN, 'eu-west-1'],
      [DOCS, 'eu-west-1'],
      [LAMBDA_ARN, 'eu-central-1'],
      [SHOP, 'eu-central-1'],
    ]);
  });

  it('also if the execution role was the first', async () => {
    const getLogins = createGetRegistryLogins();
    await getLogins({ region: 'eu-west-1', registryIds: ['111122223333'] }, 'execution-role', aCall());
    await getLogins({ region: 'eu-west-1', registryIds: ['444455556666'] }, shop, aCall());
    await getLogins({ region: 'eu-west-1', registryIds: ['777788889999'] }, docs, aCall());
    expect(signers()).toEqual([
      [LAMBDA_ARN, 'eu-west-1'],
      [SHOP, 'eu-west-1'],
      [DOCS, 'eu-west-1'],
    ]);
  });

  it('also if several are the first at once', async () => {
    const getLogins = createGetRegistryLogins();
    const logIn = (session: AwsSession, registryId: string) =>
      getLogins({ region: 'eu-west-1', registryIds: [registryId] }, session, aCall());
    await Promise.all([logIn(shop, '444455556666'), logIn(docs, '777788889999'), logIn(shop, '444455556666')]);
    await logIn(docs, '777788889999');
    expect(signers().toSorted()).toEqual([
      [SHOP, 'eu-west-1'],
      [SHOP, 'eu-west-1'],
      [DOCS, 'eu-west-1'],
      [DOCS, 'eu-west-1'],
    ]);
  });
});

it('each login to ECR Public is signed by its own session', async () => {
  const getLogin = createGetPublicLogin();
  for (const session of [shop, docs, shop]) await getLogin(session, aCall()).catch(() => undefined);
  expect(signers()).toEqual([
    [SHOP, 'us-east-1'],
    [DOCS, 'us-east-1'],
    [SHOP, 'us-east-1'],
  ]);
});

it('each login to CodeArtifact is signed by its own session', async () => {
  const getLogin = createGetPackageLogin();
  const request = { domain: 'acme', domainOwner: '444455556666', durationSeconds: 0, endpoints: [] };
  const logIn = (session: AwsSession, region: string) =>
    getLogin({ ...request, region }, session, aCall()).catch(() => undefined);
  await logIn(shop, 'eu-west-1');
  await logIn(docs, 'eu-west-1');
  await logIn(shop, 'eu-central-1');
  expect(signers()).toEqual([
    [SHOP, 'eu-west-1'],
    [DOCS, 'eu-west-1'],
    [SHOP, 'eu-central-1'],
  ]);
});

it('each call to STS is signed by the execution role, the account’s key or the first session, as its request says', async () => {
  const key = { accessKeyId: USER.accessKeyId, secretAccessKey: new Secret(USER.secretAccessKey) };
  const withSts = createWithSts(async () => key);
  const ask = async (sourceCredentials: SourceCredentials, region?: string) =>
    withSts({ sourceCredentials, region }, aCall(), (client) => client.send(new GetCallerIdentityCommand({})));
  const byKey = { source: 'iam-user', secretArn: 'arn' } as const;
  const byRole = { source: 'execution-role' } as const;

  expect((await ask({ source: 'session', session: shop }, 'eu-central-1')).Arn).toBe(SHOP);
  expect((await ask(byRole)).Arn).toBe(LAMBDA_ARN);
  expect((await ask(byKey)).Arn).toBe(USER_ARN);
  expect((await ask({ source: 'session', session: docs })).Arn).toBe(DOCS);
  expect((await ask(byRole, 'eu-central-1')).Arn).toBe(LAMBDA_ARN);
  expect((await ask(byKey, 'eu-central-1')).Arn).toBe(USER_ARN);
  expect((await ask(byRole)).Arn).toBe(LAMBDA_ARN);
  expect(signers()).toEqual([
    [SHOP, 'eu-central-1'],
    [LAMBDA_ARN, 'eu-west-1'],
    [USER_ARN, 'eu-west-1'],
    [DOCS, 'eu-west-1'],
    [LAMBDA_ARN, 'eu-central-1'],
    [USER_ARN, 'eu-central-1'],
    [LAMBDA_ARN, 'eu-west-1'],
  ]);
});

it('calls of the execution role share a client, and with it the credentials that it has resolved', async () => {
  const withSts = createWithSts(async () => {
    throw new Error('no key is needed');
  });
  const clientOf = (sourceCredentials: SourceCredentials) =>
    withSts({ sourceCredentials }, aCall(), async (client) => client);
  const own = await clientOf({ source: 'execution-role' });
  expect(await clientOf({ source: 'session', session: shop })).not.toBe(own);
  expect(await clientOf({ source: 'execution-role' })).toBe(own);
});
