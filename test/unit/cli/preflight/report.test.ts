import { describe, expect, it } from 'vitest';
import { ok, unknown, wouldFail } from '../../../../cli/preflight/finding.ts';
import { isRefused, reportLines } from '../../../../cli/preflight/report.ts';

const FINE = { check: 'stack', ...ok('portunus-prod is UPDATE_COMPLETE') };
const DENIED = { check: 'quotas', ...unknown('you may not do iam:GetAccountSummary', 'Allow it') };
const FAULT = { check: 'certificate', ...wouldFail('the certificate is EXPIRED', 'Request another one') };

describe('the report', () => {
  it('ends with what would fail, what to do, and the counts', () => {
    expect(reportLines([FAULT, FINE, DENIED])).toEqual([
      'ok              stack: portunus-prod is UPDATE_COMPLETE',
      'could not look  quotas: you may not do iam:GetAccountSummary',
      '                → Allow it',
      'would fail      certificate: the certificate is EXPIRED',
      '                → Request another one',
      '1 ok, 0 notice, 1 could not look, 1 would fail',
    ]);
  });

  it('refuses for what would fail, and in strict mode for what could not be looked at', () => {
    expect(isRefused([FINE, FAULT], false)).toBe(true);
    expect(isRefused([FINE, DENIED], false)).toBe(false);
    expect(isRefused([FINE, DENIED], true)).toBe(true);
    expect(isRefused([FINE], true)).toBe(false);
  });
});
