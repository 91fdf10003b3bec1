import * as v from 'valibot';

interface PartitionNames {
  /** The suffixes of registry host names, after the account id. ECR itself answers with the first one. */
  readonly registryHosts: readonly [string, ...string[]];
  /** The hosts of the console and of its sign-in. The sign-in host also depends on the region. */
  readonly console: string;
  readonly signin: string;
}

const WITH_FIPS = [
  'dkr.ecr.REGION.amazonaws.com',
  'dkr-ecr.REGION.on.aws',
  'dkr.ecr-fips.REGION.amazonaws.com',
  'dkr-ecr-fips.REGION.on.aws',
] as const;

/**
 * AWS's partitions with the host names that can not be derived from a partition's name. Only `aws` and `aws-us-gov`
 * have FIPS host names, because FIPS is a standard of the United States.
 */
export const PARTITIONS = {
  aws: {
    registryHosts: WITH_FIPS,
    console: 'console.aws.amazon.com',
    signin: 'signin.aws.amazon.com',
  },
  'aws-cn': {
    registryHosts: ['dkr.ecr.REGION.amazonaws.com.cn', 'dkr-ecr.REGION.on.amazonwebservices.com.cn'],
    console: 'console.amazonaws.cn',
    signin: 'signin.amazonaws.cn',
  },
  'aws-us-gov': {
    registryHosts: WITH_FIPS,
    console: 'console.amazonaws-us-gov.com',
    signin: 'signin.amazonaws-us-gov.com',
  },
  'aws-eusc': {
    registryHosts: ['dkr.ecr.REGION.amazonaws.eu', 'dkr-ecr.REGION.on.amazonwebservices.eu'],
    console: 'console.amazonaws-eusc.eu',
    signin: 'signin.amazonaws-eusc.eu',
  },
} as const satisfies Record<string, PartitionNames>;

export type Partition = keyof typeof PARTITIONS;

/** Always a string, because a number would lose leading zeros. */
export const AwsAccountId = v.pipe(v.string(), v.regex(/^[0-9]{12}$/, 'must be 12 digits, as text'));

/**
 * Any text with the form of a region. A fixed list would refuse new regions, which AWS adds every year. The SDK reads
 * fips-us-east-1 as an endpoint of us-east-1, so it could bypass a connector's limit on regions.
 */
export const REGION_FORM = '(?!fips-)[a-z]{2,4}(?:-[a-z]{2,16}){1,3}-[0-9]{1,2}';
export const Region = v.pipe(
  v.string(),
  v.regex(new RegExp(`^${REGION_FORM}$`), "must have a region's form, such as eu-west-1"),
);

/** The partition of a region, or `undefined` for one that Portunus does not serve. */
export function partitionOfRegion(region: string): Partition | undefined {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  if (/^[a-z]{2}-iso/.test(region)) return undefined;
  return 'aws';
}

export interface RoleArnParts {
  readonly partition: string;
  readonly accountId: string;
  /** The role's name without its path, because STS drops the path from a session's ARN. */
  readonly roleName: string;
}

const ROLE_ARN = /^arn:(aws(?:-[a-z-]+)?):iam::([0-9]{12}):role\/(?:[\x21-\x7e]{1,510}\/)?([\w+=,.@-]{1,64})$/;

/** Splits the ARN of an IAM role. `undefined` for anything else (users, roots, wildcards). */
export function parseRoleArn(arn: string): RoleArnParts | undefined {
  const [, partition, accountId, roleName] = ROLE_ARN.exec(arn) ?? [];
  if (partition === undefined || accountId === undefined || roleName === undefined) return undefined;
  return arn.includes('*') || arn.includes('?') ? undefined : { partition, accountId, roleName };
}

/** The ARN of a role without its path, which STS drops from the ARN of a session. */
export function pathlessRoleArn({ partition, accountId, roleName }: RoleArnParts): string {
  return `arn:${partition}:iam::${accountId}:role/${roleName}`;
}

export const RoleArn = v.pipe(
  v.string(),
  v.maxLength(2048, 'must be at most 2048 characters'),
  v.check((arn) => parseRoleArn(arn) !== undefined, 'must be the ARN of one IAM role'),
  v.check((arn) => !arn.includes(':role/aws-service-role/'), 'must not be a service-linked role'),
);

const POLICY_ARN = /^arn:(aws(?:-[a-z-]+)?):iam::([0-9]{12}|aws):policy\/(?:[\x21-\x7e]{1,510}\/)?[\w+=,.@-]{1,128}$/;

/** Splits the ARN of a managed policy. AWS's own policies have the account `aws`. `undefined` for anything else. */
export function parsePolicyArn(arn: string): { partition: string; accountId: string } | undefined {
  const [, partition, accountId] = POLICY_ARN.exec(arn) ?? [];
  return partition === undefined || accountId === undefined ? undefined : { partition, accountId };
}

export const PolicyArn = v.pipe(
  v.string(),
  v.maxLength(2048, 'must be at most 2048 characters'),
  v.check((arn) => parsePolicyArn(arn) !== undefined, 'must be the ARN of a managed policy'),
);

const SAML_PROVIDER_ARN = /^arn:(aws(?:-[a-z-]+)?):iam::([0-9]{12}):saml-provider\/[\w.-]{1,128}$/;

/** Splits the ARN of a SAML identity provider. `undefined` for anything else. */
export function parseSamlProviderArn(arn: string): { partition: string; accountId: string } | undefined {
  const [, partition, accountId] = SAML_PROVIDER_ARN.exec(arn) ?? [];
  return partition === undefined || accountId === undefined ? undefined : { partition, accountId };
}

export const SamlProviderArn = v.pipe(v.string(), v.regex(SAML_PROVIDER_ARN, 'must be the ARN of a SAML provider'));

const ASSUMED_ROLE_ARN =
  /^arn:(aws(?:-[a-z-]+)?):sts::([0-9]{12}):assumed-role\/([\w+=,.@-]{1,64})\/([\w+=,.@-]{2,64})$/;

/** Splits the ARN of a role's session. `undefined` for users, roots and federated users. */
export function parseAssumedRoleArn(arn: string): (RoleArnParts & { readonly sessionName: string }) | undefined {
  const [, partition, accountId, roleName, sessionName] = ASSUMED_ROLE_ARN.exec(arn) ?? [];
  if (partition === undefined || accountId === undefined || roleName === undefined || sessionName === undefined) {
    return undefined;
  }
  return { partition, accountId, roleName, sessionName };
}

/**
 * The account of a principal as STS reports it: a role's session, a user or a federated user. `undefined` for anything
 * else.
 */
export function accountOfPrincipal(arn: string): string | undefined {
  return /^arn:aws(?:-[a-z-]+)?:(?:sts|iam)::([0-9]{12}):/.exec(arn)?.[1];
}

/** ECR Public has a single endpoint, in the partition `aws`, for callers of every region. */
export const ECR_PUBLIC = {
  region: 'us-east-1',
  partition: 'aws',
  /** The usual host name and the dual-stack one. */
  hosts: ['public.ecr.aws', 'ecr-public.aws.com'],
} as const;

/**
 * Every host name of a private registry, the usual one first. Empty if Portunus does not serve the region's partition.
 */
export function registryHosts(registryId: string, region: string): readonly string[] {
  const partition = partitionOfRegion(region);
  if (partition === undefined) return [];
  return PARTITIONS[partition].registryHosts.map((host) => `${registryId}.${host.replace('REGION', region)}`);
}

const REGISTRY_HOST = /^([0-9]{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\./;

/** Splits the host name of a private ECR registry. `undefined` if it is not one of its region's partition. */
export function parseRegistryHost(host: string): { registryId: string; region: string } | undefined {
  const [, registryId, region] = REGISTRY_HOST.exec(host) ?? [];
  // The region is checked, because a bucket named 123456789012.dkr.ecr would have a host of the same form.
  if (registryId === undefined || !v.is(Region, region)) return undefined;
  return registryHosts(registryId, region).includes(host) ? { registryId, region } : undefined;
}

/** Matches like a resource in IAM: `*` is any text, `?` one character. */
export function matchesIamPattern(arn: string, pattern: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(arn);
}
