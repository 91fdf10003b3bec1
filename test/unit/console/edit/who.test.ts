import { describe, expect, it } from 'vitest';
import { admittedBy } from '../../../../console/screens/edit/plan/who.ts';

const ISSUERS = [
  { id: 'ci', kind: 'workload', require: { repository_owner_id: ['9919'] } },
  { id: 'corp', kind: 'user' },
];

describe('who a connector lets in, in words', () => {
  it('names the issuer, the claims and groups, and what the issuer requires', () => {
    const connector = {
      systemScope: true,
      grants: [
        { issuer: 'ci', claims: { repository_id: ['1'], ref: ['refs/heads/main', 'refs/heads/v*'] } },
        { issuer: 'corp', groups: ['developers', 'operators'] },
        { iamRole: 'arn:aws:iam::123456789012:role/build' },
        { refreshJob: 'nightly' },
      ],
    };

    expect(admittedBy(connector, ISSUERS)).toEqual([
      {
        who: 'Jobs with a token of ci',
        conditions: ['whose repository_id is 1', 'whose ref is refs/heads/main or refs/heads/v*'],
        required: ['whose repository_owner_id is 9919'],
      },
      {
        who: 'People with a token of corp',
        conditions: ['in one of the groups developers or operators'],
        required: [],
      },
      { who: 'Sessions of the IAM role arn:aws:iam::123456789012:role/build', conditions: [], required: [] },
      { who: 'The refresh job nightly', conditions: [], required: [] },
    ]);
  });

  it('says that a grant to jobs lets nobody in without systemScope, or of an issuer that is not there', () => {
    const [jobs, unknown] = admittedBy({ grants: [{ issuer: 'ci' }, { issuer: 'gone' }] }, ISSUERS);

    expect(jobs?.nobody).toBe('Workloads are refused: systemScope is not set.');
    expect(unknown?.nobody).toBe('There is no issuer gone.');
  });

  it('judges no issuer before they are known, and survives grants that are none', () => {
    expect(admittedBy({ grants: [{ issuer: 'ci' }, 'text', null] }, undefined)).toEqual([
      { who: 'Callers with a token of ci', conditions: [], required: [] },
    ]);
    expect(admittedBy({ grants: 'all' }, ISSUERS)).toEqual([]);
  });
});
