import { describe, expect, it } from 'vitest';
import { judgeMissingTable, judgeTable, type Table } from '../../../../cli/preflight/tables.ts';

const DEFINITION = {
  keys: 'pk HASH, sk RANGE',
  indexes: [{ name: 'due', keys: 'dueShard HASH, dueAt RANGE', projection: 'INCLUDE endsAt, window' }],
  streamView: 'NEW_AND_OLD_IMAGES',
  expiryAttribute: 'expiresAt',
};

const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const AWS_KEY = 'arn:aws:kms:eu-west-1:111122223333:key/99999999-12ab-34cd-56ef-1234567890ab';

const GOOD: Table = {
  ...DEFINITION,
  name: 'portunus-prod-activity',
  status: 'ACTIVE',
  indexes: [{ ...DEFINITION.indexes[0], status: 'ACTIVE' } as Table['indexes'][number]],
  isRecoverable: true,
  isProtected: true,
  keyArn: AWS_KEY,
};

function judge(changes: Partial<Table>, keyArn?: string) {
  const { streamView, expiryAttribute, keyArn: ownKey, ...rest } = { ...GOOD, ...changes };
  const table = {
    ...rest,
    ...(streamView && { streamView }),
    ...(expiryAttribute && { expiryAttribute }),
    ...(ownKey && { keyArn: ownKey }),
  };
  return judgeTable(table, DEFINITION, keyArn);
}

const [due] = GOOD.indexes as [Table['indexes'][number]];

describe('a table', () => {
  it('as it was deployed is as defined', () => {
    expect(judge({})).toEqual([{ status: 'ok', detail: 'portunus-prod-activity is as defined' }]);
  });

  it('that does not exist would fail', () => {
    expect(judgeMissingTable('portunus-prod-activity')).toMatchObject([{ status: 'would-fail' }]);
  });

  it('with other keys is another table, of which nothing else matters', () => {
    expect(judge({ keys: 'kind HASH, id RANGE', isProtected: false })).toMatchObject([
      {
        status: 'would-fail',
        detail: 'portunus-prod-activity has the keys kind HASH, id RANGE, and needs pk HASH, sk RANGE',
      },
    ]);
  });

  it.each<[string, Partial<Table>]>([
    ['is still restored', { status: 'CREATING' }],
    ['lacks an index', { indexes: [] }],
    ['builds an index', { indexes: [{ ...due, status: 'CREATING' }] }],
    ['has an index with other keys', { indexes: [{ ...due, keys: 'dueShard HASH' }] }],
    ['has an index that shows less', { indexes: [{ ...due, projection: 'KEYS_ONLY' }] }],
    ['has no stream', { streamView: '' }],
    ['has a stream that shows less', { streamView: 'KEYS_ONLY' }],
  ])('that %s would fail', (_what, changes) => {
    expect(judge(changes).map(({ status }) => status)).toEqual(['would-fail']);
  });

  it.each<[string, Partial<Table>, string]>([
    [
      'deletes nothing by age',
      { expiryAttribute: '' },
      'Run aws dynamodb update-time-to-live --table-name portunus-prod-activity' +
        ' --time-to-live-specification Enabled=true,AttributeName=expiresAt',
    ],
    [
      'has no point-in-time recovery',
      { isRecoverable: false },
      'Run aws dynamodb update-continuous-backups --table-name portunus-prod-activity' +
        ' --point-in-time-recovery-specification PointInTimeRecoveryEnabled=true',
    ],
    [
      'can be deleted',
      { isProtected: false },
      'Run aws dynamodb update-table --table-name portunus-prod-activity --deletion-protection-enabled',
    ],
    [
      "is encrypted with DynamoDB's own key",
      { keyArn: '' },
      'Run aws dynamodb update-table --table-name portunus-prod-activity --sse-specification Enabled=true,SSEType=KMS',
    ],
  ])('that %s is a notice, with what to run', (_what, changes, remedy) => {
    expect(judge(changes)).toMatchObject([{ status: 'notice', remedy }]);
  });

  it("that was just restored lacks all that DynamoDB doesn't bring back", () => {
    const restored = { streamView: '', expiryAttribute: '', isRecoverable: false, isProtected: false };
    expect(judge(restored)).toHaveLength(4);
  });

  it('is to have the key that the deployment names, if it names one', () => {
    expect(judge({ keyArn: KEY }, KEY)).toMatchObject([{ status: 'ok' }]);
    expect(judge({ keyArn: AWS_KEY }, KEY)).toMatchObject([
      {
        status: 'notice',
        detail: `portunus-prod-activity is encrypted with ${AWS_KEY}, not with ${KEY}`,
        remedy: expect.stringContaining(`SSEType=KMS,KMSMasterKeyId=${KEY}`),
      },
    ]);
  });
});
