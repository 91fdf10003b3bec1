import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { texts } from '../../../texts/index.ts';
import type { Path } from '../object/path.ts';
import { Examples } from '../start/examples.tsx';
import { useForm } from './form-context.ts';
import { JsonText } from './text-controls.tsx';

/** A policy as JSON, which can be begun with an example. */
export function PolicyField({ path }: { readonly path: Path }) {
  const { frozen } = useForm();
  const [open, setOpen] = useState(false);
  return (
    <SpaceBetween size="xs">
      <JsonText path={path} />
      <Button disabled={frozen} onClick={() => setOpen(true)}>
        {texts.edit.examples}
      </Button>
      {open && <Examples path={path} onClose={() => setOpen(false)} />}
    </SpaceBetween>
  );
}
