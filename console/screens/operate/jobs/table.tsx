import Box from '@cloudscape-design/components/box';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { Foreign } from '../../../kit/foreign.tsx';
import { Time } from '../../../kit/time.tsx';
import { To } from '../../../kit/to.tsx';
import { texts } from '../../../texts/index.ts';
import type { Examined } from './health.ts';
import { HealthMark } from './health-mark.tsx';
import { LastError } from './last-error.tsx';
import { LifeLeft } from './life.tsx';
import { RunButton } from './run-button.tsx';

const t = texts.jobs;

const COLUMNS: readonly TableProps.ColumnDefinition<Examined>[] = [
  { id: 'job', header: t.columns.job, isRowHeader: true, minWidth: 170, cell: (job) => <Name job={job} /> },
  { id: 'health', header: t.columns.health, minWidth: 200, cell: ({ health }) => <HealthMark health={health} /> },
  { id: 'life', header: t.columns.life, minWidth: 150, cell: ({ state }) => <LifeLeft state={state} /> },
  {
    id: 'run',
    header: t.columns.run,
    minWidth: 150,
    cell: ({ state, enabled }) => <RunButton state={state} enabled={enabled} />,
  },
  {
    id: 'due',
    header: t.columns.due,
    minWidth: 150,
    cell: ({ state: { dueAt } }) => (dueAt === undefined ? t.noDue : <Time at={dueAt} />),
  },
  {
    id: 'error',
    header: t.columns.error,
    minWidth: 220,
    cell: ({ state: { lastError } }) => <LastError error={lastError} />,
  },
];

function Name({ job: { id, name, connector } }: { readonly job: Examined }) {
  return (
    <>
      <To href={`/refresh-jobs/${id}`}>{id}</To>
      {name !== undefined && (
        <Box variant="small" display="block">
          <Foreign text={name} most={60} />
        </Box>
      )}
      {connector !== undefined && connector !== id && (
        <Box variant="small" display="block">
          {t.columns.connector} <To href={`/connectors/${connector}`}>{connector}</To>
        </Box>
      )}
    </>
  );
}

interface JobTableProps {
  readonly jobs: readonly Examined[];
  readonly empty: ReactNode;
}

export function JobTable({ jobs, empty }: JobTableProps) {
  return (
    <Table
      variant="container"
      trackBy="id"
      wrapLines
      ariaLabels={{ tableLabel: t.title }}
      columnDefinitions={COLUMNS}
      items={jobs}
      empty={empty}
    />
  );
}
