import './mine.css';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { lazy, Suspense, useState } from 'react';
import { useLocation } from 'wouter';
import { useSession } from '../../api/session.ts';
import { Fault } from '../../kit/answered.tsx';
import { Page } from '../../kit/page.tsx';
import { prefer, preference } from '../../kit/preference.ts';
import { texts } from '../../texts/index.ts';
import { Card } from './card.tsx';
import { commandFor } from './command.ts';
import type { Usable } from './connectors.ts';
import { Filters } from './filters.tsx';
import { useConnectors } from './use-connectors.ts';
import { useView } from './use-view.ts';

const t = texts.mine;
const AT_ONCE = 50;

const SnippetsPanel = lazy(async () => ({ default: (await import('./snippets-panel.tsx')).SnippetsPanel }));
const LoginPanel = lazy(async () => ({ default: (await import('./login-panel.tsx')).LoginPanel }));

/** What the person may use. Nothing here issues anything before a click. */
export function Mine() {
  const { filter, shown, find, close } = useView();
  const [most, setMost] = useState(AT_ONCE);
  const [tool, setTool] = useState(() => preference('tool'));
  const { items, served, error, again, isReading, hasMore } = useConnectors(filter, most);
  const choose = (chosen: string) => {
    prefer('tool', chosen);
    setTool(chosen);
  };
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <Page title={t.title} description={t.description} command={commandFor(filter)}>
      {(isFiltered || items.length > 1) && <Filters filter={filter} served={served} onFind={find} />}
      {items.length > 0 && (
        <Box variant="small">
          <span role="status">{t.count(items.length, hasMore)}</span>
        </Box>
      )}
      {error !== null && <Fault error={error} again={again} />}
      <List items={items.slice(0, most)} tool={tool} />
      {isReading && <StatusIndicator type="loading">{texts.kit.loading}</StatusIndicator>}
      {!isReading && error === null && items.length === 0 && (
        <Nothing isFiltered={isFiltered} onAll={() => find({ text: '', serves: undefined })} />
      )}
      {!isReading && (items.length > most || hasMore) && (
        <Button onClick={() => setMost(most + AT_ONCE)}>{t.showMore}</Button>
      )}
      <Suspense>
        {shown?.view === 'snippets' && (
          <SnippetsPanel id={shown.connector} known={items} tool={tool} onTool={choose} onClose={close} />
        )}
        {shown?.view === 'login' && (
          <LoginPanel key={shown.connector} id={shown.connector} known={items} onClose={close} />
        )}
      </Suspense>
    </Page>
  );
}

function List({ items, tool }: { readonly items: readonly Usable[]; readonly tool: string | null }) {
  return (
    <ul className="mine-list">
      {items.map((connector) => (
        <li key={connector.id}>
          <Card connector={connector} tool={tool} />
        </li>
      ))}
    </ul>
  );
}

function Nothing({ isFiltered, onAll }: { readonly isFiltered: boolean; readonly onAll: () => void }) {
  const [, go] = useLocation();
  const session = useSession();
  const [title, help] = isFiltered
    ? [t.noneFound, t.noneFoundHelp]
    : session.data?.caller.administrator
      ? [t.noneAdministrator, t.noneAdministratorHelp]
      : [t.none, t.noneHelp];
  return (
    <Box textAlign="center" padding="xl">
      <Box variant="h2">{title}</Box>
      <Box padding={{ vertical: 's' }}>{help}</Box>
      <Button variant="primary" onClick={isFiltered ? onAll : () => go('/set-up')}>
        {isFiltered ? t.clearFilters : t.howTo}
      </Button>
    </Box>
  );
}
