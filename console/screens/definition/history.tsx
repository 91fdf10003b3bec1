import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useParams } from 'wouter';
import type { DefinitionKind } from '../../../shared/domain/definition.ts';
import { useSession } from '../../api/session.ts';
import { notify } from '../../kit/notice-board.ts';
import { Page } from '../../kit/page.tsx';
import { shellWord } from '../../kit/shell-word.ts';
import { texts } from '../../texts/index.ts';
import { PLACES } from '../places.ts';
import { Remove } from './remove.tsx';
import { Restore, type Restored } from './restore.tsx';
import { useVersions, Versions } from './versions.tsx';

const t = texts.definition;

/** A connector has all this on its own page. */
type Kind = Exclude<DefinitionKind, 'connector'>;

// One component for each address, so that another kind is another screen from the start.
export function IssuerHistory() {
  return <History kind="issuer" />;
}

export function AccountHistory() {
  return <History kind="account" />;
}

export function RefreshJobHistory() {
  return <History kind="refresh-job" />;
}

/** What a definition was, with the ways back, and its deletion. */
function History({ kind }: { readonly kind: Kind }) {
  const { id = '' } = useParams();
  const { data: session } = useSession();
  const [act, setAct] = useState<'restore' | 'remove'>();
  const [last] = useVersions({ kind, id }).data?.pages[0]?.items ?? [];
  const changed = useChanged();
  const onRestored: Restored = (data, _response, done) => changed('approval' in data ? undefined : done);
  const isAdministrator = session?.caller.administrator === true;
  // An ETag is the version in quotes.
  const etag = `"${last?.version}"`;
  const next = last?.deleted === true ? 'restore' : 'remove';
  const close = () => setAct(undefined);
  return (
    <Page
      title={t.title(id)}
      trail={[
        { text: t.lists[kind], href: PLACES[kind] },
        { text: id, href: `${PLACES[kind]}/${id}` },
      ]}
      command={`npx portunus history ${kind} ${shellWord(id)}`}
      actions={isAdministrator && last !== undefined && <Button onClick={() => setAct(next)}>{t[next]}</Button>}
    >
      {last?.deleted === true && <Alert type="warning">{t.isDeleted(kind)}</Alert>}
      <Versions {...{ kind, id, etag }} onRestored={isAdministrator ? onRestored : undefined} />
      {act === 'restore' && <Restore {...{ kind, id, etag, onRestored, close }} />}
      {act === 'remove' && (
        <Remove {...{ kind, id, etag, close }} onRemoved={() => changed(t.removed(kind))}>
          {t.removeWhat[kind]} {t.kept}
        </Remove>
      )}
    </Page>
  );
}

/** Says what was done, and reads anew whatever may show it. Without that, a second administrator decides first. */
function useChanged() {
  const queries = useQueryClient();
  return (done: string | undefined) => {
    notify(done === undefined ? { type: 'info', text: t.waits } : { type: 'success', text: done });
    void queries.invalidateQueries();
  };
}
