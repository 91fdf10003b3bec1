import { describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../../../shared/http/event.ts';
import { readUsageRequest } from '../../../../shared/http/request/read-usage-request.ts';

const NOW = new Date('2026-11-21T23:59:59.999Z');

function read(query: Record<string, string> = {}, more: object = {}) {
  const event = { routeKey: 'GET /v1/usage', queryStringParameters: query, ...more };
  return readUsageRequest(event as unknown as HttpEvent, NOW);
}

function fieldsOf(query: Record<string, string>): unknown {
  try {
    return read(query);
  } catch (error) {
    return (error as { errors: { field: string }[] }).errors.map(({ field }) => field);
  }
}

describe('a request for usage', () => {
  it('is for the last thirty days, today included, if nothing else is said', () => {
    expect(read()).toEqual({ from: '2026-10-23', to: '2026-11-22', limit: 50 });
  });

  it('begins thirty days before its end, and ends with today', () => {
    expect(read({ to: '2026-03-01' })).toMatchObject({ from: '2026-01-30', to: '2026-03-01' });
    expect(read({ from: '2026-11-01' })).toMatchObject({ from: '2026-11-01', to: '2026-11-22' });
  });

  it('may name a connector, how long it is unused, and a page', () => {
    expect(read({ connector: 'shop-images', unusedForDays: '90' })).toMatchObject({
      connector: 'shop-images',
      unusedForDays: 90,
    });
    const nextToken = Buffer.from('shop-images').toString('base64url');
    expect(read({ limit: '100', nextToken })).toMatchObject({ limit: 100, after: 'shop-images' });
  });

  it.each([
    [{ from: '2026-02-30' }, ['from']],
    [{ from: '2026-11-1' }, ['from']],
    [{ to: 'today' }, ['to']],
    [{ from: '2026-11-21', to: '2026-11-21' }, ['from']],
    [{ from: '2026-11-22', to: '2026-11-21' }, ['from']],
    [{ unusedForDays: '0' }, ['unusedForDays']],
    [{ unusedForDays: '10000' }, ['unusedForDays']],
    [{ unusedForDays: '-1' }, ['unusedForDays']],
    [{ connector: 'No Id' }, ['connector']],
    [{ connector: 'shop-images', limit: '1' }, ['limit']],
    [{ connector: 'shop-images', nextToken: 'c2hvcC1pbWFnZXM' }, ['nextToken']],
    [{ limit: '101' }, ['limit']],
    [{ nextToken: '*' }, ['nextToken']],
    [{ days: '30' }, ['days']],
  ])('%j is refused', (query, fields) => {
    expect(fieldsOf(query as Record<string, string>)).toEqual(fields);
  });

  it.each([
    [{}, '2026-08-22', '2026-08-21'],
    [{ connector: 'shop-images' }, '2025-10-18', '2025-10-17'],
  ])('%j spans a bounded number of days', (query, first, tooEarly) => {
    expect(read({ ...query, from: first })).toMatchObject({ from: first });
    expect(fieldsOf({ ...query, from: tooEarly })).toEqual(['from']);
  });

  it('has no body', () => {
    expect(() => read({}, { body: '{}' })).toThrow('body');
  });
});
