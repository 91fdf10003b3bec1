import * as v from 'valibot';
import { AwsAccountId, Region } from './aws.ts';
import { Access, RepositoryPattern } from './narrowing.ts';
import { isAmongRepositories, PackageLimits } from './package-limits.ts';
import { PRINCIPAL_TYPES, type PrincipalType, rulesOf, type Served } from './principal-type.ts';
import { listOf } from './schemas.ts';

const MIN_SECONDS = Math.min(...Object.values(PRINCIPAL_TYPES).flatMap(({ duration }) => duration?.min ?? []));

/** What a grant can narrow of its connector, for the callers whom it lets in. */
export const grantNarrowingEntries = {
  access: v.exactOptional(Access),
  repositories: v.exactOptional(listOf(RepositoryPattern, 50)),
  registries: v.exactOptional(listOf(AwsAccountId, 100)),
  codeartifact: v.exactOptional(PackageLimits),
  regions: v.exactOptional(listOf(Region, 50)),
  maxDurationSeconds: v.exactOptional(
    v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(MIN_SECONDS, `must be at least ${MIN_SECONDS}`)),
  ),
};

/** The limits of a grant, beside those of its connector. All of them hold together, so a grant never gives more. */
export interface GrantNarrowing {
  readonly access?: Access;
  readonly repositories?: readonly string[];
  readonly registries?: readonly string[];
  readonly codeartifact?: PackageLimits;
  readonly regions?: readonly string[];
  readonly maxDurationSeconds?: number;
}

type Field = keyof GrantNarrowing;
const FIELDS = Object.keys(grantNarrowingEntries) as readonly Field[];

/** The limits that a grant sets. Empty if the connector's own are all there is, as for an administrator. */
export function narrowingOf(grant: GrantNarrowing = {}): GrantNarrowing {
  return Object.fromEntries(FIELDS.flatMap((field) => (grant[field] === undefined ? [] : [[field, grant[field]]])));
}

/** The limits of a connector for whom a grant lets in. Those of the grant lie within those of the connector. */
export function limitsFor(connector: GrantNarrowing, grant: GrantNarrowing | undefined): GrantNarrowing {
  return { ...narrowingOf(connector), ...narrowingOf(grant) };
}

/** The part of a connector with which its grants' limits must fit. */
interface Narrowed extends GrantNarrowing {
  readonly principalType: PrincipalType;
  readonly omitPolicy?: true;
}

/** A limit that the connector's sessions can not have, or that promises more than the connector gives. */
export interface NarrowingFault {
  readonly field: Field;
  readonly detail: string;
}

/**
 * What a grant can not narrow. A limit above the connector's would have no effect, and whoever reads it would believe
 * that the grant gives more.
 */
export function narrowingFaults(connector: Narrowed, grant: GrantNarrowing): readonly NarrowingFault[] {
  const { principalType, omitPolicy } = connector;
  const refuseAll = (detail: string) =>
    FIELDS.flatMap((field) => (grant[field] === undefined ? [] : [{ field, detail }]));
  if (!rulesOf(principalType).policy)
    return refuseAll(`is not taken by ${principalType}: its sessions can not be narrowed`);
  if (omitPolicy === true) return refuseAll('must not stand beside omitPolicy: such a session is not narrowed');
  return [
    ...fault(connector.access === 'pull' && grant.access === 'push', 'access', 'is more than the connector gives'),
    ...fault(!isAmong(grant.regions, connector.regions), 'regions', 'must be among the regions of the connector'),
    ...fault(!isAmong(grant.registries, connector.registries), 'registries', 'must be among those of the connector'),
    ...fault(
      !areWithin(grant.repositories, connector.repositories),
      'repositories',
      'must each lie within one of the repositories of the connector',
    ),
    ...fault(
      !isPackagesWithin(grant.codeartifact, connector.codeartifact),
      'codeartifact',
      'must name domains and repositories of those of the connector',
    ),
    ...durationFaults(connector, grant),
  ];
}

/** Whether a connector, or a session of it, may use registries of images. Without CodeArtifact it is for nothing else. */
export function servesImages(serves: readonly Served[]): boolean {
  return !serves.includes('codeartifact') || serves.includes('ecr') || serves.includes('ecr-public');
}

/** The limits of services that the connector does not serve. Whoever reads one would believe that it binds something. */
export function unservedLimits(
  serves: readonly Served[],
  { repositories, registries, codeartifact }: Pick<GrantNarrowing, 'repositories' | 'registries' | 'codeartifact'>,
): readonly NarrowingFault[] {
  const images = 'limits ECR, which the connector does not serve: see codeartifact';
  const isUnserved = !servesImages(serves);
  return [
    ...fault(isUnserved && repositories !== undefined, 'repositories', images),
    ...fault(isUnserved && registries !== undefined, 'registries', images),
    ...fault(
      !serves.includes('codeartifact') && codeartifact !== undefined,
      'codeartifact',
      'must stand beside codeartifact in serves, which it limits',
    ),
  ];
}

function fault(isFault: boolean, field: Field, detail: string): NarrowingFault[] {
  return isFault ? [{ field, detail }] : [];
}

function isAmong(some: readonly string[] = [], all: readonly string[] | undefined): boolean {
  return all === undefined || some.every((one) => all.includes(one));
}

/** A grant without repositories has those of its connector. */
function isPackagesWithin(some: PackageLimits | undefined, all: PackageLimits | undefined): boolean {
  if (some === undefined || all === undefined) return true;
  const { repositories = [] } = some;
  const { repositories: limits } = all;
  return (
    isAmong(some.domains, all.domains) &&
    (limits === undefined || repositories.every((one) => isAmongRepositories(one, limits)))
  );
}

/** Which names a template stands for is not known before a caller's claims are, so nothing is refused beside one. */
function areWithin(some: readonly string[] = [], all: readonly string[] | undefined): boolean {
  if (all === undefined || all.some((pattern) => pattern.includes('{'))) return true;
  return some.every((pattern) => all.some((other) => isWithin(pattern, other)));
}

/**
 * Whether a pattern matches every name that another one, `inner`, matches. A `*` of `inner` is a character like any
 * other here, which no literal text equals, so only a `*` of `outer` can cover it.
 */
export function isWithin(inner: string, outer: string): boolean {
  const [start = '', ...parts] = outer.split('*');
  const end = parts.pop();
  if (end === undefined) return inner === outer;
  if (!inner.startsWith(start)) return false;
  let at = start.length;
  for (const part of parts) {
    const found = inner.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return inner.endsWith(end) && inner.length - end.length >= at;
}

function durationFaults(
  { principalType, maxDurationSeconds: connectorMax }: Narrowed,
  { maxDurationSeconds: grantMax }: GrantNarrowing,
): NarrowingFault[] {
  if (grantMax === undefined) return [];
  const { max: typeMax } = rulesOf(principalType).duration ?? { max: 0 };
  if (grantMax > typeMax) {
    return fault(true, 'maxDurationSeconds', `must be at most ${typeMax} for ${principalType}`);
  }
  const isMore = connectorMax !== undefined && grantMax > connectorMax;
  return fault(isMore, 'maxDurationSeconds', 'is more than the connector gives');
}
