// The log line of a check, and the metrics that its alarms watch.
import { describe, expect, it } from 'vitest';
import type { ProbeResult } from '../../../shared/domain/probe.ts';
import { createLog } from '../../../shared/observability/logger.ts';
import { createReportProbe } from '../../../shared/observability/report-probe.ts';
import { aCall } from '../../support/builders.ts';

function lineOf(result: Partial<ProbeResult>) {
  const lines: string[] = [];
  const report = createReportProbe(createLog({ stage: 'prod', function: 'probe' }, (line) => void lines.push(line)));
  report({ check: 'login', outcome: 'passed', milliseconds: 41, ...result }, aCall());
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

describe('the line of a check', () => {
  it('is a metric of the stage, and of the stage and the check', () => {
    const { time, _aws, ...fields } = lineOf({ status: 200, answerId: 'id-1' });
    expect(fields).toEqual({
      level: 'info',
      message: 'probe',
      requestId: 'f0e1d2c3-0000-4000-8000-000000000001',
      stage: 'prod',
      function: 'probe',
      check: 'login',
      outcome: 'passed',
      status: 200,
      answerId: 'id-1',
      probeFailed: 0,
      probeLetIn: 0,
      probeMilliseconds: 41,
    });
    expect(_aws).toEqual({
      Timestamp: Date.parse(time),
      CloudWatchMetrics: [
        {
          Namespace: 'Portunus',
          Dimensions: [['stage'], ['stage', 'check']],
          Metrics: [
            { Name: 'probeFailed', Unit: 'Count' },
            { Name: 'probeMilliseconds', Unit: 'Milliseconds' },
          ],
        },
        { Namespace: 'Portunus', Dimensions: [['stage']], Metrics: [{ Name: 'probeLetIn', Unit: 'Count' }] },
      ],
    });
  });

  it.each([
    ['failed', 1, 0],
    ['let_in', 1, 1],
  ] as const)('of one that is %s counts %i failure and %i that was let in', (outcome, probeFailed, probeLetIn) => {
    const line = lineOf({ outcome, detail: 'status must be 401' });
    expect(line).toMatchObject({ level: 'error', outcome, probeFailed, probeLetIn, detail: 'status must be 401' });
  });

  it('of one that could not be tried is no metric, so that nobody takes it for a success', () => {
    const line = lineOf({ outcome: 'skipped', detail: 'there is no login to present' });
    expect(line).toMatchObject({ level: 'info', outcome: 'skipped' });
    expect(['_aws', 'probeFailed', 'probeLetIn'].filter((name) => name in line)).toEqual([]);
  });
});
