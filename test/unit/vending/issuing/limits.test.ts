import { describe, expect, it } from 'vitest';
import type { Caller, OneTimeToken } from '../../../../shared/domain/caller.ts';
import type { Connector } from '../../../../shared/domain/connector.ts';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import type { RequestCount } from '../../../../shared/domain/rate-limit.ts';
import { createFetchLogins } from '../../../../shared/vending/issuing/fetch-logins.ts';
import { type IssuePorts, issue } from '../../../../shared/vending/issuing/issue.ts';
import { issueBatch } from '../../../../shared/vending/issuing/issue-batch.ts';
import { createLoginFetches } from '../../../../shared/vending/issuing/login-fetches.ts';
import { aCall, aConnector, anIamCaller, aPerson, aWorkload } from '../../../support/builders.ts';
import { anIssueRequest, anIssuing, found, type Issuing } from '../../../support/issue-ports.ts';

type Fields = Partial<Extract<Connector, { principalType: 'assumed-role' }>>;

const LIMITED: Fields = { rateLimit: { requests: 10, perSeconds: 60 } };
const ONCE: Fields = { oneTimeTokens: true };
const CALLER = aWorkload({ tokenId: 'jti-1' });
const UNAVAILABLE = new PortunusError('table_unavailable', 'connector');

/** A world whose connectors have these fields by their ids. */
function worldOf(connectors: Readonly<Record<string, Fields>>, ports: Partial<IssuePorts> = {}): Issuing {
  const world: Issuing = anIssuing({
    ports: {
      findConnector: async (id) => {
        world.steps.push(`findConnector ${id}`);
        const fields = connectors[id];
        return found(fields && { version: 3, value: aConnector({ id, ...fields }) });
      },
      ...ports,
    },
  });
  return world;
}

function login({ ports, aws }: Issuing, caller: Caller = CALLER) {
  const request = anIssueRequest('ecr-login', { connectorId: 'a' });
  return issue(ports, { caller, request }, createFetchLogins(aws)['ecr-login'], aCall());
}

function batch({ ports, aws }: Issuing, ids: readonly string[]) {
  const requests = ids.map((connectorId) => anIssueRequest('ecr-login', { connectorId }));
  return issueBatch(ports, createLoginFetches(aws), { caller: CALLER, requests }, aCall());
}

describe('a connector that asks for neither', () => {
  it('costs not one step more', async () => {
    const world = worldOf({ a: { oneTimeTokens: false } });
    await login(world);
    expect(world.steps).toEqual([
      ...['findConnector a', 'getAccount', 'startSession assumed-role', 'getRegistryLogins', 'audit issued'],
    ]);
  });
});

describe('a limit', () => {
  const counting = (beyond: (counts: readonly RequestCount[]) => readonly RequestCount[] = () => []) => {
    const counted: (readonly RequestCount[])[] = [];
    const countRequests = async (counts: readonly RequestCount[]) => {
      counted.push(counts);
      return beyond(counts);
    };
    return { counted, countRequests };
  };

  it('counts after the grant and before the account and STS', async () => {
    const world = worldOf({ a: LIMITED });
    await login(world);
    expect(world.steps.slice(0, 3)).toEqual(['findConnector a', 'countRequests', 'getAccount']);
  });

  it('counts by issuer and subject, in the minute that it is', async () => {
    const { counted, countRequests } = counting();
    await login(worldOf({ a: LIMITED }, { countRequests }));
    const window = { startsAt: new Date('2026-11-21T12:00:00.000Z'), endsAt: new Date('2026-11-21T12:01:00.000Z') };
    const { subject } = CALLER;
    expect(counted).toEqual([
      [{ connectorId: 'a', issuer: 'ci', subject, requests: 1, limit: { requests: 10, perSeconds: 60 }, window }],
    ]);
  });

  it('counts an administrator too, and a role', async () => {
    const { counted, countRequests } = counting();
    const { subject } = anIamCaller();
    const grants: Fields['grants'] = [{ iamRole: 'arn:aws:iam::123456789012:role/build-agents' }];
    const world = worldOf({ a: { ...LIMITED, grants } }, { countRequests });
    await login(world, aPerson({ administrator: true }));
    await login(world, anIamCaller());
    expect(counted.flat()).toMatchObject([
      { issuer: 'corp', subject: 'ada' },
      { issuer: 'aws-iam', subject },
    ]);
  });

  it('counts no stranger', async () => {
    const world = worldOf({ a: { ...LIMITED, grants: [] } });
    await expect(login(world)).rejects.toMatchObject({ code: 'not_allowed' });
    expect(world.steps).toEqual(['findConnector a', 'audit refused']);
  });

  it('refuses with the end of the window, records that, and asks STS for nothing', async () => {
    const world = worldOf(
      { a: LIMITED },
      counting((counts) => counts),
    );
    await expect(login(world)).rejects.toMatchObject({
      ...{ code: 'too_many_requests', stage: 'authorization', retryAfterSeconds: 60 },
      reason: 'rate_limit: a 10 in 60 s',
    });
    expect(world.steps).toEqual(['findConnector a', 'audit refused']);
    expect(world.audit).toMatchObject([{ outcome: 'refused', code: 'too_many_requests' }]);
  });

  it('fails closed', async () => {
    const countRequests = async () => {
      throw UNAVAILABLE;
    };
    const world = worldOf({ a: LIMITED }, { countRequests });
    await expect(login(world)).rejects.toBe(UNAVAILABLE);
    expect(world.audit).toMatchObject([{ outcome: 'failed', code: 'table_unavailable' }]);
  });

  it('counts a batch once, by connector, before anything is issued', async () => {
    const { counted, countRequests } = counting();
    const world = worldOf({ a: LIMITED, b: {}, c: LIMITED }, { countRequests });
    const results = await batch(world, ['a', 'b', 'a', 'none', 'c']);
    expect(results.filter((result) => 'issued' in result)).toHaveLength(4);
    expect(counted.map((counts) => counts.map(({ connectorId, requests }) => [connectorId, requests]))).toEqual([
      [
        ['a', 2],
        ['c', 1],
      ],
    ]);
  });

  it('refuses a batch as a whole, with one record of it', async () => {
    const world = worldOf(
      { a: LIMITED, b: {} },
      counting((counts) => counts),
    );
    await expect(batch(world, ['b', 'a', 'a'])).rejects.toMatchObject({
      ...{ code: 'too_many_requests', retryAfterSeconds: 60 },
    });
    expect(world.steps.filter((step) => !step.startsWith('find'))).toEqual(['audit refused']);
    expect(world.audit).toMatchObject([
      { asked: { connectorId: 'a' }, code: 'too_many_requests', connectorVersion: 3, allowedBy: 'grants[0]' },
    ]);
    expect(world.audit[0]).not.toHaveProperty('item');
  });

  it('records a refused batch by the connector that refuses it', async () => {
    const world = worldOf(
      { a: LIMITED, c: LIMITED },
      counting((counts) => counts.slice(1)),
    );
    await expect(batch(world, ['a', 'c'])).rejects.toMatchObject({ reason: 'rate_limit: c 10 in 60 s' });
    expect(world.audit).toMatchObject([{ asked: { connectorId: 'c' } }]);
  });

  it('refuses a batch that no window would take, without counting it', async () => {
    const { counted, countRequests } = counting();
    const world = worldOf({ a: { rateLimit: { requests: 1, perSeconds: 60 } } }, { countRequests });
    await expect(batch(world, ['a', 'a'])).rejects.toMatchObject({ code: 'too_many_requests' });
    expect(counted).toEqual([]);
  });

  it('counts a batch that takes all that a window has', async () => {
    const { counted, countRequests } = counting();
    const world = worldOf({ a: { rateLimit: { requests: 2, perSeconds: 60 } } }, { countRequests });
    expect(await batch(world, ['a', 'a'])).toHaveLength(2);
    expect(counted.map(([count]) => count?.requests)).toEqual([2]);
  });

  it('reads each connector of a batch once', async () => {
    const world = worldOf({ a: LIMITED });
    await batch(world, ['a', 'a', 'a']);
    expect(world.steps.filter((step) => step === 'findConnector a')).toHaveLength(1);
  });
});

describe('one-time tokens', () => {
  const consuming = (isFirst = true) => {
    const consumed: OneTimeToken[] = [];
    const consumeToken = async (token: OneTimeToken) => {
      consumed.push(token);
      return isFirst;
    };
    return { consumed, consumeToken };
  };

  it('are consumed after the grant, and before anything is counted', async () => {
    const world = worldOf({ a: { ...ONCE, ...LIMITED } });
    await login(world);
    expect(world.steps.slice(0, 4)).toEqual(['findConnector a', 'consumeToken', 'countRequests', 'getAccount']);
  });

  it('are known by their issuer and id', async () => {
    const { consumed, consumeToken } = consuming();
    await login(worldOf({ a: ONCE }, { consumeToken }));
    expect(consumed).toEqual([{ issuer: 'ci', tokenId: 'jti-1', expiresAt: CALLER.expiresAt }]);
  });

  it('are rejected the second time, like any other bad token; the record has the reason', async () => {
    const world = worldOf({ a: { ...ONCE, ...LIMITED } }, consuming(false));
    await expect(login(world)).rejects.toMatchObject({
      ...{ code: 'token_rejected', stage: 'authentication', reason: 'token_used' },
    });
    expect(world.steps).toEqual(['findConnector a', 'audit refused']);
    expect(world.audit).toMatchObject([{ outcome: 'refused', code: 'token_rejected', reason: 'token_used' }]);
  });

  it.each<[string, Caller, string]>([
    ['without an id', aWorkload(), 'token_without_id'],
    ['that is the signature of a role', anIamCaller(), 'caller_shows_no_token'],
  ])('can not be one %s', async (_what, caller, reason) => {
    const iamRole = 'arn:aws:iam::123456789012:role/build-agents';
    const world = worldOf({ a: { ...ONCE, grants: [...aConnector().grants, { iamRole }] } });
    await expect(login(world, caller)).rejects.toMatchObject({ code: 'not_allowed', reason });
    expect(world.steps).toEqual(['findConnector a', 'audit refused']);
  });

  it('of strangers are not consumed', async () => {
    const world = worldOf({ a: { ...ONCE, grants: [] } });
    await expect(login(world)).rejects.toMatchObject({ reason: 'no_grant_matches' });
    expect(world.steps).not.toContain('consumeToken');
  });

  it('are consumed for what comes from the cache too', async () => {
    const { consumed, consumeToken } = consuming();
    const { ports, aws } = worldOf({ a: ONCE }, { consumeToken });
    const fetchLogin = createFetchLogins(aws)['ecr-login'];
    const request = anIssueRequest('ecr-login', { connectorId: 'a' });
    const sources = [];
    for (const tokenId of ['jti-1', 'jti-2']) {
      const caller = aWorkload({ tokenId });
      sources.push((await issue(ports, { caller, request }, fetchLogin, aCall())).source);
    }
    expect(sources).toEqual(['fresh', 'cache']);
    expect(consumed.map(({ tokenId }) => tokenId)).toEqual(['jti-1', 'jti-2']);
  });

  it('fail closed', async () => {
    const consumeToken = async () => {
      throw UNAVAILABLE;
    };
    await expect(login(worldOf({ a: ONCE }, { consumeToken }))).rejects.toBe(UNAVAILABLE);
  });

  it('are consumed once for a batch', async () => {
    const { consumed, consumeToken } = consuming();
    const results = await batch(worldOf({ a: ONCE, b: ONCE }, { consumeToken }), ['a', 'b', 'a']);
    expect(results.every((result) => 'issued' in result)).toBe(true);
    expect(consumed).toHaveLength(1);
  });

  it('that are used refuse what asks for them in a batch, and use up no limit', async () => {
    const world = worldOf({ a: { ...ONCE, ...LIMITED }, b: {} }, consuming(false));
    expect(await batch(world, ['a', 'b'])).toMatchObject([
      { connectorId: 'a', error: { code: 'token_rejected', reason: 'token_used' } },
      { connectorId: 'b', issued: {} },
    ]);
    expect(world.steps).not.toContain('countRequests');
  });
});
