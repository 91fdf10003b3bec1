import type { Caller } from '../../domain/caller.ts';
import { type ClaimCondition, claimAt } from '../../domain/claims.ts';
import type { Condition, ExplainedGrant } from '../../domain/explanation.ts';
import type { ConnectorAccess, Grant } from '../../domain/grant.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../domain/issue-request.ts';
import { type Access, type AccessRules, decideAccess } from './access.ts';
import { holdsAll } from './claim-pattern.ts';
import { namesRole } from './iam-role.ts';

export interface ExplainedAccess {
  readonly decision: Access;
  readonly conditions: readonly Condition[];
  /** At least one grant must hold as a whole. */
  readonly grants: readonly ExplainedGrant[];
}

/**
 * Lists every condition that {@link decideAccess} checks, with the caller's value. The decision itself comes from
 * `decideAccess`, so that the two can not differ.
 */
export function explainAccess(
  connector: ConnectorAccess,
  caller: Caller,
  action: IssueAction,
  rules: AccessRules,
): ExplainedAccess {
  const served = ISSUE_ACTIONS[action];
  const isPerson = caller.kind === 'user';
  return {
    decision: decideAccess(connector, caller, action, rules),
    conditions: [
      { condition: 'enabled', held: connector.enabled },
      { condition: 'serves', held: connector.serves.includes(served), expected: served, actual: connector.serves },
      ...(action === 'console-url' ? [{ condition: 'caller is a person', held: isPerson }] : []),
      isPerson ? administratorCondition(caller, rules) : { condition: 'systemScope', held: connector.systemScope },
    ],
    grants: connector.grants.map((grant, index) => explainGrant(grant, caller, index)),
  };
}

function administratorCondition({ administrator }: Caller, { adminsMayIssue }: AccessRules): Condition {
  const isKeptOut = administrator && !adminsMayIssue;
  return {
    condition: 'administrator',
    held: administrator && adminsMayIssue,
    ...(isKeptOut && { expected: 'PORTUNUS_ADMINS_MAY_ISSUE=true', actual: 'false' }),
  };
}

function explainGrant(grant: Grant, caller: Caller, index: number): ExplainedGrant {
  const path = `grants[${index}]`;
  const conditions = [...partyConditions(grant, caller, path), ...claimConditions(grant, caller, path)];
  // Asks decideAccess about this grant alone, on a connector without other conditions.
  const alone: ConnectorAccess = { enabled: true, serves: ['ecr'], systemScope: true, grants: [grant] };
  const { allowed } = decideAccess(alone, caller, 'ecr-login', { adminsMayIssue: false });
  return { grant: path, held: allowed, conditions };
}

function partyConditions({ issuer, iamRole, uniqueId, refreshJob }: Grant, caller: Caller, path: string): Condition[] {
  if (issuer !== undefined) {
    const actual = caller.via === 'oidc' ? caller.issuer : `(${caller.via})`;
    return [{ condition: `${path}.issuer`, held: actual === issuer, expected: issuer, actual }];
  }
  if (refreshJob !== undefined) {
    const actual = caller.via === 'job' ? caller.subject : `(${caller.via})`;
    return [{ condition: `${path}.refreshJob`, held: actual === refreshJob, expected: refreshJob, actual }];
  }
  const isRole = caller.via === 'iam' && namesRole(iamRole ?? '', caller);
  const ofId = caller.via === 'iam' ? caller.uniqueId : undefined;
  return [
    { condition: `${path}.iamRole`, held: isRole, expected: iamRole, actual: caller.subject },
    ...(uniqueId === undefined
      ? []
      : [{ condition: `${path}.uniqueId`, held: ofId === uniqueId, expected: uniqueId, actual: ofId }]),
  ];
}

function claimConditions({ claims = [], groups }: Grant, caller: Caller, path: string): Condition[] {
  const has = caller.via === 'oidc' ? caller.groups : [];
  return [
    ...claims.map((one) => explainClaim(one, caller, `${path}.claims`)),
    ...(groups === undefined
      ? []
      : [
          {
            condition: `${path}.groups`,
            held: groups.some((group) => has.includes(group)),
            expected: groups,
            actual: has,
          },
        ]),
  ];
}

/** A condition on a missing claim never holds. Actual values are shown, because only administrators can ask. */
export function explainClaim(condition: ClaimCondition, { claims }: Pick<Caller, 'claims'>, path: string): Condition {
  const actual = claimAt(claims, condition.claim);
  return {
    condition: `${path}.${condition.claim.join('.')}`,
    held: holdsAll([condition], claims),
    expected: condition.anyOf,
    ...(actual !== undefined && { actual }),
  };
}
