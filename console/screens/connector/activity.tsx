import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type components, dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { Answered } from '../../kit/answered.tsx';
import { Foreign } from '../../kit/foreign.tsx';
import { Time } from '../../kit/time.tsx';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import { isUsed } from '../usage/sums.ts';
import { DayTable } from '../usage/tables.tsx';
import type { TabProps } from './tab.ts';

const t = texts.connector.activity;

type Usage = components['schemas']['Usage'];
type Records = components['schemas']['AuditRecords'];

/** How much the connector was used, and by a click, who asked for what. */
export function Activity({ id }: TabProps) {
  const usage = useQuery({
    queryKey: ['usage-of-connector', id],
    staleTime: 60_000,
    queryFn: async ({ signal }) => dataOf(await api.GET('/usage', { params: { query: { connector: id } }, signal })),
  });
  return (
    <SpaceBetween size="l">
      <SpaceBetween size="xs">
        <Box variant="h2">{t.usage}</Box>
        <Answered query={usage}>{(answer) => <Days usage={answer} />}</Answered>
        <To href={`/usage?connector=${id}`}>{t.picture}</To>
      </SpaceBetween>
      <SpaceBetween size="xs">
        <Box variant="h2">{t.records}</Box>
        <LatestRecords id={id} />
        <To href={`/audit?connector=${id}`}>{texts.connector.openAudit}</To>
      </SpaceBetween>
    </SpaceBetween>
  );
}

function Days({ usage }: { readonly usage: Usage }) {
  if (!usage.kept) return <Box>{t.notCounted}</Box>;
  if (!usage.items.every(isUsed)) return <Box>{texts.usage.unreadable(1)}</Box>;
  const days = usage.items.flatMap((item) => item.days ?? []);
  return days.length === 0 ? <Box>{t.noUse}</Box> : <DayTable label={t.usage} days={days} />;
}

/** Reading the audit leaves a record of that, so it takes a click. */
function LatestRecords({ id }: { readonly id: string }) {
  const [asked, setAsked] = useState(false);
  const records = useQuery({
    queryKey: ['records-of-connector', id],
    enabled: asked,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) =>
      dataOf(await api.GET('/audit', { params: { query: { connector: id, limit: 20 } }, signal })),
  });
  if (!asked) {
    return (
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <Button onClick={() => setAsked(true)}>{t.load}</Button>
        <Box color="text-body-secondary">{t.loadWhy}</Box>
      </SpaceBetween>
    );
  }
  return <Answered query={records}>{({ items }) => <RecordTable items={items} />}</Answered>;
}

function RecordTable({ items }: { readonly items: Records['items'] }) {
  const records = items.flatMap((item) => ('requestId' in item ? [item] : []));
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      wrapLines
      items={records}
      empty={t.none}
      ariaLabels={{ tableLabel: t.records }}
      columnDefinitions={[
        {
          id: 'time',
          header: t.time,
          isRowHeader: true,
          cell: ({ time, requestId }) => (
            <To href={`/audit/${requestId}`}>
              <Time at={time} />
            </To>
          ),
        },
        {
          id: 'who',
          header: t.who,
          cell: ({ caller }) => <Foreign text={`${caller.issuer}:${caller.subject}`} most={80} />,
        },
        { id: 'what', header: t.what, cell: ({ action }) => action },
        { id: 'outcome', header: t.outcome, cell: ({ outcome, code }) => [outcome, code].filter(Boolean).join(': ') },
      ]}
    />
  );
}
