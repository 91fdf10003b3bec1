import type { Call } from '../../domain/call.ts';
import { issuerOf } from '../../domain/caller.ts';
import type { BatchResult } from '../../domain/credential.ts';
import { asPortunusError } from '../../domain/errors.ts';
import { type BatchItem, type BatchRequest, ISSUE_ACTIONS } from '../../domain/issue-request.ts';
import { mapLimited } from '../map-limited.ts';
import { type AuditDraft, recordFailure } from './audit-draft.ts';
import type { createFetchLogins } from './fetch-logins.ts';
import { issueTo } from './issue.ts';
import type { IssuePorts } from './work.ts';

/** How many logins of one request are under way at once: more would take STS from everybody else. */
const CONCURRENCY = 5;

/** Several logins of one caller, each decided and recorded by itself, under one request id. */
export async function issueBatch(
  ports: IssuePorts,
  performs: ReturnType<typeof createFetchLogins>,
  request: BatchRequest,
  call: Call,
): Promise<readonly BatchResult[]> {
  const caller = await ports.identifyCaller(request.credential, call);
  const items = await readItems(ports, request, { action: 'ecr-login', caller }, call);
  const one = async ({ action, asked }: BatchItem, item: number): Promise<BatchResult> => {
    const step = { action, caller, item, credential: request.credential, parameters: () => ({ asked, proof: {} }) };
    try {
      return {
        connectorId: asked.connectorId,
        issued: await issueTo(ports, step, call, performs[ISSUE_ACTIONS[action]]),
      };
    } catch (thrown) {
      const error = asPortunusError(thrown);
      // The whole request succeeds, so nothing else would tell the operator.
      const parties = { issuer: issuerOf(caller), subject: caller.subject };
      ports.reportFault(error, call, { ...parties, connectorId: asked.connectorId, item });
      return { connectorId: asked.connectorId, error };
    }
  };
  return mapLimited(items, CONCURRENCY, one);
}

/** A request with a fault in it is refused whole, before anything is issued. */
async function readItems(ports: IssuePorts, request: BatchRequest, trail: AuditDraft, call: Call) {
  try {
    return request.items();
  } catch (error) {
    await recordFailure(ports, trail, call, error);
    throw error;
  }
}
