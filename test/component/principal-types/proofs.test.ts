// Tokens and assertions that callers prove themselves to AWS with: passed on, refused by name, kept nowhere.
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { useTypedService } from '../../support/principal-type-service.ts';
import { aConnectorOf, ROLES, SAML_PROVIDER } from '../../support/principal-types.ts';
import { expectProblem } from '../../support/problem.ts';
import { createSamlProvider, type SamlIdentityProvider } from '../../support/saml.ts';

const world = useTypedService();
let stranger: SamlIdentityProvider;
const TARGET = { roleArn: ROLES.saml, providerArn: SAML_PROVIDER, sessionName: 'octocat' };

beforeAll(async () => {
  stranger = await createSamlProvider();
  await world.apply({
    connectors: [
      aConnectorOf('saml', 'by-saml', { serves: ['ecr', 'session'] }),
      aConnectorOf('web-identity', 'by-token', { serves: ['ecr', 'session'] }),
      aConnectorOf('assumed-role', 'by-us'),
      aConnectorOf('session-token', 'by-key'),
    ],
  });
});
afterEach(async () => {
  world.standIn.faults.clear();
  expect(await world.leaks()).toEqual([]);
});

function post(id: string, body: Readonly<Record<string, unknown>>) {
  return world.ask({ route: 'ecr/credentials', id, token: world.job(), body });
}
function invalid(stage: string, field: string) {
  return { status: 400, code: 'invalid_request', stage, fields: [field] };
}
function actions() {
  return world.standIn.calls.map(({ action }) => action);
}

describe('saml', () => {
  it('needs an assertion, in the body of a POST', async () => {
    expectProblem(await post('by-saml', {}), invalid('request', 'samlAssertion'));
    const base = { route: 'ecr/credentials', id: 'by-saml', token: world.job() };
    expectProblem(await world.ask(base), invalid('request', 'samlAssertion'));
    const inAddress = await world.ask({ ...base, query: { samlAssertion: 'PHNhbWw+' } });
    expectProblem(inAddress, invalid('request', 'samlAssertion'));
    expect(actions()).toEqual([]);
  });

  it.each([
    ['signed by a stranger', () => stranger.assert(TARGET)],
    ['that is none', () => 'PHNhbWw+'],
    ['of 100,000 characters', () => 'A'.repeat(100_000)],
  ])('tells the caller of an assertion %s', async (_what, assertion) => {
    const answer = await post('by-saml', { samlAssertion: assertion() });
    expectProblem(answer, invalid('sts', 'samlAssertion'));
    expect(actions()).toEqual(['AssumeRoleWithSAML']);
  });

  it.each([
    ['too long', 'A'.repeat(100_001)],
    ['no base64', 'not base64!'],
    ['a number', 7],
  ])('refuses an assertion that is %s before anybody is asked', async (_what, samlAssertion) => {
    expectProblem(await post('by-saml', { samlAssertion }), invalid('request', 'samlAssertion'));
    expect(actions()).toEqual([]);
  });

  it.each(['by-us', 'by-token', 'by-key'])('an assertion is not taken by %s', async (id) => {
    const answer = await post(id, { samlAssertion: world.assertion() });
    expectProblem(answer, invalid('request', 'samlAssertion'));
    expect(actions()).toEqual([]);
  });
});

function fault(code: string, message: string) {
  return { error: { code, status: 400, message } };
}

// aws/aws-cli#7194: it comes and goes where many jobs ask at once.
const KEY =
  "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements";

it('asks again for saml, too, where STS could not get keys, and says that it may work later', async () => {
  const refuse = (times: number) =>
    world.standIn.faults.inject({
      action: 'AssumeRoleWithSAML',
      fault: fault('InvalidIdentityToken', KEY),
      times,
    });
  refuse(1);
  expect((await post('by-saml', { samlAssertion: world.assertion() })).status).toBe(200);
  expect(actions().filter((action) => action === 'AssumeRoleWithSAML')).toHaveLength(2);
  refuse(Number.POSITIVE_INFINITY);
  const answer = await post('by-saml', { samlAssertion: world.assertion() });
  expectProblem(answer, { status: 503, code: 'sts_unavailable', stage: 'sts' });
});

describe('web-identity', () => {
  const ask = (token = world.job()) => world.ask({ route: 'ecr/credentials', id: 'by-token', token });

  it.each([
    ['ExpiredTokenException', 'Token expired', { status: 401, code: 'token_rejected', stage: 'sts' }],
    ['IDPRejectedClaim', 'The provider took it back', { status: 401, code: 'token_rejected', stage: 'sts' }],
    ['InvalidIdentityToken', 'Incorrect token audience', { status: 502, code: 'role_refused', stage: 'sts' }],
    ['AccessDenied', 'Not authorized', { status: 502, code: 'role_refused', stage: 'sts' }],
    ['IDPCommunicationError', 'No answer', { status: 503, code: 'sts_unavailable', stage: 'sts' }],
  ])('says %s in our words', async (code, message, problem) => {
    const times = Number.POSITIVE_INFINITY;
    world.standIn.faults.inject({ action: 'AssumeRoleWithWebIdentity', fault: fault(code, message), times });
    expectProblem(await ask(), problem);
  });

  const asked = () => actions().filter((action) => action === 'AssumeRoleWithWebIdentity').length;
  const refuseWith = (message: string, times: number) =>
    world.standIn.faults.inject({
      action: 'AssumeRoleWithWebIdentity',
      fault: fault('InvalidIdentityToken', message),
      times,
    });

  it('asks again where STS could not get the issuer’s keys', async () => {
    refuseWith(KEY, 1);
    const { status, body } = await ask();
    expect([status, body.source, asked()]).toEqual([200, 'fresh', 2]);
  });

  it('says that it may work later where that goes on', async () => {
    refuseWith(KEY, Number.POSITIVE_INFINITY);
    expectProblem(await ask(), { status: 503, code: 'sts_unavailable', stage: 'sts' });
    expect(asked()).toBe(3);
  });

  it.each(['Incorrect token audience', 'No OpenIDConnect provider found in your account for https://ci.example'])(
    'does not ask again for what stays so: %s',
    async (message) => {
      refuseWith(message, 1);
      expectProblem(await ask(), { status: 502, code: 'role_refused', stage: 'sts' });
      expect(asked()).toBe(1);
    },
  );

  it('is not for an issuer that STS could not ask, nor for callers who show no token', async () => {
    const issuer = {
      id: 'inline',
      url: 'https://inline.tests.example',
      kind: 'workload',
      audiences: ['https://a.example'],
    };
    await world.apply({ issuers: [{ ...issuer, jwks: world.service.aws.issuer.jwks }] });
    const refusedAs = async (grant: object, field: string) =>
      expect(
        world.apply({ connectors: [aConnectorOf('web-identity', 'bad', { grants: [grant] })] }),
      ).rejects.toMatchObject({ lines: [expect.stringContaining(`connectors[0].grants[0].${field} `)] });
    await refusedAs({ issuer: 'inline', claims: { sub: ['a'] } }, 'issuer');
    await refusedAs({ iamRole: 'arn:aws:iam::123456789012:role/agents' }, 'iamRole');
  });

  it('gives each of two equal requests at once a session of its own', async () => {
    const token = world.job();
    const answers = await Promise.all([ask(token), ask(token)]);
    expect(answers.map(({ body }) => body.source)).toEqual(['fresh', 'fresh']);
    expect(actions().filter((action) => action === 'AssumeRoleWithWebIdentity')).toHaveLength(2);
  });
});

it.each(['web-identity', 'saml', 'session-token'] as const)('%s is refused without acknowledgeRisk', async (type) => {
  const { acknowledgeRisk: _left, ...connector } = aConnectorOf(type, 'bad') as Record<string, unknown>;
  const lines = [expect.stringContaining('connectors[0].acknowledgeRisk ')];
  await expect(world.apply({ connectors: [connector] })).rejects.toMatchObject({ lines });
});
