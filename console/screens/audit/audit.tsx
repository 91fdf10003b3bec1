import { useMemo } from 'react';
import { useLocation, useSearch as useQueryString } from 'wouter';
import { faultsOf } from '../../api/problem.ts';
import { Fault } from '../../kit/answered.tsx';
import { Page } from '../../kit/page.tsx';
import { texts } from '../../texts/index.ts';
import { Export } from './export.tsx';
import { type AuditFilters, auditAddress, commandOf, filtersIn } from './filters.ts';
import { AuditForm } from './form.tsx';
import { Results } from './results.tsx';
import { useSearch, useSearchAgain } from './use-search.ts';

const t = texts.audit;

/**
 * Who got what. A search is recorded, so that nothing is looked for before somebody asks: by a click, or by a link with
 * filters in it.
 */
export function Audit() {
  const queryString = useQueryString();
  const [, go] = useLocation();
  const searchAgain = useSearchAgain();
  const filters = useMemo(() => filtersIn(queryString), [queryString]);
  const isAsked = auditAddress(filters) !== '/audit';
  const search = useSearch(filters, isAsked);
  const find = (wanted: AuditFilters) => {
    const address = auditAddress(wanted);
    if (address === auditAddress(filters)) searchAgain(filters);
    else go(address);
  };
  return (
    <Page title={t.title} description={t.description} command={commandOf(filters)}>
      <AuditForm
        key={queryString}
        filters={filters}
        errors={faultsOf(search.error)}
        busy={search.isFetching}
        onFind={find}
      />
      {search.error !== null && <Fault error={search.error} again={() => searchAgain(filters)} />}
      {search.data !== undefined && (
        <Results
          records={search.data.pages.flatMap(({ items }) => items)}
          hasMore={search.hasNextPage}
          busy={search.isFetching}
          onMore={() => void search.fetchNextPage()}
          actions={<Export filters={filters} />}
        />
      )}
    </Page>
  );
}
