import { describe, expect, it } from 'vitest';
import { Secret } from '../../../../shared/domain/secret.ts';
import { createFetchSession } from '../../../../shared/vending/issuing/fetch-session.ts';
import type { SessionPlan } from '../../../../shared/vending/issuing/plan-session.ts';
import type { ConsoleUrlRequest } from '../../../../shared/vending/issuing/ports.ts';
import type { SessionRequest } from '../../../../shared/vending/issuing/session-request.ts';
import { aCall, aConnector, anAccount, aWorkload, filled, NOW } from '../../../support/builders.ts';
import { anAwsSession, anIssueRequest, anIssuing, IN_AN_HOUR, type Issuing } from '../../../support/issue-ports.ts';

const PLAN: SessionPlan = {
  first: { type: 'assumed-role' } as SessionRequest,
  duration: { requestedSeconds: 3600, grantedSeconds: 3600 },
  chained: false,
  key: 'key',
};
const USES = ['session', 'caller-identity', 'console-url'] as const;
type Use = (typeof USES)[number];

/** Asks through one cache, as one environment does. */
function fetcher({ aws }: Pick<Issuing, 'aws'>) {
  const fetchSession = createFetchSession(aws, 'us-east-1');
  return <U extends Use>(use: U, plan: Partial<SessionPlan> = {}, connector: object = {}) => {
    const granted = {
      connector: { version: 1, value: filled({ ...aConnector(), ...connector }) },
      account: { version: 1, value: anAccount() },
      allowedBy: 'grants[0]',
    };
    const request = { ...anIssueRequest(use), caller: aWorkload(), granted };
    return fetchSession[use](request, { ...PLAN, ...plan }, aCall()) as ReturnType<(typeof fetchSession)[U]>;
  };
}

describe('a session', () => {
  it('is handed out whole, and recorded by its key id and the hash of its token', async () => {
    const { answer, audit } = await fetcher(anIssuing())('session');
    expect(answer).toMatchObject({ session: anAwsSession(), source: 'fresh', format: 'json' });
    expect(audit).toEqual({
      ...{ source: 'fresh', sessionArn: anAwsSession().arn, accessKeyId: 'ASIAIOSFODNN7EXAMPLE', grantedSeconds: 3600 },
      ...{ expiresAt: IN_AN_HOUR, tokenSha256: ['c101e911469c969171040b50d70543313cf968fdef5bacc780776f8fb399ab36'] },
    });
  });

  it('is made once for all that is done with it', async () => {
    const world = anIssuing();
    const fetch = fetcher(world);
    for (const use of USES) await fetch(use);
    expect(world.steps).toEqual(['startSession assumed-role', 'getCallerIdentity', 'getConsoleUrl']);
  });

  it.each(USES)('is never the execution role’s own, for %s', async (use) => {
    const world = anIssuing();
    await expect(fetcher(world)(use, { first: 'execution-role' })).rejects.toMatchObject({ code: 'internal' });
    expect(world.steps).toEqual([]);
  });
});

describe('an identity', () => {
  it('is the session’s, and its record holds no hash: nothing secret is handed out', async () => {
    const { answer, audit } = await fetcher(anIssuing())('caller-identity');
    expect(answer).toMatchObject({ accountId: '123456789012', arn: anAwsSession().arn });
    expect(audit.tokenSha256).toEqual([]);
  });

  it('is asked in the region of the plan', async () => {
    const regions: unknown[] = [];
    const getCallerIdentity = async (_session: unknown, region: string | undefined) => {
      regions.push(region);
      return { accountId: '1', arn: 'arn', userId: 'id' };
    };
    await fetcher(anIssuing({ aws: { getCallerIdentity } }))('caller-identity', { region: 'cn-north-1' });
    expect(regions).toEqual(['cn-north-1']);
  });
});

describe('a link to the console', () => {
  const asked = async (plan: Partial<SessionPlan>, connector: object = {}) => {
    const requests: ConsoleUrlRequest[] = [];
    const getConsoleUrl = async (request: ConsoleUrlRequest) => {
      requests.push(request);
      return new Secret('https://signin.example/');
    };
    await fetcher(anIssuing({ aws: { getConsoleUrl } }))('console-url', plan, connector);
    return requests[0];
  };

  it('is good for a quarter of an hour, and its record holds its hash', async () => {
    const { answer, audit } = await fetcher(anIssuing())('console-url');
    expect(answer.expiresAt).toEqual(new Date(NOW.getTime() + 900_000));
    expect(answer.session).toEqual({ arn: anAwsSession().arn, expiresAt: IN_AN_HOUR });
    expect(audit.tokenSha256).toEqual(['4059c05dfb77d5017210b11b15ae5f645fd2c779be5f44cfc936af2883852b1e']);
  });

  it.each<[string, Partial<SessionPlan>, object, number | undefined]>([
    ['that is not chained has its duration', {}, {}, 3600],
    ['that is chained has none', { chained: true }, {}, undefined],
    ['of a federated user has none', {}, { principalType: 'federated-user' }, undefined],
  ])('to a session %s', async (_what, plan, connector, durationSeconds) => {
    expect((await asked(plan, connector))?.durationSeconds).toBe(durationSeconds);
  });

  it.each([
    ['the plan’s', { region: 'cn-north-1' }, {}, 'cn-north-1'],
    ['the connector’s', {}, { region: 'eu-central-1' }, 'eu-central-1'],
    ['the function’s own', {}, { region: undefined }, 'us-east-1'],
  ])('opens in %s region', async (_what, plan, connector, region) => {
    expect((await asked(plan, connector))?.region).toBe(region);
  });
});
