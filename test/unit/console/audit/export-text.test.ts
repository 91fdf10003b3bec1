// Callers choose their names, so a file for a spreadsheet holds no formula of theirs.
import { describe, expect, it } from 'vitest';
import { csvHead, csvLine } from '../../../../cli/audit/print-records.ts';
import { exportName, exportText } from '../../../../console/screens/audit/export-text.ts';
import type { AuditRecord } from '../../../../console/screens/audit/records.ts';
import { NOW } from '../../../support/builders.ts';

const RECORD: AuditRecord = {
  time: '2026-11-21T12:00:00.000Z',
  requestId: 'f0e1',
  action: 'ecr-login',
  outcome: 'refused',
  caller: { issuer: 'ci', subject: '=HYPERLINK("http://evil.example","a")' },
  userAgent: '\u202ecod.exe\n@SUM(1)',
};

describe('an export of records', () => {
  it('as CSV has no formula, no control character and no mark of direction', () => {
    const [head = '', row = ''] = exportText([RECORD], 'csv').split('\r\n');
    expect(head.split(',').slice(0, 5)).toEqual(['time', 'requestId', 'item', 'action', 'outcome']);
    expect(row).toContain(`,"'=HYPERLINK(""http://evil.example"",""a"")",`);
    expect(row).toContain(',?cod.exe?@SUM(1),');
  });

  it('as CSV is what the command writes', () => {
    expect(exportText([RECORD], 'csv')).toBe(`${csvHead()}\r\n${csvLine({ ...RECORD })}\r\n`);
  });

  it('as JSONL has a record on each line, which reads back as it was', () => {
    const lines = exportText([RECORD, RECORD], 'jsonl').trimEnd().split('\n');
    expect(lines).toHaveLength(2);
    expect(lines[0]).not.toMatch(/\u202e/);
    expect(JSON.parse(lines[0] ?? '')).toEqual(RECORD);
  });

  it('has a name that every file system takes', () => {
    expect(exportName(NOW, 'csv')).toBe('portunus-audit-2026-11-21T120000Z.csv');
  });
});
