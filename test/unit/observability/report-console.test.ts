import { expect, it } from 'vitest';
import { PortunusError } from '../../../shared/domain/errors.ts';
import { createLog } from '../../../shared/observability/logger.ts';
import { createReportForwarded, createReportPage } from '../../../shared/observability/report-console.ts';
import { aCall } from '../../support/builders.ts';

function lineOf(report: (log: ReturnType<typeof createLog>) => void) {
  const lines: string[] = [];
  report(createLog({ stage: 'prod', function: 'console' }, (line) => void lines.push(line)));
  expect(lines).toHaveLength(1);
  return JSON.parse(lines[0] ?? '');
}

it('what was forwarded is logged with the person, their own address, and the request at the API', () => {
  const forwarded = {
    issuer: 'corp',
    subject: 'a'.repeat(300),
    method: 'POST',
    status: 200,
    forwardedRequestId: 'r-2',
  };
  const call = aCall({ requestId: 'r-1', sourceIp: '192.0.2.7' });
  const line = lineOf((log) => createReportForwarded(log)(forwarded, call));
  expect(line).toMatchObject({ level: 'info', requestId: 'r-1', forwardedRequestId: 'r-2', sourceIp: '192.0.2.7' });
  expect(line).toMatchObject({ issuer: 'corp', method: 'POST', status: 200 });
  expect(line.subject.length).toBeLessThanOrEqual(256);
});

it.each([
  ['sign_in_required', 'warn'],
  ['fresh_sign_in_required', 'warn'],
  ['invalid_request', 'warn'],
  ['sign_in_unavailable', 'error'],
  ['misconfigured', 'error'],
  ['internal', 'error'],
] as const)('a page for %s is logged as %s, with the reason', (code, level) => {
  const error = new PortunusError(code, 'authentication', { detail: 'why' });
  const line = lineOf((log) => createReportPage(log)(error, aCall()));
  expect(line).toMatchObject({ level, code, reason: 'why' });
});
