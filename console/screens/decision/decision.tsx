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

async function explain({ id, claims }: { readonly id: string; readonly claims: Claims }) {
  return dataOf(await api.POST('/connectors/{id}/explain', { params: { path: { id } }, body: { claims } }));
}

/** Which condition let somebody in or kept them out. A token is decoded here: its claims go on, and its signature is dropped. */
export function Decision() {
  const [query] = useSearchParams();
  const [, go] = useLocation();
  const [text, setText] = useState('');
  const [connector, setConnector] = useState(query.get('connector') ?? '');
  const explained = useMutation({ mutationFn: explain });
  const pasted = readPasted(text);
  const paste = (value: string) => {
    const read = readPasted(value);
    setText(read.kind === 'claims' && read.isToken ? JSON.stringify(read.claims, null, 2) : value);
  };
  const decide = (event: FormEvent) => {
    event.preventDefault();
    if (pasted.kind === 'request') go(`/audit/${encodeURIComponent(pasted.requestId)}`);
    if (pasted.kind === 'claims') explained.mutate({ id: connector.trim(), claims: pasted.claims });
  };
  return (
    <Page title={t.title} description={t.description} command="portunus explain --connector ID --claims FILE">
      <form onSubmit={decide} autoComplete="off">
        <SpaceBetween size="s">
          <FormField label={t.pasted} description={t.pastedHelp} errorText={pasted.kind === 'unknown' ? t.unknown : ''}>
            <Textarea
              value={text}
              rows={8}
              autoComplete={false}
              spellcheck={false}
              onChange={({ detail }) => paste(detail.value)}
            />
          </FormField>
          {pasted.kind !== 'request' && (
            <FormField label={t.connector} description={t.connectorHelp}>
              <Input value={connector} autoComplete={false} onChange={({ detail }) => setConnector(detail.value)} />
            </FormField>
          )}
          <Button
            variant="primary"
            formAction="submit"
            loading={explained.isPending}
            disabled={pasted.kind === 'nothing' || (pasted.kind !== 'request' && connector.trim() === '')}
          >
            {pasted.kind === 'request' ? t.openRecord : t.explain}
          </Button>
        </SpaceBetween>
      </form>
      {explained.error !== null && <Fault error={explained.error} />}
      {explained.data !== undefined && <Explained explanation={explained.data} />}
      {explained.data === undefined && <Alert>{t.recorded}</Alert>}
    </Page>
  );
}
