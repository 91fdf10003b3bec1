import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Table from '@cloudscape-design/components/table';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { type components, dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { Answered, Fault } from '../../kit/answered.tsx';
import { Foreign } from '../../kit/foreign.tsx';
import { Time } from '../../kit/time.tsx';
import { texts } from '../../texts/index.ts';
import { PLACES } from '../places.ts';
import { type Named, readVersion } from './read-version.ts';
import { Restore, type Restored } from './restore.tsx';

const t = texts.definition.versions;
const Diff = lazy(async () => ({ default: (await import('../../kit/diff.tsx')).Diff }));

type Entry = components['schemas']['Versions']['items'][number];

interface VersionsProps extends Named {
  /** Only who can restore needs it. */
  readonly etag?: string | undefined;
  /** Absent where nobody may go back. */
  readonly onRestored?: Restored | undefined;
}

/** All versions, the latest first, page by page. */
export function useVersions({ kind, id }: Named) {
  return useInfiniteQuery({
    queryKey: ['versions', kind, id],
    initialPageParam: undefined as string | undefined,
    queryFn: async ({ pageParam, signal }) => {
      const query = { limit: 50, ...(pageParam !== undefined && { nextToken: pageParam }) };
      return dataOf(await api.GET(`${PLACES[kind]}/{id}/versions`, { params: { path: { id }, query }, signal }));
    },
    getNextPageParam: ({ nextToken }) => nextToken,
  });
}

/** Every version with who made it, what differs between two of them, and the way back. */
export function Versions({ kind, id, etag, onRestored }: VersionsProps) {
  const [chosen, setChosen] = useState<readonly Entry[]>([]);
  const [restored, setRestored] = useState<number>();
  const versions = useVersions({ kind, id });
  if (versions.error !== null) return <Fault error={versions.error} again={() => void versions.refetch()} />;
  const entries = versions.data?.pages.flatMap(({ items }) => items) ?? [];
  const current = entries[0]?.version;
  const [from, to] = chosen.map(({ version }) => version).sort((a, b) => a - b);
  const goBack = onRestored && setRestored;
  return (
    <SpaceBetween size="m">
      <Box>
        {t.what} {t.choose}
      </Box>
      <Table
        variant="embedded"
        loading={versions.isLoading}
        loadingText={texts.kit.loading}
        items={entries}
        trackBy={({ version }) => String(version)}
        selectionType="multi"
        selectedItems={chosen}
        isItemDisabled={(entry) => entry.deleted === true || (chosen.length === 2 && !chosen.includes(entry))}
        onSelectionChange={({ detail }) => setChosen(detail.selectedItems.slice(0, 2))}
        ariaLabels={LABELS}
        columnDefinitions={columnsWith(current, goBack)}
      />
      {versions.hasNextPage && (
        <Button loading={versions.isFetchingNextPage} onClick={() => void versions.fetchNextPage()}>
          {t.more}
        </Button>
      )}
      {from !== undefined && to !== undefined && <Compared kind={kind} id={id} from={from} to={to} />}
      {restored !== undefined && onRestored !== undefined && (
        <Restore {...{ kind, id, etag, onRestored }} version={restored} close={() => setRestored(undefined)} />
      )}
    </SpaceBetween>
  );
}

const LABELS = {
  tableLabel: t.title,
  selectionGroupLabel: t.choose,
  allItemsSelectionLabel: () => t.choose,
  itemSelectionLabel: (_data: unknown, { version }: Entry) => t.select(version),
};

function columnsWith(current: number | undefined, goBack: ((version: number) => void) | undefined) {
  return [
    { id: 'version', header: t.version, isRowHeader: true, cell: ({ version }: Entry) => version },
    {
      id: 'at',
      header: t.at,
      cell: ({ changedAt }: Entry) => (changedAt === undefined ? t.unknown : <Time at={changedAt} />),
    },
    { id: 'by', header: t.by, cell: ({ changedBy }: Entry) => <Foreign text={changedBy ?? t.unknown} /> },
    {
      id: 'act',
      header: t.way,
      cell: ({ version, deleted }: Entry) => {
        if (deleted === true) return t.deleted;
        if (version === current) return t.current;
        return (
          goBack && (
            <Button variant="inline-link" onClick={() => goBack(version)}>
              {t.restore(version)}
            </Button>
          )
        );
      },
    },
  ];
}

function Compared({ kind, id, from, to }: Named & { readonly from: number; readonly to: number }) {
  const both = useQuery({
    queryKey: ['version-pair', kind, id, from, to],
    // What a version was never changes.
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => Promise.all([from, to].map((version) => readVersion({ kind, id }, version, signal))),
  });
  return (
    <SpaceBetween size="xs">
      <Box variant="h2">{t.compare(from, to)}</Box>
      <Answered query={both}>
        {([before, after]) => (
          <Suspense fallback={<Spinner />}>
            <Diff before={textOf(before)} after={textOf(after)} />
          </Suspense>
        )}
      </Answered>
    </SpaceBetween>
  );
}

/** The definition alone: when and by whom it was changed differs in any two versions. */
function textOf(version: components['schemas']['DefinitionAtVersion'] | undefined): string {
  const { version: _version, changedAt: _at, changedBy: _by, ...definition } = version ?? { version: 0 };
  return JSON.stringify(definition, null, 2);
}
