// What the packaged template makes for the archive: nothing without the stream, and no right that its code does not use.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { arnOf, sub, useTemplate } from '../support/template.ts';

const { resources, conditions } = useTemplate();

const OF_ARCHIVE = /^(?:Archive|Audit(?:Tampered|Unreadable))/;

function ofArchive() {
  return Object.entries(resources).filter(([name]) => OF_ARCHIVE.test(name));
}
function statements(policy: string) {
  return resources[policy].Properties.PolicyDocument.Statement;
}

describe('a deployment without ActivityStreamArn', () => {
  it('has nothing of the archive', () => {
    expect(ofArchive().length).toBeGreaterThan(12);
    expect(ofArchive().filter(([, { Condition }]) => !/HasActivityStreamArn$/.test(Condition))).toEqual([]);
    expect(conditions.HasActivityStreamArn).toEqual({
      'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'ActivityStreamArn' }, ''] }],
    });
  });
});

describe('the stream', () => {
  it('is read from its beginning, in order, and tried until it drops what it has', () => {
    expect(resources.ArchiveStream.Properties).toMatchObject({
      EventSourceArn: { Ref: 'ActivityStreamArn' },
      FunctionName: { Ref: 'ArchiveLambdaAlias' },
      StartingPosition: 'TRIM_HORIZON',
      MaximumBatchingWindowInSeconds: { Ref: 'ArchiveIntervalSeconds' },
      ParallelizationFactor: 1,
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: -1,
      MaximumRecordAgeInSeconds: -1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      DestinationConfig: { OnFailure: { Destination: arnOf('ArchiveDiscarded') } },
    });
  });

  it('invokes nothing but for audit records', () => {
    const [{ Pattern }, ...others] = resources.ArchiveStream.Properties.FilterCriteria.Filters;
    expect(others).toEqual([]);
    expect(JSON.parse(Pattern)).toEqual({ dynamodb: { Keys: { pk: { S: [{ prefix: 'audit#' }] } } } });
  });
});

describe('the rights of the archive', () => {
  it('are to read the stream, and to say what was given up', () => {
    const [{ PolicyDocument }] = resources.ArchiveRole.Properties.Policies;
    const rights = PolicyDocument.Statement.map(({ Action, Resource }: Record<string, unknown>) => [Action, Resource]);
    expect(rights.slice(1)).toEqual(
      expect.arrayContaining([
        [['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], { Ref: 'ActivityStreamArn' }],
        ['sqs:SendMessage', arnOf('ArchiveDiscarded')],
      ]),
    );
  });

  it('of the bucket are to add objects that replace none', () => {
    const folder = (kind: string) => sub(`arn:\${AWS::Partition}:s3:::\${ArchiveBucket}/portunus/prod/${kind}/*`);
    expect(resources.ArchiveBucketAccess.Condition).toBe('HasArchiveBucketAndHasActivityStreamArn');
    expect(statements('ArchiveBucketAccess')).toEqual([
      {
        Sid: 'AddObjects',
        Effect: 'Allow',
        Action: 's3:PutObject',
        Resource: ['records', 'findings', 'unreadable'].map(folder),
        Condition: { Null: { 's3:if-none-match': 'false' } },
      },
    ]);
  });

  it('of a key are to encrypt by it through S3, and of a bus to publish as Portunus', () => {
    expect(statements('ArchiveKeyAccess')).toMatchObject([
      {
        Action: 'kms:GenerateDataKey',
        Resource: { Ref: 'ArchiveKeyArn' },
        Condition: { StringLike: expect.anything() },
      },
    ]);
    expect(statements('ArchiveEventAccess')).toMatchObject([
      { Action: 'events:PutEvents', Condition: { StringEquals: { 'events:source': 'portunus' } } },
    ]);
  });

  it('are given to nobody else, and to its role alone', () => {
    const writers = Object.entries(resources).filter(([, resource]) =>
      /s3:PutObject|events:PutEvents/.test(JSON.stringify(resource)),
    );
    for (const [name, { Properties }] of writers.filter(([name]) => OF_ARCHIVE.test(name))) {
      expect([name, Properties.Roles]).toEqual([name, [{ Ref: 'ArchiveRole' }]]);
    }
  });
});

it('what issues loads nothing of the archive', () => {
  const { inputs } = JSON.parse(readFileSync('dist/meta/issue.json', 'utf8'));
  const ofOthers = /vending\/archive|aws\/archive|client-s3|client-eventbridge|stream-event/;
  expect(Object.keys(inputs).filter((file) => ofOthers.test(file))).toEqual([]);
});
