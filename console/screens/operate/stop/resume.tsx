import Box from '@cloudscape-design/components/box';
import { useState } from 'react';
import { isStopReason, scopeText } from '../../../../shared/domain/stop.ts';
import type { Stop } from '../../../api/stops.ts';
import { Command } from '../../../kit/command.tsx';
import { Confirm } from '../../../kit/confirm.tsx';
import { Foreign } from '../../../kit/foreign.tsx';
import { useDraft } from '../../../kit/use-draft.ts';
import { texts } from '../../../texts/index.ts';
import { ReasonField } from './reason-field.tsx';
import { commandFor } from './scope-form.ts';
import { wordsOf } from './scope-words.ts';
import { useBrake } from './use-brake.ts';

const t = texts.stop;

/** Asks why it may go on. The reason outlives a sign-in, which the service may ask for. */
export function Resume({ stop, onEnd }: { readonly stop: Stop; readonly onEnd: () => void }) {
  const { scope, at, reason: was } = stop;
  const { draft, keep, discard } = useDraft<string>(`resume/${at}/${scopeText(scope)}`);
  const [reason, setReason] = useState(draft ?? '');
  const words = wordsOf(scope).slice(0, 100);
  const end = () => {
    discard();
    onEnd();
  };
  const { mutate, isPending, error } = useBrake('resume', t.resumed(words), end);
  const type = (typed: string) => {
    setReason(typed);
    keep(typed);
  };
  return (
    <Confirm
      title={t.resumeTitle(words)}
      action={t.resume}
      busy={isPending}
      disabled={!isStopReason(reason)}
      error={error}
      onConfirm={() => mutate({ scope, reason })}
      onCancel={end}
    >
      <span>{t.resumeHelp}</span>
      <span>
        {t.columns.reason}: <Foreign text={was} />
      </span>
      <ReasonField label={t.resumeReason} reason={reason} onReason={type} />
      <Box variant="small">{texts.kit.freshNeeded}</Box>
      <Command text={commandFor('resume', scope, reason)} />
    </Confirm>
  );
}
