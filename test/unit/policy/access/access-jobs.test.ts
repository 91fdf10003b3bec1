// A refresh job is let in by its own grant, and its grant lets nobody else in.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Caller, jobCaller } from '../../../../shared/domain/caller.ts';
import type { ConnectorAccess, Grant } from '../../../../shared/domain/grant.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../../../shared/domain/issue-request.ts';
import { SERVED } from '../../../../shared/domain/principal-type.ts';
import { decideAccess } from '../../../support/access.ts';
import { aConnector, anIamCaller, aPerson, aWorkload } from '../../../support/builders.ts';

function withGrants(...grants: Grant[]): ConnectorAccess {
  return aConnector({ grants });
}
function refused(reason: string) {
  return { allowed: false, reason };
}
const NOBODY = refused('no_grant_matches');

const JOB = jobCaller('nightly', 'arn:aws:iam::123456789012:user/ada');
const FOR_JOB: Grant = { refreshJob: 'nightly' };
/** Every claim that the job has, word for word. */
const ITS_CLAIMS = [
  { claim: ['sub'], anyOf: ['nightly'] },
  { claim: ['job'], anyOf: ['nightly'] },
  { claim: ['definedBy'], anyOf: ['arn:aws:iam::123456789012:user/ada'] },
];

describe('a refresh job gets in', () => {
  it('by its grant', () => {
    expect(decideAccess(withGrants(FOR_JOB), JOB, 'ecr-login')).toEqual({
      allowed: true,
      by: 'grants[0]',
      grant: FOR_JOB,
    });
  });

  it('by its grant among others, whoever defined it', () => {
    const others: Grant[] = [{ refreshJob: 'second' }, { issuer: 'ci', claims: ITS_CLAIMS }, FOR_JOB];
    expect(decideAccess(withGrants(...others), jobCaller('nightly', 'x'), 'ecr-login')).toEqual({
      allowed: true,
      by: 'grants[2]',
      grant: FOR_JOB,
    });
  });
});

describe('a refresh job does not get in', () => {
  it.each<[string, ConnectorAccess]>([
    ['without a grant', withGrants()],
    ["by another job's grant", withGrants({ refreshJob: 'nightly-2' })],
    ['by a grant that begins alike', withGrants({ refreshJob: 'night' })],
    ["by an issuer's grant whose claims are its own", withGrants({ issuer: 'ci', claims: ITS_CLAIMS })],
    ["by the grant of an issuer of its own name's", withGrants({ issuer: 'nightly', claims: ITS_CLAIMS })],
    [
      'by the grant of an issuer called as jobs are recorded',
      withGrants({ issuer: 'refresh-job', claims: ITS_CLAIMS }),
    ],
    ["by a grant for its definer's role", withGrants({ iamRole: 'arn:aws:iam::123456789012:role/ada' })],
    ['by a grant without anything in it', withGrants({})],
    ['by a grant of groups', withGrants({ issuer: 'ci', groups: ['nightly'] })],
  ])('%s', (_how, connector) => {
    expect(decideAccess(connector, JOB, 'ecr-login')).toEqual(NOBODY);
  });

  it.each<[string, ConnectorAccess, IssueAction, string]>([
    ['where the connector is disabled', aConnector({ enabled: false, grants: [FOR_JOB] }), 'ecr-login', 'disabled'],
    ['without system scope', aConnector({ systemScope: false, grants: [FOR_JOB] }), 'ecr-login', 'needs_system_scope'],
    ['to what is not served', withGrants(FOR_JOB), 'session', 'not_served'],
    ['to a console link', aConnector({ serves: ['console'], grants: [FOR_JOB] }), 'console-url', 'people_only'],
  ])('%s', (_how, connector, action, reason) => {
    expect(decideAccess(connector, JOB, action)).toEqual(refused(reason));
  });
});

describe("a refresh job's grant lets in", () => {
  const claims = { sub: 'nightly', job: 'nightly', refreshJob: 'nightly', definedBy: 'ada' };

  it.each<[string, Caller]>([
    ['no token', aWorkload()],
    ['no token with its claims', aWorkload({ subject: 'nightly', claims })],
    ['no token of an issuer of its name', aWorkload({ issuer: 'nightly', subject: 'nightly', claims })],
    ['no token of an issuer called as jobs are recorded', aWorkload({ issuer: 'refresh-job', claims })],
    ['no person', aPerson({ subject: 'nightly', claims, groups: ['nightly'] })],
    ['no role', anIamCaller()],
    ['no role of its name', anIamCaller({ roleName: 'nightly', subject: 'nightly', uniqueId: 'nightly', claims })],
  ])('%s', (_who, caller) => {
    expect(decideAccess(withGrants(FOR_JOB), caller, 'ecr-login')).toEqual(NOBODY);
  });

  it('only the job with exactly that id', () => {
    const id = fc.stringMatching(/^[a-z0-9][a-z0-9-]{1,8}$/);
    fc.assert(
      fc.property(id, id, (granted, asking) => {
        const access = decideAccess(withGrants({ refreshJob: granted }), jobCaller(asking, 'ada'), 'ecr-login');
        expect(access.allowed).toBe(granted === asking);
      }),
    );
  });
});

it('a refresh job gets into nothing that people alone may use, whatever is served', () => {
  const all: ConnectorAccess = {
    ...aConnector({ grants: [FOR_JOB] }),
    serves: [...SERVED],
  };
  const actions = Object.keys(ISSUE_ACTIONS) as IssueAction[];
  expect(actions.filter((action) => !decideAccess(all, JOB, action).allowed)).toEqual(['console-url']);
});
