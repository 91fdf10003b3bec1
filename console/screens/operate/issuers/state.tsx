import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Stop } from '../../../api/stops.ts';
import { texts } from '../../../texts/index.ts';
import { isStopped, type ShownIssuer } from './issuer.ts';

const t = texts.issuers;

interface StateProps {
  readonly issuer: ShownIssuer;
  /** Absent while they are not known. */
  readonly stops: readonly Stop[] | undefined;
}

/** Whether its tokens are taken, and whether they get anything. */
export function State({ issuer, stops }: StateProps) {
  if (!issuer.isReadable) return <StatusIndicator type="error">{t.unreadable}</StatusIndicator>;
  if (!issuer.enabled) return <StatusIndicator type="stopped">{t.disabled}</StatusIndicator>;
  const stopped = isStopped(issuer.id, stops);
  if (stopped === undefined) return <StatusIndicator type="pending">{t.stopUnknown}</StatusIndicator>;
  if (stopped) return <StatusIndicator type="warning">{t.stopped}</StatusIndicator>;
  return <StatusIndicator type="success">{t.enabled}</StatusIndicator>;
}
