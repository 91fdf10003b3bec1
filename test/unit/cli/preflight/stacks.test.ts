import { StackStatus } from '@aws-sdk/client-cloudformation';
import { describe, expect, it } from 'vitest';
import { judgeAlarms, judgeDataStack, judgeStack } from '../../../../cli/preflight/stacks.ts';

function stack(status: string, isProtected = false) {
  return { name: 'portunus-prod', status, isProtected };
}

function statusOf(status: string): string {
  return judgeStack('portunus-prod', stack(status)).status;
}

describe('the stack', () => {
  it('may be absent', () => {
    expect(judgeStack('portunus-prod', undefined)).toMatchObject({ status: 'ok' });
    expect(statusOf('DELETE_COMPLETE')).toBe('ok');
  });

  it.each([
    'CREATE_COMPLETE',
    'UPDATE_COMPLETE',
    'UPDATE_ROLLBACK_COMPLETE',
    'IMPORT_COMPLETE',
    'IMPORT_ROLLBACK_COMPLETE',
  ])('can be updated if it is %s', (status) => {
    expect(statusOf(status)).toBe('ok');
  });

  it.each(['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED', 'CREATE_FAILED'])('must be deleted first if it is %s', (status) => {
    expect(judgeStack('portunus-prod', stack(status))).toMatchObject({
      status: 'would-fail',
      remedy: 'Run aws cloudformation delete-stack --stack-name portunus-prod, and deploy again',
    });
  });

  it('that must be deleted and is protected has to lose its protection before', () => {
    expect(judgeStack('portunus-prod', stack('ROLLBACK_COMPLETE', true)).remedy).toBe(
      'Run aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name' +
        ' portunus-prod, then aws cloudformation delete-stack --stack-name portunus-prod, and deploy again',
    );
  });

  it('says why it could not be deleted', () => {
    const left = { ...stack('DELETE_FAILED'), reason: 'The bucket is not empty' };
    expect(judgeStack('portunus-prod', left)).toMatchObject({
      status: 'would-fail',
      detail: 'portunus-prod is DELETE_FAILED: The bucket is not empty',
    });
  });

  it.each(['UPDATE_ROLLBACK_FAILED', 'IMPORT_ROLLBACK_FAILED'])('that is %s would fail', (status) => {
    expect(statusOf(status)).toBe('would-fail');
  });

  it.each(['UPDATE_FAILED', 'REVIEW_IN_PROGRESS', 'A_STATUS_OF_NEXT_YEAR'])('that is %s is a notice', (status) => {
    expect(statusOf(status)).toBe('notice');
  });

  it('that is at work makes a deployment fail, in every status but the review', () => {
    const atWork = Object.values(StackStatus).filter((status) => status.endsWith('_IN_PROGRESS'));
    expect(atWork.filter((status) => statusOf(status) !== 'would-fail')).toEqual(['REVIEW_IN_PROGRESS']);
  });

  it('has a judgement for every status that the SDK knows', () => {
    const asked = Object.values(StackStatus).map((status) => judgeStack('portunus-prod', stack(status)).detail);
    expect(asked.filter((detail) => detail.includes('does not know'))).toEqual([]);
  });
});

describe('the data stack', () => {
  it('comes first', () => {
    expect(judgeDataStack('portunus-prod-data', undefined)).toMatchObject([{ status: 'notice' }]);
  });

  it('is to be protected from termination', () => {
    expect(judgeDataStack('portunus-prod', stack('CREATE_COMPLETE', true))).toMatchObject([{ status: 'ok' }]);
    expect(judgeDataStack('portunus-prod', stack('CREATE_COMPLETE'))).toMatchObject([
      { status: 'ok' },
      { status: 'notice', detail: 'portunus-prod has no termination protection' },
    ]);
  });
});

describe('an alarm that is on', () => {
  it('makes a deployment fail if it guards it', () => {
    expect(judgeAlarms(['portunus-prod-issue-errors'])).toMatchObject([
      {
        status: 'would-fail',
        detail: 'the alarm portunus-prod-issue-errors is on, so a deployment that changes the function is taken back',
      },
    ]);
    expect(judgeAlarms([])).toMatchObject([{ status: 'ok' }]);
  });
});
