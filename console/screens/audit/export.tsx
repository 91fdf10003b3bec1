import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { download } from '../../kit/download.ts';
import { notify } from '../../kit/notice-board.ts';
import { LongRun } from '../../kit/progress.tsx';
import { useLongRun } from '../../kit/use-long-run.ts';
import { texts } from '../../texts/index.ts';
import { exportName, exportText, type Form } from './export-text.ts';
import type { AuditFilters } from './filters.ts';
import type { FoundRecord } from './records.ts';
import { type FoundPage, firstPlace, readPage } from './use-search.ts';

const t = texts.audit;

/** As many as a spreadsheet opens easily. The command takes more. */
const MOST_RECORDS = 10_000;
const MOST_PAGES = 1_000;
const PAGE = 100;

/** Reads everything that the search finds, to a bound, and gives it as a file. */
export function Export({ filters }: { readonly filters: AuditFilters }) {
  const run = useLongRun<FoundPage, number>(1);
  const begin = async (form: Form) => {
    const found: FoundRecord[] = [];
    const signal = new AbortController();
    const { stoppedBy } = await run.start(pagesOf(filters, signal.signal, found), async () => found.length);
    if (stoppedBy !== undefined) return;
    const records = found.slice(0, MOST_RECORDS);
    download(
      exportName(new Date(), form),
      form === 'csv' ? 'text/csv' : 'application/jsonl',
      exportText(records, form),
    );
    notify({ type: 'success', text: t.exported(records.length, found.length >= MOST_RECORDS) });
    run.reset();
  };
  return (
    <>
      <ButtonDropdown
        items={[
          { id: 'csv', text: t.csv },
          { id: 'jsonl', text: t.jsonl },
        ]}
        onItemClick={({ detail }) => void begin(detail.id === 'csv' ? 'csv' : 'jsonl')}
      >
        {t.export}
      </ButtonDropdown>
      {run.state.phase !== 'idle' && (
        <Modal visible header={t.exporting} closeAriaLabel={texts.kit.close} onDismiss={run.reset}>
          <SpaceBetween size="s">
            {t.exportBound(MOST_RECORDS)}
            <LongRun run={run} label={t.readRecords(run.state.outcomes.at(-1)?.result ?? 0)} nameOf={() => t.page} />
          </SpaceBetween>
        </Modal>
      )}
    </>
  );
}

/** Reads page by page, from the newest record on, and keeps what it finds. */
async function* pagesOf(filters: AuditFilters, signal: AbortSignal, found: FoundRecord[]): AsyncGenerator<FoundPage> {
  let place: FoundPage['next'] = firstPlace(filters);
  for (let pages = 0; place !== undefined && pages < MOST_PAGES && found.length < MOST_RECORDS; pages += 1) {
    const page = await readPage(place, PAGE, signal);
    found.push(...page.items);
    yield page;
    place = page.next;
  }
}
