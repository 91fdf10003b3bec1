import type { components } from '../../../clients/typescript/src/index.ts';
import { type PrincipalType, ROLE_CHAINING_MAX_SECONDS, rulesOf } from '../../../shared/domain/principal-type.ts';
import { duration } from '../../kit/duration.ts';
import { texts } from '../../texts/index.ts';
import type { Written } from '../connectors/rows.ts';

type Schemas = components['schemas'];
export type Grant = Schemas['Grant'];

const g = texts.connector.grant;
const s = texts.connector.sentence;

/** A sentence: our own words, and values of a definition between them, which are shown as they are. */
export type Words = readonly (string | { readonly value: string })[];

const values = (list: readonly string[], between: string): Words =>
  list.flatMap((value, index) => (index === 0 ? [{ value }] : [between, { value }]));

/** Whom a grant lets in, in a sentence. */
export function whoOf({ issuer, claims, groups, iamRole, uniqueId, refreshJob }: Grant): Words {
  if (refreshJob !== undefined) return [g.job, { value: refreshJob }];
  if (iamRole !== undefined) {
    return [g.role, { value: iamRole }, ...(uniqueId === undefined ? [] : [g.uniqueId, { value: uniqueId }])];
  }
  const who = [groups === undefined ? g.token : g.people, { value: issuer ?? '' }];
  const inGroups = groups === undefined ? [] : [g.inGroup, ...values(groups, g.or)];
  const conditions = claims === undefined ? [] : [g.inWhich, ...conditionWords(claims)];
  const both = inGroups.length > 0 && conditions.length > 0 ? [g.and] : [];
  return [...who, ...inGroups, ...both, ...conditions];
}

function conditionWords(claims: Schemas['ClaimConditions']): Words {
  return conditionsOf(claims).flatMap(({ claim, anyOf }, index) => [
    ...(index === 0 ? [] : [g.and]),
    { value: claim },
    g.is,
    ...values(anyOf, g.or),
  ]);
}

/** Conditions by the claims that they are of. A nested claim is told by its names, as the definition has them. */
function conditionsOf(
  claims: Schemas['ClaimConditions'],
): readonly { readonly claim: string; readonly anyOf: readonly string[] }[] {
  if (!Array.isArray(claims)) return Object.entries(claims).map(([claim, anyOf]) => ({ claim, anyOf }));
  return claims.map(({ claim, anyOf }) => ({
    claim: typeof claim === 'string' ? claim : JSON.stringify(claim),
    anyOf,
  }));
}

/** What a grant leaves of its connector's rights. Empty if that is everything. */
export function narrowingOf({
  access,
  repositories,
  registries,
  regions,
  codeartifact,
  maxDurationSeconds,
}: Grant): readonly Words[] {
  const list = (label: string, items: readonly string[] | undefined): readonly Words[] =>
    items === undefined ? [] : [[label, ...values(items, g.or)]];
  return [
    ...(access === undefined ? [] : [[g.access[access]]]),
    ...list(g.repositories, repositories),
    ...list(g.registries, registries),
    ...list(g.regions, regions),
    ...list(g.packages, codeartifact?.domains),
    ...(maxDurationSeconds === undefined ? [] : [[`${g.seconds} ${duration(maxDurationSeconds)}`]]),
  ];
}

/** What a connector is for, such as "Lets 3 grants of issuer github pull and push in shop/* for up to 1 hour". */
export function summaryOf(connector: Written, chained: boolean | undefined): Words {
  const grants = connector.grants ?? [];
  if (grants.length === 0) return [s.nobody];
  const longest = longestOf(connector, chained);
  return [
    s.lets,
    ...partiesOf(grants),
    ...rightsOf(connector),
    ...(longest === undefined ? [] : [`${s.forUpTo} ${duration(longest)}`]),
  ];
}

function partiesOf(grants: readonly Grant[]): Words {
  const issuers = new Map<string, number>();
  for (const { issuer } of grants) if (issuer !== undefined) issuers.set(issuer, (issuers.get(issuer) ?? 0) + 1);
  const [roles, jobs] = [grants.filter(({ iamRole }) => iamRole), grants.filter(({ refreshJob }) => refreshJob)];
  const parties: Words[] = [
    ...[...issuers].map(([issuer, figure]) => [s.grantsOf(figure), s.issuer, { value: issuer }]),
    ...(roles.length === 0 ? [] : [[s.grantsOf(roles.length), s.roles]]),
    ...(jobs.length === 0 ? [] : [[s.grantsOf(jobs.length), s.jobs]]),
  ];
  return parties.flatMap((party, index) => (index === 0 ? party : [s.and, ...party]));
}

function rightsOf(connector: Written): Words {
  const serves = connector.serves ?? ['ecr'];
  const rights: Words[] = [
    ...(serves.includes('ecr') ? [imagesOf(connector)] : []),
    ...(serves.includes('ecr-public') ? [[s.publicImages]] : []),
    ...(serves.includes('codeartifact') ? [[s.packages]] : []),
    ...(serves.includes('session') ? [[s.sessions]] : []),
    ...(serves.includes('console') ? [[s.console]] : []),
  ];
  return rights.flatMap((right, index) => (index === 0 ? right : [s.and, ...right]));
}

function imagesOf(connector: Written): Words {
  const access = 'access' in connector ? connector.access : undefined;
  const repositories = 'repositories' in connector ? connector.repositories : undefined;
  const regions = 'regions' in connector ? connector.regions : undefined;
  return [
    s.verbs[access ?? 'any'],
    s.from,
    ...(repositories === undefined ? [s.anyRepository] : values(repositories, s.and)),
    ...(regions === undefined ? [] : [s.regions, ...values(regions, g.or)]),
  ];
}

/**
 * The longest session in seconds. A role that Portunus assumes with a role of its own is open for an hour at most, so longer
 * ones are unknown while it is not known whether it does.
 */
export function longestOf(connector: Written, chained: boolean | undefined): number | undefined {
  const { principalType } = connector;
  const maxDurationSeconds = 'maxDurationSeconds' in connector ? connector.maxDurationSeconds : undefined;
  const rules = rulesOf(principalType satisfies PrincipalType).duration;
  if (rules === undefined) return undefined;
  const longest = maxDurationSeconds ?? rules.max;
  if (principalType !== 'assumed-role' || longest <= ROLE_CHAINING_MAX_SECONDS || chained === false) return longest;
  return chained ? ROLE_CHAINING_MAX_SECONDS : undefined;
}

/** A sentence as one text. */
export function plain(words: Words): string {
  return words.map((word) => (typeof word === 'string' ? word : word.value)).join(' ');
}
