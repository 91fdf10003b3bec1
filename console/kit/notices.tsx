import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useEffect, useSyncExternalStore } from 'react';
import { useLocation } from 'wouter';
import { texts } from '../texts/index.ts';
import { dismiss, notices, onNotices, turnPage } from './notice-board.ts';

/** The notices of {@link notify}. Their place is there from the start, so that a screen reader says what comes into it. */
export function Notices() {
  const posted = useSyncExternalStore(onNotices, notices);
  const [path] = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page is turned whenever the path changes
  useEffect(turnPage, [path]);
  return (
    <div role="status" aria-live="polite" className="frame-notices">
      <SpaceBetween size="xs">
        {posted.map(({ id, type, text, requestId }) => (
          <Alert key={id} type={type} dismissible dismissAriaLabel={texts.kit.dismiss} onDismiss={() => dismiss(id)}>
            {text}
            {requestId !== undefined && (
              <>
                {' '}
                {texts.kit.requestId} <Box variant="code">{requestId}</Box>
              </>
            )}
          </Alert>
        ))}
      </SpaceBetween>
    </div>
  );
}
