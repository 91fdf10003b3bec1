import type { Call } from '../../domain/call.ts';
import { issuerOf } from '../../domain/caller.ts';
import type { BatchResult } from '../../domain/credential.ts';
import { asPortunusError } from '../../domain/errors.ts';
import { mapLimited } from '../map-limited.ts';
import { type Batch, countBatch } from './count-batch.ts';
import { type IssuePorts, issue } from './issue.ts';
import type { LoginFetches } from './login-fetches.ts';

/**
 * How many logins of one request are fetched at once. A larger number would let one request use up the account's STS
 * quota.
 */
const CONCURRENCY = 5;

/**
 * Issues several logins to one caller under one request id. Each login is decided and recorded separately. Throws
 * `too_many_requests` for all of them, before anything is issued.
 */
export async function issueBatch(
  ports: IssuePorts,
  fetchLogins: LoginFetches,
  batch: Batch,
  call: Call,
): Promise<readonly BatchResult[]> {
  const { caller, requests } = batch;
  const shared = await countBatch(ports, batch, call);
  return mapLimited(requests, CONCURRENCY, async (request, item): Promise<BatchResult> => {
    const { connectorId } = request.parameters;
    try {
      return { connectorId, issued: await issue(shared, { caller, request, item }, fetchLogins[request.action], call) };
    } catch (thrown) {
      const error = asPortunusError(thrown);
      // The request succeeds as a whole, so its own log entry does not show this item's failure.
      ports.reportFault(error, call, { issuer: issuerOf(caller), subject: caller.subject, connectorId, item });
      return { connectorId, error };
    }
  });
}
