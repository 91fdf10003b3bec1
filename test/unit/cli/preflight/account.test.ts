import { describe, expect, it } from 'vitest';
import { judgeConcurrency, judgeCredentials, judgeQuota, judgeRegion } from '../../../../cli/preflight/account.ts';

const IDENTITY = { arn: 'arn:aws:sts::111122223333:assumed-role/deploy/ci', accountId: '111122223333' };
const IRELAND = { region: 'eu-west-1', isGiven: true };

function statusesOf(judged: readonly { readonly status: string }[]): string[] {
  return judged.map(({ status }) => status);
}

describe('credentials', () => {
  it('are named with account and partition', () => {
    const [judged] = judgeCredentials(IDENTITY, IRELAND);
    expect(judged?.detail).toBe(
      'arn:aws:sts::111122223333:assumed-role/deploy/ci in account 111122223333, partition aws',
    );
  });

  it('of another partition than the region would fail', () => {
    const [judged] = judgeCredentials(IDENTITY, { region: 'cn-north-1', isGiven: true });
    expect(judged).toMatchObject({
      status: 'would-fail',
      detail: 'the region cn-north-1 is of the partition aws-cn, and your credentials are of aws',
    });
  });

  it('in an isolated region would fail, because Portunus does not serve its partition', () => {
    expect(statusesOf(judgeCredentials(IDENTITY, { region: 'us-iso-east-1', isGiven: true }))).toEqual(['would-fail']);
  });

  it('of the root user are a notice', () => {
    const root = { arn: 'arn:aws:iam::111122223333:root', accountId: '111122223333' };
    expect(statusesOf(judgeCredentials(root, IRELAND))).toEqual(['notice']);
  });
});

describe('a region', () => {
  it('that nobody chose would fail: a deployment takes none from a profile', () => {
    expect(judgeRegion({ region: 'eu-west-1', isGiven: false })[0]).toMatchObject({
      status: 'would-fail',
      detail: 'no region is chosen, so this is about eu-west-1, and a deployment would refuse to start',
    });
    expect(statusesOf(judgeRegion(IRELAND))).toEqual(['ok']);
  });
});

describe('concurrency', () => {
  const none = { wanted: {}, held: {} };

  it('of 900 of 1,000 can be reserved and 901 cannot, for Lambda keeps 100 unreserved', () => {
    const account = { limit: 1000, unreserved: 1000, held: {} };
    expect(statusesOf(judgeConcurrency({ ...account, wanted: { issue: 900 } }))).toEqual(['ok']);
    expect(judgeConcurrency({ ...account, wanted: { issue: 901 } })[0]).toMatchObject({
      status: 'would-fail',
      detail:
        "the functions are to reserve 901 executions (issue 901), and 900 can be reserved: the account's limit is 1000," +
        ' of which 1000 are not reserved, and Lambda keeps 100 of them',
    });
  });

  it('that the functions of this deployment hold already counts as available', () => {
    const account = { limit: 1000, unreserved: 150, wanted: { issue: 100 } };
    expect(statusesOf(judgeConcurrency({ ...account, held: { issue: 50 } }))).toEqual(['ok']);
    expect(statusesOf(judgeConcurrency({ ...account, held: { issue: 49 } }))).toEqual(['would-fail']);
  });

  it('of a new account with a limit of 10 takes no reservation at all, not even of 1', () => {
    const account = { limit: 10, unreserved: 10, held: {} };
    expect(statusesOf(judgeConcurrency({ ...account, wanted: { dispatch: 1 } }))).toEqual(['would-fail']);
  });

  it('of a new account deploys without reservations, with a notice of bursts', () => {
    expect(statusesOf(judgeConcurrency({ limit: 10, unreserved: 10, ...none }))).toEqual(['notice']);
    expect(statusesOf(judgeConcurrency({ limit: 100, unreserved: 100, ...none }))).toEqual(['ok']);
  });
});

describe('a quota', () => {
  const quota = { name: 'IAM roles', code: 'L-FE177D64', limit: 1000, needed: 12 };

  it('that the deployment just fits into is fine, and one role more is not', () => {
    expect(statusesOf(judgeQuota({ ...quota, used: 988 }))).toEqual(['ok']);
    expect(judgeQuota({ ...quota, used: 989 })[0]).toMatchObject({
      status: 'would-fail',
      detail: 'IAM roles: 989 of 1000 are in use, and a new deployment needs 12',
      remedy: 'Ask for a higher quota: "IAM roles" (L-FE177D64), or delete what is not used',
    });
  });
});
