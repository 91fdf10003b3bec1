import type { ClaimPath } from '../../domain/claim-path.ts';
import type { Connector } from '../../domain/connector.ts';
import { templateClaims } from '../../domain/session-templates.ts';
import { areAllPinned, nameOwner, partyOf } from '../session/name-owner.ts';
import { claimsOfKind } from './ci/table.ts';
import { byClaim, claimName, EXACT, isPinned } from './conditions.ts';
import type { JudgedGrant } from './grant.ts';
import { type Finding, findingIf } from './rules.ts';

/** Claims that a job's author or a person can set to any value: branches, workflows, their own names. */
const CHOSEN = [...claimsOfKind('chosen'), 'preferred_username', 'nickname', 'name'];

/** Names of sources. They are reliable if the grant also pins the source by its id. */
const NAMES = claimsOfKind('names');

/**
 * Finds templates with which a caller can pose as another: in CloudTrail by name, in policies by source identity and
 * tags.
 */
export function lintSession(connector: Connector, grants: readonly JudgedGrant[], path: string): readonly Finding[] {
  const { session } = connector;
  if (session === undefined) return [];
  const { name = '', sourceIdentity = '', tags = [] } = session;
  const isChosenHere = (claim: ClaimPath) => isChosen(claim, connector, grants);
  const isLoose = (claim: ClaimPath) => isChosenHere(claim) || isForeignName(claim, grants);
  // One claim that the caller can not change is enough to distinguish callers. A tag is compared as a whole, by
  // policies.
  const identify = (template: string) => templateClaims(template).length > 0 && templateClaims(template).every(isLoose);
  return [
    ...findingIf(identify(name), RULE, `${path}.session.name`, DETAIL),
    ...findingIf(identify(sourceIdentity), RULE, `${path}.session.sourceIdentity`, DETAIL),
    ...severalIssuers(connector, path),
    ...tags.flatMap(({ key, value }) =>
      findingIf(templateClaims(value).some(isChosenHere), RULE, `${path}.session.tags.${key}`, TAG),
    ),
  ];
}

const RULE = 'session-template';
const DETAIL =
  'A caller can choose these claims, and so be taken for another in CloudTrail and in policies. Put in an id that the CI gives, such as that of the repository or the run.';
const TAG =
  'A caller can choose this claim, and so whatever a policy allows by this tag. Put in an id, or have every grant name the value.';

/** Whether a caller can make a claim say what it likes, and no grant holds it to certain values. */
export function isChosen(claim: ClaimPath, connector: Connector, grants: readonly JudgedGrant[]): boolean {
  return isChosenBy(claim, grants) || isSessionName(claim, connector);
}

/** The caller chooses the session name of an IAM role, and no grant can pin it. */
function isSessionName(path: ClaimPath, { grants }: Connector): boolean {
  return claimName(path) === 'session_name' && grants.some(({ iamRole }) => iamRole !== undefined);
}

function isChosenBy(path: ClaimPath, grants: readonly JudgedGrant[]): boolean {
  const claim = claimName(path);
  // A chosen claim may contain others, such as AWS's `request_tags`.
  if (!CHOSEN.some((chosen) => claim === chosen || claim.startsWith(`${chosen} `))) return false;
  return grants.some(({ conditions }) => !isPinned(byClaim({ [claim]: EXACT }), conditions));
}

export function isForeignName(path: ClaimPath, grants: readonly JudgedGrant[]): boolean {
  return (
    NAMES.has(claimName(path)) &&
    grants.some(({ ci, conditions }) => ci !== undefined && !isPinned(ci.source.ids, conditions))
  );
}

const SEVERAL =
  'Several issuers can put the same values here, so those of all but one get a hash behind it, for none to look like another. Write a connector for each, or have every grant to an issuer name the values.';

/** Finds templates with which the callers of some issuers get another text than the template suggests. */
function severalIssuers({ session, grants }: Connector, path: string): readonly Finding[] {
  const { name, sourceIdentity, tags = [] } = session ?? {};
  const issuers = [...new Set(grants.map(partyOf))];
  const isHashed = (template = '', isTag = false) => {
    const claims = templateClaims(template);
    const isPlain = (issuer: string) =>
      issuer === nameOwner(claims, grants) || (isTag && areAllPinned(claims, grants, issuer));
    return claims.length > 0 && !issuers.every(isPlain);
  };
  return [
    ...findingIf(isHashed(name), 'several-issuers', `${path}.session.name`, SEVERAL),
    ...findingIf(isHashed(sourceIdentity), 'several-issuers', `${path}.session.sourceIdentity`, SEVERAL),
    ...tags.flatMap(({ key, value }) =>
      findingIf(isHashed(value, true), 'several-issuers', `${path}.session.tags.${key}`, SEVERAL),
    ),
  ];
}
