import Box from '@cloudscape-design/components/box';
import { useState } from 'react';
import { isStopReason } from '../../../../shared/domain/stop.ts';
import type { Stop } from '../../../api/stops.ts';
import { Command } from '../../../kit/command.tsx';
import { Confirm } from '../../../kit/confirm.tsx';
import { Foreign } from '../../../kit/foreign.tsx';
import { texts } from '../../../texts/index.ts';
import { ReasonField } from './reason-field.tsx';
import { commandFor } from './scope-form.ts';
import { wordsOf } from './scope-words.ts';
import { useBrake } from './use-brake.ts';

const t = texts.stop;

export function Resume({ stop: { scope, reason: was }, onEnd }: { readonly stop: Stop; readonly onEnd: () => void }) {
  const [reason, setReason] = useState('');
  const words = wordsOf(scope).slice(0, 100);
  const { mutate, isPending, error } = useBrake('resume', t.resumed(words), onEnd);
  return (
    <Confirm
      title={t.resumeTitle(words)}
      action={t.resume}
      busy={isPending}
      disabled={!isStopReason(reason)}
      error={error}
      onConfirm={() => mutate({ scope, reason })}
      onCancel={onEnd}
    >
      <span>{t.resumeHelp}</span>
      <span>
        {t.columns.reason}: <Foreign text={was} />
      </span>
      <ReasonField label={t.resumeReason} reason={reason} onReason={setReason} />
      <Box variant="small">{texts.kit.freshNeeded}</Box>
      <Command text={commandFor('resume', scope, reason)} />
    </Confirm>
  );
}
