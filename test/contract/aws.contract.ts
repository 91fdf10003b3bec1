// What our adapters expect of AWS, for any stand-in of it. One that lets through what AWS refuses is known for that.
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createGetRegistryLogins } from '../../shared/aws/ecr/logins.ts';
import { createReadAccountKey } from '../../shared/aws/sts/account-keys.ts';
import { createSts } from '../../shared/aws/sts/sts.ts';
import type { Call } from '../../shared/domain/call.ts';
import type { AwsSession } from '../../shared/domain/credential.ts';
import { PortunusError } from '../../shared/domain/errors.ts';
import { Secret } from '../../shared/domain/secret.ts';
import type { AssumeRoleRequest, SessionRequest } from '../../shared/vending/issuing/session-request.ts';

/** A stand-in with account 123456789012 in it: a role that trusts everything below, a user, and the user's key. */
export interface AwsStandIn {
  readonly url: string;
  readonly secretArn: string;
  readonly webIdentityToken: string;
  readonly samlProviderArn: string;
  readonly assertion: string;
  readonly stop: () => Promise<void> | void;
}

export const ACCOUNT = '123456789012';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/portunus/shop`;
export const EXTERNAL_ID = 'portunus-contract';

function call(): Call {
  return {
    requestId: 'contract',
    signal: AbortSignal.timeout(300_000),
    now: () => new Date(),
  };
}

function assumeRole(overrides: Partial<AssumeRoleRequest> = {}): AssumeRoleRequest {
  return {
    type: 'assumed-role',
    sourceCredentials: { source: 'execution-role' },
    roleArn: ROLE,
    sessionName: 'ci-7351',
    durationSeconds: 3600,
    externalId: EXTERNAL_ID,
    tags: [{ key: 'repository', value: 'acme/shop' }],
    transitiveTags: false,
    policyArns: [],
    ...overrides,
  };
}

const POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"ecr:*","Resource":"*"}]}';

/** What a stand-in does otherwise than AWS, by the test's name: what comes of it, `let through` or our error's message. */
export type Deviations = Readonly<Record<string, string>>;

export function awsContract(start: () => Promise<AwsStandIn>, deviations: Deviations): void {
  let standIn: AwsStandIn;
  let sts: ReturnType<typeof createSts>;

  beforeAll(async () => {
    standIn = await start();
    for (const service of ['STS', 'ECR', 'SECRETS_MANAGER']) process.env[`AWS_ENDPOINT_URL_${service}`] = standIn.url;
    sts = createSts(createReadAccountKey());
  });
  afterAll(() => standIn.stop());

  const open = sessionsOf(() => ({ standIn, sts }));

  it.each(Object.keys(open) as (keyof typeof open)[])('%s gives a session that STS knows again', async (name) => {
    const attempt = async () => {
      const { session, arn } = await open[name]();
      expect(session.arn).toBe(arn);
      const identity = await sts.getCallerIdentity(session, undefined, call());
      expect(identity).toEqual({ accountId: ACCOUNT, arn, userId: expect.stringMatching(/./) });
      return 'let through';
    };
    expect(await outcomeOf(attempt())).toBe(deviations[name] ?? 'let through');
  });

  it.each(Object.keys(REFUSED))('%s is refused', async (what) => {
    const attempt = sts.startSession(assumeRole(REFUSED[what]), call());
    expect(await outcomeOf(attempt)).toMatch(
      deviations[what] ?? /^role_refused: (AccessDenied|ValidationError|Packed|Malformed)/,
    );
  });

  it('ECR gives a login that lives for twelve hours', async () => {
    const session = await sts.startSession(assumeRole(), call());
    const attempt = async () => {
      const request = { region: 'eu-west-1', registryIds: [ACCOUNT] };
      const [login] = await createGetRegistryLogins()(request, session, call());
      expect(login).toMatchObject({ registryId: ACCOUNT, username: 'AWS', proxyEndpoint: REGISTRY });
      return 'let through';
    };
    expect(await outcomeOf(attempt())).toBe(deviations['a login'] ?? 'let through');
  });
}

const REGISTRY = `https://${ACCOUNT}.dkr.ecr.eu-west-1.amazonaws.com`;

const REFUSED: Readonly<Record<string, Partial<AssumeRoleRequest>>> = {
  'a role that is not there': { roleArn: `arn:aws:iam::${ACCOUNT}:role/portunus/nobody` },
  'a wrong external ID': { externalId: 'portunus-other' },
  'a session of a minute': { durationSeconds: 60 },
  'a policy that is none': { policy: 'not a policy' },
  'a policy of 2,049 characters': { policy: POLICY.padEnd(2_049) },
};

/** Only our own errors are an outcome; anything else is a fault of the test. */
async function outcomeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
    return 'let through';
  } catch (error) {
    if (error instanceof PortunusError) return error.message;
    throw error;
  }
}

type World = () => { readonly standIn: AwsStandIn; readonly sts: ReturnType<typeof createSts> };
type Opened = Promise<{ readonly session: AwsSession; readonly arn: string }>;

const SESSION = `arn:aws:sts::${ACCOUNT}:assumed-role/shop/ci-7351`;

/** One session by each STS call, and who it must then be. */
function sessionsOf(world: World) {
  const userOf = () => ({ secretArn: world().standIn.secretArn, accountId: ACCOUNT, partition: 'aws' });
  const from = async (session: Promise<AwsSession>, arn: string): Opened => ({ session: await session, arn });
  const startSession = (request: SessionRequest) => world().sts.startSession(request, call());
  const terms = { durationSeconds: 3600, policy: POLICY, policyArns: [] };
  return {
    AssumeRole: () => from(startSession(assumeRole()), SESSION),
    'AssumeRole with a policy': () => from(startSession(assumeRole({ policy: POLICY })), SESSION),
    'AssumeRole by a user': () => {
      const sourceCredentials = { source: 'iam-user', secretArn: userOf().secretArn } as const;
      return from(startSession(assumeRole({ sourceCredentials })), SESSION);
    },
    GetFederationToken: () =>
      from(
        startSession({ type: 'federated-user', ...userOf(), name: 'ci-7351', tags: [], ...terms }),
        `arn:aws:sts::${ACCOUNT}:federated-user/ci-7351`,
      ),
    GetSessionToken: () =>
      from(
        startSession({ type: 'session-token', ...userOf(), durationSeconds: 3600 }),
        `arn:aws:iam::${ACCOUNT}:user/deployer`,
      ),
    AssumeRoleWithWebIdentity: () => {
      const token = new Secret(world().standIn.webIdentityToken);
      const request = { type: 'web-identity', roleArn: ROLE, sessionName: 'ci-7351', token, ...terms } as const;
      return from(startSession(request), SESSION);
    },
    AssumeRoleWithSAML: () => {
      const { samlProviderArn, assertion } = world().standIn;
      const request = {
        type: 'saml',
        roleArn: ROLE,
        samlProviderArn,
        assertion: new Secret(assertion),
        ...terms,
      } as const;
      return from(startSession(request), SESSION);
    },
  };
}
