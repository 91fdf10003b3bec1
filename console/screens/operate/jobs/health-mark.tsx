import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import { texts } from '../../../texts/index.ts';
import type { Health } from './health.ts';

const TYPES: Readonly<Record<Health, StatusIndicatorProps.Type>> = {
  ended: 'error',
  unreadable: 'error',
  'never-stored': 'error',
  ending: 'error',
  failing: 'warning',
  unscheduled: 'warning',
  late: 'warning',
  stopped: 'warning',
  unknown: 'pending',
  first: 'pending',
  well: 'success',
  disabled: 'stopped',
};

export function HealthMark({ health }: { readonly health: Health }) {
  return <StatusIndicator type={TYPES[health]}>{texts.jobs.health[health]}</StatusIndicator>;
}
