import { expect, it } from 'vitest';
import { createLog } from '../../../shared/observability/logger.ts';
import { createReportKeySet } from '../../../shared/observability/report.ts';
import { aCall } from '../../support/builders.ts';

function leftOut(position: number, secret = false) {
  return {
    position,
    why: secret ? 'is a private or symmetric key, which must not be published' : 'has a kty that is not supported',
    secret,
  };
}

function reported(...entries: readonly ReturnType<typeof leftOut>[]): string {
  const lines: string[] = [];
  const log = createLog({ stage: 'prod', function: 'issue' }, (line) => lines.push(line));
  createReportKeySet(log)({ issuer: 'ci', usable: 2, leftOut: entries }, aCall());
  expect(lines).toHaveLength(1);
  return lines[0] ?? '';
}

it('names the issuer, and each entry that is left out by its position', () => {
  expect(JSON.parse(reported(leftOut(0), leftOut(3)))).toEqual({
    level: 'info',
    time: expect.any(String),
    message: 'key set',
    stage: 'prod',
    function: 'issue',
    requestId: 'f0e1d2c3-0000-4000-8000-000000000001',
    issuer: 'ci',
    usable: 2,
    leftOut: 2,
    entries: 'keys[0] has a kty that is not supported; keys[3] has a kty that is not supported',
  });
});

it('is an error where somebody publishes a secret, which is named first', () => {
  const line = JSON.parse(reported(leftOut(0), leftOut(7, true)));
  expect([line.level, line.entries]).toEqual([
    'error',
    'keys[7] is a private or symmetric key, which must not be published; keys[0] has a kty that is not supported',
  ]);
});

it('lists 20 and says how many more there are, in a line under 8 KB', () => {
  const line = reported(...Array.from({ length: 3_000 }, (_, position) => leftOut(position, true)));
  expect(JSON.parse(line)).toMatchObject({ leftOut: 3_000, more: 2_980 });
  expect(line.length).toBeLessThan(8_000);
  expect(JSON.parse(reported(...Array.from({ length: 20 }, (_, position) => leftOut(position)))).more).toBeUndefined();
});
