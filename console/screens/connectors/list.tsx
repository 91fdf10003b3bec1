import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { memo, useMemo, useState } from 'react';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import { Bulk } from './bulk.tsx';
import { auditorsColumns, columnsFor } from './columns.tsx';
import { type Filter, Filters } from './filters.tsx';
import type { Row } from './rows.ts';
import { useLint } from './use-lint.ts';
import { useCounted, type useRows } from './use-rows.ts';
import type { ChangeView } from './use-view.ts';
import { FILTERS, isFiltered, type View, withoutFilters } from './view.ts';

const t = texts.connectors;
const PAGE = 25;
/** To auditors the service tells only which connectors there are, and when each was used. */
const NO_FILTERS: readonly Filter[] = [];
const OTHERS_FILTERS: readonly Filter[] = ['type', 'serves', 'access'];

interface ListProps {
  readonly found: readonly Row[];
  readonly view: View;
  /** What the rows are found with. It follows the view. */
  readonly shownView: View;
  readonly change: ChangeView;
  readonly list: ReturnType<typeof useRows>;
  readonly accounts: readonly string[];
}

export function List({ found, view, shownView, change, list, accounts }: ListProps) {
  const [selected, setSelected] = useState<readonly Row[]>([]);
  const isAdministrator = list.caller?.administrator === true;
  const isAuditor = list.caller?.auditor === true && !isAdministrator;
  const page = Math.min(shownView.page, Math.max(1, Math.ceil(found.length / PAGE)));
  const visible = useMemo(() => found.slice((page - 1) * PAGE, page * PAGE), [found, page]);
  return (
    <SpaceBetween size="m">
      <Filters
        view={view}
        accounts={accounts}
        found={t.found(found.length)}
        filters={isAdministrator ? FILTERS : isAuditor ? NO_FILTERS : OTHERS_FILTERS}
        onChange={change}
      />
      {isAdministrator && <Bulk found={found} selected={selected} isWhole={list.progress === 'whole'} />}
      <Rows
        {...{ visible, found: found.length, page, selected, setSelected, change, isAdministrator }}
        view={shownView}
        isAuditor={isAuditor}
        loading={list.loading}
      />
    </SpaceBetween>
  );
}

interface RowsProps {
  readonly visible: readonly Row[];
  readonly found: number;
  readonly page: number;
  readonly selected: readonly Row[];
  readonly setSelected: (rows: readonly Row[]) => void;
  readonly view: View;
  readonly change: ChangeView;
  readonly isAdministrator: boolean;
  readonly isAuditor: boolean;
  readonly loading: boolean;
}

/** Only the rows of one page are drawn, and not again while nothing of them changes. */
const Rows = memo(function Rows(props: RowsProps) {
  const { visible, selected, setSelected, view, change, isAdministrator, isAuditor, loading } = props;
  const counted = useCounted(isAdministrator || isAuditor);
  const { findings, failed } = useLint(visible, isAdministrator);
  const columns = useMemo(
    () =>
      isAuditor ? auditorsColumns(counted) : columnsFor({ isAdministrator, counted, findings, lintFailed: failed }),
    [isAuditor, isAdministrator, counted, findings, failed],
  );
  return (
    <Table
      variant="container"
      contentDensity="compact"
      wrapLines
      items={visible}
      trackBy="id"
      columnDefinitions={columns}
      loading={loading}
      loadingText={texts.kit.loading}
      {...(isAdministrator && { selectionType: 'multi' as const, selectedItems: selected })}
      onSelectionChange={({ detail }) => setSelected(detail.selectedItems)}
      sortingColumn={{ sortingField: view.sort }}
      sortingDescending={view.descending}
      onSortingChange={({ detail }) =>
        change((before) => sortedBy(before, detail.sortingColumn.sortingField, detail.isDescending === true))
      }
      ariaLabels={LABELS}
      empty={<Empty {...props} />}
      pagination={<Pages {...props} />}
    />
  );
});

const LABELS = {
  tableLabel: t.table,
  selectionGroupLabel: t.table,
  allItemsSelectionLabel: () => t.selectAll,
  itemSelectionLabel: (_data: unknown, { id }: Row) => t.select(id),
};

function sortedBy(view: View, field: string | undefined, descending: boolean): View {
  return { ...view, sort: (field ?? 'id') as View['sort'], descending, page: 1 };
}

function Pages({ found, page, change }: RowsProps) {
  return (
    <Pagination
      currentPageIndex={page}
      pagesCount={Math.max(1, Math.ceil(found / PAGE))}
      ariaLabels={{
        paginationLabel: t.pages,
        nextPageLabel: t.nextPage,
        previousPageLabel: t.previousPage,
        pageLabel: t.page,
      }}
      onChange={({ detail }) => change((before) => ({ ...before, page: detail.currentPageIndex }))}
    />
  );
}

function Empty({ view, change, isAdministrator }: RowsProps) {
  if (isFiltered(view)) {
    return (
      <SpaceBetween size="xs">
        <Box variant="strong">{t.noMatchTitle}</Box>
        <Box>{t.noMatch}</Box>
        <Button onClick={() => change(withoutFilters)}>{t.clearFilters}</Button>
      </SpaceBetween>
    );
  }
  return (
    <SpaceBetween size="xs">
      <Box variant="strong">{t.emptyTitle}</Box>
      <Box>{isAdministrator ? t.empty : t.emptyOthers}</Box>
      {isAdministrator && <To href="/set-up">{t.setUp}</To>}
    </SpaceBetween>
  );
}
