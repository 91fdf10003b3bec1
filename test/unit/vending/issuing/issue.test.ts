import { describe, expect, it } from 'vitest';
import type { Caller } from '../../../../shared/domain/caller.ts';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import type { LoginParameters } from '../../../../shared/domain/issue-request.ts';
import { createFetchLogins } from '../../../../shared/vending/issuing/fetch-logins.ts';
import type { IssuePorts } from '../../../../shared/vending/issuing/issue.ts';
import { issue } from '../../../../shared/vending/issuing/issue.ts';
import { aCall, aConnector, anAccount, anIamCaller, aPerson, aWorkload, NOW } from '../../../support/builders.ts';
import { anIssueRequest, anIssuing, found, IN_AN_HOUR, type Issuing } from '../../../support/issue-ports.ts';

interface Given {
  readonly caller?: Caller;
  readonly parameters?: Partial<LoginParameters>;
  readonly item?: number;
  readonly call?: ReturnType<typeof aCall>;
}

function login({ ports, aws }: Issuing, { caller = aWorkload(), parameters, item, call = aCall() }: Given = {}) {
  const input = { caller, request: anIssueRequest('ecr-login', parameters), ...(item !== undefined && { item }) };
  return issue(ports, input, createFetchLogins(aws)['ecr-login'], call);
}

function failing(step: string, error: unknown, ports: Partial<IssuePorts> = {}): Issuing {
  return Object.assign(anIssuing({ ports }), {
    before: (name: string) => {
      if (name === step) throw error;
    },
  });
}

/** Of `{"claims":[{"anyOf":["1296269"],"claim":["repository_id"]}],"issuer":"ci"}`, by sha256sum. */
const GRANT_SHA256 = 'e17a5c94c53340b38f650e97dfc5e0cb1849b39ab9eae7344e05dc7ccbc8b81c';

const SHARED = {
  ...{ requestId: 'f0e1d2c3-0000-4000-8000-000000000001', time: NOW, action: 'ecr-login' },
  caller: { issuer: 'ci', subject: 'repo:acme/shop:ref:refs/heads/main', kind: 'workload' },
};

describe('issuing', () => {
  it('decides, then reads the account, then asks AWS, then records, then answers', async () => {
    const world = anIssuing();
    const { logins } = await login(world);
    expect(logins).toHaveLength(1);
    expect(world.steps).toEqual([
      ...['findConnector', 'getAccount', 'startSession assumed-role', 'getRegistryLogins', 'audit issued'],
    ]);
  });

  it('records what was asked, who let it in, and the hash of what is released', async () => {
    const world = anIssuing();
    await login(world, {
      parameters: { region: 'eu-central-1' },
      call: aCall({ sourceIp: '192.0.2.7', userAgent: 'curl/8' }),
    });
    expect(world.audit).toEqual([
      {
        ...SHARED,
        ...{ sourceIp: '192.0.2.7', userAgent: 'curl/8', outcome: 'issued' },
        asked: { connectorId: 'team-a-pull', format: 'json', region: 'eu-central-1' },
        ...{ connectorVersion: 3, allowedBy: 'grants[0]' },
        grant: { issuer: 'ci', claims: [{ claim: ['repository_id'], anyOf: ['1296269'] }] },
        grantSha256: GRANT_SHA256,
        issued: {
          ...{ source: 'fresh', sessionArn: 'arn:aws:sts::123456789012:assumed-role/team-a/ci', grantedSeconds: 3600 },
          ...{ region: 'eu-central-1', registryIds: ['123456789012'], expiresAt: IN_AN_HOUR },
          roleArn: 'arn:aws:iam::123456789012:role/portunus/team-a',
          tokenSha256: ['97d4988b9bb373e498b33a573f9b62ea0b5f5dba1f838d67c538462d56a2b406'],
        },
      },
    ]);
  });

  it('records what the grant narrows, and the hash of the policy that comes of it', async () => {
    const grants = [{ ...aConnector().grants[0], access: 'pull' as const, maxDurationSeconds: 900 }];
    const findConnector = async () => found({ version: 3, value: aConnector({ grants }) });
    const world = anIssuing({ ports: { findConnector } });
    await login(world);
    expect(world.audit).toMatchObject([
      {
        grant: { issuer: 'ci', access: 'pull', maxDurationSeconds: 900 },
        issued: { grantedSeconds: 900, policySha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    ]);
    expect(world.audit[0]?.grantSha256).not.toBe(GRANT_SHA256);
  });

  it.each([
    ['a region that the grant does not have', { regions: ['us-east-1'] }, 'region'],
    ['a registry that the grant does not have', { registries: ['210987654321'] }, 'registryIds'],
  ])('asks ECR for no login in %s', async (_what, narrowing, field) => {
    const [given] = aConnector().grants;
    const value = aConnector({ grants: [{ ...given, ...narrowing }] });
    const world = anIssuing({ ports: { findConnector: async () => found({ version: 3, value }) } });
    await expect(login(world)).rejects.toMatchObject({ code: 'invalid_request', errors: [{ field }] });
    expect(world.steps).not.toContain('getRegistryLogins');
  });

  it('refuses a caller whose claims leave no room for what the grant narrows', async () => {
    const Statement = [{ Sid: 'x'.repeat(1_800), Effect: 'Allow' as const, Action: 'ecr:*', Resource: '*' }];
    const filled = { policy: { Version: '2012-10-17' as const, Statement }, repositories: ['{repository_id}'] };
    const issuedWith = (narrowing: object) => {
      const value = aConnector({ ...filled, grants: [{ ...aConnector().grants[0], ...narrowing }] });
      return login(anIssuing({ ports: { findConnector: async () => found({ version: 3, value }) } }));
    };
    expect((await issuedWith({})).logins).toHaveLength(1);
    await expect(issuedWith({ regions: ['eu-west-1'] })).rejects.toMatchObject({
      code: 'not_allowed',
      reason: expect.stringMatching(/^claim_does_not_fit: regions /),
    });
  });

  it('keeps no secret in the record', async () => {
    const world = anIssuing();
    await login(world);
    const text = JSON.stringify(world.audit);
    for (const secret of ['QVdTOnBhc3N3b3Jk', 'password', 'secret-key', 'session-token']) {
      expect(text).not.toContain(secret);
    }
  });

  it('says which item of a batch it is', async () => {
    const world = anIssuing();
    await login(world, { item: 0 });
    expect(world.audit[0]?.item).toBe(0);
  });
});

describe('what can not be recorded', () => {
  const unavailable = new PortunusError('audit_unavailable', 'audit');

  it('is not released', async () => {
    const world = failing('audit issued', unavailable);
    await expect(login(world)).rejects.toBe(unavailable);
  });

  it('is not recorded as a failure either, where the audit is what fails', async () => {
    const world = failing('audit issued', unavailable);
    await login(world).catch(() => undefined);
    expect(world.steps.at(-1)).toBe('audit issued');
    expect(world.audit).toEqual([]);
  });

  it('stays refused where it is a refusal, and the operator hears of it', async () => {
    const world = failing('audit refused', unavailable);
    await expect(login(world, { parameters: { connectorId: 'none' } })).rejects.toMatchObject({ code: 'not_allowed' });
    expect(world.faults).toMatchObject([{ fault: { code: 'audit_unavailable', reason: 'refusal_not_recorded' } }]);
  });
});

describe('the rule that let the caller in', () => {
  const rule = { connectorVersion: 3, connectorDefinedBy: 'corp:ada', allowedBy: 'grants[0]' };
  const grantSha256 = expect.stringMatching(/^[0-9a-f]{64}$/);
  const connector = {
    version: 3,
    value: aConnector({ rateLimit: { requests: 1, perSeconds: 60 } }),
    definedBy: 'corp:ada',
  };
  const limited = (beyond: boolean) =>
    anIssuing({
      ports: { findConnector: async () => found(connector), countRequests: async (counts) => (beyond ? counts : []) },
    });

  it('is in the record as it was, with who wrote it', async () => {
    const world = limited(false);
    await login(world);
    expect(world.audit).toMatchObject([{ outcome: 'issued', ...rule, grantSha256, grant: connector.value.grants[0] }]);
  });

  it('is in the record even if something refuses the request after it', async () => {
    const world = limited(true);
    await expect(login(world)).rejects.toMatchObject({ code: 'too_many_requests' });
    expect(world.audit).toMatchObject([{ outcome: 'refused', ...rule, grantSha256, grant: connector.value.grants[0] }]);
  });
});

describe('a caller who may not', () => {
  const connector = (overrides: Parameters<typeof aConnector>[0]) => {
    const findConnector = async () => found({ version: 3, value: aConnector(overrides) });
    return anIssuing({ ports: { findConnector } });
  };

  it.each([
    ['not there', anIssuing({ ports: { findConnector: async () => found(undefined) } }), 'no_such_connector'],
    ['disabled', connector({ enabled: false }), 'disabled'],
    ['granted to others', connector({ grants: [{ issuer: 'other' }] as never }), 'no_grant_matches'],
    ['without system scope', connector({ systemScope: false }), 'needs_system_scope'],
  ])('hears the same of a connector that is %s; the audit has the reason', async (_what, world, reason) => {
    await expect(login(world)).rejects.toMatchObject({ code: 'not_allowed', errors: undefined, reason });
    expect(world.audit).toMatchObject([
      { ...SHARED, outcome: 'refused', code: 'not_allowed', reason, asked: expect.anything() },
    ]);
  });

  it('costs no look at the account and no call of AWS', async () => {
    const world = connector({ enabled: false });
    await login(world).catch(() => undefined);
    expect(world.steps).toEqual(['audit refused']);
  });

  it('hears nothing of the conditions that failed, which the record names', async () => {
    const claims = [{ claim: ['ref'], anyOf: ['refs/heads/release'] }];
    const world = connector({ grants: [{ issuer: 'ci', claims }] as never });
    const refused = await login(world).catch((error: PortunusError) => error);
    expect(refused).toMatchObject({ code: 'not_allowed', errors: undefined });
    expect(world.audit).toMatchObject([
      {
        outcome: 'refused',
        connectorVersion: 3,
        conditions: [
          { condition: 'grants[0].claims.ref', expected: ['refs/heads/release'], actual: 'refs/heads/main' },
        ],
      },
    ]);
  });

  it('is recorded without conditions where they can not be had', async () => {
    const describeRefusal = () => Promise.reject(new Error('not loaded'));
    const world = anIssuing({ ports: { describeRefusal } });
    await login(world, { caller: aPerson() }).catch(() => undefined);
    expect(world.audit).toMatchObject([{ outcome: 'refused', reason: 'no_grant_matches' }]);
    expect(world.audit[0]).not.toHaveProperty('conditions');
  });

  it('hears nothing of a broken connector', async () => {
    const access = aConnector({ grants: [{ issuer: 'other' }] as never });
    const findConnector = async () => found({ unreadable: 'connector.roleArn is missing', access });
    await expect(login(anIssuing({ ports: { findConnector } }))).rejects.toMatchObject({ code: 'not_allowed' });
  });

  it('hears nothing of what a connector serves', async () => {
    const world = connector({ serves: ['session'], grants: [{ issuer: 'other' }] as never });
    await expect(login(world)).rejects.toMatchObject({ code: 'not_allowed', errors: undefined });
  });
});

describe('a caller who may', () => {
  it('hears of a broken connector', async () => {
    const findConnector = async () => found({ unreadable: 'connector.roleArn is missing', access: aConnector() });
    const world = anIssuing({ ports: { findConnector } });
    await expect(login(world)).rejects.toMatchObject({ code: 'connector_invalid', stage: 'connector' });
    expect(world.audit).toMatchObject([{ outcome: 'failed', code: 'connector_invalid' }]);
  });

  it('hears that the connector serves something else', async () => {
    const findConnector = async () => found({ version: 1, value: aConnector({ serves: ['session'] }) });
    await expect(login(anIssuing({ ports: { findConnector } }))).rejects.toMatchObject({
      ...{ code: 'invalid_request', stage: 'authorization', reason: 'not_served' },
      errors: [{ field: 'serves', detail: 'has session only: the connector does not serve ecr' }],
    });
  });

  it('hears of an account that does not fit its connector', async () => {
    const getAccount = async () => ({ version: 1, value: anAccount({ awsAccountId: '210987654321' }) });
    const world = anIssuing({ ports: { getAccount } });
    await expect(login(world)).rejects.toMatchObject({ code: 'connector_invalid' });
    expect(world.steps).toEqual(['findConnector', 'audit failed']);
  });

  it('hears what is wrong with its parameters before AWS is asked, and the record says who let it in', async () => {
    const world = anIssuing();
    await expect(login(world, { parameters: { durationSeconds: 43_201 } })).rejects.toMatchObject({
      code: 'invalid_request',
      errors: [{ field: 'durationSeconds' }],
    });
    expect(world.steps).toEqual(['findConnector', 'getAccount', 'audit refused']);
    expect(world.audit).toMatchObject([{ connectorVersion: 3, allowedBy: 'grants[0]', code: 'invalid_request' }]);
  });

  it.each([
    ['a role', anIamCaller(), [{ iamRole: 'arn:aws:iam::123456789012:role/build-agents' }]],
    ['a person', aPerson(), [{ issuer: 'corp', groups: ['platform'] }]],
  ])('may be %s', async (_who, caller, grants) => {
    const findConnector = async () => found({ version: 1, value: aConnector({ grants: grants as never }) });
    expect(await login(anIssuing({ ports: { findConnector } }), { caller })).toMatchObject({ source: 'fresh' });
  });

  it('is an administrator, by being one', async () => {
    const world = anIssuing();
    await login(world, { caller: aPerson({ administrator: true, groups: [] }) });
    expect(world.audit[0]?.allowedBy).toBe('administrator');
  });
});

describe('a failure', () => {
  it.each(['findConnector', 'getAccount', 'startSession assumed-role', 'getRegistryLogins'])(
    'at %s is recorded with its code, and thrown as it is',
    async (step) => {
      const error = new PortunusError('sts_unavailable', 'sts', { detail: 'timeout' });
      const world = failing(step, error);
      await expect(login(world)).rejects.toBe(error);
      expect(world.audit).toMatchObject([{ outcome: 'failed', code: 'sts_unavailable', reason: 'timeout' }]);
    },
  );

  it('of another kind is recorded as internal, without its message', async () => {
    const world = failing('getRegistryLogins', new TypeError('with a secret in it'));
    await expect(login(world)).rejects.toThrow(TypeError);
    expect(world.audit).toMatchObject([{ outcome: 'failed', code: 'internal' }]);
    expect(JSON.stringify(world.audit)).not.toContain('with a secret');
  });

  it('is recorded although the time is over', async () => {
    const signals: AbortSignal[] = [];
    const recordAudit: IssuePorts['recordAudit'] = async (_record, call) => void signals.push(call.signal);
    const world = failing('findConnector', new PortunusError('deadline_exceeded', 'connector'), { recordAudit });
    await login(world, { call: aCall({ signal: AbortSignal.abort() }) }).catch(() => undefined);
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  });
});
