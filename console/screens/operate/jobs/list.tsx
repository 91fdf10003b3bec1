import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Pagination from '@cloudscape-design/components/pagination';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useStops } from '../../../api/stops.ts';
import { Answered } from '../../../kit/answered.tsx';
import { useNow } from '../../../kit/now.ts';
import { Page } from '../../../kit/page.tsx';
import { texts } from '../../../texts/index.ts';
import { type Examined, examine } from './health.ts';
import { useJobs } from './jobs.ts';
import { JobTable } from './table.tsx';
import { UnwellConnectors } from './unwell-connectors.tsx';
import { UnwellJobs } from './unwell-jobs.tsx';
import { found, useView } from './view.ts';

const t = texts.jobs;

/** Which jobs and connectors are unwell, and a button that runs them. */
export function RefreshJobs() {
  const query = useJobs();
  const stops = useStops();
  const now = useNow();
  const [, go] = useLocation();
  return (
    <Page
      title={t.title}
      description={t.description}
      actions={<Button onClick={() => go('/new/refresh-job')}>{t.add}</Button>}
      command="npx portunus jobs list"
    >
      <Answered query={query}>
        {({ jobs, isWhole }) => (
          <SpaceBetween size="l">
            <UnwellJobs jobs={examine(jobs, stops.data, now)} />
            <UnwellConnectors />
            <Found jobs={examine(jobs, stops.data, now)} isWhole={isWhole} />
          </SpaceBetween>
        )}
      </Answered>
    </Page>
  );
}

const ON_A_PAGE = 50;

function Found({ jobs, isWhole }: { readonly jobs: readonly Examined[]; readonly isWhole: boolean }) {
  const { view, change } = useView();
  const [page, setPage] = useState(1);
  const shown = found(jobs, view);
  const pages = Math.max(1, Math.ceil(shown.length / ON_A_PAGE));
  const current = Math.min(page, pages);
  return (
    <SpaceBetween size="s">
      <TextFilter
        filteringText={view.text}
        filteringPlaceholder={t.find}
        filteringAriaLabel={t.find}
        countText={t.count(shown.length, jobs.length)}
        onChange={({ detail }) => change({ text: detail.filteringText })}
      />
      <SegmentedControl
        label={t.show}
        selectedId={view.unwell ? 'unwell' : 'all'}
        options={[
          { id: 'all', text: t.showAll },
          { id: 'unwell', text: t.showUnwell },
        ]}
        onChange={({ detail }) => change({ unwell: detail.selectedId === 'unwell' })}
      />
      {!isWhole && <Box>{t.part(jobs.length)}</Box>}
      <JobTable
        jobs={shown.slice((current - 1) * ON_A_PAGE, current * ON_A_PAGE)}
        empty={<Nothing isFiltered={jobs.length > 0} onAll={() => change({ text: '', unwell: false })} />}
      />
      {pages > 1 && (
        <Pagination
          currentPageIndex={current}
          pagesCount={pages}
          onChange={({ detail }) => setPage(detail.currentPageIndex)}
        />
      )}
    </SpaceBetween>
  );
}

function Nothing({ isFiltered, onAll }: { readonly isFiltered: boolean; readonly onAll: () => void }) {
  const [, go] = useLocation();
  return (
    <Box textAlign="center" padding="m">
      <SpaceBetween size="s">
        <b>{isFiltered ? t.noneFound : t.none}</b>
        {!isFiltered && <span>{t.noneHelp}</span>}
        <Button onClick={isFiltered ? onAll : () => go('/new/refresh-job')}>{isFiltered ? t.clear : t.add}</Button>
      </SpaceBetween>
    </Box>
  );
}
