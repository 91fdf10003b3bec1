import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import { useState } from 'react';
import { Confirm } from '../../kit/confirm.tsx';
import { texts } from '../../texts/index.ts';
import { useBrake } from '../operate/stop/use-brake.ts';

const t = texts.connector;

/** The brake: it asks for a reason, which callers read. */
export function Stop({ id, close }: { readonly id: string; readonly close: () => void }) {
  const [reason, setReason] = useState('');
  const stop = useBrake('stop', t.stopped, close);
  return (
    <Confirm
      title={t.stopTitle(id)}
      action={t.stop}
      busy={stop.isPending}
      disabled={reason.trim() === ''}
      error={stop.error}
      onConfirm={() => stop.mutate({ scope: { connector: id }, reason: reason.trim() })}
      onCancel={close}
    >
      <Box>{t.stopWhat}</Box>
      <FormField label={t.stopReason}>
        <Input value={reason} onChange={({ detail }) => setReason(detail.value)} />
      </FormField>
    </Confirm>
  );
}
