import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { Foreign } from '../../kit/foreign.tsx';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import { PLACES } from '../places.ts';
import type { Outcome } from './apply-all.ts';

const t = texts.apply;

type Change = Outcome['changes'][number];

const MOST_SHOWN = 200;
const MOST_FIELDS = 10;
const MARKS = { create: 'success', change: 'info', delete: 'error', unchanged: 'stopped' } as const;

const COLUMNS: readonly TableProps.ColumnDefinition<Change>[] = [
  {
    id: 'action',
    header: t.columns.action,
    minWidth: 120,
    cell: ({ action }) => <StatusIndicator type={MARKS[action]}>{t.actions[action]}</StatusIndicator>,
  },
  {
    id: 'id',
    header: t.columns.id,
    isRowHeader: true,
    minWidth: 180,
    cell: ({ kind, id, action }) => (
      <>
        {action === 'create' ? id : <To href={`${PLACES[kind]}/${id}`}>{id}</To>}
        <Box variant="small" display="block">
          {texts.edit.kinds[kind].one}
        </Box>
      </>
    ),
  },
  { id: 'fields', header: t.columns.fields, minWidth: 260, cell: (change) => <Fields change={change} /> },
];

/** What a set would do, change by change, in the order in which it is written. */
export function Changes({ outcome: { changes, warnings } }: { readonly outcome: Outcome }) {
  const shown = changes.filter(({ action }) => action !== 'unchanged');
  return (
    <SpaceBetween size="m">
      {warnings.length > 0 && (
        <Alert type="warning" header={t.warnings(warnings.length)}>
          <ul>
            {warnings.map(({ field, detail }) => (
              <li key={`${field} ${detail}`}>
                <Box variant="code">{field}</Box> <Foreign text={detail} />
              </li>
            ))}
          </ul>
        </Alert>
      )}
      <Box>{t.counts(shown.length, changes.length - shown.length)}</Box>
      {shown.length > 0 && (
        <Table
          variant="container"
          wrapLines
          trackBy={({ kind, id }) => `${kind} ${id}`}
          ariaLabels={{ tableLabel: t.plan }}
          columnDefinitions={COLUMNS}
          items={shown.slice(0, MOST_SHOWN)}
        />
      )}
      {shown.length > MOST_SHOWN && <Box>{t.more(shown.length - MOST_SHOWN)}</Box>}
    </SpaceBetween>
  );
}

function Fields({ change: { fields = [], fieldsLeftOut, waits } }: { readonly change: Change }) {
  return (
    <>
      {fields.slice(0, MOST_FIELDS).map(({ field, from, to }) => (
        <div key={field}>
          <Box variant="code">{field}</Box>{' '}
          <Foreign text={t.fromTo(JSON.stringify(from) ?? t.absent, JSON.stringify(to) ?? t.absent)} most={300} />
        </div>
      ))}
      {(fieldsLeftOut === true || fields.length > MOST_FIELDS) && <div>{t.moreFields}</div>}
      {waits !== undefined && <StatusIndicator type="warning">{t.waits(waits)}</StatusIndicator>}
    </>
  );
}
