import Box from '@cloudscape-design/components/box';
import { useMutation } from '@tanstack/react-query';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import { Command } from '../../kit/command.tsx';
import { Confirm } from '../../kit/confirm.tsx';
import { notify } from '../../kit/notice-board.ts';
import { texts } from '../../texts/index.ts';
import { type Approval, commandOf, type Decision } from './approval.ts';

const t = texts.approvals;

interface ConfirmDecisionProps {
  readonly approval: Approval;
  readonly decision: Decision;
  readonly onClose: (isDone: boolean) => void;
}

export function ConfirmDecision({ approval, decision, onClose }: ConfirmDecisionProps) {
  const { id, action, target } = approval;
  const decide = useMutation({
    mutationFn: async () => dataOf(await api.POST('/approvals/{id}', { params: { path: { id } }, body: { decision } })),
    onSuccess: () => {
      notify({ type: 'success', text: t.done[decision] });
      onClose(true);
    },
  });
  return (
    <Confirm
      title={t.ask[decision]}
      action={decision === 'approve' ? t.approve : t.reject}
      onConfirm={() => decide.mutate()}
      onCancel={() => onClose(false)}
      busy={decide.isPending}
      error={decide.error}
    >
      <Box>
        {t.actions[action]} {t.kinds[target.kind]} <strong>{target.id}</strong>
      </Box>
      <Box>{t.means[decision]}</Box>
      <Command text={commandOf(approval, decision)} />
    </Confirm>
  );
}
