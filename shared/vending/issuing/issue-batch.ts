import type { Call } from '../../domain/call.ts';
import { type Caller, issuerOf } from '../../domain/caller.ts';
import type { BatchResult, IssuedLogins } from '../../domain/credential.ts';
import { asPortunusError } from '../../domain/errors.ts';
import type { IssueRequest, LoginAction } from '../../domain/issue-request.ts';
import { mapLimited } from '../map-limited.ts';
import { type FetchCredentials, type IssuePorts, issue } from './issue.ts';

/** How many logins of one request are fetched at once. More would use up the account's STS quota for everybody else. */
const CONCURRENCY = 5;

/** Several logins for one caller, each decided and recorded by itself, under one request id. */
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
      // The request as a whole succeeds, so its own log line says nothing of this item.
      ports.reportFault(error, call, { issuer: issuerOf(caller), subject: caller.subject, connectorId, item });
      return { connectorId, error };
    }
  });
}
