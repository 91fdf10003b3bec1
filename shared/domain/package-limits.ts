// What a connector, or a grant of it, limits of CodeArtifact. Names are exact, and only a repository's may end in `*`. A `*`
// elsewhere would match more than it seems to: in the ARN of a package, repository, namespace and name stand behind the
// domain, and IAM's `*` crosses slashes. So `package/*/releases/*` also matches what another repository holds in the
// namespace `releases`.
import * as v from 'valibot';
import { listOf, plainObject } from './schemas.ts';

/** CodeArtifact API reference, CreateDomain. */
const DOMAIN = '[a-z][a-z0-9-]{0,48}[a-z0-9]';
export const DomainName = v.pipe(
  v.string(),
  v.regex(new RegExp(`^${DOMAIN}$`), 'must be a domain of CodeArtifact: 2 to 50 of a-z, 0-9 and -'),
);

/** CodeArtifact API reference, CreateRepository. */
const REPOSITORY = '[A-Za-z0-9][A-Za-z0-9._-]{1,99}';
export const PackageRepositoryName = v.pipe(
  v.string(),
  v.regex(new RegExp(`^${REPOSITORY}$`), 'must be a repository of CodeArtifact: 2 to 100 of A-Z, a-z, 0-9 and ._-'),
);

/** A domain of the connector's account, or `123456789012/name` for one of another account. */
const Domain = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^(?:[0-9]{12}/)?${DOMAIN}$`),
    'must be a domain of CodeArtifact, or 123456789012/name for one of another account',
  ),
);

const RepositoryBeginning = v.pipe(
  v.string(),
  v.regex(
    new RegExp(`^(?:${REPOSITORY}|[A-Za-z0-9][A-Za-z0-9._-]{0,98}\\*)$`),
    'must be a repository of CodeArtifact, or the beginning of one with a * behind it',
  ),
);

/** What a login to CodeArtifact may be for, and its session with it. */
export const PackageLimits = plainObject({
  domains: listOf(Domain, 20),
  repositories: v.exactOptional(listOf(RepositoryBeginning, 50)),
});

export interface PackageLimits {
  readonly domains: readonly string[];
  readonly repositories?: readonly string[];
}

/** A domain as AWS knows it: two accounts may have domains of the same name. */
export interface OwnedDomain {
  readonly owner: string;
  readonly name: string;
}

export function ownedDomain(domain: string, accountId: string): OwnedDomain {
  const [name = '', owner = accountId] = domain.split('/').toReversed();
  return { owner, name };
}

/** Whether a repository, or each that a beginning stands for, is one that the limits name. */
export function isAmongRepositories(repository: string, limits: readonly string[]): boolean {
  return limits.some((limit) =>
    limit.endsWith('*') ? repository.startsWith(limit.slice(0, -1)) : repository === limit,
  );
}
