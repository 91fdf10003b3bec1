import type { Account } from '../../domain/account.ts';
import { PARTITIONS, type Partition, parseRoleArn, partitionOfRegion } from '../../domain/aws.ts';
import type { Connector } from '../../domain/connector.ts';
import { exampleOf } from '../../domain/connector-templates.ts';
import { type Destination, maxBytesOf, partsOfDestination } from '../../domain/destination.ts';
import { type FormatOf, formatsOf, type Hosts, rulesOfFormat } from '../../domain/format-name.ts';
import { rulesOfService } from '../../domain/login-service.ts';
import type { RefreshJob } from '../../domain/refresh-job.ts';
import { type Finding, findingIf } from './rules.ts';

/**
 * Finds logins that are too long for their destination, or might be. Their size is known in advance, except for the
 * password's length.
 */
export function lintJob(job: RefreshJob, path: string): readonly Finding[] {
  const format = formatsOf('logins').find((name) => name === job.format);
  // How long a token of CodeArtifact is, nobody says. One that is too long fails at its delivery.
  if (format === undefined || rulesOfService(job.service ?? 'ecr').issues !== 'logins') return [];
  const written = writtenBy(job, format);
  const [most, taker] = limitOf(written, job.destination);
  const [least, greatest] = [bytesOf(written, PASSWORD_LENGTHS.shortest), bytesOf(written, PASSWORD_LENGTHS.longest)];
  const isTooLong = least > most;
  const detail = [
    `As ${job.format} it has about ${least} to ${greatest} bytes, by the length of ECR's password,`,
    `and ${taker} takes ${most}:`,
    isTooLong ? 'no delivery will work.' : 'a delivery may fail.',
    `Write ${remediesOf(job, written).join(', or ')}.`,
  ].join(' ');
  const field = `${path}.destination`;
  return [
    ...findingIf(isTooLong, 'delivery-too-long', field, detail),
    ...findingIf(!isTooLong && greatest > most, 'delivery-perhaps-too-long', field, detail),
  ];
}

const DEFAULT_PARTITION = 'aws';

function writtenBy(
  { registryIds = [], hosts = 'default', region, destination }: RefreshJob,
  format: FormatOf<'logins'>,
): Written {
  const place = region ?? partsOfDestination(destination.arn)?.region ?? '';
  const partition = partitionOfRegion(place) ?? DEFAULT_PARTITION;
  return { format, registries: Math.max(1, registryIds.length), hosts, partition };
}

/** The size limit in bytes, and what sets it: the destination, or the reader of the format. */
function limitOf({ format }: Written, destination: Destination): readonly [number, string] {
  const { maxBytes = Number.POSITIVE_INFINITY } = rulesOfFormat(format);
  const most = maxBytesOf(destination);
  if (maxBytes < most) return [maxBytes, 'who reads the format'];
  return [most, destination.type === 'ssm' ? `a parameter of tier ${destination.tier}` : 'a secret'];
}

/** Changes with which the longest login would fit, the smallest change first. */
function remediesOf({ destination }: RefreshJob, written: Written): readonly string[] {
  const fits = (change: Partial<Written>, into: Destination = destination) =>
    bytesOf({ ...written, ...change }, PASSWORD_LENGTHS.longest) <= limitOf({ ...written, ...change }, into)[0];
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

/**
 * A delivered login gives the destination's account access for as long as the job runs. Roles are checked too, because
 * a file may leave the accounts to another file, but the connector's role names its account.
 */
export function lintDestination(
  { destination }: RefreshJob,
  { accounts, connectors }: { readonly accounts: readonly Account[]; readonly connectors: readonly Connector[] },
  path: string,
): readonly Finding[] {
  const parts = partsOfDestination(destination.arn);
  const ofRoles = connectors.flatMap(({ roleArn }) => parseRoleArn(exampleOf(roleArn ?? ''))?.accountId ?? []);
  const named = [...ofRoles, ...accounts.map(({ awsAccountId }) => awsAccountId)];
  return findingIf(
    !named.some((accountId) => accountId === parts?.accountId),
    'foreign-destination',
    `${path}.destination.arn`,
    'The login is stored, and kept fresh, in an account that no definition names: who may read there has it. Define the account, if that is meant.',
  );
}

/**
 * The lengths of ECR's passwords in characters. AWS documents no limits. The shortest observed is an IAM user's; the
 * longest is that of a session with many tags, because the password contains the session token.
 */
export const PASSWORD_LENGTHS = { shortest: 1_800, longest: 2_714 } as const;

/** What determines the size of a written login, apart from the password. */
export interface Written {
  readonly format: FormatOf<'logins'>;
  readonly registries: number;
  readonly hosts: Hosts;
  readonly partition: Partition;
}

interface OneLogin {
  /** Bytes of the password, and of the user name with the password in base64. */
  readonly password: number;
  readonly token: number;
  /** The number of host names under which the login is written. */
  readonly hosts: number;
}

/** The variables repeat the secrets, and so does the JSON in one of them. */
function variables({ password, token }: OneLogin): number {
  return 2 * (password + token) + 690;
}
function dockerConfig({ token, hosts }: OneLogin): number {
  return hosts * 2 * (token + 63) + 10;
}

/**
 * The size of one registry's login in bytes, for each format of logins. A test compares it with what the formats write.
 */
const SIZES: Readonly<Record<FormatOf<'logins'>, (login: OneLogin) => number>> = {
  json: ({ password, token, hosts }) => password + token + 470 + (hosts > 1 ? hosts * 62 : 0),
  bash: variables,
  powershell: variables,
  cmd: variables,
  dotenv: variables,
  bamboo: variables,
  // The script masks each secret and then sets it.
  'github-actions': (login) => 2 * variables(login) + 500,
  'gitlab-dotenv': ({ password }) => password + 270,
  'azure-pipelines': (login) => variables(login) + 210,
  'docker-config': dockerConfig,
  'docker-credential': ({ password }) => password + 97,
  'kubernetes-secret': (login) => (dockerConfig(login) * 4) / 3 + 180,
  kubelet: ({ password, hosts }) => hosts * (password + 79) + 110,
  'username-password': ({ password }) => password + 32,
};

/** The approximate size of a written login in bytes. The exact size depends on the login itself. */
export function bytesOf({ format, registries, hosts, partition }: Written, passwordLength: number): number {
  const size = SIZES[format];
  const token = 4 * Math.ceil(('AWS:'.length + passwordLength) / 3);
  const names = hosts === 'all' ? PARTITIONS[partition].registryHosts.length : 1;
  return Math.round(registries * size({ password: passwordLength, token, hosts: names }));
}
