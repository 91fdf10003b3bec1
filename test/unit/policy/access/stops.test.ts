import { describe, expect, it } from 'vitest';
import { jobCaller } from '../../../../shared/domain/caller.ts';
import type { Stop, StopScope } from '../../../../shared/domain/stop.ts';
import { stopRefusal } from '../../../../shared/policy/access/stops.ts';
import { anIamCaller, aPerson, aWorkload } from '../../../support/builders.ts';

const JOB = jobCaller('nightly', 'corp:ada');
const WORKLOAD = aWorkload();
const ADMINISTRATOR = aPerson({ administrator: true });
const ROLE = anIamCaller();

function aStop(scope: StopScope): Stop {
  return { scope, reason: 'a key leaked', by: 'corp:ada', at: '2026-11-21T12:00:00.000Z' };
}

describe('a stop', () => {
  it.each<readonly [string, StopScope, Parameters<typeof stopRefusal>[1]]>([
    ['all, for a job of a CI', 'all', WORKLOAD],
    ['all, for an administrator', 'all', ADMINISTRATOR],
    ['all, for a role', 'all', ROLE],
    ['all, for a refresh job', 'all', JOB],
    ['the issuer of the token', { issuer: WORKLOAD.issuer }, WORKLOAD],
    ['the issuer aws-iam, for a role', { issuer: 'aws-iam' }, ROLE],
    ['the issuer refresh-job, for a refresh job', { issuer: 'refresh-job' }, JOB],
    ['the connector', { connector: 'shop' }, WORKLOAD],
    ['the caller', { caller: { issuer: WORKLOAD.issuer, subject: WORKLOAD.subject } }, WORKLOAD],
    ['the role as a caller', { caller: { issuer: 'aws-iam', subject: ROLE.subject } }, ROLE],
    ['the refresh job', { job: 'nightly' }, JOB],
  ])('of %s refuses, and says why', (_what, scope, caller) => {
    expect(stopRefusal([aStop(scope)], caller, 'shop')).toMatchObject({
      ...{ code: 'stopped', stage: 'authorization', told: 'a key leaked' },
      reason: expect.stringMatching(/: a key leaked$/),
    });
  });

  it.each<readonly [string, StopScope, Parameters<typeof stopRefusal>[1]]>([
    ['another issuer', { issuer: 'other' }, WORKLOAD],
    ['another connector', { connector: 'shop-2' }, WORKLOAD],
    ['another caller of the issuer', { caller: { issuer: WORKLOAD.issuer, subject: 'somebody' } }, WORKLOAD],
    ['the same subject of another issuer', { caller: { issuer: 'other', subject: WORKLOAD.subject } }, WORKLOAD],
    ['another job', { job: 'weekly' }, JOB],
    ['a job, for a caller with its name as subject', { job: WORKLOAD.subject }, WORKLOAD],
  ])('of %s does not', (_what, scope, caller) => {
    expect(stopRefusal([aStop(scope)], caller, 'shop')).toBeUndefined();
  });

  it('that cannot be read refuses everybody, as a fault of the service', () => {
    expect(stopRefusal({ unreadable: 'stops is not JSON' }, ADMINISTRATOR, 'shop')).toMatchObject({
      ...{ code: 'misconfigured', reason: 'stops_unreadable: stops is not JSON', told: undefined },
    });
  });

  it('is none where nothing is stopped', () => {
    expect(stopRefusal([], WORKLOAD, 'shop')).toBeUndefined();
  });
});
