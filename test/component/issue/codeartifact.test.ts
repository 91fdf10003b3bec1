// Logins to CodeArtifact through the deployed bundle, and what the package registry behind the stand-in lets them do.
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../../shared/http/event.ts';
import { auditItems } from '../../support/audit-records.ts';
import { postBatch, putConnector } from '../../support/batch.ts';
import { getLogin, type Service, startService } from '../../support/service.ts';
import { useStarted } from '../../support/use-service.ts';

const service = useStarted(startService);
let invoke: Service['invoke'];
let token: string;

const HOST = 'shop-123456789012.d.codeartifact.eu-west-1.amazonaws.com';
const AT = 'arn:aws:codeartifact:eu-west-1:123456789012';

beforeAll(async () => {
  for (const name of ['releases', 'team-a-x', 'other']) {
    service.aws.standIn.putPackageRepository({ arn: `${AT}:repository/shop/${name}` });
  }
  const limits = { domains: ['shop', '210987654321/shared'], repositories: ['releases', 'team-a-*'] };
  await putConnector(service, 'shop-packages', { serves: ['codeartifact'], codeartifact: limits });
  invoke = await service.freshEnvironment('issue');
});
beforeEach(async () => {
  service.aws.standIn.calls.length = 0;
  service.aws.standIn.issued.length = 0;
  token = await service.aws.issuer.mint();
});

function ask(query: Record<string, string>, id = 'shop-packages') {
  const routeKey = 'GET /v1/connectors/{id}/codeartifact/credentials';
  const event: HttpEvent = { ...getLogin(token, { region: 'eu-west-1', ...query }, id), routeKey };
  return invoke('issue', event);
}
function callsOf(action: string) {
  return service.aws.standIn.calls.filter((call) => call.action === action);
}
/** A look for a package that nobody has published: it is not there, or it may not be looked for. */
async function statusOf(authorizationToken: string, repository: string): Promise<number> {
  const headers = { 'x-forwarded-host': HOST, authorization: `Bearer ${authorizationToken}` };
  const { status } = await fetch(`${service.aws.standIn.url}/npm/${repository}/left-pad`, { headers });
  return status;
}

describe('a login to CodeArtifact', () => {
  it('is the one that CodeArtifact issued, with the addresses of its repository, and a record without it', async () => {
    const { status, body } = await ask({ domain: 'shop', repository: 'releases' });
    const issued = service.aws.standIn.issued.find((one) => one.action === 'codeartifact:GetAuthorizationToken');
    expect([status, body]).toEqual([
      200,
      {
        requestId: expect.any(String),
        connectorId: 'shop-packages',
        credentials: {
          domain: 'shop',
          domainOwner: '123456789012',
          region: 'eu-west-1',
          repository: 'releases',
          authorizationToken: issued?.authorizationToken,
          expirationDate: issued?.expiration.toISOString(),
          endpoints: {
            npm: `https://${HOST}/npm/releases/`,
            pypi: `https://${HOST}/pypi/releases/`,
            maven: `https://${HOST}/maven/releases/`,
            nuget: `https://${HOST}/nuget/releases/`,
          },
        },
        session: { arn: expect.stringContaining(':assumed-role/shop-images/'), expirationDate: expect.any(String) },
        refreshAfter: expect.any(String),
        source: 'fresh',
        duration: { requestedSeconds: 3_600, grantedSeconds: 3_600 },
      },
    ]);
    // It ends when its session does.
    expect(body.credentials.expirationDate).toBe(body.session.expirationDate);
    const records = (await auditItems(service.aws)).filter(({ requestId }) => requestId?.S === body.requestId);
    expect(records).toMatchObject([
      {
        action: { S: 'codeartifact-login' },
        outcome: { S: 'issued' },
        issued: { M: { domain: { S: 'shop' }, domainOwner: { S: '123456789012' }, repository: { S: 'releases' } } },
      },
    ]);
    expect(JSON.stringify(records)).not.toContain(body.credentials.authorizationToken);
  });

  it('may use its repository alone, and without one those of the connector', async () => {
    const one = await ask({ domain: 'shop', repository: 'releases', access: 'pull' });
    const all = await ask({ domain: 'shop' });
    const [narrow, wide] = [one, all].map(({ body }) => body.credentials.authorizationToken);
    expect(all.body.credentials.endpoints).toEqual({});
    expect(await statusOf(narrow, 'releases')).toBe(404);
    expect(await statusOf(narrow, 'team-a-x')).toBe(403);
    expect(await statusOf(wide, 'team-a-x')).toBe(404);
    expect(await statusOf(wide, 'other')).toBe(403);
  });

  it('is shared by equal requests', async () => {
    const query = { domain: 'shop', repository: 'releases', durationSeconds: '1800' };
    const [first, second] = [await ask(query), await ask(query)];
    expect([first.body.source, second.body.source]).toEqual(['fresh', 'cache']);
    expect(second.body.credentials).toEqual(first.body.credentials);
    expect(callsOf('codeartifact:GetAuthorizationToken')).toHaveLength(1);
  });

  it.each([
    [{ domain: 'bakery' }, 'domain'],
    [{ domain: 'shop', domainOwner: '210987654321' }, 'domainOwner'],
    [{ domain: 'shop', repository: 'other' }, 'repository'],
    [{}, 'domain'],
    [{ domain: 'shop', registryIds: '123456789012' }, 'registryIds'],
    [{ domain: 'shop', repositories: 'shop/*' }, 'repositories'],
    [{ domain: 'shop', hosts: 'all' }, 'hosts'],
    [{ domain: 'shop/../bakery' }, 'domain'],
  ])('outside of what the connector allows asks AWS for nothing: %j', async (query, field) => {
    const { status, body } = await ask(query as Record<string, string>);
    expect([status, body.code, body.errors[0].field]).toEqual([400, 'invalid_request', field]);
    expect(service.aws.standIn.calls).toEqual([]);
  });

  it('is not what a connector for images serves, and tells strangers nothing', async () => {
    const { status, body } = await ask({ domain: 'shop' }, 'shop-images');
    expect([status, body.errors]).toMatchObject([400, [{ field: 'serves' }]]);
    expect((await ask({ domain: 'shop' }, 'nobodys')).status).toBe(403);
  });

  it('that CodeArtifact refuses is told as its refusal', async () => {
    const { status, body } = await ask({ domain: 'shared' });
    expect([status, body.code, body.stage]).toEqual([502, 'codeartifact_refused', 'codeartifact']);
  });

  it('stands beside others in one request', async () => {
    const requests = [
      { connectorId: 'shop-packages', service: 'codeartifact', region: 'eu-west-1', domain: 'shop' },
      { connectorId: 'shop-images', region: 'eu-west-1' },
      { connectorId: 'shop-packages', service: 'codeartifact', region: 'eu-west-1', domain: 'bakery' },
    ];
    const { body } = await invoke('issue', postBatch(token, { requests }));
    expect(body.results).toMatchObject([
      { status: 200, credentials: { domain: 'shop', authorizationToken: expect.any(String) } },
      { status: 200, credentials: [{ registryId: '123456789012' }] },
      { status: 400, error: { errors: [{ field: 'domain' }] } },
    ]);
  });
});
