import Box from '@cloudscape-design/components/box';
import { Foreign } from '../../../kit/foreign.tsx';
import { Time } from '../../../kit/time.tsx';
import type { JobState } from './health.ts';

/** What went wrong the last time, in a line or two. */
export function LastError({ error }: { readonly error: JobState['lastError'] }) {
  if (error === undefined) return null;
  return (
    <>
      <Box variant="code">{error.code}</Box> {error.reason !== undefined && <Foreign text={error.reason} most={120} />}{' '}
      <Box variant="small" display="block">
        <Time at={error.at} />
      </Box>
    </>
  );
}
