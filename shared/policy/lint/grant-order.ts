// Which grant decides: rules for grants that an earlier one leaves nobody to. Nothing is said of grants that share only
// some of their callers, because which callers there are is not known.
import type { ClaimCondition } from '../../domain/claims.ts';
import type { Connector } from '../../domain/connector.ts';
import type { Grant } from '../../domain/grant.ts';
import { limitsFor } from '../../domain/grant-narrowing.ts';
import { coversPattern } from '../access/claim-pattern.ts';
import { namesSameRole } from '../access/iam-role.ts';
import type { JudgedGrant } from './grant.ts';
import { type Finding, findingIf } from './rules.ts';

/** One finding for each grant whose callers an earlier grant lets in, all of them. */
export function lintOrder(connector: Connector, judged: readonly JudgedGrant[], path: string): readonly Finding[] {
  const { grants } = connector;
  return grants.flatMap((grant, index) => {
    const conditions = judged.find((one) => one.grant === grant)?.conditions ?? grant.claims ?? [];
    const first = grants.slice(0, index).findIndex((other) => covers(other, grant, conditions));
    const earlier = grants[first];
    if (earlier === undefined) return [];
    const isSame = limitText(connector, earlier) === limitText(connector, grant);
    const [one, other] = [`grants[${first}]`, `grants[${index}]`];
    const field = `${path}.${other}`;
    return [
      ...findingIf(!isSame, 'shadowed-grant', field, shadowed(one, other)),
      ...findingIf(isSame, 'redundant-grant', field, redundant(one, other)),
    ];
  });
}

function shadowed(one: string, other: string): string {
  return `The first grant that matches decides, and ${one} lets in everybody whom ${other} would. So they get what ${one} gives, and the limits of ${other} never hold. Put ${other} first, or have ${one} ask for what only its own callers have.`;
}

function redundant(one: string, other: string): string {
  return `${one} lets in everybody whom ${other} would, and gives them the same. Leave ${other} out, or have ${one} ask for more.`;
}

/** The limits of a grant's callers, in an order of their own. */
function limitText(connector: Connector, grant: Grant): string {
  const limits = Object.entries(limitsFor(connector, grant)).map(([field, limit]) => [
    field,
    Array.isArray(limit) ? limit.toSorted() : limit,
  ]);
  return JSON.stringify(limits.toSorted());
}

/** Whether a grant lets in every caller whom a later one lets in, who meets `conditions`. */
function covers(grant: Grant, later: Grant, conditions: readonly ClaimCondition[]): boolean {
  if (later.refreshJob !== undefined) return grant.refreshJob === later.refreshJob;
  if (later.iamRole !== undefined) {
    const isSame = grant.iamRole !== undefined && namesSameRole(grant.iamRole, later.iamRole);
    return isSame && (grant.uniqueId === undefined || grant.uniqueId === later.uniqueId);
  }
  return (
    grant.issuer === later.issuer &&
    (grant.claims ?? []).every((asked) => conditions.some((held) => follows(asked, held))) &&
    (grant.groups === undefined || later.groups?.every((group) => grant.groups?.includes(group)) === true)
  );
}

/** Whether whoever meets the one condition meets the other too. */
function follows(asked: ClaimCondition, held: ClaimCondition): boolean {
  return (
    JSON.stringify(asked.claim) === JSON.stringify(held.claim) &&
    held.anyOf.every((pattern) => asked.anyOf.some((other) => coversPattern(other, pattern)))
  );
}
