import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { components } from '../../../../clients/typescript/src/index.ts';
import { Answered } from '../../../kit/answered.tsx';
import { Foreign } from '../../../kit/foreign.tsx';
import { Time } from '../../../kit/time.tsx';
import { texts } from '../../../texts/index.ts';
import { useHistory } from './jobs.ts';

const t = texts.jobs;

type Entry = components['schemas']['RefreshEntry'];

const TYPES: Readonly<Record<string, 'success' | 'error' | 'stopped'>> = {
  delivered: 'success',
  confirmed: 'success',
  failed: 'error',
  stopped: 'stopped',
};

const COLUMNS: readonly TableProps.ColumnDefinition<Entry>[] = [
  { id: 'at', header: t.historyColumns.at, isRowHeader: true, minWidth: 170, cell: ({ at }) => <Time at={at} /> },
  {
    id: 'outcome',
    header: t.historyColumns.outcome,
    minWidth: 220,
    cell: ({ outcome, error }) => (
      <>
        <StatusIndicator type={TYPES[outcome] ?? 'info'}>{t.outcome(outcome)}</StatusIndicator>
        {error !== undefined && (
          <Box variant="small" display="block">
            <code>{error.code}</code> {error.reason !== undefined && <Foreign text={error.reason} />}
          </Box>
        )}
      </>
    ),
  },
  { id: 'ends', header: t.historyColumns.ends, minWidth: 170, cell: ({ endsAt }) => endsAt && <Time at={endsAt} /> },
  { id: 'next', header: t.historyColumns.next, minWidth: 170, cell: ({ nextDue }) => nextDue && <Time at={nextDue} /> },
  {
    id: 'request',
    header: t.historyColumns.request,
    minWidth: 140,
    cell: ({ requestId }) => <Foreign text={requestId} />,
  },
];

/** How the job's tries ended, newest first. */
export function JobHistory({ id }: { readonly id: string }) {
  const query = useHistory(id);
  return (
    <Answered query={query}>
      {({ items, nextToken }) => (
        <Table
          variant="container"
          wrapLines
          ariaLabels={{ tableLabel: t.history }}
          header={
            <Header variant="h2" {...(nextToken !== undefined && { description: t.historyPart(items.length) })}>
              {t.history}
            </Header>
          }
          columnDefinitions={COLUMNS}
          items={items}
          empty={t.historyNone}
        />
      )}
    </Answered>
  );
}
