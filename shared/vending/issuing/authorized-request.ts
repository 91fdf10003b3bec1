import type { Account } from '../../domain/account.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { Connector } from '../../domain/connector.ts';
import type { Stored } from '../../domain/definition.ts';
import { connectorInvalid } from '../../domain/errors.ts';
import type { Grant } from '../../domain/grant.ts';
import type { IssueRequest } from '../../domain/issue-request.ts';
import type { Authorization } from '../../policy/access/access.ts';
import { accountFaults } from '../../policy/definitions/check-connector.ts';
import type { GetAccount } from './ports.ts';

/** A connector that the caller may use, with its account. */
export interface GrantedConnector {
  readonly connector: Stored<Connector>;
  readonly account: Stored<Account>;
  /** The grant that lets the caller in. It is absent for an administrator. */
  readonly grant?: Grant;
}

/** A request that the connector's grants allow for this caller. */
export interface AuthorizedRequest extends IssueRequest {
  readonly caller: Caller;
  readonly granted: GrantedConnector;
}

/**
 * Reads the account of a connector that the caller may use. Throws `connector_invalid` if the two do not fit together.
 */
export async function withAccount(
  getAccount: GetAccount,
  { connector, grant }: Extract<Authorization, { readonly allowed: true }>,
  call: Call,
): Promise<GrantedConnector> {
  const account = await getAccount(connector.value.account, call);
  const [fault] = accountFaults(connector.value, account.value);
  if (fault !== undefined) throw connectorInvalid(`${fault.field} ${fault.detail}`);
  return { connector, account, ...(grant && { grant }) };
}
