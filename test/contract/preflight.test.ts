// What a look at an account finds in moto, which knows most of the services that are asked.

import { ACMClient, RequestCertificateCommand } from '@aws-sdk/client-acm';
import { CloudFormationClient, CreateStackCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import { CreateKeyCommand, DisableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runPreflight } from '../../cli/direct/preflight/index.ts';
import type { Finding } from '../../cli/preflight/finding.ts';
import { hasMoto, startMoto } from '../support/moto.ts';

const REGION = 'eu-west-1';
const DATA = {
  Resources: {
    Group: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: '/aws/lambda/portunus-prod-issue' } },
  },
};

describe.skipIf(!hasMoto())('a look at an account of moto', () => {
  let moto: { readonly url: string; readonly stop: () => void };
  let findings: readonly Finding[];

  beforeAll(async () => {
    moto = await startMoto();
    vi.stubEnv('AWS_ENDPOINT_URL', moto.url);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'moto');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'moto');
    const environment = await provision();
    const region = { region: REGION, isGiven: true };
    ({ findings } = await runPreflight({ stage: 'prod', region, environment }));
  });
  afterAll(() => {
    moto.stop();
    vi.unstubAllEnvs();
  });

  function detailsOf(check: string): string[] {
    return findings.filter((finding) => finding.check === check).map(({ detail }) => detail);
  }

  it('sees the stacks', () => {
    expect(detailsOf('stack')).toEqual(['portunus-prod is CREATE_COMPLETE']);
    expect(detailsOf('data-stack')).toEqual(['portunus-prod-data does not exist']);
  });

  it('tells what a stack owns from what is left of another deployment', () => {
    expect(detailsOf('leftover-log-groups')).toEqual([
      'the log group /aws/lambda/portunus-prod-old exists, and belongs to neither stack',
    ]);
    expect(detailsOf('leftover-roles')[0]).toContain('(0 looked at)');
    expect(detailsOf('leftover-queues')[0]).toContain('(0 looked at)');
    expect(detailsOf('leftover-alarms')[0]).toContain('(0 looked at)');
    expect(detailsOf('leftover-dashboards')[0]).toContain('(0 looked at)');
    expect(detailsOf('leftover-functions')[0]).toContain('(0 looked at)');
  });

  it('judges what the settings name', () => {
    expect(detailsOf('certificate')).toEqual(['the certificate is PENDING_VALIDATION']);
    expect(detailsOf('alarm-topic')[0]).toMatch(/takes alarms$/);
    expect(detailsOf('logs-key')[0]).toMatch(/is Disabled$/);
    expect(detailsOf('permissions-boundary')).toEqual(['arn:aws:iam::123456789012:policy/absent does not exist']);
    expect(detailsOf('truststore')).toEqual([
      'the bucket of s3://portunus-truststore/truststore.pem is not versioned, so a changed truststore cannot be taken back',
    ]);
    expect(detailsOf('quotas')[0]).toBe('IAM roles: 0 of 1000');
  });
});

/** Returns the settings that name what was created. */
async function provision(): Promise<Record<string, string>> {
  const at = { region: REGION };
  const s3 = new S3Client(at);
  const kms = new KMSClient(at);
  const logs = new CloudWatchLogsClient(at);
  const [topic, certificate, key] = await Promise.all([
    new SNSClient(at).send(new CreateTopicCommand({ Name: 'alarms' })),
    new ACMClient(at).send(new RequestCertificateCommand({ DomainName: 'portunus.example.com' })),
    kms.send(new CreateKeyCommand({})),
    s3.send(
      new CreateBucketCommand({
        Bucket: 'portunus-truststore',
        CreateBucketConfiguration: { LocationConstraint: REGION },
      }),
    ),
    logs.send(new CreateLogGroupCommand({ logGroupName: '/aws/lambda/portunus-prod-old' })),
    new CloudFormationClient(at).send(
      new CreateStackCommand({ StackName: 'portunus-prod', TemplateBody: JSON.stringify(DATA) }),
    ),
  ]);
  await s3.send(new PutObjectCommand({ Bucket: 'portunus-truststore', Key: 'truststore.pem', Body: 'PEM' }));
  await kms.send(new DisableKeyCommand({ KeyId: key.KeyMetadata?.KeyId }));
  return {
    PORTUNUS_ALARM_TOPIC: topic.TopicArn ?? '',
    PORTUNUS_DOMAIN_NAME: 'portunus.example.com',
    PORTUNUS_CERTIFICATE_ARN: certificate.CertificateArn ?? '',
    PORTUNUS_LOG_KEY_ARN: key.KeyMetadata?.Arn ?? '',
    PORTUNUS_PERMISSIONS_BOUNDARY: 'arn:aws:iam::123456789012:policy/absent',
    PORTUNUS_TRUSTSTORE_URI: 's3://portunus-truststore/truststore.pem',
  };
}
