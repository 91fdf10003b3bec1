import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useMutation } from '@tanstack/react-query';
import { type components, dataOf } from '../../../../clients/typescript/src/index.ts';
import { api } from '../../../api/client.ts';
import { Fault } from '../../../kit/answered.tsx';
import { Foreign } from '../../../kit/foreign.tsx';
import { Time } from '../../../kit/time.tsx';
import { To } from '../../../kit/to.tsx';
import { texts } from '../../../texts/index.ts';

const t = texts.issuers;

type AuditRecord = components['schemas']['AuditRecord'];

/** The last request of the issuer's callers. Each search is recorded, so a click asks for it, and nothing else. */
export function LastToken({ id }: { readonly id: string }) {
  const look = useMutation({
    mutationFn: async () => {
      const { items } = dataOf(await api.GET('/audit', { params: { query: { issuer: id, limit: 1 } } }));
      return items.find((one) => 'requestId' in one) ?? null;
    },
  });
  return (
    <Container header={<Header variant="h2">{t.last}</Header>}>
      <SpaceBetween size="s">
        <Box>{t.lastHelp}</Box>
        <Button loading={look.isPending} onClick={() => look.mutate()}>
          {t.look}
        </Button>
        <div role="status">{look.isSuccess && (look.data === null ? t.lastNone : <Found record={look.data} />)}</div>
        {look.error !== null && <Fault error={look.error} />}
      </SpaceBetween>
    </Container>
  );
}

function Found({ record: { time, action, caller, outcome, requestId } }: { readonly record: AuditRecord }) {
  return (
    <KeyValuePairs
      columns={2}
      items={[
        { label: t.lastWhen, value: <Time at={time} /> },
        { label: t.lastAction, value: action },
        ...(caller?.subject === undefined ? [] : [{ label: t.lastCaller, value: <Foreign text={caller.subject} /> }]),
        { label: t.lastOutcome, value: outcome },
        { label: t.lastRecord, value: <To href={`/audit/${requestId}`}>{requestId}</To> },
      ]}
    />
  );
}
