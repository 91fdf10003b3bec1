import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import { lazy, Suspense } from 'react';
import { useLocation, useSearch } from 'wouter';
import { Answered } from '../../kit/answered.tsx';
import { Page } from '../../kit/page.tsx';
import { shellWord } from '../../kit/shell-word.ts';
import { Time } from '../../kit/time.tsx';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import { Reasons } from './reasons.tsx';
import { byConnector, type ConnectorUsage, daily, isUsed, neverMatched } from './sums.ts';
import { ConnectorTable, DayTable, GrantTable } from './tables.tsx';
import { Unused } from './unused.tsx';
import { type Counts, useUsage } from './use-usage.ts';

const t = texts.usage;
const SPANS = [7, 30, 90] as const;
const USUAL_SPAN = 30;

const Chart = lazy(async () => ({ default: (await import('./chart.tsx')).Chart }));

/** How much is asked for and issued, and what could go. */
export function Usage() {
  const [, go] = useLocation();
  const query = new URLSearchParams(useSearch());
  const connector = query.get('connector') ?? undefined;
  const days = SPANS.find((span) => String(span) === query.get('days')) ?? USUAL_SPAN;
  const usage = useUsage(days, connector);
  const show = (span: string) =>
    go(`/usage?days=${span}${connector === undefined ? '' : `&connector=${encodeURIComponent(connector)}`}`);
  return (
    <Page
      title={connector === undefined ? t.title : `${t.title}: ${connector}`}
      description={t.description}
      command={`npx portunus usage${connector === undefined ? '' : ` --connector ${shellWord(connector)}`}`}
    >
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <SegmentedControl
          label={t.span}
          selectedId={String(days)}
          options={SPANS.map((span) => ({ id: String(span), text: t.days(span) }))}
          onChange={({ detail }) => show(detail.selectedId)}
        />
        {connector !== undefined && <To href="/usage">{t.all}</To>}
      </SpaceBetween>
      <Answered query={usage}>
        {(counts) => <Counted counts={counts} days={days} isOfAll={connector === undefined} />}
      </Answered>
      <Reasons />
    </Page>
  );
}

interface CountedProps {
  readonly counts: Counts;
  readonly days: number;
  readonly isOfAll: boolean;
}

function Counted({ counts: { items, since, isWhole }, days, isOfAll }: CountedProps) {
  if (since === undefined) {
    return (
      <Alert type="info" header={t.notCounted}>
        {t.notCountedHelp}
      </Alert>
    );
  }
  return (
    <SpaceBetween size="l">
      <Pictures items={items} days={days} />
      {!isWhole && <Box>{t.part(items.length)}</Box>}
      <Box color="text-body-secondary">
        {t.counted} <Time at={since} />
      </Box>
      {isOfAll && <Unused />}
    </SpaceBetween>
  );
}

function Pictures({ items, days }: { readonly items: readonly ConnectorUsage[]; readonly days: number }) {
  const byDay = daily(items, days, Date.now());
  const used = byConnector(items);
  const unmatched = neverMatched(items);
  const unreadable = items.length - items.filter(isUsed).length;
  return (
    <SpaceBetween size="l">
      {unreadable > 0 && <Alert type="warning">{t.unreadable(unreadable)}</Alert>}
      <Container header={<Header variant="h2">{t.chart}</Header>}>
        {used.length === 0 ? (
          <Box>{t.none}</Box>
        ) : (
          <SpaceBetween size="s">
            <Suspense fallback={<Spinner />}>
              <Chart days={byDay} />
            </Suspense>
            <ExpandableSection headerText={t.figures}>
              <DayTable label={t.chart} days={byDay} />
            </ExpandableSection>
          </SpaceBetween>
        )}
      </Container>
      {used.length > 0 && <ConnectorTable used={used} />}
      <Container header={<Header variant="h2">{t.neverMatched}</Header>}>
        {unmatched.length === 0 ? <Box>{t.neverMatchedNone}</Box> : <GrantTable rows={unmatched} />}
      </Container>
    </SpaceBetween>
  );
}
