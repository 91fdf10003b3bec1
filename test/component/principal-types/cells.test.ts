// Every principal type beside everything that a connector can be used for: it works, or is refused as designed.
import { afterEach, describe, expect, it } from 'vitest';
import { useTypedService } from '../../support/principal-type-service.ts';
import { askFor, connectorFor } from '../../support/principal-type-uses.ts';
import { EXPECTED, SESSION_ARNS, TYPES, type Type, USES, type Use } from '../../support/principal-types.ts';
import { expectProblem } from '../../support/problem.ts';
import { knock, PULL_A, PULL_B, PUSH_A, PUSH_B, whoIs } from '../../support/registry-request.ts';
import type { Answer } from '../../support/service.ts';

const world = useTypedService();

afterEach(async () => {
  expect(await world.leaks()).toEqual([]);
});

function homeOf(type: Type) {
  return type === 'provided' ? '111122223333' : '123456789012';
}
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const HOP_ARNS: Partial<Record<Type, string>> = {
  // The assertion's own name stays with the first session: this one is of the job's subject.
  saml: 'arn:aws:sts::123456789012:assumed-role/deep/repo-acme-shop-ref-refs-heads-main+HIH1cvl8zESU',
};

function sessionArn(type: Type, use: Use): string | undefined {
  if (type === 'provided') return undefined;
  if (use === 'second-hop') return HOP_ARNS[type] ?? 'arn:aws:sts::123456789012:assumed-role/deep/ci-1296269-7351';
  return SESSION_ARNS[type];
}

function expectLogins(type: Type, use: Use, { body, status }: Answer, places: readonly (readonly [string, string])[]) {
  expect(status).toBe(200);
  const arn = sessionArn(type, use);
  expect(body.session).toEqual(arn && { arn, expirationDate: TIME });
  expect(body.source).toBe('fresh');
  expect(body.credentials).toEqual(
    places.map(([registryId, region]) => ({
      registryId,
      region,
      username: 'AWS',
      password: expect.any(String),
      authorizationToken: expect.any(String),
      proxyEndpoint: `https://${registryId}.dkr.ecr.${region}.amazonaws.com`,
      proxyEndpointDomain: `${registryId}.dkr.ecr.${region}.amazonaws.com`,
      expirationDate: TIME,
    })),
  );
}

/** A login, and what the registry itself then says to a push and a pull of each of two teams' images. */
function loginThatMay(doors: Readonly<Record<string, string>>) {
  return async (type: Type, use: Use, answer: Answer) => {
    expectLogins(type, use, answer, [[homeOf(type), 'eu-west-1']]);
    const [login] = answer.body.credentials;
    const found = await Promise.all(Object.keys(doors).map(async (line) => [line, await knock(world, line, login)]));
    expect(Object.fromEntries(found)).toEqual(doors);
  };
}
const ALL = { [PULL_A]: '404 MANIFEST_UNKNOWN', [PUSH_A]: '201', [PULL_B]: '404 MANIFEST_UNKNOWN', [PUSH_B]: '201' };
const PULLS = { ...ALL, [PUSH_A]: '403 DENIED', [PUSH_B]: '403 DENIED' };
const PULLS_OF_A = { ...PULLS, [PULL_B]: '403 DENIED' };

const WORKS: Readonly<Record<Use, (type: Type, use: Use, answer: Answer) => Promise<void>>> = {
  plain: loginThatMay(ALL),
  policy: loginThatMay(PULLS),
  'managed-policy': loginThatMay(PULLS),
  narrowed: loginThatMay(PULLS_OF_A),
  'narrowed-by-grant': loginThatMay(PULLS_OF_A),
  'narrowed-by-request': loginThatMay(PULLS_OF_A),
  'second-hop': loginThatMay(ALL),
  registries: async (type, use, answer) => {
    expectLogins(type, use, answer, [
      ['123456789012', 'eu-central-1'],
      ['210987654321', 'eu-central-1'],
    ]);
    for (const login of answer.body.credentials) expect(await knock(world, PUSH_A, login)).toBe('201');
  },
  'ecr-public': async (type, use, { status, body }) => {
    expect(status).toBe(200);
    expect(body.session).toEqual({ arn: sessionArn(type, use), expirationDate: TIME });
    const [{ password, authorizationToken, ...login }] = body.credentials;
    expect(Buffer.from(authorizationToken, 'base64').toString()).toBe(`AWS:${password}`);
    expect(login).toEqual({
      region: 'us-east-1',
      username: 'AWS',
      proxyEndpoint: 'https://public.ecr.aws',
      proxyEndpointDomain: 'public.ecr.aws',
      expirationDate: TIME,
    });
    const push = 'PUT /v2/acme/team-a/api/manifests/1.0';
    expect(await knock(world, push, { ...login, authorizationToken })).toBe('201');
  },
  codeartifact: async (type, use, { status, body }) => {
    expect(status).toBe(200);
    expect(body.session).toEqual({ arn: sessionArn(type, use), expirationDate: body.credentials.expirationDate });
    expect(body.credentials).toMatchObject({ domain: 'shop', domainOwner: homeOf(type), repository: 'releases' });
  },
  session: async (type, use, { status, body }) => {
    expect(status).toBe(200);
    expect(body.session).toEqual({ arn: sessionArn(type, use), expirationDate: body.credentials.expirationDate });
    expect(await whoIs(world, body.credentials)).toMatchObject({ arn: sessionArn(type, use), account: homeOf(type) });
  },
  console: async (_type, _use, { status, body }) => {
    expect(status).toBe(200);
    const url = new URL(body.url);
    expect(`${url.origin}${url.pathname}`).toBe(`${world.standIn.url}/federation`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      Action: 'login',
      Destination: 'https://console.aws.amazon.com/',
      SigninToken: expect.stringMatching(/^[\w-]{800}$/),
    });
  },
  'caller-identity': async (type, use, { status, body }) => {
    expect(status).toBe(200);
    expect(body).toMatchObject({ account: homeOf(type), arn: sessionArn(type, use), userId: expect.any(String) });
  },
};

describe.each(TYPES)('%s', (type) => {
  it.each(USES)(`${type} x %s`, async (use) => {
    const expected = EXPECTED[type][use];
    const applied = world.apply({ connectors: [connectorFor(type, use)] });
    if (typeof expected === 'object' && 'write' in expected) {
      const refused = expected.write.map((field) => expect.stringContaining(`test: connectors[0].${field} `));
      await expect(applied).rejects.toMatchObject({ name: 'CommandError', lines: refused });
      return;
    }
    await applied;
    const answer = await world.ask(askFor(world, type, use));
    if (expected === 'works') await WORKS[use](type, use, answer);
    else {
      expectProblem(answer, expected);
      expect(world.standIn.calls).toEqual([]);
    }
  });
});
