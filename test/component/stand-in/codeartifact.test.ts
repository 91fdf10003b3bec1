import { beforeEach, describe, expect, it, vi } from 'vitest';
import { askEndpoint, askToken, HOST, putRepositories } from '../../support/packages.ts';
import {
  assumedKeys,
  federatedKeys,
  LAMBDA,
  NOW,
  refusal,
  setStandInNow,
  standIn,
  useStandIn,
} from '../../support/stand-in.ts';

useStandIn();

const ARN = 'arn:aws:codeartifact:eu-west-1:444455556666';
const GET_TOKEN = 'codeartifact:GetAuthorizationToken';

beforeEach(() => putRepositories('packages'));

function allowing(...statements: readonly object[]) {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((fields) => ({ Effect: 'Allow', Resource: '*', ...fields })),
  });
}

describe('a token of CodeArtifact', () => {
  it('is five parts of base64url, and lives for twelve hours whatever its session does', async () => {
    const { authorizationToken, expiration } = await askToken(await assumedKeys({ DurationSeconds: 900 }));
    expect(authorizationToken).toMatch(/^eyJ2ZXIiOjEs[\w-]+(?:\.[\w-]+){4}$/);
    expect(expiration).toEqual(new Date('2026-11-22T00:00:00.000Z'));
  });

  it.each([
    [900, '2026-11-21T12:15:00.000Z'],
    [43_200, '2026-11-22T00:00:00.000Z'],
  ])('lives for %i seconds if it shall', async (durationSeconds, end) => {
    expect((await askToken(await assumedKeys(), { durationSeconds })).expiration).toEqual(new Date(end));
  });

  it('lives as long as its session for 0', async () => {
    const keys = await assumedKeys({ DurationSeconds: 3_600 });
    expect((await askToken(keys, { durationSeconds: 0 })).expiration).toEqual(new Date('2026-11-21T13:00:00.000Z'));
  });

  it.each([1, 899, 43_201])('is refused for %i seconds', async (durationSeconds) => {
    const refused = askToken(await assumedKeys(), { durationSeconds });
    await expect(refused).rejects.toMatchObject(refusal('ValidationException', 400));
  });

  it.each([
    ['S', 'Shop'],
    ['a short name', 's'],
    ['a long name', `a${'b'.repeat(50)}`],
    ['an underline', 'my_shop'],
  ])('is refused for a domain that cannot be: %s', async (_what, domain) => {
    const refused = askToken(await assumedKeys(), { domain });
    await expect(refused).rejects.toMatchObject(refusal('ValidationException', 400));
  });

  it.each([
    ['another domain', { domain: 'bakery' }],
    ['the same name in another account', { domainOwner: '999900001111' }],
  ])('is not found for %s', async (_what, input) => {
    const refused = askToken(await assumedKeys(), input);
    await expect(refused).rejects.toMatchObject(refusal('ResourceNotFoundException', 404));
  });

  it('is not found in another region', async () => {
    const refused = askToken(await assumedKeys(), {}, 'eu-central-1');
    await expect(refused).rejects.toMatchObject(refusal('ResourceNotFoundException', 404));
  });

  it.each([
    ['both rights', allowing({ Action: [GET_TOKEN, 'sts:GetServiceBearerToken'] }), undefined],
    ['no right of STS', allowing({ Action: GET_TOKEN }), 'sts:GetServiceBearerToken'],
    ['the right of STS alone', allowing({ Action: 'sts:GetServiceBearerToken' }), GET_TOKEN],
    [
      'the right for this domain',
      allowing({ Action: GET_TOKEN, Resource: `${ARN}:domain/shop` }, { Action: 'sts:GetServiceBearerToken' }),
      undefined,
    ],
    [
      'the right for another domain',
      allowing({ Action: GET_TOKEN, Resource: `${ARN}:domain/shop2` }, { Action: 'sts:GetServiceBearerToken' }),
      GET_TOKEN,
    ],
    [
      'the right of STS for CodeArtifact',
      allowing(
        { Action: GET_TOKEN },
        {
          Action: 'sts:GetServiceBearerToken',
          Condition: { StringEquals: { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' } },
        },
      ),
      undefined,
    ],
    [
      'the right of STS for another service',
      allowing(
        { Action: GET_TOKEN },
        {
          Action: 'sts:GetServiceBearerToken',
          Condition: { StringEquals: { 'sts:AWSServiceName': 'ecr-public.amazonaws.com' } },
        },
      ),
      'sts:GetServiceBearerToken',
    ],
  ])('is judged by the session: %s', async (_what, Policy, refused) => {
    const asked = askToken(await assumedKeys({ Policy }));
    if (refused === undefined) return expect(asked).resolves.toHaveProperty('authorizationToken');
    return expect(asked).rejects.toMatchObject({
      ...refusal('AccessDeniedException', 403),
      message: expect.stringContaining(`is not authorized to perform: ${refused} on resource: `),
    });
  });

  it('is refused to a federated user, who may not ask STS for it', async () => {
    const refused = askToken(await federatedKeys({ Policy: allowing({ Action: '*' }) }), {
      domainOwner: '444455556666',
    });
    await expect(refused).rejects.toMatchObject({
      ...refusal('AccessDeniedException', 403),
      message: expect.stringContaining('sts:GetServiceBearerToken'),
    });
  });

  it('is refused to an expired session and an unknown key, in the words of the REST protocol', async () => {
    const keys = await assumedKeys({ DurationSeconds: 900 });
    const stranger = askToken({ ...LAMBDA, accessKeyId: 'ASIANOBODYNOBODYNOBO' });
    await expect(stranger).rejects.toMatchObject(refusal('UnrecognizedClientException', 403));
    setStandInNow(new Date('2026-11-21T12:15:00.250Z'));
    vi.setSystemTime(new Date('2026-11-21T12:15:00.250Z'));
    await expect(askToken(keys)).rejects.toMatchObject(refusal('ExpiredTokenException', 403));
    vi.setSystemTime(NOW);
  });

  it('is recorded without the token', async () => {
    const { authorizationToken } = await askToken(await assumedKeys(), {
      domainOwner: '444455556666',
      durationSeconds: 900,
    });
    expect(standIn.calls.at(-1)).toMatchObject({
      action: GET_TOKEN,
      outcome: 'ok',
      parameters: { domain: 'shop', domainOwner: '444455556666', durationSeconds: 900 },
    });
    expect(standIn.issued.at(-1)).toMatchObject({ action: GET_TOKEN, authorizationToken, domain: 'shop' });
  });

  it.each([
    ['throttle', 'ThrottlingException', 429],
    ['access-denied', 'AccessDeniedException', 403],
    ['server-error', 'InternalServerException', 500],
  ] as const)('fails on order: %s', async (fault, name, status) => {
    standIn.faults.inject({ action: GET_TOKEN, fault });
    await expect(askToken(await assumedKeys())).rejects.toMatchObject(refusal(name, status));
  });
});

describe("a repository's endpoint", () => {
  it.each(['npm', 'pypi', 'maven', 'nuget', 'generic', 'ruby', 'swift', 'cargo'] as const)('of %s', async (format) => {
    const { repositoryEndpoint } = await askEndpoint(await assumedKeys(), { format });
    expect(repositoryEndpoint).toBe(`https://${HOST}/${format}/packages/`);
  });

  it('has another name for both versions of IP', async () => {
    const { repositoryEndpoint } = await askEndpoint(await assumedKeys(), { endpointType: 'dualstack' });
    expect(repositoryEndpoint).toBe('https://shop-444455556666.codeartifact.eu-west-1.on.aws/npm/packages/');
  });

  it('is not found for another repository', async () => {
    const refused = askEndpoint(await assumedKeys(), { repository: 'other' });
    await expect(refused).rejects.toMatchObject(refusal('ResourceNotFoundException', 404));
  });

  it('is refused for a format that is none', async () => {
    const refused = askEndpoint(await assumedKeys(), { format: 'deb' as 'npm' });
    await expect(refused).rejects.toMatchObject(refusal('ValidationException', 400));
  });

  it.each([
    [`${ARN}:repository/shop/packages`, true],
    [`${ARN}:repository/shop/other`, false],
  ])('is judged by the session: %s', async (Resource, isAllowed) => {
    const Policy = allowing({ Action: 'codeartifact:GetRepositoryEndpoint', Resource });
    const asked = askEndpoint(await assumedKeys({ Policy }));
    if (isAllowed) return expect(asked).resolves.toHaveProperty('repositoryEndpoint');
    return expect(asked).rejects.toMatchObject(refusal('AccessDeniedException', 403));
  });
});

it('a repository needs an ARN that CodeArtifact could have', () => {
  for (const arn of [
    `${ARN}:repository/shop`,
    `${ARN}:repository/shop/packages/more`,
    `${ARN}:domain/shop/packages`,
    `${ARN}:repository/Shop/packages`,
    'arn:aws-cn:codeartifact:eu-west-1:444455556666:repository/shop/packages',
    'arn:aws:codeartifact:eu-west-1:4444:repository/shop/packages',
  ]) {
    expect(() => standIn.putPackageRepository({ arn })).toThrow(RangeError);
  }
});
