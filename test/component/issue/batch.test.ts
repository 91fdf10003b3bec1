// Several logins in one request, through the deployed bundle.

import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditItems } from '../../support/audit-records.ts';
import { postBatch, postSignedBatch, putConnector } from '../../support/batch.ts';
import { useNoTimeLimits } from '../../support/no-time-limits.ts';
import { COMMON_HEADERS } from '../../support/problem.ts';
import { type Service, startService } from '../../support/service.ts';
import { useStarted } from '../../support/use-service.ts';

const SLOW_MS = 300;
useNoTimeLimits();
const service = useStarted(() => startService({ serviceTimesMs: { AssumeRole: SLOW_MS } }));
let invoke: Service['invoke'];
let token: string;

beforeAll(async () => {
  await putConnector(service, 'shop-public', { serves: ['ecr-public'], regions: undefined });
  await putConnector(service, 'agents', {
    session: undefined,
    grants: [{ iamRole: 'arn:aws:iam::123456789012:role/build-agents' }],
  });
  token = await service.aws.issuer.mint();
});
beforeEach(async () => {
  service.aws.standIn.calls.length = 0;
  service.aws.standIn.issued.length = 0;
  invoke = await service.freshEnvironment('issue');
});

function batch(requests: readonly object[]) {
  return invoke('issue', postBatch(token, { requests }));
}
function callsOf(action: string) {
  return service.aws.standIn.calls.filter((call) => call.action === action);
}
/** The records of a request by item, in order. */
async function recordsOf(requestId: string) {
  return (await auditItems(service.aws))
    .filter((item) => item.requestId?.S === requestId)
    .map(({ item, action, outcome, code, asked }) => ({
      item: Number(item?.N),
      action: action?.S,
      outcome: outcome?.S,
      ...(code && { code: code.S }),
      connectorId: asked?.M?.connectorId?.S,
    }))
    .sort((one, other) => one.item - other.item);
}

const SHOP = 'shop-images';
const FIVE = [
  { connectorId: SHOP, region: 'eu-central-1', registryIds: ['123456789012', '210987654321'] },
  { connectorId: 'bakery-images' },
  { service: 'ecr-public', connectorId: 'shop-public' },
  { service: 'ecr', connectorId: SHOP, durationSeconds: 7200 },
  { connectorId: 'nobody-knows', region: 'eu-west-1' },
];

describe('several logins', () => {
  it('are answered one by one, in the order asked for; one that is refused takes nothing from the others', async () => {
    const { status, headers, body } = await batch(FIVE);
    expect(status).toBe(200);
    expect(headers).toEqual({ 'content-type': 'application/json', ...COMMON_HEADERS });
    expect(Object.keys(body)).toEqual(['requestId', 'results']);
    const [shop, bakery, open, long, nobody] = body.results;
    expect(body.results).toHaveLength(5);
    expect([shop.status, shop.connectorId, shop.source]).toEqual([200, SHOP, 'fresh']);
    expect(shop.credentials).toMatchObject([
      { registryId: '123456789012', region: 'eu-central-1', username: 'AWS' },
      { registryId: '210987654321', region: 'eu-central-1', username: 'AWS' },
    ]);
    expect(open).toMatchObject({
      status: 200,
      credentials: [{ region: 'us-east-1', username: 'AWS', proxyEndpoint: 'https://public.ecr.aws' }],
    });
    expect(long.duration).toEqual({ requestedSeconds: 7200, grantedSeconds: 3600, limitedBy: 'role-chaining' });
    expect(nobody).toEqual({ ...bakery, connectorId: 'nobody-knows' });
    expect(bakery).toEqual({
      status: 403,
      connectorId: 'bakery-images',
      error: {
        type: 'urn:portunus:error:not_allowed',
        title: 'Not allowed',
        status: 403,
        detail: 'There is no such connector for this caller; see GET /v1/caller and GET /v1/connectors.',
        code: 'not_allowed',
        stage: 'authorization',
        retryable: false,
      },
    });
  });

  it('are the ones that AWS issued, each in its place', async () => {
    const { body } = await batch(FIVE);
    const tokens = service.aws.standIn.issued.flatMap((one): readonly string[] => {
      if ('authorizations' in one) return one.authorizations.map((login) => login.authorizationToken);
      return 'authorizationToken' in one ? [one.authorizationToken] : [];
    });
    const answered = [0, 2, 3].flatMap((index) => body.results[index].credentials);
    expect(tokens).toHaveLength(4);
    expect(answered.map((login) => login.authorizationToken).sort()).toEqual([...tokens].sort());
    expect(new Set(tokens).size).toBe(4);
  });

  it('leave one record each, under one request id, with the number of the item', async () => {
    const { body } = await batch(FIVE);
    expect(await recordsOf(body.requestId)).toEqual([
      { item: 0, action: 'ecr-login', outcome: 'issued', connectorId: SHOP },
      { item: 1, action: 'ecr-login', outcome: 'refused', code: 'not_allowed', connectorId: 'bakery-images' },
      { item: 2, action: 'ecr-public-login', outcome: 'issued', connectorId: 'shop-public' },
      { item: 3, action: 'ecr-login', outcome: 'issued', connectorId: SHOP },
      { item: 4, action: 'ecr-login', outcome: 'refused', code: 'not_allowed', connectorId: 'nobody-knows' },
    ]);
  });

  it('that are equal share one session and one login, and have a record each', async () => {
    const { body } = await batch(Array.from({ length: 8 }, () => ({ connectorId: SHOP })));
    expect([callsOf('AssumeRole').length, callsOf('GetAuthorizationToken').length]).toEqual([1, 1]);
    const passwords = body.results.map(
      (result: { credentials: { password: string }[] }) => result.credentials[0]?.password,
    );
    expect(new Set(passwords).size).toBe(1);
    expect(body.results.map((result: { source: string }) => result.source).sort()).toEqual([
      ...Array(7).fill('cache'),
      'fresh',
    ]);
    expect((await recordsOf(body.requestId)).map(({ item, outcome }) => [item, outcome])).toEqual(
      Array.from({ length: 8 }, (_, item) => [item, 'issued']),
    );
  });

  it('are at most five at once, and more than one', async () => {
    const requests = Array.from({ length: 14 }, (_, index) => ({ connectorId: SHOP, durationSeconds: 900 + index }));
    const { body } = await batch(requests);
    expect(body.results.map(({ status }: { status: number }) => status)).toEqual(Array(14).fill(200));
    expect(body.results.map((result: { duration: object }) => result.duration)).toEqual(
      requests.map(({ durationSeconds }) => ({ requestedSeconds: durationSeconds, grantedSeconds: durationSeconds })),
    );
    // None was answered in less time than that: those that came within it were under way together.
    const times = callsOf('AssumeRole').map((call) => call.time.getTime());
    const together = times.map((time) => times.filter((other) => other >= time && other < time + SLOW_MS - 5).length);
    expect(times).toHaveLength(14);
    expect(Math.max(...together)).toBeLessThanOrEqual(5);
    expect(Math.max(...together)).toBeGreaterThan(1);
  });
});

describe('several logins of a signed caller', () => {
  it('are answered and recorded in the same way', async () => {
    const requests = [{ connectorId: 'agents' }, { connectorId: SHOP }];
    const { status, body } = await invoke('issue', postSignedBatch({ requests }));
    expect(status).toBe(200);
    expect(body.results).toMatchObject([
      { status: 200, connectorId: 'agents', credentials: [{ registryId: '123456789012' }] },
      { status: 403, connectorId: SHOP, error: { code: 'not_allowed' } },
    ]);
    expect(await recordsOf(body.requestId)).toMatchObject([
      { item: 0, outcome: 'issued' },
      { item: 1, outcome: 'refused' },
    ]);
  });
});
