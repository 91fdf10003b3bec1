import { partitionOfRegion } from '../domain/aws.ts';
import { type Destination, maxBytesOf, partsOfDestination } from '../domain/destination.ts';
import type { RefreshJob } from '../domain/refresh-job.ts';
import { type Finding, findIf } from './lint-rules.ts';
import { bytesOf, PASSWORD_LENGTHS, type Written } from './login-size.ts';

const { shortest, longest } = PASSWORD_LENGTHS;

/** Values that can't be delivered, or might not: how long they get is known before, but for the password. */
export function lintJob(job: RefreshJob, path: string): readonly Finding[] {
  const written = writtenBy(job);
  const most = maxBytesOf(job.destination);
  const [least, greatest] = [bytesOf(written, shortest), bytesOf(written, longest)];
  const isTooLong = least > most;
  const detail = [
    `As ${job.format} it has about ${least} to ${greatest} bytes, by the length of ECR's password,`,
    `and ${nameOf(job.destination)} takes ${most}:`,
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

function nameOf(destination: Destination): string {
  return destination.type === 'ssm' ? `a parameter of tier ${destination.tier}` : 'a secret';
}

/** What would make the longest login fit, the least change first. */
function remediesOf({ destination }: RefreshJob, written: Written): readonly string[] {
  const fits = (change: Partial<Written>, into: Destination = destination) =>
    bytesOf({ ...written, ...change }, longest) <= maxBytesOf(into);
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
