import type { Caller } from '../../domain/caller.ts';
import type { Connector, UnreadableConnector } from '../../domain/connector.ts';
import type { Stored } from '../../domain/definition.ts';
import { connectorInvalid, notAllowed, PortunusError } from '../../domain/errors.ts';
import type { ConnectorAccess, Grant } from '../../domain/grant.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../domain/issue-request.ts';
import type { ReasonOf } from '../../domain/refusal-reasons.ts';
import { holdsAll } from './claim-pattern.ts';
import { namesRole } from './iam-role.ts';

export type Access =
  /** `grant` is absent for an administrator, whom no grant lets in. */
  | { readonly allowed: true; readonly by: string; readonly grant?: Grant }
  | {
      readonly allowed: false;
      readonly reason: Extract<
        ReasonOf<'not_allowed'>,
        'disabled' | 'not_served' | 'people_only' | 'needs_system_scope' | 'no_grant_matches'
      >;
    };

/** The settings of the deployment that decide who may use connectors. */
export interface AccessRules {
  /** Whether people who administer may use every connector without a grant. */
  readonly adminsMayIssue: boolean;
}

/** Whether a caller may use a connector for an action. Without a rule that allows it, the answer is no. */
export function decideAccess(
  connector: ConnectorAccess,
  caller: Caller,
  action: IssueAction,
  { adminsMayIssue }: AccessRules,
): Access {
  if (!connector.enabled) return { allowed: false, reason: 'disabled' };
  if (!connector.serves.includes(ISSUE_ACTIONS[action])) return { allowed: false, reason: 'not_served' };
  if (action === 'console-url' && caller.kind !== 'user') return { allowed: false, reason: 'people_only' };
  // Only people: a role that administers defines connectors, but needs a grant to use one.
  if (adminsMayIssue && caller.kind === 'user' && caller.administrator) return { allowed: true, by: 'administrator' };
  if (caller.kind === 'workload' && !connector.systemScope) return { allowed: false, reason: 'needs_system_scope' };
  const index = connector.grants.findIndex((each) => grantMatches(each, caller));
  const grant = connector.grants[index];
  return grant === undefined
    ? { allowed: false, reason: 'no_grant_matches' }
    : { allowed: true, by: `grants[${index}]`, grant };
}

function grantMatches(grant: Grant, caller: Caller): boolean {
  if (caller.via === 'job') return grant.refreshJob === caller.subject;
  if (caller.via === 'iam') {
    if (grant.iamRole === undefined || !namesRole(grant.iamRole, caller)) return false;
    return grant.uniqueId === undefined || grant.uniqueId === caller.uniqueId;
  }
  // The issuer is checked first, because another issuer could copy every claim.
  if (grant.issuer !== caller.issuer) return false;
  if (grant.claims === undefined && grant.groups === undefined) return false;
  if (grant.claims !== undefined && !holdsAll(grant.claims, caller.claims)) return false;
  return grant.groups === undefined || grant.groups.some((group) => caller.groups.includes(group));
}

/** The caller gets `refusal`. `reason` is for the operator and for explanations. */
export type Authorization =
  | (Extract<Access, { readonly allowed: true }> & { readonly connector: Stored<Connector> })
  | {
      readonly allowed: false;
      readonly reason: ReasonOf<'not_allowed'> | 'unreadable';
      readonly refusal: PortunusError;
    };

/**
 * Decides on the connector stored under an id. A missing, disabled or not granted connector is refused with the same
 * answer, so that callers can not list connectors by guessing names. Only a caller with a grant learns that a connector
 * is broken or does not serve the action. If the grants can not be read, nobody gets access.
 */
export function authorize(
  found: Stored<Connector> | UnreadableConnector | undefined,
  caller: Caller,
  action: IssueAction,
  rules: AccessRules,
): Authorization {
  if (found === undefined) return refused('no_such_connector');
  if ('unreadable' in found) {
    const decision = found.access === undefined ? undefined : decide(found.access, caller, action, rules);
    if (decision?.allowed === false) return decision;
    return { allowed: false, reason: 'unreadable', refusal: connectorInvalid(found.unreadable) };
  }
  const decision = decide(found.value, caller, action, rules);
  return decision.allowed ? { ...decision, connector: found } : decision;
}

type Refused = Extract<Authorization, { readonly allowed: false }>;

function decide(access: ConnectorAccess, caller: Caller, action: IssueAction, rules: AccessRules) {
  const decision = decideAccess(access, caller, action, rules);
  if (decision.allowed) return decision;
  const isOnlyNotServed = decision.reason === 'not_served' && isLetInOtherwise(access, caller, action, rules);
  return refused(decision.reason, isOnlyNotServed ? notServed(access, action) : undefined);
}

function refused(reason: ReasonOf<'not_allowed'>, refusal = notAllowed(reason)): Refused {
  return { allowed: false, reason, refusal };
}

/** Whether the caller has access, but by another action. Such a caller may know the connector. */
function isLetInOtherwise(access: ConnectorAccess, caller: Caller, action: IssueAction, rules: AccessRules): boolean {
  return decideAccess({ ...access, serves: [ISSUE_ACTIONS[action]] }, caller, action, rules).allowed;
}

function notServed({ serves }: ConnectorAccess, action: IssueAction): PortunusError {
  const detail = `has ${serves.join(', ')} only: the connector does not serve ${ISSUE_ACTIONS[action]}`;
  return new PortunusError('invalid_request', 'authorization', {
    errors: [{ field: 'serves', detail }],
    reason: 'not_served',
  });
}
