import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { notify } from '../../kit/notice-board.ts';
import { texts } from '../../texts/index.ts';
import type { TabProps } from './tab.ts';
import { afterChange } from './use-connector.ts';

const t = texts.connector;

/** Deletes what the person saw, after its ID was typed. */
export function Remove({ id, connector, etag, close }: TabProps & { readonly close: () => void }) {
  const queries = useQueryClient();
  const [, go] = useLocation();
  const [typed, setTyped] = useState('');
  const remove = useMutation({
    mutationFn: async () => {
      const params = { path: { id }, header: { 'If-Match': etag ?? '' } };
      const answer = await api.DELETE('/connectors/{id}', { params });
      dataOf(answer);
      return answer.response.status;
    },
    onSuccess: (status) => {
      close();
      if (status === 202) return notify({ type: 'info', text: t.waits });
      afterChange(queries, id, 'deleted');
      notify({ type: 'success', text: t.removed });
      go(`/connectors/${id}`);
    },
  });
  return (
    <Confirm
      title={t.removeTitle(id)}
      action={t.remove}
      busy={remove.isPending}
      disabled={typed !== id}
      error={remove.error}
      onConfirm={() => remove.mutate()}
      onCancel={close}
    >
      <Box>
        {t.removeWhat} {t.removeGrants(connector.grants?.length ?? 0)}
      </Box>
      <FormField label={t.removeType(id)}>
        <Input value={typed} autoComplete={false} onChange={({ detail }) => setTyped(detail.value)} />
      </FormField>
    </Confirm>
  );
}
