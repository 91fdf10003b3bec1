import type { Account } from '../../domain/account.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { Connector } from '../../domain/connector.ts';
import type { Stored } from '../../domain/definition.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { ConnectorAccess } from '../../domain/grant.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../domain/issue-request.ts';
import type { ReasonOf } from '../../domain/refusal-reasons.ts';
import { decideAccess } from '../../policy/access/access.ts';
import { accountFaults } from '../../policy/definitions/check-connector.ts';
import type { FindConnector, GetAccount } from './ports.ts';

export interface GrantedConnector {
  readonly connector: Stored<Connector>;
  readonly account: Stored<Account>;
  readonly allowedBy: string;
}

/**
 * The connector and its account, if the caller may use it for this. Throws `not_allowed` alike for a connector that is
 * not there, disabled or not granted: else a caller could list our connectors by trying names. Only who is let in is
 * told of a broken one, and of what it serves; where the grants themselves are not readable, nobody can be told from anybody.
 */
export async function findGrantedConnector(
  ports: { readonly findConnector: FindConnector; readonly getAccount: GetAccount },
  { id, action }: { readonly id: string; readonly action: IssueAction },
  caller: Caller,
  call: Call,
): Promise<GrantedConnector> {
  const found = await ports.findConnector(id, call);
  if (found === undefined) throw notAllowed('no_such_connector');
  if ('unreadable' in found) {
    if (found.access !== undefined) allowed(found.access, caller, action);
    throw connectorInvalid(found.unreadable);
  }
  const allowedBy = allowed(found.value, caller, action);
  return withAccount(ports.getAccount, found, allowedBy, call);
}

/** The connector beside its account. Throws `connector_invalid` where the two don't fit. */
export async function withAccount(
  getAccount: GetAccount,
  connector: Stored<Connector>,
  allowedBy: string,
  call: Call,
): Promise<GrantedConnector> {
  const account = await getAccount(connector.value.account, call);
  const [fault] = accountFaults(connector.value, account.value);
  if (fault !== undefined) throw connectorInvalid(`${fault.field} ${fault.detail}`);
  return { connector, account, allowedBy };
}

function allowed(access: ConnectorAccess, caller: Caller, action: IssueAction): string {
  const decision = decideAccess(access, caller, action);
  if (decision.allowed) return decision.by;
  if (decision.reason === 'not_served' && isLetInOtherwise(access, caller, action)) throw notServed(access, action);
  throw notAllowed(decision.reason);
}

/** Whether nothing but the route stands in the way: then the connector is no secret to the caller. */
function isLetInOtherwise(access: ConnectorAccess, caller: Caller, action: IssueAction): boolean {
  return decideAccess({ ...access, serves: [ISSUE_ACTIONS[action]] }, caller, action).allowed;
}

function notServed({ serves }: ConnectorAccess, action: IssueAction): PortunusError {
  const detail = `has ${serves.join(', ')} only: the connector does not serve ${ISSUE_ACTIONS[action]}`;
  return new PortunusError('invalid_request', 'authorization', {
    errors: [{ field: 'serves', detail }],
    reason: 'not_served',
  });
}

export function notAllowed(reason: ReasonOf<'not_allowed'>, detail?: string): PortunusError {
  return new PortunusError('not_allowed', 'authorization', { reason, ...(detail !== undefined && { detail }) });
}

export function connectorInvalid(detail: string): PortunusError {
  return new PortunusError('connector_invalid', 'connector', { detail });
}
