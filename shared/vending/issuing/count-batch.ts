import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { IssueRequest } from '../../domain/issue-request.ts';
import type { LoginAction } from '../../domain/login-service.ts';
import { requestCount } from '../../policy/access/rate-limit.ts';
import { tooManyRequests } from './admit.ts';
import { recordFailure } from './audit-draft.ts';
import { admitCaller, type IssuePorts } from './issue.ts';

/** Several requests of one caller. */
export interface Batch {
  readonly caller: Caller;
  readonly requests: readonly IssueRequest<LoginAction>[];
}

/**
 * Counts all requests of a batch before any is answered, so that a batch beyond a limit is refused as a whole and uses
 * nothing up. Returns ports for its items: a connector is read once, a token is consumed once, and nothing counts again.
 */
export async function countBatch(ports: IssuePorts, batch: Batch, call: Call): Promise<IssuePorts> {
  const shared = sharedPorts(ports);
  const admitted = await admittedOf(shared, batch, call);
  const counts = [...admitted.values()].flatMap(({ rule, requests }) => {
    const count = requestCount(rule.connector.value, batch.caller, requests.length, call.now());
    return count === undefined ? [] : [count];
  });
  let [about] = counts;
  if (about === undefined) return shared;
  try {
    // No window takes more than the limit, however empty it is.
    const tooMany = counts.filter(({ requests, limit }) => requests > limit.requests);
    const beyond = tooMany.length > 0 ? tooMany : await ports.countRequests(counts, call);
    about = beyond[0] ?? about;
    if (beyond.length > 0) throw tooManyRequests(beyond, call.now());
  } catch (error) {
    await recordWhole(ports, batch, admitted.get(about.connectorId), call, error);
    throw error;
  }
  return shared;
}

interface Admitted {
  readonly rule: Awaited<ReturnType<typeof admitCaller>>;
  readonly requests: readonly IssueRequest[];
}

/** The requests that count, by connector. What is wrong with the others is told by their own answers. */
async function admittedOf(ports: IssuePorts, { caller, requests }: Batch, call: Call): Promise<Map<string, Admitted>> {
  const decided = await Promise.allSettled(requests.map((request) => admitCaller(ports, { caller, request }, call)));
  const admitted = new Map<string, Admitted>();
  for (const [index, one] of decided.entries()) {
    const request = requests[index];
    if (one.status === 'rejected' || request === undefined) continue;
    const { id } = one.value.connector.value;
    const before = admitted.get(id)?.requests ?? [];
    admitted.set(id, { rule: one.value, requests: [...before, request] });
  }
  return admitted;
}

function sharedPorts(ports: IssuePorts): IssuePorts {
  const connectors = new Map<string, ReturnType<IssuePorts['findConnector']>>();
  let consumed: ReturnType<IssuePorts['consumeToken']> | undefined;
  return {
    ...ports,
    findConnector: (id, call) => {
      const found = connectors.get(id) ?? ports.findConnector(id, call);
      connectors.set(id, found);
      return found;
    },
    consumeToken: (token, call) => {
      consumed ??= ports.consumeToken(token, call);
      return consumed;
    },
    countRequests: async () => [],
  };
}

/**
 * Records a refused batch once, by its first request through the connector that refuses it. A record of each request would
 * make refusing cost more than issuing.
 */
async function recordWhole(
  ports: IssuePorts,
  { caller }: Batch,
  admitted: Admitted | undefined,
  call: Call,
  error: unknown,
): Promise<void> {
  const [request] = admitted?.requests ?? [];
  if (admitted === undefined || request === undefined) return;
  const { action, parameters } = request;
  await recordFailure(ports, { action, caller, parameters, rule: admitted.rule }, call, error);
}
