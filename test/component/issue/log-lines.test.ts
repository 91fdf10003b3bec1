// What the log line of a request says of who asked for what: at the door the issuer that was matched, behind it the caller.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createDemoIssuer } from '../../../local/demo-issuer.ts';
import { type Ask, eventOf, useAdminService } from '../../support/admin.ts';
import { auditItems } from '../../support/audit-records.ts';
import { getLogin } from '../../support/service.ts';

const service = useAdminService();

async function lineOf(send: () => Promise<unknown>): Promise<Record<string, unknown>> {
  const before = service.logged().length;
  await send();
  const lines = service.logged().slice(before).trimEnd().split('\n');
  return JSON.parse(lines.find((line) => line.includes('"message":"request"')) ?? '{}');
}
async function lineOfLogin(token: string) {
  return lineOf(() => service.invoke('issue', getLogin(token)));
}
function demo() {
  return service.aws.issuer;
}

describe('a refusal at the door', () => {
  it('names the configured issuer of a forged token', async () => {
    const line = await lineOfLogin(`${await demo().mint()}AAAA`);
    expect(line).toMatchObject({ status: 401, code: 'token_rejected', reason: 'signature_invalid', issuer: 'demo-ci' });
    expect(line.subject).toBeUndefined();
  });

  it('says where it came from, from which program, and which token it was', async () => {
    const token = `${await demo().mint()}AAAA`;
    const line = await lineOfLogin(token);
    const { sourceIp, userAgent } = getLogin(token).requestContext.http;
    const tokenSha256 = createHash('sha256').update(token).digest('hex');
    expect(line).toMatchObject({ status: 401, sourceIp, userAgent, tokenSha256 });
    expect(JSON.stringify(line)).not.toContain(token.slice(0, 20));
  });

  it('has no digest of a token that was accepted', async () => {
    const line = await lineOfLogin(await demo().mint());
    expect(line.status).toBe(200);
    expect(line.tokenSha256).toBeUndefined();
  });

  it.each([
    ['expired', { iat: 1, nbf: 1, exp: 2 }],
    ['audience_not_ours', { aud: 'https://elsewhere.example' }],
  ])('names the issuer of a token that is refused for %s', async (reason, claims) => {
    const line = await lineOfLogin(await demo().mint(claims));
    expect(line).toMatchObject({ status: 401, reason, issuer: 'demo-ci' });
  });

  it('says of an unknown issuer that it is unknown, and nothing that its token says', async () => {
    const other = await createDemoIssuer('https://elsewhere.example', 'https://portunus.example', () => new Date());
    const line = await lineOfLogin(await other.mint());
    expect(line).toMatchObject({ status: 401, reason: 'issuer_unknown', issuer: 'unknown' });
    expect(JSON.stringify(line)).not.toContain('elsewhere');
  });

  it('names the issuer whose keys can not be had', async () => {
    const url = 'https://127.0.0.1:9';
    const gone = await createDemoIssuer(url, 'https://portunus.example', () => new Date());
    await service.apply({
      issuers: [{ id: 'gone-ci', url, kind: 'workload', audiences: ['https://portunus.example'] }],
    });
    const invoke = await service.freshEnvironment('issue');
    const line = await lineOf(async () => invoke('issue', getLogin(await gone.mint())));
    expect(line).toMatchObject({ status: 503, code: 'keys_unavailable', issuer: 'gone-ci' });
  });
});

describe('a refusal of a known caller', () => {
  const SUBJECT = 'repo:acme/shop:ref:refs/heads/main';
  it.each<[string, Ask, object]>([
    [
      'of a login',
      { route: 'GET /connectors/{id}/ecr/credentials', as: 'workload', id: 'bakery-images' },
      { status: 403, reason: 'no_grant_matches', issuer: 'demo-ci', subject: SUBJECT, connectorId: 'bakery-images' },
    ],
    [
      'of a login for its form',
      { route: 'GET /connectors/{id}/ecr/credentials', as: 'workload', id: 'shop-images', query: { region: 'x' } },
      { status: 400, issuer: 'demo-ci', subject: SUBJECT, connectorId: 'shop-images' },
    ],
    [
      'of administration',
      { route: 'PATCH /connectors/{id}', as: 'workload', id: 'shop-images', body: {} },
      { status: 403, reason: 'no_administrator', issuer: 'demo-ci', subject: SUBJECT, connectorId: 'shop-images' },
    ],
    [
      'of a list of issuers',
      { route: 'GET /issuers', as: 'person' },
      { status: 403, reason: 'no_administrator', issuer: 'corp', subject: 'bob' },
    ],
    [
      'of a definition',
      { route: 'GET /issuers/{id}', as: 'role', id: 'demo-ci' },
      {
        status: 403,
        issuer: 'aws-iam',
        subject: 'arn:aws:iam::111122223333:role/build-agents',
        definitionId: 'demo-ci',
        sourceIp: '192.0.2.7',
      },
    ],
  ])('%s names issuer, subject and what was asked for', async (_what, ask, expected) => {
    expect(await lineOf(() => service.ask(ask))).toMatchObject(expected);
  });

  it('shows a subject of a thousand characters by its beginning', async () => {
    const sub = 's'.repeat(1_024);
    const line = await lineOfLogin(await demo().mint({ sub }));
    expect(line.subject).toBe(`${'s'.repeat(253)}...`);
  });

  it('names who asks for an explanation, and not whose token is tried', async () => {
    const token = await demo().mint();
    const line = await lineOf(() =>
      service.ask({ route: 'POST /connectors/{id}/explain', id: 'shop-images', body: { token } }),
    );
    expect(line).toMatchObject({ status: 200, issuer: 'corp', subject: 'ada', connectorId: 'shop-images' });
  });

  it('of an item of a batch that failed names its connector', async () => {
    const connector = { id: 'untrusted', account: 'build', principalType: 'assumed-role', systemScope: true };
    const roleArn = 'arn:aws:iam::123456789012:role/portunus/untrusted';
    const grants = [{ issuer: 'demo-ci', claims: { repository_id: ['1296269'] } }];
    await service.apply({
      connectors: [{ ...connector, roleArn, grants, region: 'eu-west-1', acknowledgeRisk: true }],
    });
    service.aws.standIn.putRole({ arn: roleArn, trustedPrincipals: [], ecr: true });
    const [fault] = await faultLinesOf({ connectorId: 'untrusted' });
    expect(fault).toMatchObject({ level: 'error', code: 'role_refused', connectorId: 'untrusted', item: 0 });
  });

  it('of items of a batch names issuer, subject and connector of each, and leaves out what was issued', async () => {
    const asked = [{ connectorId: 'bakery-images' }, { connectorId: 'shop-images' }, { connectorId: 'no-such' }];
    const refused = { level: 'warn', code: 'not_allowed', issuer: 'demo-ci', subject: SUBJECT };
    expect(await faultLinesOf(...asked)).toMatchObject([
      { ...refused, reason: 'no_grant_matches', connectorId: 'bakery-images', item: 0 },
      { ...refused, connectorId: 'no-such', item: 2 },
    ]);
  });
});

async function faultLinesOf(...requests: readonly object[]): Promise<readonly Record<string, unknown>[]> {
  const before = service.logged().length;
  await service.ask({ route: 'POST /credentials', as: 'workload', body: { requests } });
  const lines = service.logged().slice(before).trimEnd().split('\n');
  const faults = lines.map((line) => JSON.parse(line)).filter(({ message }) => message === 'fault');
  return faults.toSorted((one, other) => one.item - other.item);
}

describe('the record of a bad request', () => {
  async function recordsOf(ask: Ask) {
    const { status, body } = await service.ask({ as: 'workload', ...ask });
    expect(status).toBe(400);
    const items = (await auditItems(service.aws)).filter(({ requestId }) => requestId?.S === body.requestId);
    return items.toSorted((one, other) => Number(one.item?.N) - Number(other.item?.N));
  }

  it('keeps the connector, and what else of it could be read', async () => {
    const query = { region: 'x', repositories: 'shop/web,shop/api' };
    const [item] = await recordsOf({ route: 'GET /connectors/{id}/ecr/credentials', id: 'shop-images', query });
    const repositories = { L: [{ S: 'shop/web' }, { S: 'shop/api' }] };
    expect(item?.asked).toEqual({ M: { connectorId: { S: 'shop-images' }, repositories } });
  });

  it('is one for each connector of a batch', async () => {
    const requests = [{ connectorId: 'shop-images', region: 7 }, { connectorId: '../x' }, { connectorId: 'bakery' }];
    const items = await recordsOf({ route: 'POST /credentials', body: { requests } });
    expect(items.map(({ item, asked, outcome }) => [item?.N, asked?.M?.connectorId?.S, outcome?.S])).toEqual([
      ['0', 'shop-images', 'refused'],
      ['2', 'bakery', 'refused'],
    ]);
  });

  it('is one without a connector if nothing could be read', async () => {
    const items = await recordsOf({ route: 'POST /credentials', body: '{' });
    expect(items.map(({ asked, code }) => [asked, code?.S])).toEqual([[{ M: {} }, 'invalid_request']]);
  });
});

/** Whoever may invoke the functions writes the event: what of it is believed is all there is between them and a login. */
describe('a function that is invoked directly', () => {
  const as = (caller: 'role' | 'admin role', event: object = {}) =>
    eventOf({ route: 'GET /issuers', as: caller, event }, undefined);

  it('believes the authorizer of a route under /iam/v1, as SECURITY.md says', async () => {
    expect((await service.invoke('admin', as('admin role'))).status).toBe(200);
  });

  it('refuses a role that is not among those that administer', async () => {
    const { status, body } = await service.invoke('admin', as('role'));
    expect([status, body.code]).toEqual([403, 'not_allowed']);
  });

  it.each([
    ['admin', 'GET /v1/issuers'],
    ['read', 'GET /v1/caller'],
    ['issue', 'GET /v1/connectors/{id}/ecr/credentials'],
  ] as const)('never believes it on any other route (%s, %s)', async (name, routeKey) => {
    const { status, body } = await service.invoke(name, as('admin role', { routeKey }));
    expect([status, body.code]).toEqual([401, 'token_missing']);
  });

  it.each([
    ['jwt', { jwt: { claims: { sub: 'ada', groups: 'portunus-admins' }, scopes: [] } }],
    ['lambda', { lambda: { administrator: true } }],
  ])('never believes an authorizer of the kind %s', async (_kind, authorizer) => {
    const requestContext = { ...as('admin role').requestContext, authorizer };
    const { status, body } = await service.invoke('admin', as('admin role', { requestContext }));
    expect([status, body.code]).toEqual([401, 'token_missing']);
  });
});
