import SpaceBetween from '@cloudscape-design/components/space-between';
import { Page } from '../../../kit/page.tsx';
import { texts } from '../../../texts/index.ts';
import { InForce } from './in-force.tsx';
import { StopForm } from './stop-form.tsx';

const t = texts.stop;

/** The brake. It asks for nothing but the stops themselves, so that it works when little else does. */
export function Stop() {
  return (
    <Page title={t.title} description={t.description} command="npx portunus stops">
      <SpaceBetween size="l">
        <InForce />
        <StopForm />
      </SpaceBetween>
    </Page>
  );
}
