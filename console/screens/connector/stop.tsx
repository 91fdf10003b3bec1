import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { notify } from '../../kit/notice-board.ts';
import { texts } from '../../texts/index.ts';

const t = texts.connector;

/** The brake: it asks for a reason, which callers read. */
export function Stop({ id, close }: { readonly id: string; readonly close: () => void }) {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const stop = useMutation({
    mutationFn: async () =>
      dataOf(await api.POST('/stop', { body: { scope: { connector: id }, reason: reason.trim() } })),
    onSuccess: () => {
      close();
      for (const queryKey of [['stopped-connectors'], ['stops']]) void queries.invalidateQueries({ queryKey });
      notify({ type: 'success', text: t.stopped });
    },
  });
  return (
    <Confirm
      title={t.stopTitle(id)}
      action={t.stop}
      busy={stop.isPending}
      disabled={reason.trim() === ''}
      error={stop.error}
      onConfirm={() => stop.mutate()}
      onCancel={close}
    >
      <Box>{t.stopWhat}</Box>
      <FormField label={t.stopReason}>
        <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
    </Confirm>
  );
}
