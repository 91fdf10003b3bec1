import Box from '@cloudscape-design/components/box';
import { texts } from '../texts/index.ts';
import { CopyText } from './copy-text.tsx';

/** The command that does what the screen does. */
export function Command({ text }: { readonly text: string }) {
  return (
    <Box>
      <Box variant="awsui-key-label">{texts.kit.sameByCommand}</Box>
      <CopyText text={text} />
    </Box>
  );
}
