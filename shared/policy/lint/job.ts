import { partitionOfRegion } from '../../domain/aws.ts';
import { type Destination, maxBytesOf, partsOfDestination } from '../../domain/destination.ts';
import { rulesOfFormat } from '../../domain/format-name.ts';
import type { RefreshJob } from '../../domain/refresh-job.ts';
import { bytesOf, PASSWORD_LENGTHS, type Written } from './login-size.ts';
import { type Finding, findIf } from './rules.ts';

const { shortest, longest } = PASSWORD_LENGTHS;

/** Values that can't be delivered, or might not: how long they get is known before, but for the password. */
export function lintJob(job: RefreshJob, path: string): readonly Finding[] {
  const written = writtenBy(job);
  const [most, taker] = limitOf(written, job.destination);
  const [least, greatest] = [bytesOf(written, shortest), bytesOf(written, longest)];
  const isTooLong = least > most;
  const detail = [
    `As ${job.format} it has about ${least} to ${greatest} bytes, by the length of ECR's password,`,
    `and ${taker} takes ${most}:`,
    isTooLong ? 'no delivery will work.' : 'a delivery may fail.',
    `Write ${remediesOf(job, written).join(', or ')}.`,
  ].join(' ');
  const field = `${path}.destination`;
  return [
    ...findIf(isTooLong, 'delivery-too-long', field, detail),
    ...findIf(!isTooLong && greatest > most, 'delivery-perhaps-too-long', field, detail),
  ];
}

const DEFAULT_PARTITION = 'aws';

function writtenBy({ format, registryIds = [], hosts = 'default', region, destination }: RefreshJob): Written {
  const place = region ?? partsOfDestination(destination.arn)?.region ?? '';
  const partition = partitionOfRegion(place) ?? DEFAULT_PARTITION;
  return { format, registries: Math.max(1, registryIds.length), hosts, partition };
}

/** The most bytes, and what it is that takes no more: the destination, or whoever reads the format. */
function limitOf({ format }: Written, destination: Destination): readonly [number, string] {
  const { maxBytes = Number.POSITIVE_INFINITY } = rulesOfFormat(format);
  const most = maxBytesOf(destination);
  if (maxBytes < most) return [maxBytes, 'who reads the format'];
  return [most, destination.type === 'ssm' ? `a parameter of tier ${destination.tier}` : 'a secret'];
}

/** What would make the longest login fit, the least change first. */
function remediesOf({ destination }: RefreshJob, written: Written): readonly string[] {
  const fits = (change: Partial<Written>, into: Destination = destination) =>
    bytesOf({ ...written, ...change }, longest) <= limitOf({ ...written, ...change }, into)[0];
  const { arn, type } = destination;
  const remedies: readonly (readonly [string, boolean])[] = [
    ['tier: advanced', type === 'ssm' && fits({}, { ...destination, tier: 'advanced' })],
    ['hosts: default', written.hosts === 'all' && fits({ hosts: 'default' })],
    ['format: username-password', written.registries === 1 && fits({ format: 'username-password' })],
    ['type: secretsmanager', type === 'ssm' && fits({}, { type: 'secretsmanager', arn })],
    ['a job for each of fewer registries', written.registries > 1],
  ];
  return remedies.filter(([, helps]) => helps).map(([remedy]) => remedy);
}
