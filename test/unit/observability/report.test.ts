// What a request, a fault, a refresh and a change say in the log, and the metrics that CloudWatch makes of their lines.
import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../shared/domain/errors.ts';
import { createLog, type Log } from '../../../shared/observability/logger.ts';
import { createReportFault, createReportOutcome } from '../../../shared/observability/report.ts';
import { createReportChange } from '../../../shared/observability/report-change.ts';
import {
  createReportDispatch,
  createReportLife,
  createReportRefresh,
} from '../../../shared/observability/report-refresh.ts';
import { createReportStop } from '../../../shared/observability/report-stop.ts';
import { aCall } from '../../support/builders.ts';

const REQUEST_ID = 'f0e1d2c3-0000-4000-8000-000000000001';
const BY_CODE = {
  Namespace: 'Portunus',
  Dimensions: [['stage', 'code']],
  Metrics: [{ Name: 'errors', Unit: 'Count' }],
};
const OF_A_REQUEST = [
  {
    Namespace: 'Portunus',
    Dimensions: [
      ['stage', 'function'],
      ['stage', 'route'],
    ],
    Metrics: [
      { Name: 'requests', Unit: 'Count' },
      { Name: 'serverErrors', Unit: 'Count' },
      { Name: 'durationMs', Unit: 'Milliseconds' },
    ],
  },
  { Namespace: 'Portunus', Dimensions: [['stage']], Metrics: [{ Name: 'issued', Unit: 'Count' }] },
];
const ROUTE = 'GET /v1/connectors/{id}/ecr/credentials';

function lineOf(write: (log: Log) => void) {
  const lines: string[] = [];
  write(createLog({ stage: 'prod', function: 'issue' }, (line) => lines.push(line)));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

function request(given: { readonly status: number; readonly issued?: number; readonly error?: PortunusError }) {
  return lineOf((log) =>
    createReportOutcome(log)({ requestId: REQUEST_ID, routeKey: ROUTE, durationMs: 42, subject: 'repo:x', ...given }),
  );
}

describe('the line of a request', () => {
  it('counts it by function and by route, and what was issued', () => {
    expect(request({ status: 200, issued: 1 })).toEqual({
      level: 'info',
      time: expect.any(String),
      message: 'request',
      stage: 'prod',
      function: 'issue',
      requestId: REQUEST_ID,
      route: ROUTE,
      status: 200,
      durationMs: 42,
      requests: 1,
      serverErrors: 0,
      issued: 1,
      code: 'ok',
      subject: 'repo:x',
      _aws: { Timestamp: expect.any(Number), CloudWatchMetrics: OF_A_REQUEST },
    });
  });

  it('counts an error by its code, beside the deployment’s stage', () => {
    const error = new PortunusError('audit_unavailable', 'audit', { detail: 'TimeoutError' });
    expect(request({ status: 503, error })).toMatchObject({
      level: 'error',
      stage: 'prod',
      errorStage: 'audit',
      code: 'audit_unavailable',
      requests: 1,
      serverErrors: 1,
      issued: 0,
      errors: 1,
      _aws: { CloudWatchMetrics: [...OF_A_REQUEST, BY_CODE] },
    });
  });

  it.each([
    [499, 0],
    [500, 1],
  ])('counts status %i as %i server errors', (status, serverErrors) => {
    expect(request({ status }).serverErrors).toBe(serverErrors);
  });

  it('has metrics whose every member and dimension stands in the line', () => {
    const line = request({ status: 401, error: new PortunusError('token_missing', 'authentication') });
    for (const { Dimensions, Metrics } of line._aws.CloudWatchMetrics) {
      for (const name of Dimensions.flat()) expect(line[name], name).toEqual(expect.stringMatching(/./));
      for (const { Name } of Metrics) expect(line[Name], Name).toEqual(expect.any(Number));
    }
  });
});

it('a fault that no request’s line shows is counted by its code too', () => {
  const fault = new PortunusError('audit_unavailable', 'audit', { reason: 'refusal_not_recorded' });
  expect(lineOf((log) => createReportFault(log)(fault, aCall()))).toEqual({
    level: 'error',
    time: expect.any(String),
    message: 'fault',
    stage: 'prod',
    function: 'issue',
    requestId: REQUEST_ID,
    code: 'audit_unavailable',
    errors: 1,
    errorStage: 'audit',
    reason: 'refusal_not_recorded',
    _aws: { Timestamp: expect.any(Number), CloudWatchMetrics: [BY_CODE] },
  });
});

describe('the lines of refresh jobs', () => {
  const AT = new Date('2026-11-21T12:00:00Z');
  const FAILURES = { Namespace: 'Portunus', Dimensions: [['stage']], Metrics: [{ Name: 'failures', Unit: 'Count' }] };
  const life = (...by: readonly string[][]) => ({
    Namespace: 'Portunus',
    Dimensions: by,
    Metrics: [{ Name: 'secondsLeft', Unit: 'Seconds' }],
  });

  it.each([
    [true, life(['stage'], ['stage', 'job'])],
    [false, life(['stage'])],
  ])('report the remaining life, with a metric for each job: %s', (perJob, metric) => {
    const line = lineOf((log) => createReportLife(log, perJob)('shop', 1_740));
    expect(line).toMatchObject({ stage: 'prod', job: 'shop', secondsLeft: 1_740 });
    expect(line._aws.CloudWatchMetrics).toEqual([metric]);
  });

  it('count a failed delivery by its code, and not one that succeeded', () => {
    const result = { job: 'shop', requestId: REQUEST_ID, at: AT };
    const error = { code: 'destination_refused', reason: 'AccessDenied' } as const;
    const failed = lineOf((log) =>
      createReportRefresh(log, false)({ ...result, outcome: 'failed', error }, { secondsLeft: 600, failures: 4 }),
    );
    expect(failed).toMatchObject({ code: 'destination_refused', errors: 1, secondsLeft: 600, failures: 4 });
    expect(failed._aws.CloudWatchMetrics).toEqual([life(['stage']), FAILURES, BY_CODE]);
    const stored = lineOf((log) =>
      createReportRefresh(log, false)({ ...result, outcome: 'delivered' }, { secondsLeft: 3_600, failures: 0 }),
    );
    expect(stored).toMatchObject({ code: 'ok', secondsLeft: 3_600 });
    expect([stored.errors, stored._aws.CloudWatchMetrics]).toEqual([undefined, [life(['stage']), FAILURES]]);
  });

  it('report with each run of the schedule that nothing was issued, so that silence is a zero', () => {
    const line = lineOf((log) => createReportDispatch(log)({ requestId: REQUEST_ID, sent: 3, returned: 1 }));
    expect(line).toMatchObject({ level: 'warn', message: 'dispatch', sent: 3, returned: 1, issued: 0 });
    expect(line._aws.CloudWatchMetrics).toEqual([OF_A_REQUEST[1]]);
  });
});

describe('the line of a change', () => {
  const change = { kind: 'issuer', id: 'github', replaces: 3, definition: {}, changedBy: 'corp:ada' } as const;

  it('says who changed what, from where, and is counted by the kind', () => {
    expect(lineOf((log) => createReportChange(log)(change, { ...aCall(), sourceIp: '192.0.2.7' }))).toEqual({
      level: 'info',
      time: expect.any(String),
      message: 'change',
      stage: 'prod',
      function: 'issue',
      requestId: REQUEST_ID,
      action: 'change',
      kind: 'issuer',
      id: 'github',
      replaces: 3,
      changedBy: 'corp:ada',
      sourceIp: '192.0.2.7',
      changes: 1,
      _aws: {
        Timestamp: expect.any(Number),
        CloudWatchMetrics: [
          { Namespace: 'Portunus', Dimensions: [['stage', 'kind']], Metrics: [{ Name: 'changes', Unit: 'Count' }] },
        ],
      },
    });
  });

  it.each([
    ['create', { replaces: undefined }],
    ['delete', { definition: undefined }],
    ['restore', { restores: 'deleted' }],
  ])('calls it %s', (action, given) => {
    expect(lineOf((log) => createReportChange(log)({ ...change, ...given }, aCall())).action).toBe(action);
  });
});

it('the line of a stop says what is stopped, why, by whom, and how many stops are in force', () => {
  const scope = { caller: { issuer: 'github', subject: 'repo:acme/shop' } };
  const act = { action: 'stop', scope, reason: 'INC-42', author: { issuer: 'corp', subject: 'ada' } } as const;
  expect(lineOf((log) => createReportStop(log)(act, 2, { ...aCall(), sourceIp: '192.0.2.7' }))).toMatchObject({
    ...{ level: 'warn', message: 'stops', action: 'stop', kind: 'stops', scope: 'caller github repo:acme/shop' },
    ...{ reason: 'INC-42', inForce: 2, changedBy: 'corp:ada', sourceIp: '192.0.2.7', changes: 1 },
  });
});
