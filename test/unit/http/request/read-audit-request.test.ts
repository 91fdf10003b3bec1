// A search for audit records as it comes in, and the token of its next page.
import { describe, expect, it } from 'vitest';
import { auditToken, readAuditRequest } from '../../../../shared/http/request/read-audit-request.ts';
import { NOW } from '../../../support/builders.ts';
import { sampleEvent } from '../../../support/service.ts';

function read(query: Record<string, string>, now = NOW) {
  const event = { ...sampleEvent('issue/ok'), routeKey: 'GET /v1/audit', queryStringParameters: query };
  return readAuditRequest(event, now);
}

const LATER = new Date(NOW.getTime() + 60_000);
const POSITION = { day: '2026-11-21', below: '2026-11-21T11:00:00.000Z#f0e1#connector#shop#begun' };

function encoded(content: unknown): string {
  return Buffer.from(JSON.stringify(content)).toString('base64url');
}

describe('the next page', () => {
  const query = { connector: 'shop-images' };
  const first = read(query);
  const nextToken = auditToken(first, POSITION);

  it('goes on where the page before ended, with its times', () => {
    const second = read({ ...query, nextToken }, LATER).query;
    expect(second).toMatchObject({ position: POSITION, from: first.query.from, to: first.query.to });
  });

  it('may have another limit', () => {
    expect(read({ ...query, nextToken, limit: '7' }).query.limit).toBe(7);
  });

  it.each([{}, { connector: 'other' }, { ...query, outcome: 'issued' }, { ...query, from: '2026-11-20' }])(
    'is refused with the filters %j, which are others',
    (filters) => {
      expect(() => read({ ...filters, nextToken })).toThrow('nextToken: is of a search with other filters');
    },
  );

  const [digest, from, to] = JSON.parse(Buffer.from(nextToken, 'base64url').toString());

  it.each<[string, string]>([
    ['is empty', ''],
    ['is no base64url', 'a+b='],
    ['is no JSON', Buffer.from('{').toString('base64url')],
    ['is no list', encoded({})],
    ['lacks a member', encoded([digest, from, to, ''])],
    ['has one more', encoded([digest, from, to, '', '', ''])],
    ['has a day that is none', encoded([digest, from, to, '2026-11-2!', ''])],
    ['has a time that is none', encoded([digest, 'now', to, '', ''])],
    ['goes on below a key that the table would refuse', encoded([digest, from, to, '', 'x'.repeat(1_025)])],
    ['is longer than any', encoded([digest, from, to, '', 'x'.repeat(3_000)])],
    ['is that of another list', Buffer.from('shop-images').toString('base64url')],
  ])('is refused if its token %s', (_what, token) => {
    expect(() => read({ ...query, nextToken: token })).toThrow('nextToken: must be a nextToken of an earlier answer');
  });

  it('is refused beyond the time that the search may span', () => {
    const filters = { outcome: 'refused' };
    const token = auditToken({ ...read(filters), query: { ...read(filters).query, from: new Date(0) } }, POSITION);
    expect(() => read({ ...filters, nextToken: token })).toThrow('from: must be at most 31 days before to');
  });
});
