// Requests that show nobody, or show somebody in the wrong way, through the deployed bundle.
import { beforeAll, describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../../shared/http/event.ts';
import { auditItems } from '../../support/audit-records.ts';
import { expectProblem } from '../../support/problem.ts';
import { getLogin, postLogin, sampleEvent } from '../../support/service.ts';
import { useService } from '../../support/use-service.ts';

let token: string;
const service = useService();
beforeAll(() => {
  token = service.token;
});

const MISSING = { status: 401, code: 'token_missing', stage: 'authentication' };
const REJECTED = { status: 401, code: 'token_rejected', stage: 'authentication' };

function authorized(authorization: string, event: HttpEvent = getLogin(undefined)) {
  return {
    ...event,
    headers: { ...event.headers, authorization },
  };
}
function withAuthorizer(event: HttpEvent, authorizer: unknown) {
  return {
    ...event,
    requestContext: { ...event.requestContext, authorizer },
  };
}

async function expectUnauthenticated(event: unknown, expected: typeof MISSING) {
  const recorded = (await auditItems(service.aws)).length;
  const answer = await service.invoke('issue', event);
  expectProblem(answer, expected);
  expect(answer.text).not.toContain(token);
  expect(service.aws.standIn.calls).toEqual([]);
  // Whoever is nobody writes nothing into the table: its cost would be anybody's to run up.
  expect(await auditItems(service.aws)).toHaveLength(recorded);
  return answer;
}

/** A good token of exactly so many bytes. */
async function tokenOfBytes(bytes: number): Promise<string> {
  for (const filler of ['', 'x', 'xx', 'xxx']) {
    const plain = await service.aws.issuer.mint({ pad: '' }, { filler });
    const about = Math.floor(((bytes - plain.length) * 3) / 4);
    for (const length of [about - 2, about - 1, about, about + 1]) {
      const padded = await service.aws.issuer.mint({ pad: 'p'.repeat(length) }, { filler });
      if (padded.length === bytes) return padded;
    }
  }
  throw new Error(`No token of ${bytes} bytes`);
}

describe('a request without a token', () => {
  it.each<readonly [string, () => unknown]>([
    ['no Authorization header', () => getLogin(undefined)],
    ['an empty one', () => authorized('')],
    ['no headers at all', () => ({ ...getLogin(undefined), headers: undefined })],
    ['a token in a cookie', () => ({ ...getLogin(undefined), cookies: [`authorization=${token}`] })],
    ['a token in the query', () => getLogin(undefined, { access_token: token })],
    ['a token in the body', () => postLogin(undefined, { token })],
    ['a token in another header', () => ({ ...getLogin(undefined), headers: { 'x-amz-security-token': token } })],
  ])('(%s) is told to bring one', async (_name, event) => {
    const { headers } = await expectUnauthenticated(event(), MISSING);
    expect(headers['www-authenticate']).toBe('Bearer realm="portunus"');
  });
});

describe('an Authorization header', () => {
  it.each<readonly [string, () => string]>([
    ['Basic', () => 'Basic QVdTOnBhc3N3b3Jk'],
    ['a signature of AWS', () => 'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20261121/eu-west-1/sts/aws4_request'],
    ['a scheme and nothing more', () => 'Bearer '],
    ['a scheme’s name alone', () => 'Bearer'],
    ['two tokens joined by a comma', () => `Bearer ${token},Bearer ${token}`],
    ['two tokens joined by a comma and a space', () => `Bearer ${token}, Bearer ${token}`],
    ['Basic and Bearer together', () => `Basic QVdTOnBhc3N3b3Jk, Bearer ${token}`],
    ['two spaces', () => `Bearer  ${token}`],
    ['a tab', () => `Bearer\t${token}`],
    ['a space before', () => ` Bearer ${token}`],
    ['a space after', () => `Bearer ${token} `],
    ['a line break after', () => `Bearer ${token}\n`],
    ['the scheme twice', () => `Bearer Bearer ${token}`],
    ['quotes', () => `Bearer "${token}"`],
    ['no signature', () => `Bearer ${token.replace(/\.[^.]*$/, '')}`],
    ['an empty signature', () => `Bearer ${token.replace(/[^.]*$/, '')}`],
    ['16 KiB of nothing', () => `Bearer ${'x'.repeat(16_384)}`],
  ])('with %s is rejected', async (_name, header) => {
    const { headers, text } = await expectUnauthenticated(authorized(header()), REJECTED);
    expect(headers['www-authenticate']).toBe('Bearer realm="portunus", error="invalid_token"');
    // One sentence for every reason.
    expect(JSON.parse(text).detail).toBe('The token was not accepted.');
  });

  it.each<readonly [string, () => string]>([
    ['Bearer', () => `Bearer ${token}`],
    ['bearer in lower case', () => `bearer ${token}`],
    ['BEARER in upper case', () => `BEARER ${token}`],
    ['the bare token', () => token],
  ])('with %s is good', async (_name, header) => {
    expect((await service.invoke('issue', authorized(header()))).status).toBe(200);
  });

  it('may hold 8 KiB of token and not a byte more', async () => {
    expect((await service.invoke('issue', getLogin(await tokenOfBytes(8_192)))).status).toBe(200);
    service.aws.standIn.calls.length = 0;
    await expectUnauthenticated(getLogin(await tokenOfBytes(8_193)), REJECTED);
  });
});

describe('a request wrong in several things', () => {
  it('is told of the missing token first', async () => {
    await expectUnauthenticated(getLogin(undefined, { region: 'x' }, 'NOBODY'), MISSING);
    await expectUnauthenticated(postLogin(undefined, 'not json'), MISSING);
    await expectUnauthenticated(postLogin(undefined, ' '.repeat(16_385)), MISSING);
    await expectUnauthenticated(getLogin('x', { format: 'xml' }, 'NOBODY'), REJECTED);
    await expectUnauthenticated(postLogin('x', '[]'), REJECTED);
  });
});

const IAM = { iam: sampleEvent('issue/iam').requestContext };
function iamOf(event: HttpEvent): unknown {
  return Object(event.requestContext).authorizer;
}

describe('what the gateway is said to vouch for', () => {
  it.each<readonly [string, unknown]>([
    ['a signed request', iamOf(sampleEvent('issue/iam'))],
    ['a verified token', { jwt: { claims: { sub: 'x', iss: 'https://ci.portunus.example' }, scopes: [] } }],
    ['an authorizer of its own', { lambda: { sub: 'x', administrator: true } }],
    ['something else', IAM],
  ])('counts for nothing on a /v1 route (%s)', async (_name, authorizer) => {
    await expectUnauthenticated(withAuthorizer(getLogin(undefined), authorizer), MISSING);
    await expectUnauthenticated(withAuthorizer(getLogin('x'), authorizer), REJECTED);
  });

  it.each<readonly [string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['a verified token', { jwt: { claims: { sub: 'x' }, scopes: [] } }],
    ['an authorizer of its own', { lambda: iamOf(sampleEvent('issue/iam')) }],
    ['a list', { iam: [] }],
  ])('is missing on an /iam/v1 route (%s), whatever bearer token there is', async (_name, authorizer) => {
    const event = authorized(`Bearer ${token}`, sampleEvent('issue/iam'));
    await expectUnauthenticated(withAuthorizer(event, authorizer), MISSING);
  });

  it.each([
    ['a user', 'arn:aws:iam::123456789012:user/ada', 'AIDACKCEVSQ6C2EXAMPLE'],
    ['a root', 'arn:aws:iam::123456789012:root', '123456789012'],
    ['a federated user', 'arn:aws:sts::123456789012:federated-user/ada', '123456789012:ada'],
    ['ids that contradict', 'arn:aws:sts::123456789012:assumed-role/build-agents/a', 'AROACKCEVSQ6C2EXAMPLE:b'],
    ['a number', 1, 2],
  ])('is nobody on an /iam/v1 route when it is %s', async (_name, userArn, userId) => {
    const event = withAuthorizer(sampleEvent('issue/iam'), { iam: { userArn, userId } });
    await expectUnauthenticated(event, REJECTED);
  });

  it('is a caller like any other on an /iam/v1 route: no grant, no login', async () => {
    const answer = await service.invoke('issue', sampleEvent('issue/iam'));
    expectProblem(answer, { status: 403, code: 'not_allowed', stage: 'authorization' });
    expect(service.aws.standIn.calls).toEqual([]);
  });
});

describe('an event that the gateway would not send', () => {
  const REST_V1 = {
    resource: '/v1/connectors/{id}/ecr/credentials',
    path: '/v1/connectors/shop-images/ecr/credentials',
    httpMethod: 'GET',
    pathParameters: { id: 'shop-images' },
    requestContext: { resourcePath: '/v1/connectors/{id}/ecr/credentials', httpMethod: 'GET', identity: {} },
  };

  it.each<readonly [string, () => unknown, readonly string[]]>([
    ['null', () => null, ['routeKey']],
    ['nothing', () => undefined, ['routeKey']],
    ['a text', () => 'GET /v1/connectors/{id}/ecr/credentials', ['routeKey']],
    ['an empty object', () => ({}), ['routeKey']],
    ['of a REST API', () => ({ ...REST_V1, headers: { Authorization: `Bearer ${token}` } }), ['routeKey']],
    ['of no route', () => ({ ...getLogin(token), routeKey: '$default' }), ['routeKey']],
    ['of a route not built', () => ({ ...getLogin(token), routeKey: 'DELETE /v1/connectors/{id}' }), ['routeKey']],
    ['of a route of another function', () => ({ ...getLogin(token), routeKey: 'GET /v1/status' }), ['routeKey']],
    ['of a prototype name', () => ({ ...getLogin(token), routeKey: '__proto__' }), ['routeKey']],
    ['with a body that is no text', () => ({ ...postLogin(token, '{}'), body: { region: 'eu-west-1' } }), ['body']],
  ])('(%s) is the sender’s fault, by name', async (_name, event, fields) => {
    const answer = await service.invoke('issue', event());
    expectProblem(answer, { status: 400, code: 'invalid_request', stage: 'request', fields });
    expect(answer.text).not.toContain(token);
    expect(service.aws.standIn.calls).toEqual([]);
  });

  it('without a request context is a request like any other: nothing but the token is believed', async () => {
    const { requestContext: _none, ...event } = getLogin(token);
    expect((await service.invoke('issue', event)).status).toBe(200);
    expect((await service.invoke('issue', { ...event, requestContext: {} })).status).toBe(200);
    service.aws.standIn.calls.length = 0;
    await expectUnauthenticated({ ...event, headers: {} }, MISSING);
    const { requestContext: _context, ...signed } = sampleEvent('issue/iam');
    await expectUnauthenticated(signed, MISSING);
  });

  it('may bear any version: the routes alone count', async () => {
    expect((await service.invoke('issue', { ...getLogin(token), version: '3.0' })).status).toBe(200);
  });
});
