import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { type components, dataOf } from '../../../../clients/typescript/src/index.ts';
import { api } from '../../../api/client.ts';
import { Command } from '../../../kit/command.tsx';
import { Confirm } from '../../../kit/confirm.tsx';
import { FreshSignIn, useFreshSignIn } from '../../../kit/fresh-sign-in.tsx';
import { notify } from '../../../kit/notice-board.ts';
import { texts } from '../../../texts/index.ts';
import { keyCommand } from '../words.ts';

export type PutKey = components['schemas']['PutKey'];

const t = texts.accounts.enter;

interface EnterProps {
  readonly id: string;
  readonly onPut: (put: PutKey) => void;
  readonly onCancel: () => void;
}

/** Takes a key. Its secret is in the field alone: no draft, query or mutation holds it, and it goes with the dialog. */
export function Enter({ id, onPut, onCancel }: EnterProps) {
  const [key, setKey] = useState({ accessKeyId: '', secretAccessKey: '' });
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<Error>();
  const { fresh } = useFreshSignIn();
  const send = async () => {
    setSending(true);
    setError(undefined);
    try {
      const put = dataOf(await api.PUT('/accounts/{id}/key', { params: { path: { id } }, body: trimmed(key) }));
      setKey({ accessKeyId: '', secretAccessKey: '' });
      notify({ type: 'success', text: t.done(id) });
      onPut(put);
    } catch (fault) {
      setError(fault instanceof Error ? fault : new Error(String(fault)));
    }
    setSending(false);
  };
  const { accessKeyId, secretAccessKey } = key;
  return (
    <Confirm
      title={t.title(id)}
      action={t.action}
      busy={isSending}
      disabled={accessKeyId.trim() === '' || secretAccessKey.trim() === ''}
      error={error ?? null}
      onConfirm={() => void send()}
      onCancel={onCancel}
    >
      {!fresh && error === undefined && <FreshSignIn />}
      <Box>{t.checked}</Box>
      <FormField label={t.id} description={t.idHelp}>
        <Input
          value={accessKeyId}
          autoComplete={false}
          spellcheck={false}
          onChange={({ detail }) => setKey({ ...key, accessKeyId: detail.value })}
        />
      </FormField>
      <FormField label={t.secret} description={t.secretHelp}>
        <Input
          type="password"
          value={secretAccessKey}
          autoComplete={false}
          onChange={({ detail }) => setKey({ ...key, secretAccessKey: detail.value })}
        />
      </FormField>
      <Command text={keyCommand(id, 'put-key')} />
    </Confirm>
  );
}

/** Spaces and line ends come along when a text is copied. No key has any. */
function trimmed({ accessKeyId, secretAccessKey }: components['schemas']['AccountKey']) {
  return { accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() };
}
