import { isRegion, partitionOfRegion } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import type { PackageRepository, StoredPackageRepository } from '../core/provided.ts';
import type { State } from '../core/state.ts';

/** The service model's patterns. */
export const DOMAIN = /^[a-z][a-z0-9-]{0,48}[a-z0-9]$/;
export const REPOSITORY = /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/;
export const ACCOUNT = /^[0-9]{12}$/;

export interface Domain {
  readonly domain: string;
  readonly domainOwner: string;
  readonly region: string;
}

function arnOf({ region, domainOwner }: Domain, resource: string) {
  return `arn:${partitionOfRegion(region).partition}:codeartifact:${region}:${domainOwner}:${resource}`;
}

export function domainArn(domain: Domain): string {
  return arnOf(domain, `domain/${domain.domain}`);
}

export function repositoryArn(domain: Domain, repository: string): string {
  return arnOf(domain, `repository/${domain.domain}/${repository}`);
}

/** The ARN of a package. One without a namespace has two slashes in its place. */
export function packageArn(domain: Domain, path: string): string {
  return arnOf(domain, `package/${domain.domain}/${path}`);
}

/** Adds a repository, and its domain with it. */
export function putPackageRepository(state: State, { arn }: PackageRepository): void {
  const [, partition, , region = '', account = '', resource = ''] = arn.split(':');
  const [kind, domain = '', name = '', ...rest] = resource.split('/');
  const isRight =
    arn.startsWith(`arn:${partition}:codeartifact:`) &&
    isRegion(region) &&
    partitionOfRegion(region).partition === partition &&
    ACCOUNT.test(account) &&
    kind === 'repository' &&
    DOMAIN.test(domain) &&
    REPOSITORY.test(name) &&
    rest.length === 0;
  if (!isRight) throw new RangeError(`Not the ARN of a repository of CodeArtifact: ${arn}`);
  state.packageRepositories.set(arn, state.packageRepositories.get(arn) ?? { arn, files: new Map() });
}

function notFound(what: string, name: string, owner: string) {
  return new AwsError(
    'ResourceNotFoundException',
    404,
    `${what} not found. No ${what.toLowerCase()} '${name}' in account ${owner}`,
  );
}

export function assertDomain(state: State, domain: Domain): void {
  const prefix = repositoryArn(domain, '');
  const isThere = [...state.packageRepositories.keys()].some((arn) => arn.startsWith(prefix));
  if (!isThere) throw notFound('Domain', domain.domain, domain.domainOwner);
}

export function findRepository(state: State, domain: Domain, name: string): StoredPackageRepository {
  assertDomain(state, domain);
  const found = state.packageRepositories.get(repositoryArn(domain, name));
  if (found === undefined) throw notFound('Repository', `${domain.domain}/${name}`, domain.domainOwner);
  return found;
}
