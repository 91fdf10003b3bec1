import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { dataOf } from '../../../../clients/typescript/src/index.ts';
import { api } from '../../../api/client.ts';
import { notify } from '../../../kit/notice-board.ts';
import { texts } from '../../../texts/index.ts';
import type { JobState } from './health.ts';
import { readState } from './jobs.ts';
import { type RunEnd, watchRun } from './watch-run.ts';

const t = texts.jobs;

type Phase = 'asking' | 'waiting' | RunEnd['ended'];

const NOTICES = { delivered: 'success', failed: 'error', unknown: 'warning' } as const;

export async function makeDue(id: string): Promise<unknown> {
  return dataOf(await api.POST('/refresh-jobs/{id}/run', { params: { path: { id } } }));
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Makes a job due, and tells what came of it. Leaving the page ends the watching, and not the run. */
export function useRun({ job: id, ...state }: JobState) {
  const [phase, setPhase] = useState<Phase>();
  const [error, setError] = useState<Error | null>(null);
  const queries = useQueryClient();
  const watching = useRef<AbortController>(undefined);
  useEffect(() => () => watching.current?.abort(), []);
  const run = async () => {
    const own = new AbortController();
    watching.current = own;
    setError(null);
    setPhase('asking');
    try {
      await makeDue(id);
      setPhase('waiting');
      const end = await watchRun({ job: id, ...state }, { readState: () => readState(id), wait, signal: own.signal });
      if (own.signal.aborted) return;
      setPhase(end.ended);
      notify({ type: NOTICES[end.ended], text: t[end.ended](id) });
      await queries.invalidateQueries({ queryKey: ['jobs'] });
    } catch (fault) {
      setPhase(undefined);
      setError(fault instanceof Error ? fault : new Error(String(fault)));
    }
  };
  return { phase, error, run };
}
