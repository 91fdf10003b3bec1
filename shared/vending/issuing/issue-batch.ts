import type { Call } from '../../domain/call.ts';
import { type Caller, issuerOf } from '../../domain/caller.ts';
import type { BatchResult, IssuedLogins } from '../../domain/credential.ts';
import { asPortunusError } from '../../domain/errors.ts';
import type { IssueRequest, LoginAction } from '../../domain/issue-request.ts';
import { mapLimited } from '../map-limited.ts';
import { type FetchCredentials, type IssuePorts, issue } from './issue.ts';

/**
 * How many logins of one request are fetched at once. A larger number would let one request use up the account's STS
 * quota.
 */
const CONCURRENCY = 5;

/** Issues several logins to one caller under one request id. Each login is decided and recorded separately. */
export async function issueBatch(
  ports: IssuePorts,
  fetchLogins: Readonly<Record<LoginAction, FetchCredentials<IssuedLogins>>>,
  { caller, requests }: { readonly caller: Caller; readonly requests: readonly IssueRequest<LoginAction>[] },
  call: Call,
): Promise<readonly BatchResult[]> {
  return mapLimited(requests, CONCURRENCY, async (request, item): Promise<BatchResult> => {
    const { connectorId } = request.parameters;
    try {
      return { connectorId, issued: await issue(ports, { caller, request, item }, fetchLogins[request.action], call) };
    } catch (thrown) {
      const error = asPortunusError(thrown);
      // The request succeeds as a whole, so its own log entry does not show this item's failure.
      ports.reportFault(error, call, { issuer: issuerOf(caller), subject: caller.subject, connectorId, item });
      return { connectorId, error };
    }
  });
}
