import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useRef } from 'react';
import { useLocation } from 'wouter';
import { Fault } from '../../../kit/answered.tsx';
import { Foreign } from '../../../kit/foreign.tsx';
import { texts } from '../../../texts/index.ts';
import { isOvertaken } from '../api/save.ts';
import type { useEditing } from '../use-editing.ts';
import { Conflicts } from './conflicts.tsx';
import type { useSaving } from './use-saving.ts';

interface MessagesProps {
  readonly draft: ReturnType<typeof useEditing>;
  readonly saving: ReturnType<typeof useSaving>;
}

/** What a person has to know before going on: a draft, another's change, a refusal, an approval that it waits for. */
export function Messages({ draft, saving }: MessagesProps) {
  const { editing, isResumed } = draft;
  const { theirs, unread, waits } = saving;
  const place = useScrollToNews(saving);
  const failed = saving.mutation.error;
  const startAnew = () => {
    draft.startAnew();
    saving.merged();
  };
  return (
    <div ref={place} role="status" aria-live="polite">
      <SpaceBetween size="s">
        {waits !== undefined && <Waiting reason={waits.reason} />}
        {isResumed && <Resumed onDiscard={startAnew} />}
        {theirs !== undefined && (
          <Conflicts
            key={theirs.etag}
            base={editing.base}
            theirs={theirs.value}
            yours={editing.value}
            onMerged={(value) => {
              draft.rebase(theirs, value);
              saving.merged();
            }}
          />
        )}
        {unread !== undefined && <Fault error={unread} again={saving.readTheirs} />}
        {failed !== null && !isOvertaken(failed) && <Fault error={failed} />}
      </SpaceBetween>
    </div>
  );
}

/** Saving is far below what it leads to. */
function useScrollToNews({ mutation: { error }, theirs, unread, waits }: MessagesProps['saving']) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (theirs !== undefined || unread !== undefined || waits !== undefined || error !== null)
      place.current?.scrollIntoView({ block: 'center' });
  }, [theirs, unread, waits, error]);
  return place;
}

function Resumed({ onDiscard }: { readonly onDiscard: () => void }) {
  return (
    <Alert
      type="info"
      header={texts.edit.draft}
      action={<Button onClick={onDiscard}>{texts.edit.discardDraft}</Button>}
    >
      {texts.edit.draftHelp}
    </Alert>
  );
}

function Waiting({ reason }: { readonly reason: string }) {
  const [, go] = useLocation();
  return (
    <Alert
      type="info"
      header={texts.edit.waiting}
      action={<Button onClick={() => go('/approvals')}>{texts.edit.toApprovals}</Button>}
    >
      <Foreign text={texts.edit.waitingHelp(reason)} />
    </Alert>
  );
}
