import type { Account } from '../../domain/account.ts';
import type { Call } from '../../domain/call.ts';
import { type Caller, issuerOf } from '../../domain/caller.ts';
import type { Connector, FilledConnector } from '../../domain/connector.ts';
import type { Stored } from '../../domain/definition.ts';
import { connectorInvalid, notAllowed } from '../../domain/errors.ts';
import type { Grant } from '../../domain/grant.ts';
import type { IssueRequest } from '../../domain/issue-request.ts';
import type { Authorization } from '../../policy/access/access.ts';
import { accountFaults, policySizeFaults } from '../../policy/definitions/check-connector.ts';
import { fillConnector, templatesOf } from '../../policy/session/fill-connector.ts';
import type { GetAccount } from './ports.ts';

/** A connector that the caller may use, with the caller's claims filled in, and its account. */
export interface GrantedConnector {
  readonly connector: Stored<FilledConnector>;
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
 * Fills the caller's claims into the connector, and reads its account. Throws `not_allowed` if the claims do not fit, and
 * `connector_invalid` if connector and account do not fit together.
 */
export async function withAccount(
  getAccount: GetAccount,
  { connector: defined, grant }: Extract<Authorization, { readonly allowed: true }>,
  caller: Caller,
  call: Call,
): Promise<GrantedConnector> {
  const connector = { ...defined, value: filledFor(defined.value, caller) };
  const account = await getAccount(connector.value.account, call);
  const granted = { connector, account, ...(grant && { grant }) };
  assertFits(granted, defined.value);
  return granted;
}

function filledFor(connector: Connector, caller: Caller): FilledConnector {
  const filling = fillConnector(connector, { claims: caller.claims, issuer: issuerOf(caller) });
  if (filling.ok) return filling.connector;
  throw notAllowed(filling.reason, filling.detail);
}

/** What claims make unfit is the caller's matter, and the connector stays good for others. */
function assertFits({ connector, account, grant }: GrantedConnector, defined: Connector): void {
  const templates = templatesOf(defined);
  const [fault] = accountFaults(connector.value, account.value);
  if (fault !== undefined) {
    const detail = `${fault.field} ${fault.detail}`;
    throw templates.some(({ field }) => field === fault.field && field === 'region')
      ? notAllowed('claim_does_not_fit', detail)
      : connectorInvalid(detail);
  }
  // The size of the others was checked on write.
  const [tooLarge] = templates.length === 0 ? [] : policySizeFaults(connector.value, account.value, grant);
  if (tooLarge !== undefined) throw notAllowed('claim_does_not_fit', `${tooLarge.field} ${tooLarge.detail}`);
}
