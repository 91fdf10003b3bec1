import type { Call } from '../domain/call.ts';
import type { Author } from '../domain/change-record.ts';
import { authorText } from '../domain/change-record.ts';
import { STOPS, type StopScope, scopeText } from '../domain/stop.ts';
import type { Log } from './logger.ts';
import { embeddedMetrics } from './metrics.ts';

interface Act {
  readonly action: 'stop' | 'resume';
  readonly scope: StopScope;
  readonly reason: string;
  readonly author: Author;
}

/** Logs each stop and each resume in one line, after it is written. */
export function createReportStop(log: Log) {
  const metric = embeddedMetrics({ by: [['stage', 'kind']], metrics: ['changes'] });
  return ({ action, scope, reason, author }: Act, inForce: number, { requestId, sourceIp }: Call): void => {
    const who = { changedBy: authorText(author), sourceIp };
    const fields = { requestId, action, kind: STOPS, scope: scopeText(scope), reason, inForce, ...who, changes: 1 };
    log('warn', 'stops', fields, metric);
  };
}
