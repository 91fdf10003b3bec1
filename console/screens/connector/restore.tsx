import Box from '@cloudscape-design/components/box';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { texts } from '../../texts/index.ts';
import { tellOfChange } from './tell.ts';

const t = texts.connector;

interface RestoreProps {
  readonly id: string;
  /** An earlier version. Without it, a deleted connector comes back as it was. */
  readonly version?: number;
  readonly etag?: string | undefined;
  readonly close: () => void;
}

/** Asks, and makes an earlier version the next one. */
export function Restore({ id, version, etag, close }: RestoreProps) {
  const queries = useQueryClient();
  const restore = useMutation({
    mutationFn: async () => {
      const header = etag === undefined ? {} : { 'If-Match': etag };
      const body = version === undefined ? {} : { version };
      const answer = await api.POST('/connectors/{id}/restore', { params: { path: { id }, header }, body });
      return { data: dataOf(answer), response: answer.response };
    },
    onSuccess: ({ data, response }) => {
      close();
      tellOfChange(queries, id, data, response, version === undefined ? t.restored : t.versions.restored);
    },
  });
  return (
    <Confirm
      title={version === undefined ? `${t.restore}: ${id}` : t.versions.restoreTitle(version)}
      action={version === undefined ? t.restore : t.versions.restore(version)}
      busy={restore.isPending}
      error={restore.error}
      onConfirm={() => restore.mutate()}
      onCancel={close}
    >
      <Box>{t.versions.restoreWhat}</Box>
    </Confirm>
  );
}
