import { describe, expect, it } from 'vitest';
import template from '../../../deploy/data.template.json' with { type: 'json' };

const { Resources, Outputs } = template;

describe('the data stack', () => {
  it('keeps everything that it made, but nothing of a creation that failed', () => {
    for (const [name, { DeletionPolicy, UpdateReplacePolicy }] of Object.entries(Resources)) {
      expect([name, DeletionPolicy, UpdateReplacePolicy]).toEqual([name, 'RetainExceptOnCreate', 'Retain']);
    }
  });

  it.each(['DefinitionsTable', 'ActivityTable'] as const)('protects %s, and records its changes', (name) => {
    expect(Resources[name].Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      DeletionProtectionEnabled: { Ref: 'DeletionProtection' },
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      SSESpecification: { SSEEnabled: true, SSEType: 'KMS' },
    });
    expect(template.Parameters.DeletionProtection.Default).toBe('true');
  });

  it('has every index from the start, since CloudFormation adds one in a deployment', () => {
    const indexes = Resources.ActivityTable.Properties.GlobalSecondaryIndexes;
    expect(indexes.map(({ IndexName }) => IndexName)).toEqual(['due', 'connector', 'caller', 'request', 'fingerprint']);
  });

  it('locks the archive, and lets nobody reach it without TLS or replace an object', () => {
    expect(Resources.ArchiveBucket.Properties).toMatchObject({
      ObjectLockEnabled: true,
      VersioningConfiguration: { Status: 'Enabled' },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    expect(Resources.ArchiveBucketPolicy.Properties.PolicyDocument.Statement).toMatchObject([
      { Effect: 'Deny', Principal: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:PutObject',
        Condition: { Null: { 's3:if-none-match': 'true' } },
      },
    ]);
  });

  it('signs digests with a key that only the digest function may use, and that nobody can delete', () => {
    const { KeySpec, KeyUsage, KeyPolicy } = Resources.SigningKey.Properties;
    expect({ KeySpec, KeyUsage }).toEqual({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' });
    const [, signing, deleting] = KeyPolicy.Statement;
    expect(signing).toMatchObject({
      Effect: 'Deny',
      Principal: '*',
      Action: 'kms:Sign',
      Condition: {
        ArnNotLike: {
          'aws:PrincipalArn': {
            'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/portunus-\${Stage}-*-digest`,
          },
        },
      },
    });
    expect(deleting?.['Fn::If']).toMatchObject([
      'ProtectsFromDeletion',
      { Effect: 'Deny', Principal: '*', Action: ['kms:ScheduleKeyDeletion', 'kms:DisableKey'] },
      { Ref: 'AWS::NoValue' },
    ]);
  });

  it('gives bucket names that S3 takes, in the longest stage and region', () => {
    const name = Resources.ArchiveBucket.Properties.BucketName['Fn::Sub']
      .replace(`\${Stage}`, 'x'.repeat(16))
      .replace(`\${AWS::AccountId}`, '123456789012')
      .replace(`\${AWS::Region}`, 'ap-southeast-2');
    expect(name.length).toBeLessThanOrEqual(63);
  });

  it('exports nothing: an export can not change while the service imports it', () => {
    expect(JSON.stringify(Outputs)).not.toContain('Export');
  });
});
