// Whom a grant lets in: too many, and the next owner of a name.
import { EXACT, isPinned, namesById, namesNobody, saysNothing } from './conditions.ts';
import { couldPush, type JudgedGrant } from './grant.ts';
import { type Finding, findIf } from './rules.ts';

export function lintWho(judged: JudgedGrant): readonly Finding[] {
  const { issuer, ci, field } = judged;
  if (isOpen(judged)) return findIf(true, 'open-grant', field, OPEN);
  if (issuer.kind === 'user') return [];
  if (ci === undefined) return unknownFindings(judged);
  return [...tenantFindings(judged), ...nameFindings(judged)];
}

/** Of an issuer of which nothing is known, the careful reading: it may sign for others too. */
function unknownFindings({ conditions, field }: JudgedGrant): readonly Finding[] {
  if (namesNobody(conditions)) return findIf(true, 'nobody-named', field, NOBODY);
  return findIf(!namesById(conditions), 'no-id-named', field, NO_ID);
}

const NOBODY =
  'Nothing says who is meant, only what every job of the issuer may be: a branch, an environment, an event. Name an owner by its id; for a CI at your own address, say which it is with the ci of its issuer.';

const OPEN =
  'Every condition holds for any value, so whoever gets a token of this issuer gets in. Name those who are meant by an exact id.';

/** Whether nothing is asked for but that claims are there. What `require` names then stands alone: enough if a source. */
function isOpen({ grant, issuer, ci }: JudgedGrant): boolean {
  if (grant.groups !== undefined || grant.claims === undefined || !grant.claims.every(saysNothing)) return false;
  const sources = ci === undefined ? [{ sub: EXACT }] : [...ci.source.ids, ...ci.source.names];
  return !isPinned(sources, issuer.require ?? []);
}

/** To push is for somebody in particular. That all of one's own server may pull can be meant. */
function tenantRule({ connector, ci }: JudgedGrant): readonly ['any-tenant' | 'whole-instance'] {
  return [couldPush(connector) || ci?.tenancy === 'name' ? 'any-tenant' : 'whole-instance'];
}

const NO_ID =
  "Nothing here looks like the id of an owner or a source. Where the issuer signs for others too, any of them who has these names gets in. Name an owner by its id or the exact sub; for a CI at your own address, say which it is with the issuer's ci.";

function anyTenant(name: string): string {
  return `${name} signs for many owners, and neither the grant nor the issuer's require names one: anybody with an account there gets in.`;
}

const NEXT_TENANT =
  "The issuer's URL holds a name, and neither the grant nor its require an id: who is given the name once it is free gets in.";

function tenantFindings(judged: JudgedGrant): readonly Finding[] {
  const { ci, conditions, field } = judged;
  if (ci === undefined) return [];
  const { tenancy, owner, source, everybody, id } = ci;
  const isOwned = tenancy === 'url' || isPinned([...owner.ids, ...owner.names], conditions);
  if (!isOwned)
    return findIf(
      true,
      ...tenantRule(judged),
      field,
      `${tenancy === 'name' ? NEXT_TENANT : anyTenant(ci.name)} Write ${id}.`,
    );
  const isWide = !isPinned([...source.ids, ...source.names], conditions);
  return findIf(isWide, 'whole-organisation', field, `Lets in ${everybody}. Write ${id}.`);
}

function nameFindings({ ci, conditions, field }: JudgedGrant): readonly Finding[] {
  if (ci === undefined || isPinned(ci.source.ids, conditions)) return [];
  const byName =
    isPinned(ci.source.names, conditions) ||
    (isPinned(ci.owner.names, conditions) && !isPinned(ci.owner.ids, conditions));
  const detail = `Goes by a name, which somebody else may be given once it is free. Write ${ci.id}.`;
  // Where the issuer is one owner's, it is that owner who gives names out.
  return findIf(byName, ci.tenancy === 'url' ? 'reused-name' : 'mutable-name', field, detail);
}
