import { describe, expect, it } from 'vitest';
import type { LoginParameters } from '../../../../shared/domain/issue-request.ts';
import { createFetchLogins } from '../../../../shared/vending/issuing/fetch-logins.ts';
import type { SessionPlan } from '../../../../shared/vending/issuing/plan-session.ts';
import type { SecondHop, SessionRequest } from '../../../../shared/vending/issuing/session-request.ts';
import { aCall, aConnector, anAccount, aWorkload, filled } from '../../../support/builders.ts';
import {
  anAwsSession,
  anIssueRequest,
  anIssuing,
  aRegistryLogin,
  IN_AN_HOUR,
  IN_TWELVE_HOURS,
  type Issuing,
} from '../../../support/issue-ports.ts';

const FIRST = { type: 'assumed-role', roleArn: 'arn:first' } as SessionRequest;
const SECOND = { type: 'assumed-role', roleArn: 'arn:second' } as SecondHop;
const DURATION = { requestedSeconds: 3600, grantedSeconds: 3600 };
const PLAN: SessionPlan = { first: FIRST, duration: DURATION, chained: true, key: 'key' };

interface Given {
  readonly plan?: Partial<SessionPlan>;
  readonly connector?: Parameters<typeof aConnector>[0];
  readonly parameters?: Partial<LoginParameters>;
  readonly action?: 'ecr-login' | 'ecr-public-login';
}

/** Asks through one cache, as one environment does. */
function fetcher({ aws }: Pick<Issuing, 'aws'>) {
  const fetchLogins = createFetchLogins(aws);
  return ({ plan = {}, connector = {}, parameters, action = 'ecr-login' }: Given = {}) => {
    const granted = {
      connector: { version: 1, value: filled(aConnector(connector)) },
      account: { version: 1, value: anAccount() },
      allowedBy: 'grants[0]',
    };
    const request = { ...anIssueRequest(action, parameters), caller: aWorkload(), granted };
    return fetchLogins[action](request, { ...PLAN, ...plan }, aCall());
  };
}

describe('logins', () => {
  it('are signed by the planned session, which is then dropped', async () => {
    const session = anAwsSession();
    const signers: unknown[] = [];
    const world = anIssuing({
      aws: {
        startSession: async () => session,
        getRegistryLogins: async (_target, signer) => {
          signers.push(signer);
          return [aRegistryLogin()];
        },
      },
    });
    const { answer } = await fetcher(world)();
    expect(signers).toEqual([session]);
    expect(answer.session).toEqual({ arn: session.arn, expiresAt: session.expiresAt });
  });

  it('are signed by the second session of a second hop, which the first one starts', async () => {
    const requests: unknown[] = [];
    const [one, two] = [anAwsSession({ arn: 'arn:one' }), anAwsSession({ arn: 'arn:two' })];
    const startSession = async (request: unknown) => {
      requests.push(request);
      return requests.length === 1 ? one : two;
    };
    const { answer } = await fetcher(anIssuing({ aws: { startSession } }))({ plan: { second: SECOND } });
    expect(requests).toEqual([FIRST, { ...SECOND, sourceCredentials: { source: 'session', session: one } }]);
    expect(answer.session?.arn).toBe('arn:two');
  });

  it('of the execution role itself need no session, and have none', async () => {
    const world = anIssuing();
    const { answer, audit } = await fetcher(world)({ plan: { first: 'execution-role' } });
    expect(world.steps).toEqual(['getRegistryLogins']);
    expect([answer.session, audit.sessionArn]).toEqual([undefined, undefined]);
  });

  it('to ECR Public are never signed by the execution role', async () => {
    const world = anIssuing();
    const fetched = fetcher(world)({ plan: { first: 'execution-role' }, action: 'ecr-public-login' });
    await expect(fetched).rejects.toMatchObject({ code: 'internal' });
    expect(world.steps).toEqual([]);
  });

  it('are for the registries asked for, or the account’s own', async () => {
    const world = anIssuing();
    const fetch = fetcher(world);
    const own = await fetch();
    const asked = await fetch({ parameters: { registryIds: ['210987654321'], region: 'eu-central-1' } });
    expect([own, asked].map(({ audit }) => [audit.region, audit.registryIds])).toEqual([
      ['eu-west-1', ['123456789012']],
      ['eu-central-1', ['210987654321']],
    ]);
  });

  it('are refused for a region that the connector does not have, before a session is made', async () => {
    const world = anIssuing();
    const fetched = fetcher(world)({ connector: { regions: ['eu-west-1'] }, parameters: { region: 'eu-central-1' } });
    await expect(fetched).rejects.toMatchObject({ code: 'invalid_request', errors: [{ field: 'region' }] });
    expect(world.steps).toEqual([]);
  });

  it.each([
    ['session', IN_AN_HOUR],
    ['token', IN_TWELVE_HOURS],
  ] as const)('with loginLifetime %s end with it', async (loginLifetime, endsAt) => {
    const { audit, answer } = await fetcher(anIssuing())({ connector: { loginLifetime } });
    expect(audit.expiresAt).toEqual(endsAt);
    expect(answer.refreshAfter.getTime()).toBe((aCall().now().getTime() + endsAt.getTime()) / 2);
  });

  it('say how long the session was granted for, and less where an assertion ended it', async () => {
    const startSession = async () => anAwsSession({ expiresAt: new Date(aCall().now().getTime() + 600_000) });
    const fetch = fetcher(anIssuing({ aws: { startSession } }));
    expect((await fetch({ plan: { key: 'role' } })).answer.duration).toEqual(DURATION);
    const first = { type: 'saml' } as SessionRequest;
    expect((await fetch({ plan: { key: 'saml', first } })).answer.duration).toEqual({
      ...{ requestedSeconds: 3600, grantedSeconds: 600, limitedBy: 'caller-token' },
    });
    // A second hop has a session of its own, which no assertion ends.
    expect((await fetch({ plan: { key: 'hop', first, second: SECOND } })).answer.duration).toEqual(DURATION);
  });
});

describe('logins from the cache', () => {
  it('are given for the same plan and target, and say so in answer and audit', async () => {
    const world = anIssuing();
    const fetch = fetcher(world);
    await fetch();
    const { answer, audit } = await fetch();
    expect([answer.source, audit.source]).toEqual(['cache', 'cache']);
    expect(world.steps).toEqual(['startSession assumed-role', 'getRegistryLogins']);
  });

  it.each<[string, Given]>([
    ['another region', { parameters: { region: 'eu-central-1' } }],
    ['other registries', { parameters: { registryIds: ['210987654321'] } }],
    ['ECR Public', { action: 'ecr-public-login' }],
    ['another plan', { plan: { key: 'other' } }],
    ['a caller’s own proof', { plan: { key: undefined as never } }],
  ])('are not given for %s', async (_what, given) => {
    const fetch = fetcher(anIssuing());
    await fetch();
    expect((await fetch(given)).answer.source).toBe('fresh');
  });

  it('are written for the request that asks, not the one that fetched', async () => {
    const fetch = fetcher(anIssuing());
    await fetch();
    const { answer } = await fetch({ parameters: { format: 'bash', namespace: 'a', hosts: 'all' } });
    expect(answer).toMatchObject({ format: 'bash', namespace: 'a', hosts: 'all', source: 'cache' });
  });
});
