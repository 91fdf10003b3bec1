import { DescribeCertificateCommand } from '@aws-sdk/client-acm';
import { GetResourceCommand } from '@aws-sdk/client-cloudcontrol';
import { GetPolicyCommand } from '@aws-sdk/client-iam';
import { DescribeKeyCommand, GetKeyPolicyCommand } from '@aws-sdk/client-kms';
import { GetBucketVersioningCommand, HeadBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { GetTopicAttributesCommand } from '@aws-sdk/client-sns';
import { isJsonObject } from '../../../shared/domain/strict-json.ts';
import { type Judgement, wouldFail } from '../../preflight/finding.ts';
import {
  judgeBoundary,
  judgeCertificate,
  judgeKey,
  judgeNetwork,
  judgePlace,
  judgeTopic,
  judgeTruststore,
  judgeZone,
  type KeyUse,
  type Target,
} from '../../preflight/references.ts';
import type { Clients } from './clients.ts';
import { type Check, ifThere } from './run-checks.ts';

interface Certified {
  readonly arn: string;
  readonly domain: string;
}

/** What the settings refer to, each as far as it is set. */
export interface References {
  readonly topic?: string | undefined;
  readonly certificate?: Certified | undefined;
  readonly zone?: { readonly id: string; readonly domain: string } | undefined;
  readonly keys: readonly { readonly arn: string; readonly use: KeyUse }[];
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly boundary?: string | undefined;
  readonly truststore?: string | undefined;
}

type Run = Check['run'];

/** What each check needs, as IAM actions. */
const ACTIONS = {
  'alarm-topic': ['sns:GetTopicAttributes'],
  certificate: ['acm:DescribeCertificate'],
  'hosted-zone': [
    'cloudformation:GetResource',
    'route53:GetHostedZone',
    'route53:ListQueryLoggingConfigs',
    'route53:ListTagsForResource',
  ],
  'data-key': ['kms:DescribeKey', 'kms:GetKeyPolicy'],
  'logs-key': ['kms:DescribeKey', 'kms:GetKeyPolicy'],
  network: [
    'cloudformation:GetResource',
    'ec2:DescribeNetworkAcls',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
  ],
  'permissions-boundary': ['iam:GetPolicy'],
  truststore: ['s3:ListBucket', 's3:GetObject', 's3:GetBucketVersioning'],
} as const;

function check(name: keyof typeof ACTIONS, run: Run): Check {
  return { name, actions: ACTIONS[name], run };
}

/** Checks everything that the settings refer to. What is not set needs no check. */
export function referenceChecks(clients: Clients, target: Target, references: References): readonly Check[] {
  const { topic, certificate, zone, keys, subnets, groups, boundary, truststore } = references;
  const inRegion = (arn: string, run: Run): Run => {
    const faults = judgePlace(arn, target);
    return faults.length > 0 ? async () => faults : run;
  };
  const isMutual = truststore !== undefined;
  const ofCertificate = (given: Certified) =>
    check('certificate', inRegion(given.arn, certificateRun(clients, given, isMutual, target)));
  return [
    ...(topic ? [check('alarm-topic', inRegion(topic, topicRun(clients, topic)))] : []),
    ...(certificate ? [ofCertificate(certificate)] : []),
    ...(zone ? [check('hosted-zone', zoneRun(clients, zone))] : []),
    ...keys.map(({ arn, use }) => check(`${use}-key`, inRegion(arn, keyRun(clients, arn, use, target)))),
    ...(subnets.length + groups.length > 0 ? [check('network', networkRun(clients, subnets, groups))] : []),
    ...(boundary ? [check('permissions-boundary', boundaryRun(clients, boundary, target))] : []),
    ...(truststore ? [check('truststore', truststoreRun(clients, truststore, target))] : []),
  ];
}

function topicRun({ topics }: Clients, arn: string): Run {
  return async (abortSignal) => {
    const command = new GetTopicAttributesCommand({ TopicArn: arn });
    const answer = await ifThere(topics.send(command, { abortSignal }), 'NotFoundException', 'NotFound');
    if (answer === undefined) return missing(arn, 'Create the topic, or correct its ARN');
    const { Policy: policy, KmsMasterKeyId: keyId } = answer.Attributes ?? {};
    return judgeTopic({ arn, ...(policy && { policy }), ...(keyId && { keyId }) });
  };
}

function certificateRun({ certificates }: Clients, { arn, domain }: Certified, isMutual: boolean, target: Target): Run {
  return async (abortSignal) => {
    const command = new DescribeCertificateCommand({ CertificateArn: arn });
    const answer = await ifThere(certificates.send(command, { abortSignal }), 'ResourceNotFoundException');
    const found = answer?.Certificate;
    if (found === undefined) return missing(arn, `Request a certificate for ${domain} in ${target.region}`);
    const certificate = {
      status: String(found.Status),
      type: String(found.Type),
      names: [...new Set([found.DomainName ?? [], found.SubjectAlternativeNames ?? []].flat())],
      ...(found.NotAfter !== undefined && { notAfter: found.NotAfter }),
      ...(found.RenewalEligibility !== undefined && { renewal: found.RenewalEligibility }),
    };
    return judgeCertificate(certificate, { domain, isMutual }, new Date());
  };
}

function keyRun({ keys }: Clients, arn: string, use: KeyUse, target: Target): Run {
  return async (abortSignal) => {
    const answer = await ifThere(
      keys.send(new DescribeKeyCommand({ KeyId: arn }), { abortSignal }),
      'NotFoundException',
    );
    const found = answer?.KeyMetadata;
    if (found === undefined) return missing(arn, 'Create the key, or correct its ARN');
    const { Policy: policy } = await keys.send(new GetKeyPolicyCommand({ KeyId: arn, PolicyName: 'default' }), {
      abortSignal,
    });
    const { KeyState: state = '', KeySpec: spec = '', KeyUsage: usage = '' } = found;
    return judgeKey({ arn, state, spec, usage, ...(policy !== undefined && { policy }) }, use, target);
  };
}

/** Cloud Control answers for EC2, whose own client is larger than everything else together, and for Route 53. */
async function readProperties({ cloudControl }: Clients, TypeName: string, id: string, abortSignal: AbortSignal) {
  const command = new GetResourceCommand({ TypeName, Identifier: id });
  const answer = await ifThere(cloudControl.send(command, { abortSignal }), 'ResourceNotFoundException');
  const properties: unknown = JSON.parse(answer?.ResourceDescription?.Properties ?? '{}');
  return isJsonObject(properties) ? properties : {};
}

function networkRun(clients: Clients, subnets: readonly string[], groups: readonly string[]): Run {
  return async (abortSignal) => {
    const read = async (type: string, id: string) => {
      const { VpcId: vpc, AvailabilityZone: zone } = await readProperties(clients, type, id, abortSignal);
      return { id, ...(typeof vpc === 'string' && { vpc }), ...(typeof zone === 'string' && { zone }) };
    };
    return judgeNetwork({
      subnets: await Promise.all(subnets.map((id) => read('AWS::EC2::Subnet', id))),
      groups: await Promise.all(groups.map((id) => read('AWS::EC2::SecurityGroup', id))),
    });
  };
}

function zoneRun(clients: Clients, { id, domain }: { readonly id: string; readonly domain: string }): Run {
  return async (abortSignal) => {
    const { Name: name } = await readProperties(clients, 'AWS::Route53::HostedZone', id, abortSignal);
    return judgeZone(id, typeof name === 'string' ? name : undefined, domain);
  };
}

function boundaryRun({ iam }: Clients, arn: string, target: Target): Run {
  return async (abortSignal) => {
    const answer = iam.send(new GetPolicyCommand({ PolicyArn: arn }), { abortSignal });
    return judgeBoundary(arn, (await ifThere(answer, 'NoSuchEntityException', 'NoSuchEntity')) !== undefined, target);
  };
}

function truststoreRun({ s3 }: Clients, uri: string, target: Target): Run {
  return async (abortSignal) => {
    const [, Bucket = '', Key = ''] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
    const bucket = await ifThere(
      s3.send(new HeadBucketCommand({ Bucket }), { abortSignal }),
      'NotFound',
      'NoSuchBucket',
    );
    if (bucket === undefined) return missing(`s3://${Bucket}`, 'Create the bucket, or correct its name');
    const [object, versioning] = await Promise.all([
      ifThere(s3.send(new HeadObjectCommand({ Bucket, Key }), { abortSignal }), 'NotFound', 'NoSuchKey'),
      s3.send(new GetBucketVersioningCommand({ Bucket }), { abortSignal }),
    ]);
    const { BucketRegion: bucketRegion } = bucket;
    return judgeTruststore(
      {
        uri,
        ...(bucketRegion !== undefined && { bucketRegion }),
        isThere: object !== undefined,
        isVersioned: versioning.Status === 'Enabled',
      },
      target,
    );
  };
}

function missing(what: string, remedy: string): readonly Judgement[] {
  return [wouldFail(`${what} does not exist`, remedy)];
}
