import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import { issueBatch } from '../../../../shared/vending/issuing/issue-batch.ts';
import { createLoginFetches } from '../../../../shared/vending/issuing/login-fetches.ts';
import { aCall, aConnector, aWorkload } from '../../../support/builders.ts';
import { anIssueRequest, anIssuing, found, type Issuing } from '../../../support/issue-ports.ts';

const CALLER = aWorkload();

function batch(
  { ports, aws }: Issuing,
  ids: readonly string[],
  action: 'ecr-login' | 'ecr-public-login' = 'ecr-login',
) {
  const requests = ids.map((connectorId) => anIssueRequest(action, { connectorId }));
  return issueBatch(ports, createLoginFetches(aws), { caller: CALLER, requests }, aCall());
}

describe('a batch', () => {
  it('answers each of its items, in the order asked for', async () => {
    const results = await batch(anIssuing(), ['none', 'team-a-pull', 'other']);
    expect(results.map((result) => [result.connectorId, 'issued' in result])).toEqual([
      ['none', false],
      ['team-a-pull', true],
      ['other', false],
    ]);
  });

  it('records each item by its index, under one request ID', async () => {
    const world = anIssuing();
    await batch(world, ['none', 'team-a-pull']);
    const records = world.audit.map(({ item, outcome, requestId }) => [item, outcome, requestId]);
    const { requestId } = aCall();
    expect(records.toSorted()).toEqual([
      [0, 'refused', requestId],
      [1, 'issued', requestId],
    ]);
  });

  it('reports a refused item with issuer, subject and connector, for the request as a whole succeeds', async () => {
    const world = anIssuing();
    await batch(world, ['none']);
    expect(world.faults).toMatchObject([
      {
        fault: { code: 'not_allowed', reason: 'no_such_connector' },
        about: { issuer: 'ci', subject: CALLER.subject, connectorId: 'none', item: 0 },
      },
    ]);
  });

  it('releases no item that is not recorded, and all others', async () => {
    let records = 0;
    const recordAudit = async () => {
      records += 1;
      if (records === 1) throw new PortunusError('audit_unavailable', 'audit');
    };
    const results = await batch(anIssuing({ ports: { recordAudit } }), ['team-a-pull', 'team-a-pull']);
    expect(results.filter((result) => 'issued' in result)).toHaveLength(1);
    expect(results.filter((result) => 'error' in result)).toMatchObject([{ error: { code: 'audit_unavailable' } }]);
  });

  it('takes an error of another kind for an internal one', async () => {
    const world = anIssuing();
    world.before = (step) => {
      if (step === 'getAccount') throw new TypeError('with a secret in it');
    };
    expect(await batch(world, ['team-a-pull'])).toMatchObject([{ error: { code: 'internal', reason: 'TypeError' } }]);
  });

  it('gives each item what the grant of its own connector gives', async () => {
    const [given] = aConnector().grants;
    if (given === undefined) throw new Error('no grant');
    const findConnector = async (id: string) =>
      found({
        version: 1,
        value: aConnector({ id, grants: [id === 'narrow' ? { ...given, access: 'pull' } : given] }),
      });
    const { ports, aws } = anIssuing({ ports: { findConnector } });
    const requests = ['narrow', 'whole'].map((connectorId) =>
      anIssueRequest('ecr-login', { connectorId, access: 'push' }),
    );
    const results = await issueBatch(ports, createLoginFetches(aws), { caller: CALLER, requests }, aCall());
    expect(results).toMatchObject([
      { connectorId: 'narrow', error: { code: 'invalid_request', errors: [{ field: 'access' }] } },
      { connectorId: 'whole', issued: {} },
    ]);
  });

  it('asks ECR Public for the items that want it', async () => {
    const findConnector = async () => found({ version: 1, value: aConnector({ serves: ['ecr-public'] }) });
    const world = anIssuing({ ports: { findConnector } });
    await batch(world, ['team-a-pull'], 'ecr-public-login');
    expect(world.steps).toContain('getPublicLogin');
  });

  it('has five items at once at most', async () => {
    let [now, most] = [0, 0];
    const getAccount = async () => {
      now += 1;
      most = Math.max(most, now);
      await new Promise(setImmediate);
      now -= 1;
      throw new PortunusError('table_unavailable', 'connector');
    };
    await batch(
      anIssuing({ ports: { getAccount } }),
      Array.from({ length: 12 }, () => 'team-a-pull'),
    );
    expect(most).toBe(5);
  });
});
