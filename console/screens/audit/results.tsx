import './audit.css';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { Foreign } from '../../kit/foreign.tsx';
import { Time } from '../../kit/time.tsx';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import { auditAddress } from './filters.ts';
import { OutcomeMark } from './outcome.tsx';
import { type AuditRecord, aboutOf, addressOfDefinition, type FoundRecord, isUnreadable, keyOf } from './records.ts';

const t = texts.audit;

interface ResultsProps {
  readonly records: readonly FoundRecord[];
  readonly hasMore: boolean;
  readonly busy: boolean;
  readonly onMore: () => void;
  readonly actions: ReactNode;
}

/** What was found so far, newest first. A page may be short or empty, and more may follow. */
export function Results({ records, hasMore, busy, onMore, actions }: ResultsProps) {
  return (
    <Table
      variant="container"
      wrapLines
      ariaLabels={{ tableLabel: t.found }}
      header={
        <Header counter={`(${records.length.toLocaleString('en')}${hasMore ? '+' : ''})`} actions={actions}>
          {t.found}
        </Header>
      }
      items={records}
      trackBy={keyOf}
      columnDefinitions={COLUMNS}
      empty={
        <Box textAlign="center">
          <Box variant="strong">{hasMore ? t.noneSoFar : t.none}</Box>
          <Box variant="p">{hasMore ? t.noneSoFarHelp : t.noneHelp}</Box>
        </Box>
      }
      footer={
        hasMore && (
          <Box textAlign="center">
            <Button loading={busy} onClick={onMore}>
              {t.more}
            </Button>
          </Box>
        )
      }
    />
  );
}

/** A cell of a record that could be read. */
function cell(show: (record: AuditRecord) => ReactNode): (record: FoundRecord) => ReactNode {
  return (record) => (isUnreadable(record) ? '' : show(record));
}

const COLUMNS: TableProps.ColumnDefinition<FoundRecord>[] = [
  { id: 'time', header: t.columns.time, minWidth: 170, cell: (record) => <When record={record} /> },
  {
    id: 'outcome',
    header: t.columns.outcome,
    minWidth: 150,
    cell: (record) => (isUnreadable(record) ? t.unreadable : <OutcomeMark outcome={record.outcome} />),
  },
  { id: 'action', header: t.columns.action, minWidth: 140, cell: cell(({ action }) => t.actions[action] ?? action) },
  { id: 'about', header: t.columns.about, minWidth: 140, cell: cell((record) => <About record={record} />) },
  { id: 'caller', header: t.columns.caller, minWidth: 200, cell: cell((record) => <CallerLink record={record} />) },
  {
    id: 'reason',
    header: t.columns.reason,
    minWidth: 160,
    cell: (record) => <Foreign most={80} text={isUnreadable(record) ? record.unreadable.detail : reasonOf(record)} />,
  },
];

/** When it was, which opens the record. */
function When({ record }: { readonly record: FoundRecord }) {
  if (isUnreadable(record)) return record.time === undefined ? '' : <Time at={record.time} />;
  return (
    <To href={`/audit/${encodeURIComponent(record.requestId)}`}>
      <Time at={record.time} />
    </To>
  );
}

function reasonOf({ reason, code, allowedBy }: AuditRecord): string {
  return reason ?? code ?? allowedBy ?? '';
}

/** The definition that a record is about, with the way to its screen. */
function About({ record }: { readonly record: AuditRecord }) {
  const about = aboutOf(record);
  if (about === undefined) return <Foreign most={80} text={record.route ?? record.id ?? ''} />;
  const address = addressOfDefinition(about);
  const id = <Foreign most={64} text={about.id} />;
  return address === undefined ? id : <To href={address}>{id}</To>;
}

/** Who asked, with the way to all that they asked for. */
function CallerLink({ record }: { readonly record: AuditRecord }) {
  const { issuer, subject } = record.caller;
  return (
    <>
      <Foreign most={80} text={subject} />
      <Box variant="small" display="block">
        <Foreign most={64} text={issuer} /> ·{' '}
        <To href={auditAddress({ issuer, caller: subject, since: '31d' })}>{t.allOfCaller}</To>
      </Box>
    </>
  );
}
