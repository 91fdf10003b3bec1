// Each field of a record is shown, also one of a newer service.
import { describe, expect, it } from 'vitest';
import { fieldsOf } from '../../../../console/screens/audit/record-fields.ts';
import type { AuditRecord } from '../../../../console/screens/audit/records.ts';

const RECORD = {
  time: '2026-11-21T12:00:00.000Z',
  requestId: 'f0e1',
  action: 'ecr-login',
  outcome: 'issued',
  caller: { issuer: 'ci', subject: 'repo:acme/shop' },
  grant: { issuer: 'ci' },
  issued: { source: 'fresh', tokenSha256: ['aa', 'bb'], grantedSeconds: 900 },
  somethingNew: true,
} as AuditRecord;

describe('the fields of a record', () => {
  it('are in groups, each by its path', () => {
    expect(fieldsOf(RECORD)).toEqual([
      {
        group: 'request',
        fields: [
          { path: 'requestId', text: 'f0e1' },
          { path: 'somethingNew', text: 'true' },
        ],
      },
      {
        group: 'caller',
        fields: [
          { path: 'caller.issuer', text: 'ci' },
          { path: 'caller.subject', text: 'repo:acme/shop' },
        ],
      },
      { group: 'decision', fields: [{ path: 'grant', text: '{"issuer":"ci"}' }] },
      {
        group: 'issued',
        fields: [
          { path: 'issued.source', text: 'fresh' },
          { path: 'issued.tokenSha256', text: 'aa, bb' },
          { path: 'issued.grantedSeconds', text: '900' },
        ],
      },
    ]);
  });
});
