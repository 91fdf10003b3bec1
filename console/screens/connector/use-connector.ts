import { type QueryClient, useQuery } from '@tanstack/react-query';
import { dataOf, PortunusError } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { useSession } from '../../api/session.ts';
import { isWritten, rowOf, type Written } from '../connectors/rows.ts';
import { changeRows } from '../connectors/use-rows.ts';
import { readVersion } from '../definition/read-version.ts';

/** What is known of a connector by its ID. */
export type Found =
  | {
      readonly kind: 'written';
      readonly connector: Written;
      /** Only administrators can change it, so only they need it. */
      readonly etag?: string;
      readonly version: number;
    }
  | { readonly kind: 'unreadable'; readonly etag?: string }
  | { readonly kind: 'deleted'; readonly version: number };

export const connectorKey = (id: string) => ['connector', id];

/**
 * One connector. Administrators get the definition. An auditor may read versions alone, and gets the last one. Of a
 * deleted one, its versions still tell.
 */
export function useConnector(id: string) {
  const { data: session } = useSession();
  const isAuditor = session?.caller.auditor === true && !session.caller.administrator;
  return useQuery({
    queryKey: [...connectorKey(id), isAuditor],
    enabled: session !== undefined,
    queryFn: ({ signal }) => (isAuditor ? lastVersionOf(id, signal) : read(id, signal)),
  });
}

async function read(id: string, signal: AbortSignal): Promise<Found> {
  const answer = await api.GET('/connectors/{id}', { params: { path: { id } }, signal });
  if (answer.response.status === 404) return lastVersionOf(id, signal);
  const shown = dataOf(answer);
  const etag = answer.response.headers.get('etag') ?? undefined;
  const found = isWritten(shown) ? { kind: 'written' as const, connector: shown, version: versionIn(etag) } : undefined;
  return { ...(found ?? { kind: 'unreadable' }), ...(etag !== undefined && { etag }) };
}

/** An ETag is the version in quotes. */
function versionIn(etag: string | undefined): number {
  return Number(/\d+/.exec(etag ?? '')?.[0] ?? 0);
}

async function lastVersionOf(id: string, signal: AbortSignal): Promise<Found> {
  const path = { id };
  const { items } = dataOf(
    await api.GET('/connectors/{id}/versions', { params: { path, query: { limit: 1 } }, signal }),
  );
  const [last] = items;
  if (last === undefined) return { kind: 'unreadable' };
  if (last.deleted === true) return { kind: 'deleted', version: last.version };
  return versionOf(id, last.version, signal);
}

async function versionOf(id: string, version: number, signal: AbortSignal): Promise<Found> {
  const connector = await readVersion({ kind: 'connector', id }, version, signal);
  return isWritten(connector) ? { kind: 'written', connector, version } : { kind: 'unreadable' };
}

/** Reads anew whatever a change of the connector has changed, and changes its row in the list. */
export function afterChange(
  queries: QueryClient,
  id: string,
  changed: Written | 'deleted',
  etag?: string | null,
): void {
  for (const queryKey of [connectorKey(id), ['versions', 'connector', id], ['connectors']]) {
    void queries.invalidateQueries({ queryKey });
  }
  changeRows(queries, (row) => {
    if (row.id !== id) return row;
    if (changed === 'deleted') return undefined;
    const { lastUsedAt, verified } = row;
    const state = { connector: id, ...(lastUsedAt && { lastUsedAt }), ...(verified && { verified }) };
    return { ...rowOf(changed, { state, etag: etag ?? undefined }), stopped: row.stopped };
  });
}

export function isConflict(error: unknown): boolean {
  return error instanceof PortunusError && error.status === 412;
}
