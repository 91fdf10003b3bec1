import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { texts } from '../../texts/index.ts';
import type { useRows } from './use-rows.ts';

const t = texts.connectors;

/** How much of the list is there. A list that isn't whole says so, because what it doesn't show may still be. */
export function Reading({ list }: { readonly list: ReturnType<typeof useRows> }) {
  const { rows, loading, progress, error, hold, goOn, again } = list;
  if (loading || rows.length === 0) return null;
  if (progress === 'whole') {
    return (
      <SpaceBetween direction="horizontal" size="s" alignItems="center">
        <Box color="text-body-secondary">{t.whole(rows.length)}</Box>
        <Button variant="inline-link" onClick={again}>
          {t.again}
        </Button>
      </SpaceBetween>
    );
  }
  const isHeld = progress === 'held' || error !== null;
  return (
    <SpaceBetween direction="horizontal" size="s" alignItems="center">
      <StatusIndicator type={isHeld ? 'stopped' : 'loading'}>
        {isHeld ? t.readStopped(rows.length) : t.reading(rows.length)}
      </StatusIndicator>
      <Button variant="inline-link" onClick={isHeld ? goOn : hold}>
        {isHeld ? t.goOn : t.stopReading}
      </Button>
    </SpaceBetween>
  );
}
