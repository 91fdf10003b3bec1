import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { dataOf } from '../../../../clients/typescript/src/index.ts';
import { api } from '../../../api/client.ts';
import { Command } from '../../../kit/command.tsx';
import { Confirm } from '../../../kit/confirm.tsx';
import { texts } from '../../../texts/index.ts';
import { REVOKE_COMMAND, type RotatedKeys, rotateCommand } from '../words.ts';

const t = texts.accounts.rotate;

interface RotateProps {
  readonly id: string;
  readonly onRotated: (rotated: RotatedKeys) => void;
  readonly onCancel: () => void;
}

/** Asks whether to rotate in steps, or at once because the key has leaked. */
export function Rotate({ id, onRotated, onCancel }: RotateProps) {
  const [atOnce, setAtOnce] = useState(false);
  const rotate = useMutation({
    mutationFn: async () =>
      dataOf(
        await api.POST('/accounts/{id}/key/rotate', { params: { path: { id } }, body: atOnce ? { atOnce: true } : {} }),
      ),
    onSuccess: onRotated,
  });
  return (
    <Confirm
      title={t.title(id)}
      action={atOnce ? t.atOnce.action : t.action}
      busy={rotate.isPending}
      error={rotate.error}
      onConfirm={() => rotate.mutate()}
      onCancel={onCancel}
    >
      <FormField label={t.way} stretch>
        <RadioGroup
          value={atOnce ? 'atOnce' : 'inSteps'}
          items={[
            { value: 'inSteps', label: t.inSteps.label, description: t.inSteps.help },
            { value: 'atOnce', label: t.atOnce.label, description: t.atOnce.help },
          ]}
          onChange={({ detail }) => setAtOnce(detail.value === 'atOnce')}
        />
      </FormField>
      {atOnce ? <Leaked /> : <Steps />}
      <Box color="text-body-secondary">{t.only}</Box>
      <Command text={rotateCommand(id, atOnce)} />
    </Confirm>
  );
}

function Steps() {
  return (
    <div>
      <ol>
        {t.steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Box>{t.now}</Box>
    </div>
  );
}

function Leaked() {
  return (
    <Alert type="warning">
      {t.atOnce.sessions} <Box variant="code">{REVOKE_COMMAND}</Box>
    </Alert>
  );
}
