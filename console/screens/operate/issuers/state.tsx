import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Stop } from '../../../api/stops.ts';
import { texts } from '../../../texts/index.ts';
import { isStopped, type ShownIssuer } from './issuer.ts';

const t = texts.issuers;

/** Whether its tokens are taken, and whether they get anything. */
export function State({ issuer, stops }: { readonly issuer: ShownIssuer; readonly stops: readonly Stop[] }) {
  if (!issuer.isReadable) return <StatusIndicator type="error">{t.unreadable}</StatusIndicator>;
  if (!issuer.enabled) return <StatusIndicator type="stopped">{t.disabled}</StatusIndicator>;
  if (isStopped(issuer.id, stops)) return <StatusIndicator type="warning">{t.stopped}</StatusIndicator>;
  return <StatusIndicator type="success">{t.enabled}</StatusIndicator>;
}
