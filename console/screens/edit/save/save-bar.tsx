import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import type { DefinitionKind } from '../../../../shared/domain/definition.ts';
import { Confirm } from '../../../kit/confirm.tsx';
import { useFreshSignIn } from '../../../kit/fresh-sign-in.tsx';
import { texts } from '../../../texts/index.ts';
import { PLACES } from '../../places.ts';
import { asksForFreshSignIn, type Editing, isChanged } from '../object/editing.ts';
import type { useSaving } from './use-saving.ts';

interface SaveBarProps {
  readonly kind: DefinitionKind;
  readonly id: string | undefined;
  readonly editing: Editing;
  readonly saving: ReturnType<typeof useSaving>;
  readonly verdict: ReactNode;
  readonly onSave: () => void;
  readonly onGiveUp: () => void;
}

/** Saves, or gives up. It stays in sight, with why saving has to wait. */
export function SaveBar(props: SaveBarProps) {
  const { kind, id, editing, saving, verdict, onSave } = props;
  const { fresh } = useFreshSignIn();
  const why = whyNot(props);
  const signInFirst = why === undefined && !fresh && asksForFreshSignIn(kind, editing);
  return (
    <div className="edit-bar">
      <SpaceBetween size="s" direction="horizontal" alignItems="center">
        <Button
          variant="primary"
          loading={saving.mutation.isPending}
          {...(why !== undefined && { disabled: true, disabledReason: why })}
          onClick={onSave}
        >
          {id === undefined ? texts.edit.create : texts.edit.save}
        </Button>
        <GiveUp {...props} />
        {why === undefined && verdict}
        {why !== undefined && <StatusIndicator type="info">{why}</StatusIndicator>}
        {signInFirst && <StatusIndicator type="info">{texts.edit.freshNeeded}</StatusIndicator>}
      </SpaceBetween>
    </div>
  );
}

/** Why nothing can be saved. Another's change has to be looked at first. */
function whyNot({ editing, saving }: SaveBarProps): string | undefined {
  if (editing.unreadable !== undefined) return texts.edit.unreadable;
  if (saving.theirs !== undefined) return texts.edit.conflict;
  return isChanged(editing) ? undefined : texts.edit.nothingChanged;
}

function GiveUp({ kind, id, editing, onGiveUp }: SaveBarProps) {
  const [asked, setAsked] = useState(false);
  const [, go] = useLocation();
  const leave = () => {
    onGiveUp();
    go(id === undefined ? PLACES[kind] : `${PLACES[kind]}/${id}`);
  };
  return (
    <>
      <Button variant="link" onClick={() => (isChanged(editing) ? setAsked(true) : leave())}>
        {texts.edit.cancel}
      </Button>
      {asked && (
        <Confirm
          title={texts.edit.giveUp}
          action={texts.edit.giveUpAction}
          onConfirm={leave}
          onCancel={() => setAsked(false)}
        >
          {texts.edit.giveUpHelp}
        </Confirm>
      )}
    </>
  );
}
