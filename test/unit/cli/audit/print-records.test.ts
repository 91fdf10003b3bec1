// Records on a terminal, in a spreadsheet and for programs. Callers choose their names, so none is printed as it is.
import { describe, expect, it } from 'vitest';
import { csvHead, csvLine, recordDetails, recordTable } from '../../../../cli/audit/print-records.ts';
import { printable, printableJson } from '../../../../cli/output.ts';

const REFUSED = {
  time: '2026-11-21T12:00:00.000Z',
  requestId: 'f0e1',
  action: 'ecr-login',
  outcome: 'refused',
  code: 'not_allowed',
  reason: 'no_grant_matches',
  caller: { issuer: 'ci', subject: 'repo:acme/shop', kind: 'workload', tokenId: 'jti-1' },
  sourceIp: '203.0.113.7',
  userAgent: 'curl/8.5.0',
  connectorId: 'shop-images',
  connectorVersion: 3,
  conditions: [
    { condition: 'grants[0].claims.ref', expected: ['refs/heads/main'], actual: 'refs/heads/dev' },
    { condition: 'grants[1].claims.environment', expected: ['prod'] },
    { condition: 'enabled' },
  ],
};

const ISSUED = {
  ...REFUSED,
  outcome: 'issued',
  code: undefined,
  reason: undefined,
  conditions: undefined,
  allowedBy: 'grants[1]',
  grant: { issuer: 'ci', claims: { ref: ['refs/heads/main'] } },
};

const UNREADABLE = {
  unreadable: { pk: 'audit#2026-11-21#0', sk: '2026-11-21T12:00:00.000Z#x', detail: 'action is required' },
};

describe('a table of records', () => {
  it('has a line for each, with the rule and its version', () => {
    expect(recordTable([REFUSED, ISSUED]).split('\n')).toEqual([
      expect.stringMatching(/^TIME +ACTION +OUTCOME +ABOUT +RULE +ISSUER +CALLER +REASON +REQUEST$/),
      '2026-11-21T12:00:00.000Z  ecr-login  refused  shop-images  -                       ci      repo:acme/shop  no_grant_matches  f0e1',
      '2026-11-21T12:00:00.000Z  ecr-login  issued   shop-images  grants[1] of version 3  ci      repo:acme/shop  -                 f0e1',
    ]);
  });

  it('cuts what a search or an operator wrote at length, and keeps the request', () => {
    const [, row = ''] = recordTable([{ ...REFUSED, reason: 'r'.repeat(200) }]).split('\n');
    expect(row).toMatch(/ {2}r{39}… {2}f0e1$/);
    const [, whole = ''] = recordTable([{ ...REFUSED, reason: 'r'.repeat(40) }]).split('\n');
    expect(whole).toMatch(/ {2}r{40} {2}f0e1$/);
  });

  it('says of refused administration whose kind the record lacks on which route it was', () => {
    const refused = { ...REFUSED, connectorId: undefined, route: 'POST /v1/approvals/{id}', id: 'f0' };
    expect(recordTable([refused])).toContain('  POST /v1/approvals/{id} f0  ');
    expect(recordTable([{ ...refused, kind: 'issuer' }])).toContain('  issuer f0  ');
  });

  it('names the session of a role once', () => {
    const subject = 'arn:aws:sts::111122223333:assumed-role/builder/ada';
    const named = { ...REFUSED, caller: { issuer: 'direct', subject, sessionName: 'ada' } };
    expect(recordTable([named])).toContain(` ${subject}  no_grant`);
    const other = { ...named, caller: { ...named.caller, subject: 'arn:aws:iam::111122223333:role/builder' } };
    expect(recordTable([other])).toContain(' arn:aws:iam::111122223333:role/builder ada  no_grant');
  });

  it('shows what could not be read by its key', () => {
    expect(recordTable([UNREADABLE])).toMatch(/unreadable .*action is required +2026-11-21T12:00:00.000Z#x$/);
  });
});

describe('a record by itself', () => {
  it('says at which conditions the caller failed', () => {
    expect(recordDetails(REFUSED).split('\n')).toEqual([
      '2026-11-21T12:00:00.000Z  ecr-login refused',
      '  request:    f0e1',
      '  caller:     repo:acme/shop',
      '  issuer:     ci',
      '  token:      jti-1',
      '  from:       203.0.113.7  curl/8.5.0',
      '  connector:  shop-images',
      '  version:    3',
      '  reason:     not_allowed  no_grant_matches',
      '  no          grants[0].claims.ref: wants ["refs/heads/main"], has refs/heads/dev',
      '  no          grants[1].claims.environment: wants ["prod"], has nothing',
      '  no          enabled',
    ]);
  });

  it('says by which grant the caller was let in, as it was', () => {
    expect(recordDetails(ISSUED)).toContain(
      '  allowed by: grants[1]  {"issuer":"ci","claims":{"ref":["refs/heads/main"]}}',
    );
  });
});

describe('CSV', () => {
  it('has a cell for each column', () => {
    const cells = csvLine({ ...REFUSED, conditions: undefined }).split(',');
    expect(cells.length).toBe(csvHead().split(',').length);
    expect(cells.slice(0, 9)).toEqual([
      '2026-11-21T12:00:00.000Z',
      'f0e1',
      '',
      'ecr-login',
      'refused',
      'not_allowed',
      'no_grant_matches',
      'ci',
      'repo:acme/shop',
    ]);
  });

  it.each([
    ['=HYPERLINK("https://x","y")', `"'=HYPERLINK(""https://x"",""y"")"`],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'=1"],
    ['\r\n=1', "'=1"],
    ['＝1', "'＝1"],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['a\nb', 'a?b'],
    ['plain', 'plain'],
  ])('of the subject %j is no formula, and one cell', (subject, cell) => {
    expect(csvLine({ caller: { subject } })).toBe(`,,,,,,,,${cell}${','.repeat(csvHead().split(',').length - 9)}`);
  });
});

describe('what a caller wrote', () => {
  it.each(['a\u001b[31mb', 'a\u0000b', 'a\u009bb', 'a\u202eb', 'a\u2066b', 'a\u2028b', 'a\u200bb'])(
    'is printed without what a terminal acts on: %j',
    (text) => {
      expect(printable(text)).toMatch(/^a\?(?:\[31m)?b$/);
      expect(recordTable([{ caller: { subject: text } }])).not.toContain(text);
      expect(recordDetails({ caller: { subject: text } })).not.toContain(text);
      expect(printableJson({ text })).toMatch(/^[ -~]+$/);
      expect(JSON.parse(printableJson({ text }))).toEqual({ text });
    },
  );
});
