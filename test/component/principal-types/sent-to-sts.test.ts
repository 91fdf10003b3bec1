// What STS really receives for each principal type, read back from the stand-in.
import { describe, expect, it } from 'vitest';
import { useTypedService } from '../../support/principal-type-service.ts';
import { USER } from '../../support/principal-type-setup.ts';
import { askFor, connectorFor } from '../../support/principal-type-uses.ts';
import { ROLES, SAML_PROVIDER, type Type, type Use } from '../../support/principal-types.ts';

const world = useTypedService();

/** The calls of one request in a fresh environment, each by its action, signer, region and parameters. */
async function callsOf(type: Type, use: Use, more: Readonly<Record<string, string>> = {}) {
  await world.apply({ connectors: [connectorFor(type, use)] });
  const invoke = await world.service.freshEnvironment('issue');
  const answer = await world.ask(askFor(world, type, use, more), invoke);
  expect(answer.status).toBe(200);
  return world.standIn.calls.map(({ action, callerArn, region, parameters, outcome }) => {
    const { policy, ...rest } = parameters;
    const parsed = policy === undefined ? {} : { policy: JSON.parse(policy) };
    return { action, callerArn, region, parameters: { ...rest, ...parsed }, outcome };
  });
}

const OURS = 'arn:aws:sts::111122223333:assumed-role/portunus-dev-eu-west-1-issue/portunus-dev-issue';
const ok = { outcome: 'ok', region: 'eu-west-1' };
const secretRead = {
  ...ok,
  action: 'GetSecretValue',
  callerArn: OURS,
  parameters: { secretId: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/dev/keys/build-AbCdEf' },
};
/** The session's own registry goes without its id: ECR calls that parameter deprecated. */
function login(callerArn: string) {
  return { ...ok, action: 'GetAuthorizationToken', callerArn, parameters: {} };
}
const PULL = ['ecr:GetAuthorizationToken', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'];
const PULL_POLICY = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: PULL, Resource: '*' }] };
const READING = [
  ...[...PULL, 'ecr:BatchCheckLayerAvailability', 'ecr:ListImages', 'ecr:DescribeImages'],
  ...['ecr:DescribeRepositories', 'ecr:GetRepositoryPolicy'],
];
const NARROWED = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: READING, Resource: '*' },
    { Effect: 'Deny', NotAction: 'ecr:GetAuthorizationToken', NotResource: 'arn:aws:ecr:*:*:repository/team-a/*' },
    { Effect: 'Deny', NotAction: READING, Resource: '*' },
  ],
};
const MANAGED = ['arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryPullOnly'];

const IMAGES = {
  roleArn: 'arn:aws:iam::123456789012:role/portunus/images',
  roleSessionName: 'ci-1296269-7351',
  sourceIdentity: '9919',
  tags: { repository: 'acme/shop' },
  externalId: 'portunus-5f1d7a3e',
  durationSeconds: 3600,
};
const WEB = { roleArn: ROLES.web, roleSessionName: 'ci-1296269-7351', durationSeconds: 3600 };
const SAML = {
  roleArn: ROLES.saml,
  principalArn: SAML_PROVIDER,
  samlProviderArn: SAML_PROVIDER,
  durationSeconds: 3600,
};
const FEDERATED = { name: 'ci-7351', tags: { repository: 'acme/shop' }, durationSeconds: 43200 };

function assumed(parameters: object, callerArn: string = OURS) {
  return {
    ...ok,
    action: 'AssumeRole',
    callerArn,
    parameters,
  };
}
/** Nobody signs these: the caller's token or assertion says enough. */
function unsigned(action: string, parameters: object) {
  return {
    action,
    callerArn: undefined,
    region: undefined,
    parameters,
    outcome: 'ok',
  };
}

const SESSION = 'arn:aws:sts::123456789012:assumed-role/';
const LIMITS = {
  policy: { policy: PULL_POLICY },
  'managed-policy': { policyArns: MANAGED },
  narrowed: { policy: NARROWED },
};

describe.each(Object.entries({ plain: {}, ...LIMITS }) as [Use, object][])('with use %s', (use, limit) => {
  it('assumed-role is assumed by the execution role', async () => {
    expect(await callsOf('assumed-role', use)).toEqual([
      assumed({ ...IMAGES, ...limit }),
      login(`${SESSION}images/ci-1296269-7351`),
    ]);
  });

  it('assumed-role-by-user is assumed by the user, whose key is read from its secret', async () => {
    expect(await callsOf('assumed-role-by-user', use)).toEqual([
      secretRead,
      assumed({ ...IMAGES, ...limit }, USER.arn),
      login(`${SESSION}images/ci-1296269-7351`),
    ]);
  });

  it('web-identity has no tags, no source identity and no external ID', async () => {
    expect(await callsOf('web-identity', use)).toEqual([
      unsigned('AssumeRoleWithWebIdentity', { ...WEB, ...limit }),
      login(`${SESSION}web/ci-1296269-7351`),
    ]);
  });

  it('saml has nothing but role, provider, policy and duration', async () => {
    expect(await callsOf('saml', use)).toEqual([
      unsigned('AssumeRoleWithSAML', { ...SAML, ...limit }),
      login(`${SESSION}saml/octocat`),
    ]);
  });
});

describe.each(Object.entries(LIMITS) as [Use, object][])('with use %s', (use, limit) => {
  it('federated-user is named and tagged', async () => {
    expect(await callsOf('federated-user', use)).toEqual([
      secretRead,
      { ...ok, action: 'GetFederationToken', callerArn: USER.arn, parameters: { ...FEDERATED, ...limit } },
      login('arn:aws:sts::123456789012:federated-user/ci-7351'),
    ]);
  });
});

it('session-token is asked for with nothing but a duration, and asked who it is', async () => {
  expect(await callsOf('session-token', 'plain', { durationSeconds: '900' })).toEqual([
    secretRead,
    { ...ok, action: 'GetSessionToken', callerArn: USER.arn, parameters: { durationSeconds: 900 } },
    { ...ok, action: 'GetCallerIdentity', callerArn: USER.arn, parameters: {} },
    login(USER.arn),
  ]);
});

it('provided asks STS for nothing', async () => {
  expect(await callsOf('provided', 'plain')).toEqual([
    { ...login(OURS), parameters: { registryIds: ['111122223333'] } },
  ]);
});

it("a request's narrowing is sent as a policy, as a connector's is", async () => {
  const [call] = await callsOf('web-identity', 'narrowed-by-request');
  expect(call?.parameters).toEqual({ ...WEB, policy: NARROWED });
});
