import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useLocation } from 'wouter';
import { Answered } from '../../kit/answered.tsx';
import { Page } from '../../kit/page.tsx';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import { isReadable, useAccounts } from './read.ts';

const t = texts.accounts;

type Row = Parameters<typeof isReadable>[0];

const COLUMNS: readonly TableProps.ColumnDefinition<Row>[] = [
  {
    id: 'id',
    header: t.columns.id,
    isRowHeader: true,
    minWidth: 160,
    cell: ({ id = '' }) => <To href={`/accounts/${id}`}>{id}</To>,
  },
  {
    id: 'aws',
    header: t.columns.awsAccountId,
    minWidth: 140,
    cell: (row) => (isReadable(row) ? row.awsAccountId : t.unreadable),
  },
  {
    id: 'partition',
    header: t.columns.partition,
    minWidth: 160,
    cell: (row) => isReadable(row) && t.partitions[row.partition],
  },
  {
    id: 'source',
    header: t.columns.source,
    minWidth: 180,
    cell: (row) => isReadable(row) && t.sources[row.credentials.source],
  },
];

/** The AWS accounts that connectors can be in. */
export function Accounts() {
  const pages = useAccounts();
  return (
    <Page
      title={t.title}
      description={t.description}
      actions={<Add variant="primary" />}
      command="npx portunus list account"
    >
      <Answered query={pages}>
        {({ pages: read }) => (
          <Table
            variant="container"
            trackBy="id"
            wrapLines
            ariaLabels={{ tableLabel: t.title }}
            columnDefinitions={COLUMNS}
            items={read.flatMap(({ items }) => items)}
            empty={<Nothing />}
          />
        )}
      </Answered>
      {pages.hasNextPage && (
        <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          {texts.kit.showMore}
        </Button>
      )}
    </Page>
  );
}

function Add({ variant }: { readonly variant: 'primary' | 'normal' }) {
  const [, go] = useLocation();
  return (
    <Button variant={variant} onClick={() => go('/new/account')}>
      {t.add}
    </Button>
  );
}

function Nothing() {
  return (
    <Box textAlign="center" padding="m">
      <SpaceBetween size="s">
        <b>{t.none}</b>
        <span>{t.noneHelp}</span>
        <Add variant="normal" />
      </SpaceBetween>
    </Box>
  );
}
