import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import type { Caller } from '../../api/session.ts';
import { type Row, rowOf } from './rows.ts';

/** The most that the service gives at once. */
const LIMIT = 100;

export interface RowsPage {
  readonly rows: readonly Row[];
  readonly nextToken?: string;
}

/**
 * One page of the list. Administrators get all connectors, with their states. To auditors the service tells which
 * connectors there are by their usage, and to everybody else which they may use.
 */
export async function readPage(caller: Caller, from: string | undefined, signal: AbortSignal): Promise<RowsPage> {
  if (caller.auditor && !caller.administrator) {
    const used = await readUsed(from, signal);
    if (used !== undefined) return used;
  }
  const query = {
    limit: LIMIT,
    ...(caller.administrator && { state: 'true' as const }),
    ...(from !== undefined && { nextToken: from }),
  };
  const page = dataOf(await api.GET('/connectors', { params: { query }, signal }));
  const states = 'states' in page ? page.states : undefined;
  const etags = 'etags' in page ? page.etags : undefined;
  return {
    rows: page.items.map((item, index) => rowOf(item, { state: states?.[index], etag: etags?.[index] })),
    ...(page.nextToken !== undefined && { nextToken: page.nextToken }),
  };
}

/** `undefined` if nobody counts usage. */
async function readUsed(from: string | undefined, signal: AbortSignal): Promise<RowsPage | undefined> {
  const today = new Date().toISOString().slice(0, 10);
  const query = { limit: LIMIT, from: today, ...(from !== undefined && { nextToken: from }) };
  const page = dataOf(await api.GET('/usage', { params: { query }, signal }));
  if (!page.kept) return undefined;
  return {
    rows: page.items.map((usage) => {
      const lastUsedAt = 'lastUsedAt' in usage ? usage.lastUsedAt : undefined;
      return rowOf(
        { id: usage.connectorId },
        { state: { connector: usage.connectorId, ...(lastUsedAt && { lastUsedAt }) } },
      );
    }),
    ...(page.nextToken !== undefined && { nextToken: page.nextToken }),
  };
}

/** Since when usage is counted, or `false` if nobody counts. Without it, "never used" could not be told from it. */
export async function readCounted(signal: AbortSignal): Promise<string | false> {
  const today = new Date().toISOString().slice(0, 10);
  const usage = dataOf(await api.GET('/usage', { params: { query: { limit: 1, from: today } }, signal }));
  return usage.kept && usage.since;
}
