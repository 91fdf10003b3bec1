import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useDeferredValue, useMemo } from 'react';
import { useLocation } from 'wouter';
import type { Caller } from '../../api/session.ts';
import { Fault } from '../../kit/answered.tsx';
import { Page } from '../../kit/page.tsx';
import { To } from '../../kit/to.tsx';
import { texts } from '../../texts/index.ts';
import { accountsOf, findRows } from './find.ts';
import { List } from './list.tsx';
import { Reading } from './reading.tsx';
import { useRows } from './use-rows.ts';
import { useView } from './use-view.ts';

const t = texts.connectors;

/** All connectors, to look for one, and to see which of them are unused or don't work. */
export function Connectors() {
  const [, go] = useLocation();
  const [view, change] = useView();
  const list = useRows();
  const { rows, caller } = list;
  // A key is answered before the rows are: drawing them may be interrupted by the next one.
  const [shownView, shownRows] = [useDeferredValue(view), useDeferredValue(rows)];
  const found = useMemo(() => findRows(shownRows, shownView, Date.now()), [shownRows, shownView]);
  const accounts = useMemo(() => accountsOf(shownRows), [shownRows]);
  const isAdministrator = caller?.administrator === true;
  return (
    <Page
      title={t.title}
      description={descriptionFor(caller)}
      command={isAdministrator ? 'portunus connectors --state' : 'portunus connectors'}
      actions={
        isAdministrator && (
          <Button variant="primary" onClick={() => go('/new/connector')}>
            {t.add}
          </Button>
        )
      }
    >
      <SpaceBetween size="m">
        {list.allStopped && (
          <Alert type="error">
            {t.allStopped} <To href="/stop">{t.seeStops}</To>
          </Alert>
        )}
        {list.error !== null && <Fault error={list.error} again={rows.length === 0 ? list.again : list.goOn} />}
        <Reading list={list} />
        <List found={found} view={view} shownView={shownView} change={change} list={list} accounts={accounts} />
      </SpaceBetween>
    </Page>
  );
}

function descriptionFor(caller: Caller | undefined): string {
  if (caller === undefined || caller.administrator) return t.description;
  return caller.auditor ? t.descriptionAuditors : t.descriptionOthers;
}
