import { useMutation, useQueryClient } from '@tanstack/react-query';
import { dataOf } from '../../../../clients/typescript/src/index.ts';
import type { StopScope } from '../../../../shared/domain/stop.ts';
import { api } from '../../../api/client.ts';
import { STOPS } from '../../../api/stops.ts';
import { notify } from '../../../kit/notice-board.ts';

interface Act {
  readonly scope: StopScope;
  readonly reason: string;
}

/** Stops or resumes. The answer is what is in force then, so that nothing has to be asked again. */
export function useBrake(action: 'stop' | 'resume', told: string, onDone: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (body: Act) =>
      dataOf(await (action === 'stop' ? api.POST('/stop', { body }) : api.POST('/resume', { body }))),
    onSuccess: ({ items }) => {
      queries.setQueryData(STOPS, items);
      notify({ type: 'success', text: told });
      onDone();
    },
  });
}
