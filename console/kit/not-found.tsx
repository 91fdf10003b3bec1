import Box from '@cloudscape-design/components/box';
import { texts } from '../texts/index.ts';
import { Page } from './page.tsx';

export function NotFound() {
  return (
    <Page title={texts.kit.notFound}>
      <Box>{texts.kit.notFoundHelp}</Box>
    </Page>
  );
}
