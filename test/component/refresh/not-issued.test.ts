// What remains of a login that a job did not get: a record, and nothing at the destination.
import { describe, expect, it } from 'vitest';
import { type Refresh, useRefresh } from '../../support/refresh.ts';
import { aSecretJob, withConnectors } from '../../support/refresh-jobs.ts';
import { auditOfJob, letTimePass, messageOf, stateOf, tamper } from '../../support/refresh-state.ts';

const world = useRefresh();
function disable(id: string) {
  return (w: Refresh) => tamper(w.aws, 'connector', id, (connector) => ({ ...connector, enabled: false }));
}
function distrust(id: string) {
  return (w: Refresh) =>
    w.standIn.putRole({ arn: `arn:aws:iam::123456789012:role/portunus/${id}`, trustedPrincipals: [] });
}

describe('what is not issued', () => {
  it.each([
    ['refused not_allowed', 'kept-out', disable('kept-out')],
    ['failed role_refused', 'not-let', distrust('not-let')],
  ] as const)('is in the audit: %s', async (expected, id, hit) => {
    await world.define(withConnectors(aSecretJob(id)));
    await hit(world);
    await world.deliverJobs(id);
    const records = await auditOfJob(world.aws, id);
    expect(records.map(({ outcome, code }) => `${outcome} ${code}`)).toEqual([expected]);
  });

  it('is not asked of the destination either: the audit comes first', async () => {
    await world.define(withConnectors(aSecretJob('first')));
    world.proxy.reset();
    world.proxy.meet(({ action, body }) =>
      action === 'PutItem' && body.includes('"audit#') ? { cut: 'before' } : undefined,
    );
    await world.deliverJobs('first');
    const asked = world.proxy.passed.filter((action) => /Secret|Parameter/.test(action));
    world.proxy.reset();
    expect(asked).toEqual([]);
    expect(Object.keys(await stateOf(world.aws, 'first'))).not.toContain('intent');
  });
});

describe('a job that is not readable', () => {
  it('fails with what is wrong with it, and is delivered when it is mended', async () => {
    await world.define(withConnectors(aSecretJob('odd')));
    const undo = await tamper(world.aws, 'refresh-job', 'odd', (job) => ({ ...job, format: 'papyrus' }));
    expect(await world.deliver([await messageOf(world.aws, 'odd')])).toEqual([]);
    expect((await stateOf(world.aws, 'odd')).lastError).toMatchObject({ code: 'connector_invalid' });
    await undo();
    await letTimePass(world.aws, 'odd');
    await world.deliverJobs('odd');
    expect(await stateOf(world.aws, 'odd')).toMatchObject({ failures: 0 });
  });
});
