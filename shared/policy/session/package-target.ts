import type { Account } from '../../domain/account.ts';
import type { Partition } from '../../domain/aws.ts';
import type { FieldError } from '../../domain/errors.ts';
import { rulesOfFormat } from '../../domain/format-name.ts';
import type { LoginParameters } from '../../domain/issue-request.ts';
import { isAmongRepositories, type OwnedDomain, ownedDomain, type PackageLimits } from '../../domain/package-limits.ts';
import { faulty, type Parsed } from '../../domain/parse.ts';
import { decideRegion, type LimitedConnector } from './limits.ts';

/** What a login to CodeArtifact is for. */
export interface PackageTarget {
  readonly region: string;
  readonly domain: string;
  readonly domainOwner: string;
  readonly repository?: string;
  /** The repositories that the login may use: the one above, or what the limits name. `*` may end each. */
  readonly repositories: readonly string[];
}

type PackageParameters = Pick<LoginParameters, 'region' | 'domain' | 'domainOwner' | 'repository' | 'format'>;

/**
 * Decides what a login to CodeArtifact is for: what the request names, or the only thing that the limits leave. Throws
 * nothing, and names the field that is missing or beyond a limit.
 */
export function decidePackageTarget(
  parameters: PackageParameters,
  limited: LimitedConnector,
  account: Account,
): Parsed<PackageTarget> {
  const region = decideRegion(parameters, limited, account);
  if (!region.ok) return region;
  const limits = limitsOf(limited, account);
  const domain = decideDomain(parameters, limits, account);
  if (!domain.ok) return domain;
  const { repositories } = limits;
  const repository = parameters.repository ?? onlyName(repositories);
  const fault = repositoryFault(repository, parameters.format, limits);
  if (fault !== undefined) return { ok: false, errors: [fault] };
  const { name, owner: domainOwner } = domain.value;
  return {
    ok: true,
    value: {
      region: region.value,
      domain: name,
      domainOwner,
      ...(repository !== undefined && { repository }),
      repositories: repository === undefined ? (repositories ?? ['*']) : [repository],
    },
  };
}

interface Limits {
  readonly domains: readonly OwnedDomain[] | undefined;
  readonly repositories: readonly string[] | undefined;
  /** Whose limits these are. */
  readonly of: string;
}

/** The limits of a grant lie within those of its connector. What it does not limit, the connector does. */
function limitsOf({ connector, grant }: LimitedConnector, { awsAccountId }: Account): Limits {
  const own: Partial<PackageLimits> = connector.codeartifact ?? {};
  const narrowed: Partial<PackageLimits> = grant?.codeartifact ?? {};
  const { domains, repositories } = { ...own, ...narrowed };
  return {
    domains: domains?.map((domain) => ownedDomain(domain, awsAccountId)),
    repositories,
    of: grant?.codeartifact === undefined ? 'connector' : 'grant that lets you in',
  };
}

function decideDomain(
  { domain, domainOwner }: PackageParameters,
  limits: Limits,
  account: Account,
): Parsed<OwnedDomain> {
  const { domains, of } = limits;
  if (domains === undefined) {
    if (domain === undefined) return faulty('domain', 'is required: the connector limits none');
    return { ok: true, value: { owner: domainOwner ?? account.awsAccountId, name: domain } };
  }
  const named = domains.filter(({ name }) => domain === undefined || name === domain);
  const owned = named.filter(({ owner }) => domainOwner === undefined || owner === domainOwner);
  // Of domains with the same name, a request without an owner means the one of the connector's account.
  const [only, ...others] = owned.length > 1 && domain !== undefined ? ownFirst(owned, account) : owned;
  if (named.length === 0) return faulty('domain', `is not among the domains of the ${of}`);
  if (only === undefined) return faulty('domainOwner', `has no domain that is among those of the ${of}`);
  if (others.length > 0)
    return faulty(domain === undefined ? 'domain' : 'domainOwner', `is required: the ${of} has several`);
  return { ok: true, value: only };
}

function ownFirst(domains: readonly OwnedDomain[], { awsAccountId }: Account): readonly OwnedDomain[] {
  const own = domains.find(({ owner }) => owner === awsAccountId);
  return own === undefined ? domains : [own];
}

function onlyName(repositories: readonly string[] = []): string | undefined {
  const [only] = repositories;
  return repositories.length === 1 && !only?.endsWith('*') ? only : undefined;
}

function repositoryFault(
  repository: string | undefined,
  format: PackageParameters['format'],
  { repositories, of }: Limits,
): FieldError | undefined {
  if (repository === undefined) {
    const isNeeded = rulesOfFormat(format).packages?.needsRepository === true;
    return isNeeded
      ? { field: 'repository', detail: `is required for the format ${format}, which names its address` }
      : undefined;
  }
  return repositories === undefined || isAmongRepositories(repository, repositories)
    ? undefined
    : { field: 'repository', detail: `is not among the repositories of the ${of}` };
}

/** The places of packages that some session may use. */
export interface PackagePlaces {
  readonly partition: Partition;
  /** Absent for any. */
  readonly regions?: readonly string[];
  readonly domains: readonly OwnedDomain[];
  readonly repositories: readonly string[];
}

/**
 * The ARNs of domains, their repositories and the packages in these. A domain is always named: IAM's `*` crosses slashes,
 * so one in its place would match the names of packages too.
 */
export function packageArns({ partition, regions = ['*'], domains, repositories }: PackagePlaces): string[] {
  return regions.flatMap((region) =>
    domains.flatMap(({ owner, name }) => {
      const at = `arn:${partition}:codeartifact:${region}:${owner}`;
      const named = repositories.flatMap((one) => [
        `${at}:repository/${name}/${one}`,
        `${at}:package/${name}/${one}/*`,
      ]);
      return [`${at}:domain/${name}`, ...named];
    }),
  );
}
