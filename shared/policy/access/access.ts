import type { Caller } from '../../domain/caller.ts';
import type { ConnectorAccess, Grant } from '../../domain/grant.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../domain/issue-request.ts';
import type { ReasonOf } from '../../domain/refusal-reasons.ts';
import { holdsAll } from './claim-pattern.ts';
import { namesRole } from './iam-role.ts';

export type Access =
  | { readonly allowed: true; readonly by: string }
  | {
      readonly allowed: false;
      readonly reason: Extract<
        ReasonOf<'not_allowed'>,
        'disabled' | 'not_served' | 'people_only' | 'needs_system_scope' | 'no_grant_matches'
      >;
    };

/** Whether this caller may use this connector for this: no, unless something lets the caller in. */
export function decideAccess(connector: ConnectorAccess, caller: Caller, action: IssueAction): Access {
  if (!connector.enabled) return { allowed: false, reason: 'disabled' };
  if (!connector.serves.includes(ISSUE_ACTIONS[action])) return { allowed: false, reason: 'not_served' };
  if (action === 'console-url' && caller.kind !== 'user') return { allowed: false, reason: 'people_only' };
  // People alone: a role that administers defines connectors, and needs a grant to use one.
  if (caller.kind === 'user' && caller.administrator) return { allowed: true, by: 'administrator' };
  if (caller.kind === 'workload' && !connector.systemScope) return { allowed: false, reason: 'needs_system_scope' };
  const index = connector.grants.findIndex((grant) => grantMatches(grant, caller));
  return index === -1 ? { allowed: false, reason: 'no_grant_matches' } : { allowed: true, by: `grants[${index}]` };
}

function grantMatches(grant: Grant, caller: Caller): boolean {
  if (caller.via === 'job') return grant.refreshJob === caller.subject;
  if (caller.via === 'iam') {
    if (grant.iamRole === undefined || !namesRole(grant.iamRole, caller)) return false;
    return grant.uniqueId === undefined || grant.uniqueId === caller.uniqueId;
  }
  // The issuer first: a second issuer could copy every claim of the first.
  if (grant.issuer !== caller.issuer) return false;
  if (grant.claims === undefined && grant.groups === undefined) return false;
  if (grant.claims !== undefined && !holdsAll(grant.claims, caller.claims)) return false;
  return grant.groups === undefined || grant.groups.some((group) => caller.groups.includes(group));
}
