import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { Fault } from '../../../kit/answered.tsx';
import { texts } from '../../../texts/index.ts';
import type { JobState } from './health.ts';
import { useRun } from './use-run.ts';

const t = texts.jobs;

const SAID = {
  asking: ['in-progress', t.asking],
  waiting: ['in-progress', t.waiting],
  delivered: ['success', t.runDelivered],
  failed: ['error', t.runFailed],
  unknown: ['warning', t.runUnknown],
} as const;

interface RunButtonProps {
  readonly state: JobState;
  readonly enabled: boolean;
  readonly primary?: boolean;
}

/** Runs a job as the schedule would. It asks nothing before: what is stored stays good until it is replaced. */
export function RunButton({ state, enabled, primary = false }: RunButtonProps) {
  const { phase, error, run } = useRun(state);
  const isRunning = phase === 'asking' || phase === 'waiting';
  return (
    <SpaceBetween size="xxs">
      <Button
        variant={primary ? 'primary' : 'normal'}
        wrapText={false}
        ariaLabel={t.runNowOf(state.job)}
        loading={isRunning}
        {...(!enabled && { disabled: true, disabledReason: t.healthHelp.disabled })}
        onClick={() => void run()}
      >
        {t.runNow}
      </Button>
      {phase !== undefined && <StatusIndicator type={SAID[phase][0]}>{SAID[phase][1]}</StatusIndicator>}
      {error !== null && <Fault error={error} />}
    </SpaceBetween>
  );
}
