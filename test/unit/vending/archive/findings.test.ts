import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../../../shared/vending/archive/findings.ts';
import { aBatch, type Change, EXPIRES, ITEMS } from '../../../support/stream.ts';

const DYNAMODB = { type: 'Service', principalId: 'dynamodb.amazonaws.com' };
const A_SECOND_EARLY = new Date(EXPIRES.getTime() - 1_000);
const { expiresAt: _end, ...ENDLESS } = ITEMS.issued;

function kinds(...changes: readonly Change[]) {
  return findingsOf(aBatch(...changes)).map(({ kind }) => kind);
}

describe('what no audit record should do', () => {
  it.each<[string, Change, readonly string[]]>([
    ['a new record is as it should be', { after: ITEMS.issued }, []],
    ['a changed one is not', { eventName: 'MODIFY', before: ITEMS.issued, after: ITEMS.refused }, ['changed']],
    [
      'nor one whose end was set to earlier',
      { eventName: 'MODIFY', before: ITEMS.issued, after: { ...ITEMS.issued, expiresAt: { N: '1' } } },
      ['changed'],
    ],
    [
      'DynamoDB removes what has expired',
      { eventName: 'REMOVE', before: ITEMS.issued, at: EXPIRES, userIdentity: DYNAMODB },
      [],
    ],
    ['and so may anybody, or another region', { eventName: 'REMOVE', before: ITEMS.issued, at: EXPIRES }, []],
    ['nobody may a second earlier', { eventName: 'REMOVE', before: ITEMS.issued, at: A_SECOND_EARLY }, ['removed']],
    [
      'nor may DynamoDB, which goes by a setting that somebody can change',
      { eventName: 'REMOVE', before: ITEMS.issued, at: A_SECOND_EARLY, userIdentity: DYNAMODB },
      ['removed'],
    ],
    ['a record without an end never expires', { eventName: 'REMOVE', before: ENDLESS, at: EXPIRES }, ['removed']],
    ['an item of another form is no record', { after: { ...ITEMS.issued, extra: { S: 'x' } } }, ['unreadable']],
    ['nor is one of another release', { after: { ...ITEMS.issued, minReader: { N: '99' } } }, ['unreadable']],
    [
      'nor one at a time that is none',
      { after: { ...ITEMS.issued, time: { S: '2026-11-21T24:30:00.000Z' } } },
      ['unreadable'],
    ],
    ['a record without an image can not be judged', { before: ITEMS.issued }, ['unreadable']],
  ])('%s', (_what, change, expected) => {
    expect(kinds(change)).toEqual(expected);
  });

  it('names the fields that are wrong', () => {
    const [finding] = findingsOf(aBatch({ after: { ...ITEMS.issued, outcome: { S: 'granted' } } }));
    expect(finding?.reason).toMatch(/^outcome /);
  });

  it('takes nothing but audit records for its own', () => {
    const state = { pk: { S: 'refresh#nightly' }, sk: { S: 'state' } };
    expect(kinds({ eventName: 'MODIFY', before: state, after: state })).toEqual([]);
  });
});
