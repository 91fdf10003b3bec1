import type { Call } from '../domain/call.ts';
import type { IssuedLogins } from '../domain/credential.ts';
import { PortunusError } from '../domain/errors.ts';
import { type BatchItem, type BatchRequest, ISSUE_ACTIONS } from '../domain/issue-request.ts';
import { isRefusal, recordFailure, type Trail } from './audit-trail.ts';
import { issueTo } from './issue.ts';
import type { createIssueLogins } from './issue-logins.ts';
import type { IssuePorts } from './work.ts';

/** Each login by itself: one that is refused takes nothing from the others. */
export type BatchResult =
  | { readonly asked: BatchItem['asked']; readonly issued: IssuedLogins }
  | { readonly asked: BatchItem['asked']; readonly error: PortunusError };

/** How many logins of one request are under way at once: more would take STS from everybody else. */
const CONCURRENCY = 5;

/** Several logins of one caller, each decided and recorded by itself, under one request id. */
export const issueBatch = async (
  ports: IssuePorts,
  performs: ReturnType<typeof createIssueLogins>,
  request: BatchRequest,
  call: Call,
): Promise<readonly BatchResult[]> => {
  const caller = await ports.identifyCaller(request.presented, call);
  const items = await readItems(ports, request, { action: 'ecr-login', caller }, call);
  const one = async ({ action, asked }: BatchItem, item: number): Promise<BatchResult> => {
    const step = { action, caller, item, presented: request.presented, parameters: () => ({ asked, proof: {} }) };
    try {
      return { asked, issued: await issueTo(ports, step, call, performs[ISSUE_ACTIONS[action]]) };
    } catch (thrown) {
      const error = thrown instanceof PortunusError ? thrown : internal(thrown);
      // The whole request succeeds, so nothing else would tell the operator.
      if (!isRefusal(error)) ports.reportFault(error, call);
      return { asked, error };
    }
  };
  return mapLimited(items, one);
};

/** A request with a fault in it is refused whole, before anything is issued. */
const readItems = async (ports: IssuePorts, request: BatchRequest, trail: Trail, call: Call) => {
  try {
    return request.items();
  } catch (error) {
    await recordFailure(ports, trail, call, error);
    throw error;
  }
};

const internal = (error: unknown): PortunusError =>
  new PortunusError('internal', 'request', { reason: error instanceof Error ? error.name : 'unknown', cause: error });

const mapLimited = async <T, R>(
  items: readonly T[],
  toResult: (item: T, index: number) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = [];
  const waiting = items.entries();
  const worker = async () => {
    for (const [index, item] of waiting) results[index] = await toResult(item, index);
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  return results;
};
