import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import type { DefinitionKind } from '../../../../shared/domain/definition.ts';
import { Confirm } from '../../../kit/confirm.tsx';
import { texts } from '../../../texts/index.ts';
import { PLACES } from '../../places.ts';

interface SaveBarProps {
  readonly kind: DefinitionKind;
  readonly id: string | undefined;
  readonly changed: boolean;
  readonly unreadable: boolean;
  /** While another's change has to be looked at. */
  readonly blocked: boolean;
  readonly saving: boolean;
  /** Whether the service will ask for a fresh sign-in. */
  readonly signInFirst: boolean;
  readonly verdict: ReactNode;
  readonly onSave: () => void;
  readonly onGiveUp: () => void;
}

/** Saves, or gives up. It stays in sight, with why saving has to wait. */
export function SaveBar(props: SaveBarProps) {
  const { id, changed, unreadable, blocked, saving, signInFirst, verdict, onSave } = props;
  const why = unreadable
    ? texts.edit.unreadable
    : blocked
      ? texts.edit.conflict
      : changed
        ? undefined
        : texts.edit.nothingChanged;
  return (
    <div className="edit-bar">
      <SpaceBetween size="s" direction="horizontal" alignItems="center">
        <Button
          variant="primary"
          loading={saving}
          {...(why !== undefined && { disabled: true, disabledReason: why })}
          onClick={onSave}
        >
          {id === undefined ? texts.edit.create : texts.edit.save}
        </Button>
        <GiveUp {...props} />
        {why === undefined && verdict}
        {why !== undefined && <StatusIndicator type="info">{why}</StatusIndicator>}
        {why === undefined && signInFirst && <StatusIndicator type="info">{texts.edit.freshNeeded}</StatusIndicator>}
      </SpaceBetween>
    </div>
  );
}

function GiveUp({ kind, id, changed, onGiveUp }: SaveBarProps) {
  const [asked, setAsked] = useState(false);
  const [, go] = useLocation();
  const leave = () => {
    onGiveUp();
    go(id === undefined ? PLACES[kind] : `${PLACES[kind]}/${id}`);
  };
  return (
    <>
      <Button variant="link" onClick={() => (changed ? setAsked(true) : leave())}>
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
