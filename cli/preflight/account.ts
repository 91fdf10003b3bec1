import { type Partition, partitionOfRegion } from '../../shared/domain/aws.ts';
import { faultsOr, type Judgement, notice, ok, wouldFail } from './finding.ts';

export interface Identity {
  readonly arn: string;
  readonly accountId: string;
}

export interface ChosenRegion {
  readonly region: string;
  /** Whether somebody chose it. A deployment takes none from a profile. */
  readonly isGiven: boolean;
}

export function judgeCredentials({ arn, accountId }: Identity, { region }: ChosenRegion): readonly Judgement[] {
  const [, partition = ''] = arn.split(':');
  const faults = [
    ...regionFaults(partition, region),
    ...(arn.endsWith(':root')
      ? [notice('you are the root user of the account', 'Deploy with a role that has the rights in docs/deployer.md')]
      : []),
  ];
  return faultsOr(`${arn} in account ${accountId}, partition ${partition}`, faults);
}

function regionFaults(partition: string, region: string): readonly Judgement[] {
  const expected: Partition | undefined = partitionOfRegion(region);
  if (expected === undefined) {
    return [wouldFail(`Portunus does not run in ${region}`, 'Choose a region of another partition')];
  }
  if (expected === partition) return [];
  return [
    wouldFail(
      `the region ${region} is of the partition ${expected}, and your credentials are of ${partition}`,
      'Set AWS_REGION, or use credentials of the other partition',
    ),
  ];
}

export function judgeRegion({ region, isGiven }: ChosenRegion): readonly Judgement[] {
  if (isGiven) return [ok(region)];
  return [
    wouldFail(
      `no region is chosen, so this is about ${region}, and a deployment would refuse to start`,
      'Set AWS_REGION, or give --region',
    ),
  ];
}

export interface Concurrency {
  /** The account's limit in this region. */
  readonly limit: number;
  /** What no function has reserved. */
  readonly unreserved: number;
  /** What the deployment is to reserve, and what its functions have reserved now, by function. */
  readonly wanted: Readonly<Record<string, number>>;
  readonly held: Readonly<Record<string, number>>;
}

/** Lambda keeps this much for functions without a reservation, or all of a smaller limit. */
const KEPT_UNRESERVED = 100;

export function judgeConcurrency({ limit, unreserved, wanted, held }: Concurrency): readonly Judgement[] {
  const sum = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((a, b) => a + b, 0);
  const total = sum(wanted);
  const available = unreserved + sum(held) - Math.min(KEPT_UNRESERVED, limit);
  if (total > available) {
    return [
      wouldFail(
        `the functions are to reserve ${total} executions (${listOf(wanted)}), and ${Math.max(available, 0)} can be` +
          ` reserved: the account's limit is ${limit}, of which ${unreserved} are not reserved, and Lambda keeps` +
          ` ${Math.min(KEPT_UNRESERVED, limit)} of them`,
        'Reserve less (PORTUNUS_…_CONCURRENCY), or ask for a higher quota: Lambda, "Concurrent executions" (L-B99A9384)',
      ),
    ];
  }
  const said = total === 0 ? 'nothing is reserved' : `${total} of ${available} possible executions are to be reserved`;
  if (limit >= KEPT_UNRESERVED) return [ok(`${said}; the account's limit is ${limit}`)];
  return [
    notice(
      `${said}, but the account runs at most ${limit} executions at once, so a burst of builds is throttled`,
      'Ask for a higher quota before you go live: Lambda, "Concurrent executions" (L-B99A9384)',
    ),
  ];
}

function listOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

export interface Quota {
  readonly name: string;
  readonly code: string;
  readonly limit: number;
  readonly used: number;
  /** How many more the deployment needs if it is new. */
  readonly needed: number;
}

export function judgeQuota({ name, code, limit, used, needed }: Quota): readonly Judgement[] {
  if (used + needed <= limit) return [ok(`${name}: ${used} of ${limit}`)];
  return [
    wouldFail(
      `${name}: ${used} of ${limit} are in use, and a new deployment needs ${needed}`,
      `Ask for a higher quota: "${name}" (${code}), or delete what is not used`,
    ),
  ];
}
