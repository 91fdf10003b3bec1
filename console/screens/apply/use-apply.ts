import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type components, dataOf } from '../../../clients/typescript/src/index.ts';
import { api } from '../../api/client.ts';
import type { Written } from '../edit/object/path.ts';
import { type Answered, applyAll, type Progress } from './apply-all.ts';

type SetRequest = components['schemas']['DefinitionSetRequest'];

/** What is to be applied. The service checks what is in the lists, whatever it is. */
export interface WrittenSet {
  readonly definitions: Written;
  readonly prune: boolean;
}

async function send({ definitions, prune }: WrittenSet, dryRun: boolean, etag?: string): Promise<Answered> {
  const params = { header: etag === undefined ? {} : { 'If-Match': etag } };
  const body = { definitions, prune, dryRun } as SetRequest;
  const answer = await api.POST('/definitions', { params, body });
  return { outcome: dataOf(answer), etag: answer.response.headers.get('etag') ?? undefined };
}

/** Plans a set of definitions, and writes exactly what was planned. */
export function useApply() {
  const queries = useQueryClient();
  const [progress, setProgress] = useState<Progress>();
  const plan = useMutation({
    mutationFn: async (set: WrittenSet) => ({ set, ...(await send(set, true)) }),
    onMutate: () => setProgress(undefined),
  });
  const apply = useMutation({
    mutationFn: ({ set, etag }: { readonly set: WrittenSet; readonly etag: string | undefined }) =>
      applyAll(etag, (next) => send(set, false, next), setProgress),
    // What was written before a failure is there.
    onSettled: () => queries.invalidateQueries(),
  });
  const forget = () => {
    plan.reset();
    apply.reset();
    setProgress(undefined);
  };
  return { plan, apply, progress, forget };
}
