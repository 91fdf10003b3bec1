import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
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
  return (
    <Confirm
      title={t.title(id)}
      action={t.action}
      busy={isSending}
      disabled={Object.values(trimmed(key)).includes('')}
      error={error ?? null}
      onConfirm={() => void send()}
      onCancel={onCancel}
    >
      {!fresh && error === undefined && <FreshSignIn />}
      <Box>{t.checked}</Box>
      <Fields typed={key} onChange={(changes) => setKey({ ...key, ...changes })} />
      <Command text={keyCommand(id, 'put-key')} />
    </Confirm>
  );
}

type Key = components['schemas']['AccountKey'];

interface FieldsProps {
  readonly typed: Key;
  readonly onChange: (changes: Partial<Key>) => void;
}

function Fields({ typed: { accessKeyId, secretAccessKey }, onChange }: FieldsProps) {
  return (
    <SpaceBetween size="m">
      <FormField label={t.id} description={t.idHelp}>
        <Input
          value={accessKeyId}
          autoComplete={false}
          spellcheck={false}
          onChange={({ detail }) => onChange({ accessKeyId: detail.value })}
        />
      </FormField>
      <FormField label={t.secret} description={t.secretHelp}>
        <Input
          type="password"
          value={secretAccessKey}
          autoComplete={false}
          onChange={({ detail }) => onChange({ secretAccessKey: detail.value })}
        />
      </FormField>
    </SpaceBetween>
  );
}

/** Spaces and line ends come along when a text is copied. No key has any. */
function trimmed({ accessKeyId, secretAccessKey }: Key): Key {
  return { accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() };
}
