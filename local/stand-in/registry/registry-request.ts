import { isRegion, partitionOfRegion } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import { type RawRequest, singleHeader } from '../core/request.ts';
import type { RegistryLogin } from '../core/state.ts';

const PRIVATE_HOST = /^(\d{12})\.dkr([.-])ecr(?:-fips)?\.([a-z0-9-]+)\.([a-z.]+)$/;
const PUBLIC_HOSTS = ['public.ecr.aws', 'ecr-public.aws.com'];
const REPOSITORY = '([a-z0-9]+(?:[._/-]+[a-z0-9]+)*)';

/** The registry that a request is for. */
export interface Registry {
  readonly host: string;
  readonly service: RegistryLogin['service'];
  readonly partition: string;
  readonly region: string;
  /** The account is in the host's name, but not in that of ECR Public. */
  readonly account?: string;
}

/** What is asked of a repository, by the name of the right that it takes. */
export interface RegistryRequest {
  readonly right: string;
  readonly repository: string;
}

function toSuffix(region: string, separator: string) {
  const { partition, dnsSuffix } = partitionOfRegion(region);
  if (separator === '.') return dnsSuffix;
  if (partition === 'aws-cn') return 'on.amazonwebservices.com.cn';
  return partition === 'aws-eusc' ? 'on.amazonwebservices.eu' : 'on.aws';
}

/** Reads the host, which a client that cannot choose it sends as `x-forwarded-host`; throws if it is no registry. */
export function readRegistry(request: RawRequest): Registry {
  const named = singleHeader(request, 'x-forwarded-host') ?? singleHeader(request, 'host') ?? '';
  const host = named.replace(/:\d+$/, '').toLowerCase();
  if (PUBLIC_HOSTS.includes(host)) return { host, service: 'ecr-public', partition: 'aws', region: 'us-east-1' };
  const [, account, separator = '', region = '', suffix] = PRIVATE_HOST.exec(host) ?? [];
  if (account === undefined || !isRegion(region) || suffix !== toSuffix(region, separator)) {
    throw new AwsError('NAME_UNKNOWN', 404, `No registry is called ${host}`);
  }
  return { host, service: 'ecr', partition: partitionOfRegion(region).partition, region, account };
}

function rule(methods: string, path: string, right: string) {
  return {
    methods: methods.split(' '),
    path: new RegExp(`^/v2/${REPOSITORY}/${path}$`),
    right,
  };
}

const RULES = [
  rule('HEAD GET', 'manifests/[^/]+', 'BatchGetImage'),
  rule('PUT', 'manifests/[^/]+', 'PutImage'),
  rule('HEAD', 'blobs/[a-z0-9]+:[^/]+', 'BatchCheckLayerAvailability'),
  rule('GET', 'blobs/[a-z0-9]+:[^/]+', 'GetDownloadUrlForLayer'),
  rule('POST', 'blobs/uploads/', 'InitiateLayerUpload'),
  rule('PATCH', 'blobs/uploads/[^/]+', 'UploadLayerPart'),
  rule('PUT', 'blobs/uploads/[^/]+', 'CompleteLayerUpload'),
  rule('GET', 'tags/list', 'ListImages'),
];

/** All rights that a request may take. */
export const RIGHTS: readonly string[] = RULES.map(({ right }) => right);

/** Undefined when only the login is to be tried, as with `GET /v2/`; throws for what a registry does not know. */
export function readRegistryRequest({ method, target }: RawRequest): RegistryRequest | undefined {
  const path = target.split('?', 1)[0] ?? '';
  if (/^\/v2\/?$/.test(path) && ['GET', 'HEAD'].includes(method)) return undefined;
  for (const { methods, path: pattern, right } of RULES) {
    const repository = methods.includes(method) && pattern.exec(path)?.[1];
    if (repository) return { right, repository };
  }
  throw new AwsError('UNSUPPORTED', 405, 'The operation is unsupported.');
}
