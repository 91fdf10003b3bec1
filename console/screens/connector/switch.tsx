import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { Answered } from '../../kit/answered.tsx';
import { Confirm } from '../../kit/confirm.tsx';
import { texts } from '../../texts/index.ts';
import type { Written } from '../connectors/rows.ts';
import { tellOfChange } from './tell.ts';
import { isConflict } from './use-connector.ts';

const t = texts.connector;
const Diff = lazy(async () => ({ default: (await import('../../kit/diff.tsx')).Diff }));

interface SwitchProps {
  readonly id: string;
  readonly enabled: boolean;
  readonly etag: string | undefined;
  /** What the person saw. */
  readonly before: Written;
  readonly close: () => void;
}

/** Enables or disables what the person saw. If somebody changed it meanwhile, that is shown first. */
export function Switch({ id, enabled, etag, before, close }: SwitchProps) {
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: async (ifMatch: string | undefined) => {
      const params = { path: { id }, header: ifMatch === undefined ? {} : { 'If-Match': ifMatch } };
      const answer = await api.PATCH('/connectors/{id}', { params, body: { enabled } });
      return { data: dataOf(answer), response: answer.response };
    },
    onSuccess: ({ data, response }) => {
      close();
      tellOfChange(queries, id, data, response, enabled ? t.changed.enabled : t.changed.disabled);
    },
  });
  const conflict = isConflict(change.error);
  const latest = useLatest(id, conflict, change.submittedAt);
  return (
    <Confirm
      title={enabled ? t.enableTitle(id) : t.disableTitle(id)}
      action={conflict ? t.repeat : enabled ? t.enable : t.disable}
      busy={change.isPending}
      disabled={conflict && latest.data === undefined}
      error={conflict ? null : change.error}
      onConfirm={() => change.mutate(conflict ? latest.data?.etag : etag)}
      onCancel={close}
    >
      <SpaceBetween size="m">
        <Box>{enabled ? t.enableWhat : t.disableWhat}</Box>
        {enabled && <Box variant="small">{texts.kit.freshNeeded}</Box>}
        {conflict && <Conflict before={before} latest={latest} />}
      </SpaceBetween>
    </Confirm>
  );
}

/** What somebody else stored. Another change may have come between, so each conflict reads anew. */
function useLatest(id: string, isConflict: boolean, submittedAt: number) {
  return useQuery({
    queryKey: ['latest-connector', id, submittedAt],
    enabled: isConflict,
    gcTime: 0,
    queryFn: async ({ signal }) => {
      const answer = await api.GET('/connectors/{id}', { params: { path: { id } }, signal });
      return { shown: dataOf(answer), etag: answer.response.headers.get('etag') ?? undefined };
    },
  });
}

interface ConflictProps extends Pick<SwitchProps, 'before'> {
  readonly latest: ReturnType<typeof useLatest>;
}

function Conflict({ before, latest }: ConflictProps) {
  return (
    <Alert type="warning" header={t.conflictTitle}>
      <Answered query={latest}>
        {({ shown }) => (
          <Suspense fallback={<Spinner />}>
            <Diff before={JSON.stringify(before, null, 2)} after={JSON.stringify(shown, null, 2)} />
          </Suspense>
        )}
      </Answered>
    </Alert>
  );
}
