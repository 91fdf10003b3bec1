import { describe, expect, it } from 'vitest';
import type { Connector } from '../../../../shared/domain/connector.ts';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import type { RefreshJob } from '../../../../shared/domain/refresh-job.ts';
import { prepareDelivery } from '../../../../shared/vending/refresh/prepare-delivery.ts';
import { aCall, aConnector, NOW } from '../../../support/builders.ts';
import { found } from '../../../support/issue-ports.ts';
import { aRefreshJob } from '../../../support/refresh-builders.ts';
import { aDelivering, type Delivering, forEachService } from '../../../support/refresh-ports.ts';

function prepare({ ports }: Delivering, job: Partial<RefreshJob> = {}) {
  const defined = { version: 1, value: aRefreshJob(job), definedBy: 'corp:ada' };
  return prepareDelivery(ports, defined, 'window-1', aCall(), 2);
}

/** Where the connector is this one, and the deployment takes any. */
function aWorldWith(connector: Connector): Delivering {
  const { ports } = aDelivering();
  const findConnector = async () => found({ version: 1, value: connector });
  const deployment = { ...ports.issue.deployment, allowProvided: true };
  return aDelivering({ issue: { ...ports.issue, findConnector, deployment } });
}

describe('preparing a delivery', () => {
  it('gives nothing that is not in the audit', async () => {
    const world = aDelivering();
    world.before = (step) => {
      if (step === 'audit issued') throw new PortunusError('audit_unavailable', 'audit');
    };
    await expect(prepare(world)).rejects.toMatchObject({ code: 'audit_unavailable' });
    expect(world.steps).toEqual(['findConnector', 'getAccount', 'login', 'audit issued']);
  });

  it('records which message of the batch it was', async () => {
    const world = aDelivering();
    await prepare(world);
    expect(world.audit).toMatchObject([{ item: 2, caller: { issuer: 'refresh-job', subject: 'nightly' } }]);
  });

  it('gives session templates the claim definedBy', async () => {
    const callers: unknown[] = [];
    const { ports } = aDelivering();
    const fetchLogins = forEachService((request, plan, call) => {
      callers.push(request.caller.claims);
      return ports.fetchLogins['ecr-login'](request, plan, call);
    });
    await prepare(aDelivering({ fetchLogins }));
    expect(callers).toEqual([{ sub: 'nightly', job: 'nightly', definedBy: 'corp:ada' }]);
  });

  it('has what the grant of the job gives', async () => {
    const plans: unknown[] = [];
    const grants = [{ refreshJob: 'nightly', access: 'pull' as const, maxDurationSeconds: 1_800 }];
    const { ports } = aWorldWith(aConnector({ grants }));
    const fetchLogins = forEachService((request, plan, call) => {
      plans.push(plan);
      return ports.fetchLogins['ecr-login'](request, plan, call);
    });
    await prepare(aDelivering({ ...ports, fetchLogins }));
    expect(plans).toMatchObject([
      {
        first: { policy: expect.stringContaining('"Effect":"Deny"'), durationSeconds: 1_800 },
        duration: { limitedBy: 'connector' },
      },
    ]);
  });

  it.each([
    ['goes by a token that a job does not show', { withinTokenLife: true }],
    ['needs an assertion that a job does not have', { principalType: 'saml' }],
  ])('asks for no login of a connector that %s', async (_what, fields) => {
    const grants = [{ refreshJob: 'nightly' }];
    const world = aWorldWith({ ...aConnector({ access: 'pull', grants }), ...fields } as Connector);
    await expect(prepare(world)).rejects.toBeInstanceOf(PortunusError);
    expect(world.steps).not.toContain('login');
  });

  it("asks for no login of the function's own role, which must not be left anywhere", async () => {
    const { roleArn: _none, ...rest } = aConnector({ grants: [{ refreshJob: 'nightly' }] });
    const world = aWorldWith({ ...rest, principalType: 'provided', loginLifetime: 'token' } as Connector);
    const detail = 'is of principal type provided, which serves no refresh jobs';
    const errors = [{ field: 'connector', detail }];
    await expect(prepare(world)).rejects.toMatchObject({ code: 'invalid_request', errors });
    expect(world.steps).not.toContain('login');
  });

  it.each([
    ['the life of the login', {}, 60],
    ['the interval of the job, where that is shorter', { intervalSeconds: 1_200 }, 20],
    ['the life of the login, where that is shorter', { intervalSeconds: 21_600 }, 60],
  ])('is due again by %s', async (_what, job, minutes) => {
    const { intent } = await prepare(aDelivering(), job);
    expect((intent.dueAt.getTime() - NOW.getTime()) / 60_000).toBe(minutes);
  });
});
