import * as v from 'valibot';

/** AWS partitions, each with the DNS suffixes of its registry hosts: the usual one, and that of dual-stack hosts. */
export const PARTITIONS = {
  aws: { registrySuffixes: ['amazonaws.com', 'on.aws'] },
  'aws-cn': { registrySuffixes: ['amazonaws.com.cn', 'on.amazonwebservices.com.cn'] },
  'aws-us-gov': { registrySuffixes: ['amazonaws.com', 'on.aws'] },
  'aws-eusc': { registrySuffixes: ['amazonaws.eu', 'on.amazonwebservices.eu'] },
} as const satisfies Record<string, { readonly registrySuffixes: readonly string[] }>;

export type Partition = keyof typeof PARTITIONS;

/** Always text: a number would lose leading zeros. */
export const AwsAccountId = v.pipe(v.string(), v.regex(/^[0-9]{12}$/, 'must be 12 digits, as text'));

/** Any text of a region's form. There is no list of regions: AWS adds some every year. */
export const Region = v.pipe(
  v.string(),
  // fips-us-east-1 is how the SDK writes an endpoint of us-east-1: it would pass a limit on regions by another name.
  v.regex(/^(?!fips-)[a-z]{2,4}(?:-[a-z]{2,16}){1,3}-[0-9]{1,2}$/, "must have a region's form, such as eu-west-1"),
);

/** The partition a region belongs to, or `undefined` for one that Portunus does not serve. */
export const partitionOfRegion = (region: string): Partition | undefined => {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  if (/^[a-z]{2}-iso/.test(region)) return undefined;
  return 'aws';
};

export interface RoleArnParts {
  readonly partition: string;
  readonly accountId: string;
  /** The role's name without its path: STS drops the path in a session's ARN. */
  readonly roleName: string;
}

const ROLE_ARN = /^arn:(aws(?:-[a-z-]+)?):iam::([0-9]{12}):role\/(?:[\x21-\x7e]{1,510}\/)?([\w+=,.@-]{1,64})$/;

/** Splits the ARN of an IAM role; `undefined` for anything else (users, roots, wildcards). */
export const parseRoleArn = (arn: string): RoleArnParts | undefined => {
  const [, partition, accountId, roleName] = ROLE_ARN.exec(arn) ?? [];
  if (partition === undefined || accountId === undefined || roleName === undefined) return undefined;
  return arn.includes('*') || arn.includes('?') ? undefined : { partition, accountId, roleName };
};

export const RoleArn = v.pipe(
  v.string(),
  v.maxLength(2048, 'must be at most 2048 characters'),
  v.check((arn) => parseRoleArn(arn) !== undefined, 'must be the ARN of one IAM role'),
  v.check((arn) => !arn.includes(':role/aws-service-role/'), 'must not be a service-linked role'),
);

const ASSUMED_ROLE_ARN =
  /^arn:(aws(?:-[a-z-]+)?):sts::([0-9]{12}):assumed-role\/([\w+=,.@-]{1,64})\/([\w+=,.@-]{2,64})$/;

/** Splits the ARN of a role's session; `undefined` for users, roots and federated users. */
export const parseAssumedRoleArn = (arn: string): (RoleArnParts & { readonly sessionName: string }) | undefined => {
  const [, partition, accountId, roleName, sessionName] = ASSUMED_ROLE_ARN.exec(arn) ?? [];
  if (partition === undefined || accountId === undefined || roleName === undefined || sessionName === undefined) {
    return undefined;
  }
  return { partition, accountId, roleName, sessionName };
};

const REGISTRY_HOST = /^([0-9]{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.([a-z.]+)$/;

/** Splits the host of a private ECR registry; `undefined` when it is none of the region's own partition. */
export const parseRegistryHost = (host: string): { registryId: string; region: string } | undefined => {
  const [, registryId, region, suffix] = REGISTRY_HOST.exec(host) ?? [];
  // A bucket may be called 123456789012.dkr.ecr: what stands for the region has to be one.
  if (registryId === undefined || suffix === undefined || !v.is(Region, region)) return undefined;
  const partition = partitionOfRegion(region);
  const suffixes: readonly string[] = partition === undefined ? [] : PARTITIONS[partition].registrySuffixes;
  return suffixes.includes(suffix) ? { registryId, region } : undefined;
};
