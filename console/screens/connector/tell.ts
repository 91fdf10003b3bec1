import type { QueryClient } from '@tanstack/react-query';
import type { components } from '../../../clients/typescript/src/index.ts';
import { notify } from '../../kit/notice-board.ts';
import { texts } from '../../texts/index.ts';
import { isWritten, type Shown } from '../connectors/rows.ts';
import type { Restored } from '../definition/restore.tsx';
import { afterChange, connectorKey } from './use-connector.ts';

type Changed = Shown | components['schemas']['OneApproval'];

/** Says what became of a change. One that waits for a second administrator has changed nothing yet. */
export function tellOfChange(queries: QueryClient, id: string, data: Changed, response: Response, done: string): void {
  if ('approval' in data) {
    notify({ type: 'info', text: texts.connector.waits });
    return;
  }
  if (isWritten(data)) afterChange(queries, id, data, response.headers.get('etag'));
  else void queries.invalidateQueries({ queryKey: connectorKey(id) });
  notify({ type: 'success', text: done });
}

/** The same of a restoration, which a connector's own route answers with a connector. */
export function tellOfRestored(queries: QueryClient, id: string): Restored {
  return (data, response, done) => tellOfChange(queries, id, data as Changed, response, done);
}
