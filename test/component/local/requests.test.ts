// What programs get of `npm start`, and what it says of it.
import { once } from 'node:events';
import { get } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalService, type RawAnswer, sendRaw, startLocalService } from '../../support/local-service.ts';

const ADMINS = 'arn:aws:iam::123456789012:role/portunus-admins';
const OTHER = '{"iam":{"userArn":"arn:aws:sts::123456789012:assumed-role/portunus-admins/x","userId":"AROAX:x"}}';

let service: LocalService;
function send(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<RawAnswer> {
  return sendRaw({ port: service.port, path, method, headers: { host: `127.0.0.1:${service.port}`, ...headers } });
}
function bearer(name: string) {
  return { authorization: `Bearer ${service.file(name)}` };
}

describe('npm start', () => {
  beforeAll(async () => {
    service = await startLocalService({
      PORTUNUS_LOCAL_IAM: 'arn:aws:iam::123456789012:role/teams/build-agents',
      PORTUNUS_ADMIN_ROLES: ADMINS,
      AUTHORIZER: OTHER,
    });
  });
  afterAll(() => service.stop());

  it.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['a foreign host', { host: 'evil.example:3000' }],
    ['a request across sites', { 'sec-fetch-site': 'cross-site' }],
  ])('answers 403 to %s, without a word that lets a page read it', async (_name, headers) => {
    const { status, headers: answer } = await send('/v1/status', headers);
    expect([status, Object.keys(answer).filter((name) => name.startsWith('access-control-'))]).toEqual([403, []]);
  });

  it('refuses a preflight', async () => {
    const asked = { origin: 'https://evil.example', 'access-control-request-method': 'GET' };
    const { status, headers } = await send('/v1/caller', asked, 'OPTIONS');
    expect([status, Object.keys(headers).filter((name) => name.startsWith('access-control-'))]).toEqual([403, []]);
  });

  it('gives its own origin no CORS headers either', async () => {
    const { status, headers } = await send('/v1/status', { origin: `http://127.0.0.1:${service.port}` });
    expect([status, Object.keys(headers).filter((name) => name.startsWith('access-control-'))]).toEqual([200, []]);
  });

  it('takes callers of /iam/v1 for the session of the role that PORTUNUS_LOCAL_IAM names', async () => {
    const { status, body } = await send('/iam/v1/caller');
    expect([status, JSON.parse(body)]).toEqual([
      200,
      expect.objectContaining({ subject: 'arn:aws:iam::123456789012:role/build-agents', administrator: false }),
    ]);
  });

  it.each([
    ['sls-offline-authorizer-override', OTHER],
    ['SLS-Offline-Authorizer-Override', OTHER],
    ['cognito-identity-id', 'eu-west-1:x'],
    ['cognito-authentication-provider', 'x'],
    ['principalid', ADMINS],
    ['x-portunus-local-request', 'start'],
  ])('takes nobody for somebody else by the header %s', async (name, value) => {
    const { body } = await send('/iam/v1/caller', { [name]: value });
    expect(JSON.parse(body).subject).toBe('arn:aws:iam::123456789012:role/build-agents');
  });

  it('takes callers of /v1 for nobody by such a header', async () => {
    expect((await send('/v1/caller', { 'sls-offline-authorizer-override': OTHER })).status).toBe(401);
  });

  it('tells where people sign in, at a provider that answers its own address alone', async () => {
    const [issuer] = JSON.parse((await send('/v1/sign-in')).body).items;
    expect(issuer).toMatchObject({ id: 'demo-sign-in', cliClientId: 'portunus-cli' });
    const discovered = await fetch(`${issuer.url}/.well-known/openid-configuration`);
    expect(await discovered.json()).toMatchObject({
      issuer: issuer.url,
      device_authorization_endpoint: `${issuer.url}/device/auth`,
    });
    const request = get(issuer.url, { headers: { host: 'evil.example' } });
    const [{ statusCode }] = await once(request, 'response');
    expect(statusCode).toBe(403);
    request.destroy();
  });

  it('lets a token of the administrator administer', async () => {
    const { status, body } = await send('/v1/issuers', bearer('admin-token'));
    expect([status, JSON.parse(body).items.map(({ id }: { id: string }) => id)]).toEqual([
      200,
      ['demo-ci', 'demo-people', 'demo-sign-in'],
    ]);
  });

  it('gives its sample token an id, so that a connector can take it once', () => {
    const [, claims = ''] = service.file('token').split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString()).jti).toMatch(/^[\w-]{36}$/);
  });

  it.each(['/', '/v1', '/v1/nothing', '/2015-03-31/functions/portunus-dev-admin/invocations', '/_dashboard'])(
    'answers %s as API Gateway answers an unknown path',
    async (path) => {
      const { status, body } = await send(path);
      expect([status, body]).toEqual([404, '{"message":"Not Found"}']);
    },
  );

  it('shows a refusal in one line, with its reason and the id of the answer', async () => {
    const { body } = await send('/v1/connectors/bakery-images/ecr/credentials?region=eu-west-1', bearer('token'));
    const { requestId } = JSON.parse(body);
    const [line] = await service.command.until(new RegExp(`^.*${requestId}.*$`, 'm'));
    expect(line).toMatch(
      /^GET \/v1\/connectors\/bakery-images\/ecr\/credentials 403, not_allowed: no_grant_matches, .*request [\w-]{36}, \d+ ms$/,
    );
  });

  it('shows a login in one line, and nothing secret of it', async () => {
    const { body } = await send('/v1/connectors/shop-images/ecr/credentials', bearer('token'));
    const { requestId, credentials } = JSON.parse(body);
    await service.command.until(new RegExp(`^GET /v1/connectors/shop-images/ecr/credentials 200, .*${requestId}`, 'm'));
    const after = service.command.output().slice(service.command.output().indexOf('Stop with Ctrl-C'));
    expect([after.includes(credentials[0].password), after.includes(service.file('token'))]).toEqual([false, false]);
  });

  it('says little when it starts', () => {
    const [start = ''] = service.command.output().split('Stop with Ctrl-C');
    expect(start.split('\n').length).toBeLessThan(25);
  });
});
