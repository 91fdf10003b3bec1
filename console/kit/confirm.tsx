import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { texts } from '../texts/index.ts';
import { Fault } from './answered.tsx';

interface ConfirmProps {
  /** A question, such as "Delete connector build?" */
  readonly title: string;
  /** What will happen, and whether it can be undone. */
  readonly children: ReactNode;
  /** What the button does, in a verb: "Delete", never "OK". */
  readonly action: string;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
  readonly busy?: boolean;
  /** Keeps the button from being pressed, for example until a reason is there. */
  readonly disabled?: boolean;
  /** Why it did not work. The dialog stays open then. */
  readonly error?: Error | null;
}

/** Asks before an act that others feel. Show it while the question is open, and leave it out otherwise. */
export function Confirm({ title, children, action, onConfirm, onCancel, busy, disabled, error }: ConfirmProps) {
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel={texts.kit.close}
      onDismiss={onCancel}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onCancel}>
              {texts.kit.cancel}
            </Button>
            <Button variant="primary" loading={busy ?? false} disabled={disabled ?? false} onClick={onConfirm}>
              {action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {children}
        {error && <Fault error={error} />}
      </SpaceBetween>
    </Modal>
  );
}
