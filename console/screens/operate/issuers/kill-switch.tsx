import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { dataOf, PortunusError } from '../../../../clients/typescript/src/index.ts';
import { api } from '../../../api/client.ts';
import { useSession } from '../../../api/session.ts';
import { Confirm } from '../../../kit/confirm.tsx';
import { notify } from '../../../kit/notice-board.ts';
import { To } from '../../../kit/to.tsx';
import { texts } from '../../../texts/index.ts';
import type { ShownIssuer } from './issuer.ts';
import { useNaming } from './use-issuers.ts';

const t = texts.issuers;

interface KillSwitchProps {
  readonly issuer: ShownIssuer;
  readonly etag: string | undefined;
}

/** Ends the trust in an issuer, or brings it back. */
export function KillSwitch({ issuer, etag }: KillSwitchProps) {
  const [isAsked, setAsked] = useState(false);
  const { id, enabled } = issuer;
  return (
    <Container header={<Header variant="h2">{t.kill}</Header>}>
      <SpaceBetween size="s">
        <Box>{t.killHelp}</Box>
        <Box>
          {t.faster} <To href={`/stop?kind=issuer&id=${id}`}>{t.toStop}</To>
        </Box>
        <Button onClick={() => setAsked(true)}>{enabled ? t.disable : t.enable}</Button>
      </SpaceBetween>
      {isAsked && <Ask id={id} enabled={!enabled} etag={etag} close={() => setAsked(false)} />}
    </Container>
  );
}

interface AskProps {
  readonly id: string;
  /** What it becomes. */
  readonly enabled: boolean;
  readonly etag: string | undefined;
  readonly close: () => void;
}

function useSwitch({ id, enabled, etag, close }: AskProps) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const params = { path: { id }, header: etag === undefined ? {} : { 'If-Match': etag } };
      return dataOf(await api.PATCH('/issuers/{id}', { params, body: { enabled } }));
    },
    onSuccess: async (answer) => {
      close();
      if ('approval' in answer) notify({ type: 'info', text: t.waits(answer.approval.reason) });
      else notify({ type: 'success', text: (enabled ? t.done.enabled : t.done.disabled)(id) });
      await queries.invalidateQueries({ queryKey: ['issuers'] });
    },
    onError: async (error) => {
      if (!(error instanceof PortunusError && error.status === 412)) return;
      close();
      notify({ type: 'warning', text: t.overtaken });
      await queries.invalidateQueries({ queryKey: ['issuers'] });
    },
  });
}

function Ask(props: AskProps) {
  const { id, enabled, close } = props;
  const change = useSwitch(props);
  return (
    <Confirm
      title={enabled ? t.enableTitle(id) : t.disableTitle(id)}
      action={enabled ? t.enable : t.disableNow}
      busy={change.isPending}
      error={change.error}
      onConfirm={() => change.mutate()}
      onCancel={close}
    >
      {enabled ? <Box>{t.enableHelp}</Box> : <Consequences id={id} />}
      <Box variant="small">{texts.kit.freshNeeded}</Box>
    </Confirm>
  );
}

function Consequences({ id }: { readonly id: string }) {
  const { data } = useNaming(id);
  const session = useSession();
  const isOwn = session.data?.caller.issuer === id;
  return (
    <SpaceBetween size="s">
      {isOwn && <Alert type="warning">{t.lockout}</Alert>}
      <ul>
        <li>
          {data === undefined
            ? t.losesUnknown
            : t.loses(data.found.length, data.found.filter(({ alone }) => alone).length, data.looked, data.isWhole)}
        </li>
        <li>{t.until}</li>
        <li>{t.issued}</li>
      </ul>
    </SpaceBetween>
  );
}
