import Header from '@cloudscape-design/components/header';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { Time } from '../../kit/time.tsx';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import type { Counts, Day, neverMatched, Used } from './sums.ts';

const t = texts.usage;

function counts<Row extends Counts>(): TableProps.ColumnDefinition<Row>[] {
  return (['issued', 'refused', 'failed'] as const).map((kind) => ({
    id: kind,
    header: t.columns[kind],
    minWidth: 90,
    cell: (row) => row[kind].toLocaleString('en'),
  }));
}

/** The column that names the connector, and leads to the tab that tells more. */
function connectorColumn<Row extends { readonly connectorId: string }>(
  tab: 'activity' | 'grants',
): TableProps.ColumnDefinition<Row> {
  return {
    id: 'connector',
    header: t.columns.connector,
    minWidth: 160,
    isRowHeader: true,
    cell: ({ connectorId }) => <To href={`/connectors/${connectorId}/${tab}`}>{connectorId}</To>,
  };
}

interface DayTableProps {
  readonly label: string;
  readonly days: readonly Day[];
}

/** What was asked for on each day, the latest first. */
export function DayTable({ label, days }: DayTableProps) {
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      items={days.toReversed()}
      trackBy="day"
      ariaLabels={{ tableLabel: label }}
      columnDefinitions={[
        { id: 'day', header: t.columns.day, minWidth: 110, isRowHeader: true, cell: ({ day }) => day },
        ...counts<Day>(),
      ]}
    />
  );
}

export function ConnectorTable({ used }: { readonly used: readonly Used[] }) {
  return (
    <Table
      header={<Header variant="h2">{t.byConnector}</Header>}
      items={used}
      trackBy="connectorId"
      ariaLabels={{ tableLabel: t.byConnector }}
      columnDefinitions={[
        connectorColumn<Used>('activity'),
        ...counts<Used>(),
        {
          id: 'last',
          header: t.columns.last,
          minWidth: 180,
          cell: ({ lastUsedAt }) => (lastUsedAt === undefined ? t.never : <Time at={lastUsedAt} />),
        },
      ]}
    />
  );
}

export function GrantTable({ rows }: { readonly rows: ReturnType<typeof neverMatched> }) {
  return (
    <Table
      variant="embedded"
      items={rows}
      trackBy="connectorId"
      ariaLabels={{ tableLabel: t.neverMatched }}
      columnDefinitions={[
        connectorColumn<ReturnType<typeof neverMatched>[number]>('grants'),
        { id: 'grants', header: t.columns.grants, minWidth: 90, cell: ({ count }) => count },
      ]}
    />
  );
}
