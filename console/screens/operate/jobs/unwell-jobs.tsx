import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Confirm } from '../../../kit/confirm.tsx';
import { LongRun } from '../../../kit/progress.tsx';
import { useLongRun } from '../../../kit/use-long-run.ts';
import { texts } from '../../../texts/index.ts';
import { type Examined, isUnwell } from './health.ts';
import { makeDue } from './use-run.ts';

const t = texts.jobs;

/** How many jobs need somebody, and one button that runs those which a run can help. */
export function UnwellJobs({ jobs }: { readonly jobs: readonly Examined[] }) {
  const [asked, setAsked] = useState<readonly Examined[]>();
  const run = useLongRun<Examined>();
  const begin = (items: readonly Examined[]) => {
    setAsked(undefined);
    void run.start(items, ({ id }) => makeDue(id));
  };
  if (jobs.length === 0) return null;
  return (
    <SpaceBetween size="s">
      <Told jobs={jobs} isRunning={run.state.phase === 'running'} onRun={setAsked} />
      <LongRun run={run} label={t.runningUnwell} nameOf={({ id }) => id} again={begin} />
      {run.state.phase === 'ended' && <LoadAnew />}
      {asked !== undefined && (
        <Confirm
          title={t.runUnwellTitle(asked.length)}
          action={t.runUnwell(asked.length)}
          onConfirm={() => begin(asked)}
          onCancel={() => setAsked(undefined)}
        >
          <span>{t.runUnwellHelp}</span>
        </Confirm>
      )}
    </SpaceBetween>
  );
}

interface ToldProps {
  readonly jobs: readonly Examined[];
  readonly isRunning: boolean;
  readonly onRun: (runnable: readonly Examined[]) => void;
}

function Told({ jobs, isRunning, onRun }: ToldProps) {
  const unwell = jobs.filter(({ health }) => isUnwell(health));
  const unknown = jobs.filter(({ health }) => health === 'unknown').length;
  const runnable = unwell.filter(({ health }) => health !== 'stopped' && health !== 'unreadable');
  const run = (
    <Button onClick={() => onRun(runnable)} disabled={isRunning}>
      {t.runUnwell(runnable.length)}
    </Button>
  );
  return (
    <SpaceBetween size="s">
      {unknown > 0 && <StatusIndicator type="pending">{t.unknownStops(unknown)}</StatusIndicator>}
      {unwell.length === 0 && unknown === 0 && (
        <StatusIndicator type="success">{t.unwell(0, jobs.length)}</StatusIndicator>
      )}
      {unwell.length > 0 && (
        <Alert type="warning" header={t.unwell(unwell.length, jobs.length)} action={runnable.length > 0 && run}>
          <Counts unwell={unwell} />
        </Alert>
      )}
    </SpaceBetween>
  );
}

function Counts({ unwell }: { readonly unwell: readonly Examined[] }) {
  const counts = new Map<string, number>();
  for (const { health } of unwell) counts.set(t.health[health], (counts.get(t.health[health]) ?? 0) + 1);
  return [...counts].map(([text, count]) => `${text}: ${count.toLocaleString('en')}`).join(' · ');
}

function LoadAnew() {
  const queries = useQueryClient();
  return (
    <SpaceBetween size="s" direction="horizontal" alignItems="center">
      <span>{t.askedUnwell}</span>
      <Button iconName="refresh" onClick={() => void queries.invalidateQueries({ queryKey: ['jobs'] })}>
        {t.loadAnew}
      </Button>
    </SpaceBetween>
  );
}
