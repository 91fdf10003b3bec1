import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { texts } from '../../texts/index.ts';
import type { AuditRecord } from './records.ts';

type Outcome = AuditRecord['outcome'];

const MARKS: Readonly<Record<Outcome, StatusIndicatorProps.Type>> = {
  issued: 'success',
  refused: 'stopped',
  failed: 'error',
  begun: 'in-progress',
  done: 'success',
};

/** How a request ended, by a mark and a word. */
export function OutcomeMark({ outcome }: { readonly outcome: Outcome }) {
  return <StatusIndicator type={MARKS[outcome]}>{texts.audit.outcomes[outcome]}</StatusIndicator>;
}
