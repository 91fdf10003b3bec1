import './connector.css';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Spinner from '@cloudscape-design/components/spinner';
import Tabs from '@cloudscape-design/components/tabs';
import { useQueryClient } from '@tanstack/react-query';
import { type ComponentType, lazy, Suspense, useState } from 'react';
import { useLocation, useParams, useRouter } from 'wouter';
import { useSession } from '../../api/session.ts';
import { Answered } from '../../kit/answered.tsx';
import { Foreign } from '../../kit/foreign.tsx';
import { NotFound } from '../../kit/not-found.tsx';
import { Page } from '../../kit/page.tsx';
import { shellWord } from '../../kit/shell-word.ts';
import { texts } from '../../texts/index.ts';
import { Restore } from '../definition/restore.tsx';
import { Actions } from './actions.tsx';
import { Grants } from './grants.tsx';
import { Overview } from './overview.tsx';
import type { TabProps } from './tab.ts';
import { tellOfRestored } from './tell.ts';
import { type Found, useConnector } from './use-connector.ts';

const t = texts.connector;

const Versions = lazy(async () => ({ default: (await import('../definition/versions.tsx')).Versions }));

type Tab = keyof typeof t.tabs;

interface TabRow {
  readonly Content: ComponentType<TabProps>;
  readonly command: (id: string) => string;
  /** Of administrators alone. */
  readonly administers?: true;
}

/** Each with the command that tells the same. What is heavy or seldom is loaded when it is opened. */
const TABS: { readonly [tab in Tab]: TabRow } = {
  overview: { Content: Overview, command: (id) => `portunus get connector ${id}` },
  grants: { Content: Grants, command: (id) => `portunus get connector ${id}` },
  limits: {
    Content: lazy(async () => ({ default: (await import('./limits.tsx')).Limits })),
    command: (id) => `portunus get connector ${id}`,
  },
  iam: {
    Content: lazy(async () => ({ default: (await import('./iam.tsx')).Iam })),
    command: (id) => `portunus iam ${id}`,
    administers: true,
  },
  try: {
    Content: lazy(async () => ({ default: (await import('./try.tsx')).Try })),
    command: (id) => `portunus explain --connector ${id} --claims claims.json`,
    administers: true,
  },
  verify: {
    Content: lazy(async () => ({ default: (await import('./verify.tsx')).Verify })),
    command: (id) => `portunus verify ${id}`,
  },
  activity: {
    Content: lazy(async () => ({ default: (await import('./activity.tsx')).Activity })),
    command: (id) => `portunus usage --connector ${id}`,
  },
  versions: {
    Content: AllVersions,
    command: (id) => `portunus history connector ${id}`,
  },
};

/** Every version, and for who may change it, the way back. */
function AllVersions({ id, etag, isAdministrator }: TabProps) {
  const queries = useQueryClient();
  return (
    <Versions
      kind="connector"
      {...{ id, etag }}
      onRestored={isAdministrator ? tellOfRestored(queries, id) : undefined}
    />
  );
}

function isTab(tab: string): tab is Tab {
  return Object.hasOwn(TABS, tab);
}

/** One connector: what it is, who gets in, what AWS needs, and what became of it. */
export function Connector() {
  const { id = '', tab = 'overview' } = useParams<{ id: string; tab?: string }>();
  const { data: session } = useSession();
  const query = useConnector(id);
  if (!isTab(tab)) return <NotFound />;
  const isAdministrator = session?.caller.administrator === true;
  const found = query.data;
  const props = found?.kind === 'written' ? { ...found, id, isAdministrator } : undefined;
  return (
    <Page
      title={id}
      trail={[{ text: texts.connectors.title, href: '/connectors' }]}
      description={props?.connector.name !== undefined && <Foreign text={props.connector.name} />}
      actions={isAdministrator && props !== undefined && <Actions {...props} />}
      command={TABS[tab].command(shellWord(id))}
    >
      <Answered query={query}>
        {(answered) =>
          props === undefined ? (
            <NotWritten id={id} found={answered} isAdministrator={isAdministrator} />
          ) : (
            <SpaceBetween size="m">
              {!isAdministrator && <Box>{t.auditorSees}</Box>}
              <Parts tab={tab} {...props} />
            </SpaceBetween>
          )
        }
      </Answered>
    </Page>
  );
}

function Parts({ tab, ...props }: TabProps & { readonly tab: Tab }) {
  const [, go] = useLocation();
  const { base } = useRouter();
  const addressOf = (one: Tab) => `/connectors/${props.id}${one === 'overview' ? '' : `/${one}`}`;
  const { Content } = TABS[tab];
  const shown = (Object.keys(TABS) as Tab[]).filter((one) => props.isAdministrator || TABS[one].administers !== true);
  return (
    <Tabs
      activeTabId={tab}
      ariaLabel={t.tabsLabel}
      keyboardActivationMode="manual"
      onChange={({ detail }) => isTab(detail.activeTabId) && go(addressOf(detail.activeTabId))}
      tabs={shown.map((one) => ({
        id: one,
        label: t.tabs[one],
        href: `${base}${addressOf(one)}`,
        content: one === tab && (
          <Suspense fallback={<Spinner />}>
            <Content {...props} />
          </Suspense>
        ),
      }))}
    />
  );
}

interface NotWrittenProps {
  readonly id: string;
  readonly found: Found;
  readonly isAdministrator: boolean;
}

/** A deleted connector can come back. One that a newer release wrote waits for that. */
function NotWritten({ id, found, isAdministrator }: NotWrittenProps) {
  const [asks, setAsks] = useState(false);
  const queries = useQueryClient();
  return (
    <SpaceBetween size="m">
      {found.kind === 'deleted' ? (
        <Alert
          type="warning"
          header={t.deletedTitle}
          action={isAdministrator && <Button onClick={() => setAsks(true)}>{texts.definition.restore}</Button>}
        >
          {t.deletedWhat(found.version)}
        </Alert>
      ) : (
        <Alert type="warning">{t.unreadable}</Alert>
      )}
      <Suspense fallback={<Spinner />}>
        <Versions kind="connector" id={id} />
      </Suspense>
      {asks && (
        <Restore kind="connector" id={id} onRestored={tellOfRestored(queries, id)} close={() => setAsks(false)} />
      )}
    </SpaceBetween>
  );
}
