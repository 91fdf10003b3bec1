// The session itself, whose it is, and the console that it opens.
import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { auditItems } from '../../support/audit-records.ts';
import { useTypedService } from '../../support/principal-type-service.ts';
import { askFor, connectorFor } from '../../support/principal-type-uses.ts';
import { aConnectorOf, SESSION_ARNS, type Type } from '../../support/principal-types.ts';
import { expectProblem } from '../../support/problem.ts';
import { whoIs } from '../../support/registry-request.ts';

const world = useTypedService();

function sha256(text: string) {
  return createHash('sha256').update(text).digest('hex');
}
async function recordOf(requestId: string) {
  const items = (await auditItems(world.service.aws)).filter((item) => item.requestId?.S === requestId);
  expect(items).toHaveLength(1);
  return items[0];
}
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
const DEFAULT_SECONDS = { 'federated-user': 43200, 'session-token': 43200 } as Partial<Record<Type, number>>;

describe.each(Object.entries(SESSION_ARNS) as [Type, string][])('the session of %s', (type, arn) => {
  it('works, is told of whole, and is recorded by its key id and fingerprint', async () => {
    await world.apply({ connectors: [connectorFor(type, 'session')] });
    const { status, body } = await world.ask(askFor(world, type, 'session'));

    const seconds = DEFAULT_SECONDS[type] ?? 3600;
    expect(status).toBe(200);
    expect(body).toEqual({
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      connectorId: `${type}-session`,
      credentials: {
        accessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
        secretAccessKey: expect.stringMatching(/^[\w/+=]{40}$/),
        sessionToken: expect.any(String),
        expirationDate: TIME,
      },
      session: { arn, expirationDate: body.credentials.expirationDate },
      refreshAfter: TIME,
      source: 'fresh',
      duration: { requestedSeconds: seconds, grantedSeconds: seconds },
    });
    expect(await whoIs(world, body.credentials)).toMatchObject({ arn, account: '123456789012' });
    expect(await recordOf(body.requestId)).toMatchObject({
      action: { S: 'session' },
      outcome: { S: 'issued' },
      issued: {
        M: {
          source: { S: 'fresh' },
          sessionArn: { S: arn },
          accessKeyId: { S: body.credentials.accessKeyId },
          grantedSeconds: { N: String(seconds) },
          expiresAt: { S: body.credentials.expirationDate },
          tokenSha256: { L: [{ S: sha256(body.credentials.sessionToken) }] },
        },
      },
    });
    expect(await world.leaks()).toEqual([]);
  });
});

const WITH_IDENTITY = Object.entries(SESSION_ARNS).filter(([type]) => type !== 'saml') as [Type, string][];
describe.each(WITH_IDENTITY)('the caller identity of %s', (type, arn) => {
  it('is what its session says of itself', async () => {
    await world.apply({ connectors: [connectorFor(type, 'session'), connectorFor(type, 'caller-identity')] });
    const session = await world.ask(askFor(world, type, 'session'));
    const own = await whoIs(world, session.body.credentials);
    const { status, body } = await world.ask(askFor(world, type, 'caller-identity'));

    expect(status).toBe(200);
    const { requestId } = body;
    expect(body).toEqual({
      requestId,
      connectorId: `${type}-caller-identity`,
      account: '123456789012',
      arn,
      userId: own.userId,
    });
    expect(own).toMatchObject({ arn, account: '123456789012' });
    const record = await recordOf(requestId);
    expect(record).toMatchObject({ action: { S: 'caller-identity' }, issued: { M: { sessionArn: { S: arn } } } });
    expect(record?.issued?.M?.tokenSha256).toEqual({ L: [] });
  });
});

/** With a duration where AWS takes one; from a chained role or a federated user it takes none. */
const CONSOLE = [
  ['assumed-role', undefined],
  ['assumed-role-by-user', 3600],
  ['federated-user', undefined],
  ['web-identity', 3600],
] as const;
describe.each(CONSOLE)('the console of %s', (type, sessionDuration) => {
  it(`is asked for with a duration of ${sessionDuration}, for people, and its link is kept nowhere`, async () => {
    await world.apply({ connectors: [connectorFor(type, 'console')] });
    const { status, headers, body } = await world.ask(askFor(world, type, 'console'));

    expect(status).toBe(200);
    expect(headers['cache-control']).toBe('no-store');
    expect(Object.keys(body)).toEqual(['requestId', 'connectorId', 'url', 'expirationDate', 'session']);
    // Grants name the jobs of another issuer: an administrator is never called like one of them.
    const arn = expect.stringMatching(new RegExp(`^${SESSION_ARNS[type]}\\+[\\w-]{12}$`));
    expect(body.session).toEqual({ arn, expirationDate: TIME });
    const signin = world.standIn.calls.filter(({ action }) => action === 'getSigninToken');
    const issued = await recordOf(body.requestId);
    const accessKeyId = issued?.issued?.M?.accessKeyId?.S;
    expect(signin.map(({ parameters }) => parameters)).toEqual([
      { accessKeyId, ...(sessionDuration && { sessionDuration }) },
    ]);
    expect(issued).toMatchObject({
      action: { S: 'console-url' },
      caller: { M: { issuer: { S: 'corp' }, kind: { S: 'user' } } },
      issued: { M: { sessionArn: { S: arn }, tokenSha256: { L: [{ S: sha256(body.url) }] } } },
    });
    const inAQuarterOfAnHour = Date.parse(body.expirationDate) - Date.now();
    expect(inAQuarterOfAnHour).toBeGreaterThan(880_000);
    expect(inAQuarterOfAnHour).toBeLessThanOrEqual(900_000);
    const token = new URL(body.url).searchParams.get('SigninToken') ?? 'none';
    expect(world.service.logged()).not.toContain(token);
    expect(await world.leaks()).toEqual([]);
  });

  it('is refused to workloads, though a grant names them', async () => {
    const ask = { ...askFor(world, type, 'console'), token: world.job() };
    expectProblem(await world.ask(ask), { status: 403, code: 'not_allowed', stage: 'authorization' });
    expect(world.standIn.calls).toEqual([]);
  });
});

it.each(['assumed-role-by-user', 'assumed-role'] as const)(
  'the console of a second hop from %s has no duration of its own',
  async (type) => {
    const roleArn = 'arn:aws:iam::123456789012:role/portunus/deep';
    const fields = { serves: ['console'], roleArns: [roleArn] };
    await world.apply({ connectors: [aConnectorOf(type, 'hop-console', fields)] });
    const answer = await world.ask({
      route: 'console/url',
      id: 'hop-console',
      token: world.person(),
      query: { roleArn },
    });
    expect(answer.status).toBe(200);
    const [signin] = world.standIn.calls.filter(({ action }) => action === 'getSigninToken');
    expect(Object.keys(signin?.parameters ?? {})).toEqual(['accessKeyId']);
  },
);
