import './panel.css';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ReactNode } from 'react';
import { Fault } from '../../kit/answered.tsx';
import { texts } from '../../texts/index.ts';
import type { Usable } from './connectors.ts';
import { useConnector } from './use-connector.ts';

interface PanelProps {
  readonly id: string;
  readonly known: readonly Usable[];
  readonly title: (id: string) => string;
  readonly onClose: () => void;
  readonly children: (connector: Usable) => ReactNode;
}

/** What is done with one connector, above the list. */
export function Panel({ id, known, title, onClose, children }: PanelProps) {
  const { connector, isUnreadable, error, again } = useConnector(id, known);
  return (
    <Modal
      visible
      size="large"
      header={title(id)}
      closeAriaLabel={texts.kit.close}
      onDismiss={onClose}
      footer={
        <Box float="right">
          <Button onClick={onClose}>{texts.kit.close}</Button>
        </Box>
      }
    >
      {connector !== undefined && children(connector)}
      {connector === undefined && error !== null && <Fault error={error} again={again} />}
      {isUnreadable && <Alert type="warning">{texts.connector.unreadable}</Alert>}
      {connector === undefined && !isUnreadable && error === null && (
        <StatusIndicator type="loading">{texts.kit.loading}</StatusIndicator>
      )}
    </Modal>
  );
}
