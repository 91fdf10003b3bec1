// Policies and descriptions are AWS's own examples, with the account 111122223333.
import { describe, expect, it } from 'vitest';
import {
  judgeBoundary,
  judgeCertificate,
  judgeKey,
  judgeNetwork,
  judgePlace,
  judgeTopic,
  judgeTruststore,
  judgeZone,
} from '../../../../cli/preflight/references.ts';

const TARGET = { stage: 'prod', region: 'eu-west-1', accountId: '111122223333' };
const NOW = new Date('2026-11-27T12:00:00Z');

function statusesOf(judged: readonly { readonly status: string }[]): string[] {
  return judged.map(({ status }) => status);
}

function policyOf(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

describe('what a setting names', () => {
  it('must be in the region of the deployment', () => {
    expect(judgePlace('arn:aws:sns:eu-west-1:111122223333:alarms', TARGET)).toEqual([]);
    expect(judgePlace('arn:aws:sns:us-east-1:111122223333:alarms', TARGET)).toMatchObject([
      { status: 'would-fail', detail: 'arn:aws:sns:us-east-1:111122223333:alarms is not in eu-west-1' },
    ]);
  });
});

describe('an alarm topic', () => {
  const arn = 'arn:aws:sns:eu-west-1:111122223333:alarms';
  // The policy that SNS gives a new topic.
  const byDefault = {
    Sid: '__default_statement_ID',
    Effect: 'Allow',
    Principal: { AWS: '*' },
    Action: ['SNS:GetTopicAttributes', 'SNS:SetTopicAttributes', 'SNS:Publish'],
    Resource: arn,
    Condition: { StringEquals: { 'AWS:SourceOwner': '111122223333' } },
  };
  const forAlarms = {
    Effect: 'Allow',
    Principal: { Service: 'cloudwatch.amazonaws.com' },
    Action: 'sns:Publish',
    Resource: arn,
    Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
  };

  it.each([
    ['the policy of a new topic', byDefault],
    ['a statement for CloudWatch', forAlarms],
  ])('with %s takes alarms', (_which, statement) => {
    expect(statusesOf(judgeTopic({ arn, policy: policyOf(statement) }))).toEqual(['ok']);
  });

  it.each([
    ['for another service', { ...forAlarms, Principal: { Service: 'events.amazonaws.com' } }],
    ['for another action', { ...forAlarms, Action: 'sns:Subscribe' }],
    ['for one role', { ...forAlarms, Principal: { AWS: 'arn:aws:iam::111122223333:role/x' } }],
  ])('with a statement %s alone would hear nothing', (_which, statement) => {
    expect(statusesOf(judgeTopic({ arn, policy: policyOf(statement) }))).toEqual(['would-fail']);
  });

  it('without a readable policy would hear nothing', () => {
    expect(statusesOf(judgeTopic({ arn }))).toEqual(['would-fail']);
    expect(statusesOf(judgeTopic({ arn, policy: 'not JSON' }))).toEqual(['would-fail']);
  });

  it("that is encrypted with SNS's own key would hear nothing, because CloudWatch can't use that key", () => {
    const topic = { arn, policy: policyOf(byDefault) };
    expect(statusesOf(judgeTopic({ ...topic, keyId: 'alias/aws/sns' }))).toEqual(['would-fail']);
    expect(statusesOf(judgeTopic({ ...topic, keyId: 'alias/alarms' }))).toEqual(['ok']);
  });

  it('that also denies publishing is a notice', () => {
    expect(statusesOf(judgeTopic({ arn, policy: policyOf(byDefault, { ...forAlarms, Effect: 'Deny' }) }))).toEqual([
      'notice',
    ]);
  });
});

describe('a certificate', () => {
  const issued = {
    status: 'ISSUED',
    names: ['portunus.example.com'],
    type: 'AMAZON_ISSUED',
    notAfter: new Date('2027-11-27T12:00:00Z'),
    renewal: 'ELIGIBLE',
  };
  const judge = (changes: object, domain = 'portunus.example.com', isMutual = false) =>
    statusesOf(judgeCertificate({ ...issued, ...changes }, { domain, isMutual }, NOW));

  it('that is issued for the domain is fine', () => {
    expect(judge({})).toEqual(['ok']);
  });

  it.each(['PENDING_VALIDATION', 'EXPIRED', 'REVOKED', 'FAILED', 'INACTIVE', 'VALIDATION_TIMED_OUT'])(
    'that is %s would fail',
    (status) => {
      expect(judge({ status })).toEqual(['would-fail']);
    },
  );

  it('with a wildcard is for one label, neither for two nor for none', () => {
    const names = ['*.example.com'];
    expect(judge({ names })).toEqual(['ok']);
    expect(judge({ names }, 'a.portunus.example.com')).toEqual(['would-fail']);
    expect(judge({ names }, 'example.com')).toEqual(['would-fail']);
  });

  it.each(['IMPORTED', 'PRIVATE'])('that is %s is no certificate for mutual TLS by itself', (type) => {
    expect(judge({ type })).toEqual(['ok']);
    expect(judge({ type }, 'portunus.example.com', true)).toEqual(['would-fail']);
    expect(judge({}, 'portunus.example.com', true)).toEqual(['ok']);
  });

  it('that ends within 30 days is a notice, unless ACM renews it', () => {
    const renewal = 'INELIGIBLE';
    expect(judge({ renewal, notAfter: new Date('2026-12-27T12:00:01Z') })).toEqual(['ok']);
    expect(judge({ renewal, notAfter: new Date('2026-12-27T12:00:00Z') })).toEqual(['notice']);
    expect(judge({ notAfter: new Date('2026-12-27T12:00:00Z') })).toEqual(['ok']);
  });
});

describe('a KMS key', () => {
  const arn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  // The default policy of a key that is made in the API, and the statement of the user guide of CloudWatch Logs.
  const byIam = {
    Sid: 'Enable IAM User Permissions',
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::111122223333:root' },
    Action: 'kms:*',
    Resource: '*',
  };
  const forLogs = {
    Effect: 'Allow',
    Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
    Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:Describe*'],
    Resource: '*',
    Condition: { ArnLike: { 'kms:EncryptionContext:aws:logs:arn': 'arn:aws:logs:eu-west-1:111122223333:*' } },
  };
  const good = { arn, state: 'Enabled', spec: 'SYMMETRIC_DEFAULT', usage: 'ENCRYPT_DECRYPT' };

  it('that leaves rights to IAM can encrypt tables', () => {
    expect(statusesOf(judgeKey({ ...good, policy: policyOf(byIam) }, 'data', TARGET))).toEqual(['ok']);
  });

  it('that names its users itself is a notice, for nobody can tell from outside', () => {
    const own = { ...byIam, Principal: { AWS: 'arn:aws:iam::111122223333:role/keys' } };
    expect(statusesOf(judgeKey({ ...good, policy: policyOf(own) }, 'data', TARGET))).toEqual(['notice']);
  });

  it("must let CloudWatch Logs of this region use it: IAM's word is not enough there", () => {
    expect(statusesOf(judgeKey({ ...good, policy: policyOf(byIam, forLogs) }, 'logs', TARGET))).toEqual(['ok']);
    expect(statusesOf(judgeKey({ ...good, policy: policyOf(byIam) }, 'logs', TARGET))).toEqual(['would-fail']);
    const elsewhere = { ...forLogs, Principal: { Service: 'logs.us-east-1.amazonaws.com' } };
    expect(statusesOf(judgeKey({ ...good, policy: policyOf(elsewhere) }, 'logs', TARGET))).toEqual(['would-fail']);
    const half = { ...forLogs, Action: 'kms:Decrypt*' };
    expect(statusesOf(judgeKey({ ...good, policy: policyOf(half) }, 'logs', TARGET))).toEqual(['would-fail']);
  });

  it.each(['Disabled', 'PendingDeletion', 'PendingImport', 'Unavailable'])('that is %s would fail', (state) => {
    expect(statusesOf(judgeKey({ ...good, state }, 'data', TARGET))).toEqual(['would-fail']);
  });

  it('for signatures would fail', () => {
    const signing = { ...good, spec: 'RSA_2048', usage: 'SIGN_VERIFY' };
    expect(statusesOf(judgeKey(signing, 'data', TARGET))).toEqual(['would-fail']);
  });
});

describe('a network', () => {
  const a = { id: 'subnet-0a', vpc: 'vpc-1', zone: 'eu-west-1a' };
  const b = { id: 'subnet-0b', vpc: 'vpc-1', zone: 'eu-west-1b' };
  const group = { id: 'sg-0c', vpc: 'vpc-1' };

  it('of one VPC and two zones is fine', () => {
    expect(judgeNetwork({ subnets: [a, b], groups: [group] })).toEqual([
      { status: 'ok', detail: '2 subnets and 1 security groups of vpc-1' },
    ]);
  });

  it('of two VPCs would fail', () => {
    expect(judgeNetwork({ subnets: [a, b], groups: [{ ...group, vpc: 'vpc-2' }] })).toMatchObject([
      { status: 'would-fail', detail: 'the subnets and security groups are of several VPCs: vpc-1, vpc-2' },
    ]);
  });

  it('with a subnet that does not exist would fail, and says which', () => {
    expect(judgeNetwork({ subnets: [a, { id: 'subnet-0d' }], groups: [group] })).toMatchObject([
      { status: 'would-fail', detail: 'subnet-0d does not exist in this region' },
    ]);
  });

  it('in one zone is a notice', () => {
    expect(statusesOf(judgeNetwork({ subnets: [a], groups: [group] }))).toEqual(['notice']);
  });
});

describe('a permissions boundary', () => {
  it('must exist, in the account or as a policy of AWS', () => {
    const own = 'arn:aws:iam::111122223333:policy/boundary';
    expect(statusesOf(judgeBoundary(own, true, TARGET))).toEqual(['ok']);
    expect(statusesOf(judgeBoundary(own, false, TARGET))).toEqual(['would-fail']);
    expect(statusesOf(judgeBoundary('arn:aws:iam::aws:policy/PowerUserAccess', true, TARGET))).toEqual(['ok']);
    expect(statusesOf(judgeBoundary('arn:aws:iam::444455556666:policy/boundary', true, TARGET))).toEqual([
      'would-fail',
    ]);
  });
});

describe('a truststore', () => {
  const good = { uri: 's3://certificates/truststore.pem', bucketRegion: 'eu-west-1', isThere: true, isVersioned: true };

  it('must exist, in a bucket of the region', () => {
    expect(statusesOf(judgeTruststore(good, TARGET))).toEqual(['ok']);
    expect(statusesOf(judgeTruststore({ ...good, isThere: false }, TARGET))).toEqual(['would-fail']);
    expect(statusesOf(judgeTruststore({ ...good, bucketRegion: 'us-east-1' }, TARGET))).toEqual(['would-fail']);
  });

  it('in a bucket without versions is a notice', () => {
    expect(statusesOf(judgeTruststore({ ...good, isVersioned: false }, TARGET))).toEqual(['notice']);
  });
});

describe('a hosted zone', () => {
  it('must exist, and be the one of the domain name or above it', () => {
    expect(judgeZone('Z1D633PJN98FT9', 'example.com.', 'portunus.example.com')).toEqual([
      { status: 'ok', detail: 'Z1D633PJN98FT9 is the zone example.com' },
    ]);
    expect(statusesOf(judgeZone('Z1D633PJN98FT9', 'portunus.example.com.', 'portunus.example.com'))).toEqual(['ok']);
    expect(statusesOf(judgeZone('Z1D633PJN98FT9', 'ample.com.', 'portunus.example.com'))).toEqual(['would-fail']);
    expect(statusesOf(judgeZone('Z1D633PJN98FT9', undefined, 'portunus.example.com'))).toEqual(['would-fail']);
  });
});
