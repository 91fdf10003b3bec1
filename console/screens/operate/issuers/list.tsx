import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useStops } from '../../../api/stops.ts';
import { Answered } from '../../../kit/answered.tsx';
import { Foreign } from '../../../kit/foreign.tsx';
import { Page } from '../../../kit/page.tsx';
import { To } from '../../../kit/to.tsx';
import { texts } from '../../../texts/index.ts';
import { isFound, type ShownIssuer } from './issuer.ts';
import { State } from './state.tsx';
import { useIssuers } from './use-issuers.ts';

const t = texts.issuers;

/** Whose tokens are taken. */
export function Issuers() {
  const [, go] = useLocation();
  const query = useIssuers();
  return (
    <Page
      title={t.title}
      description={t.description}
      command="npx portunus list issuer"
      actions={
        <Button variant="primary" onClick={() => go('/new/issuer')}>
          {t.add}
        </Button>
      }
    >
      <Answered query={query}>
        {({ issuers, isWhole }) => (
          <SpaceBetween size="s">
            <List issuers={issuers} />
            {!isWhole && <Box>{t.part(issuers.length)}</Box>}
          </SpaceBetween>
        )}
      </Answered>
    </Page>
  );
}

function List({ issuers }: { readonly issuers: readonly ShownIssuer[] }) {
  const [text, setText] = useState('');
  const shown = issuers.filter((issuer) => isFound(issuer, text));
  return (
    <Table
      items={shown}
      columnDefinitions={COLUMNS}
      trackBy="id"
      wrapLines
      variant="borderless"
      ariaLabels={{ tableLabel: t.title }}
      filter={
        <TextFilter
          filteringText={text}
          filteringPlaceholder={t.find}
          filteringAriaLabel={t.find}
          filteringClearAriaLabel={t.clear}
          countText={t.count(shown.length, issuers.length)}
          onChange={({ detail }) => setText(detail.filteringText)}
        />
      }
      empty={issuers.length === 0 ? <Nothing /> : t.noneFound}
    />
  );
}

function Nothing() {
  return (
    <Box textAlign="center">
      <Box variant="h2">{t.none}</Box>
      <Box>{t.noneHelp}</Box>
    </Box>
  );
}

const COLUMNS: readonly TableProps.ColumnDefinition<ShownIssuer>[] = [
  {
    id: 'id',
    header: t.columns.id,
    isRowHeader: true,
    minWidth: 140,
    cell: ({ id }) => <To href={`/issuers/${id}`}>{id}</To>,
  },
  { id: 'kind', header: t.columns.kind, minWidth: 110, cell: ({ kind }) => kind && t.kinds[kind] },
  { id: 'state', header: t.columns.state, minWidth: 150, cell: (issuer) => <StateOf issuer={issuer} /> },
  { id: 'url', header: t.columns.url, minWidth: 220, cell: ({ url }) => <Foreign text={url} /> },
  {
    id: 'people',
    header: t.columns.people,
    minWidth: 140,
    cell: ({ adminGroups }) =>
      adminGroups.length === 0 ? t.nobodyAdministers : <Foreign text={t.groups(adminGroups.join(', '))} />,
  },
];

function StateOf({ issuer }: { readonly issuer: ShownIssuer }) {
  const stops = useStops();
  return <State issuer={issuer} stops={stops.data} />;
}
