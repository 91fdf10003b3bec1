import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import LiveRegion from '@cloudscape-design/components/live-region';
import ProgressBar from '@cloudscape-design/components/progress-bar';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { PortunusError } from '../../clients/typescript/src/index.ts';
import { texts } from '../texts/index.ts';
import { Fault } from './answered.tsx';
import { Foreign } from './foreign.tsx';
import type { Outcome, RunState } from './run-all.ts';
import type { LongRunHandle } from './use-long-run.ts';

interface LongRunProps<Item, Result> {
  readonly run: LongRunHandle<Item, Result>;
  /** What is being done, such as "Verifying connectors". */
  readonly label: string;
  /** What an item is called among the failures. */
  readonly nameOf: (item: Item) => string;
  /** Does the items again that failed. Without it there is no such button. */
  readonly again?: (items: readonly Item[]) => void;
}

/** How many failures stand there. Hundreds of the same kind tell no more. */
const MOST_FAILURES = 20;

/** How far a long run is, with a way to end it, and what failed. Shows nothing before it begins. */
export function LongRun<Item, Result>({ run, label, nameOf, again }: LongRunProps<Item, Result>) {
  const { state, cancel } = run;
  if (state.phase === 'idle') return null;
  const failures = state.outcomes.filter(({ error }) => error !== undefined);
  return (
    <SpaceBetween size="s">
      {state.phase === 'running' ? (
        <Running state={state} label={label} failed={failures.length} cancel={cancel} />
      ) : (
        <Ended state={state} label={label} failed={failures.length} />
      )}
      {state.stoppedBy !== undefined && <Fault error={state.stoppedBy} />}
      {failures.length > 0 && <Failures failures={failures} nameOf={nameOf} again={again} phase={state.phase} />}
    </SpaceBetween>
  );
}

interface RunningProps {
  readonly state: RunState<unknown, unknown>;
  readonly label: string;
  readonly failed: number;
  readonly cancel: () => void;
}

/** The bar tells screen readers of itself every few seconds, and not at each step. */
function Running({ state: { total, outcomes }, label, failed, cancel }: RunningProps) {
  const done = texts.progress.done(outcomes.length, total, failed);
  return (
    <SpaceBetween size="xs">
      {total === undefined ? (
        <Box>
          <StatusIndicator type="in-progress">{label}</StatusIndicator> {done}
        </Box>
      ) : (
        <ProgressBar
          label={label}
          value={total === 0 ? 100 : Math.floor((outcomes.length / total) * 100)}
          additionalInfo={done}
        />
      )}
      <Button onClick={cancel}>{texts.progress.cancel}</Button>
    </SpaceBetween>
  );
}

function Ended({ state, label, failed }: Omit<RunningProps, 'cancel'>) {
  const { phase, total, outcomes, stoppedBy } = state;
  const isWhole = phase === 'ended' && stoppedBy === undefined;
  return (
    <LiveRegion>
      <StatusIndicator type={!isWhole ? 'stopped' : failed > 0 ? 'warning' : 'success'}>
        {label}
        {': '}
        {isWhole ? texts.progress.ended : texts.progress.cancelled}{' '}
        {texts.progress.done(outcomes.length, total, failed)}
      </StatusIndicator>
    </LiveRegion>
  );
}

interface FailuresProps<Item> {
  readonly failures: readonly Outcome<Item, unknown>[];
  readonly nameOf: (item: Item) => string;
  readonly again: ((items: readonly Item[]) => void) | undefined;
  readonly phase: string;
}

function Failures<Item>({ failures, nameOf, again, phase }: FailuresProps<Item>) {
  return (
    <Alert
      type="error"
      header={texts.progress.failures(failures.length)}
      action={
        again !== undefined &&
        phase !== 'running' && (
          <Button onClick={() => again(failures.map(({ item }) => item))}>{texts.progress.again}</Button>
        )
      }
    >
      <ul>
        {failures.slice(0, MOST_FAILURES).map(({ item, error }) => (
          <li key={nameOf(item)}>
            <Foreign text={nameOf(item)} />: <Why error={error} />
          </li>
        ))}
      </ul>
      {failures.length > MOST_FAILURES && texts.progress.more(failures.length - MOST_FAILURES)}
    </Alert>
  );
}

function Why({ error }: { readonly error: Error | undefined }) {
  const problem = error instanceof PortunusError ? error.problem : undefined;
  if (problem === undefined) return texts.kit.noAnswer;
  return (
    <>
      <Foreign text={problem.detail ?? problem.title} />{' '}
      {problem.requestId !== undefined && (
        <Box variant="small">
          {texts.kit.requestId} {problem.requestId}
        </Box>
      )}
    </>
  );
}
