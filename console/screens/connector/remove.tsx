import { useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { notify } from '../../kit/notice-board.ts';
import { texts } from '../../texts/index.ts';
import { Remove as RemoveDefinition } from '../definition/remove.tsx';
import type { TabProps } from './tab.ts';
import { afterChange } from './use-connector.ts';

const t = texts.connector;

/** Deletes what the person saw. */
export function Remove({ id, connector, etag = '', close }: TabProps & { readonly close: () => void }) {
  const queries = useQueryClient();
  const [, go] = useLocation();
  const onRemoved = () => {
    afterChange(queries, id, 'deleted');
    notify({ type: 'success', text: t.removed });
    go(`/connectors/${id}`);
  };
  return (
    <RemoveDefinition kind="connector" {...{ id, etag, onRemoved, close }}>
      {t.removeWhat} {t.removeGrants(connector.grants?.length ?? 0)}
    </RemoveDefinition>
  );
}
