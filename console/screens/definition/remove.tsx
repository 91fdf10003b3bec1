import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { Confirm } from '../../kit/confirm.tsx';
import { notify } from '../../kit/notice-board.ts';
import { texts } from '../../texts/index.ts';
import { PLACES } from '../places.ts';
import type { Named } from './read-version.ts';

const t = texts.definition;

interface RemoveProps extends Named {
  /** Of what the person saw. */
  readonly etag: string;
  /** What others lose by it. */
  readonly children: ReactNode;
  readonly onRemoved: () => void;
  readonly close: () => void;
}

/** Deletes what the person saw, after its ID was typed. */
export function Remove({ kind, id, etag, children, onRemoved, close }: RemoveProps) {
  const [typed, setTyped] = useState('');
  const remove = useMutation({
    mutationFn: async () => {
      const answer = await api.DELETE(`${PLACES[kind]}/{id}`, {
        params: { path: { id }, header: { 'If-Match': etag } },
      });
      dataOf(answer);
      return answer.response.status;
    },
    onSuccess: (status) => {
      close();
      if (status === 202) notify({ type: 'info', text: t.waits });
      else onRemoved();
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
      <Box>{children}</Box>
      <FormField label={t.removeType(id)}>
        <Input value={typed} autoComplete={false} onChange={({ detail }) => setTyped(detail.value)} />
      </FormField>
    </Confirm>
  );
}
