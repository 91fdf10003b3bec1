import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Textarea from '@cloudscape-design/components/textarea';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { Fault } from '../../kit/answered.tsx';
import { Page } from '../../kit/page.tsx';
import { texts } from '../../texts/index.ts';
import { Explained } from './explained.tsx';
import { type Claims, readPasted } from './pasted.ts';

const t = texts.decision;

interface Asked {
  readonly id: string;
  readonly claims: Claims;
}

async function explain({ id, claims }: Asked) {
  return dataOf(await api.POST('/connectors/{id}/explain', { params: { path: { id } }, body: { claims } }));
}

/** Which condition let somebody in or kept them out. A token is decoded here: its claims go on, and its signature is dropped. */
export function Decision() {
  const explained = useMutation({ mutationFn: explain });
  return (
    <Page title={t.title} description={t.description} command="portunus explain --connector ID --claims FILE">
      <Question busy={explained.isPending} onAsk={explained.mutate} />
      {explained.error !== null && <Fault error={explained.error} />}
      {explained.data !== undefined && <Explained explanation={explained.data} />}
      {explained.data === undefined && <Alert>{t.recorded}</Alert>}
    </Page>
  );
}

/** What was pasted. Of a token, only its claims are kept. */
function usePasted() {
  const [text, setText] = useState('');
  const paste = (value: string) => {
    const read = readPasted(value);
    setText(read.kind === 'claims' && read.isToken ? JSON.stringify(read.claims, null, 2) : value);
  };
  return { text, pasted: readPasted(text), paste };
}

function Question({ busy, onAsk }: { readonly busy: boolean; readonly onAsk: (asked: Asked) => void }) {
  const [query] = useSearchParams();
  const [, go] = useLocation();
  const [connector, setConnector] = useState(query.get('connector') ?? '');
  const { text, pasted, paste } = usePasted();
  const isRequest = pasted.kind === 'request';
  const decide = (event: FormEvent) => {
    event.preventDefault();
    if (isRequest) go(`/audit/${encodeURIComponent(pasted.requestId)}`);
    if (pasted.kind === 'claims') onAsk({ id: connector.trim(), claims: pasted.claims });
  };
  return (
    <form onSubmit={decide} autoComplete="off">
      <SpaceBetween size="s">
        <Pasted text={text} isUnknown={pasted.kind === 'unknown'} onPaste={paste} />
        {!isRequest && (
          <FormField label={t.connector} description={t.connectorHelp}>
            <Input value={connector} autoComplete={false} onChange={({ detail }) => setConnector(detail.value)} />
          </FormField>
        )}
        <Button
          variant="primary"
          formAction="submit"
          loading={busy}
          disabled={pasted.kind === 'nothing' || (!isRequest && connector.trim() === '')}
        >
          {isRequest ? t.openRecord : t.explain}
        </Button>
      </SpaceBetween>
    </form>
  );
}

interface PastedProps {
  readonly text: string;
  readonly isUnknown: boolean;
  readonly onPaste: (text: string) => void;
}

function Pasted({ text, isUnknown, onPaste }: PastedProps) {
  return (
    <FormField label={t.pasted} description={t.pastedHelp} errorText={isUnknown ? t.unknown : ''}>
      <Textarea
        value={text}
        rows={8}
        autoComplete={false}
        spellcheck={false}
        onChange={({ detail }) => onPaste(detail.value)}
      />
    </FormField>
  );
}
