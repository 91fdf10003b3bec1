import type { Caller } from '../../shared/domain/caller.ts';
import type { ConnectorAccess } from '../../shared/domain/grant.ts';
import type { IssueAction } from '../../shared/domain/issue-request.ts';
import { type Access, decideAccess as decide } from '../../shared/policy/access/access.ts';

/** The decision of a deployment with the default settings. */
export function decideAccess(connector: ConnectorAccess, caller: Caller, action: IssueAction): Access {
  return decide(connector, caller, action, { adminsMayIssue: true });
}
