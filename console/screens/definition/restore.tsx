import Box from '@cloudscape-design/components/box';
import { useMutation } from '@tanstack/react-query';
import { type components, dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { texts } from '../../texts/index.ts';
import { PLACES } from '../places.ts';
import type { Named } from './read-version.ts';

const t = texts.definition;

type Schemas = components['schemas'];
type Stored =
  | Schemas['StoredIssuer']
  | Schemas['StoredAccount']
  | Schemas['StoredRefreshJob']
  | Schemas['StoredConnector'];

/** What became of a restoration, and what to say of it. One that waits has changed nothing yet. */
export type Restored = (data: Stored | Schemas['OneApproval'], response: Response, done: string) => void;

interface RestoreProps extends Named {
  /** An earlier version. Without it, a deleted definition comes back as it was. */
  readonly version?: number;
  readonly etag?: string | undefined;
  readonly onRestored: Restored;
  readonly close: () => void;
}

/** Asks, and makes an earlier version the next one. */
export function Restore({ kind, id, version, etag, onRestored, close }: RestoreProps) {
  const restore = useMutation({
    mutationFn: async () => {
      const header = etag === undefined ? {} : { 'If-Match': etag };
      const body = version === undefined ? {} : { version };
      const answer = await api.POST(`${PLACES[kind]}/{id}/restore`, { params: { path: { id }, header }, body });
      return { data: dataOf(answer), response: answer.response };
    },
    onSuccess: ({ data, response }) => {
      close();
      onRestored(data, response, version === undefined ? t.restored(kind) : t.versions.restored);
    },
  });
  return (
    <Confirm
      title={version === undefined ? t.restoreTitle(id) : t.versions.restoreTitle(version)}
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
