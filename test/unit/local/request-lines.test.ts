import { describe, expect, it, vi } from 'vitest';
import { createRequestLines } from '../../../local/api/request-lines.ts';

function create() {
  const printed: string[] = [];
  return { printed, lines: createRequestLines((line) => printed.push(line)) };
}
const ANSWERED = { method: 'GET', path: '/v1/caller', status: 401, durationMs: 7 };
function entry(fields: object) {
  return JSON.stringify({ level: 'warn', message: 'request', ...fields });
}

describe('the line of a request', () => {
  it('holds method, path, status, code, reason, request id and milliseconds', () => {
    const { printed, lines } = create();
    lines.begin('1');
    lines.logged({ id: '1', line: entry({ code: 'token_rejected', reason: 'expired', requestId: 'r-1' }) });
    lines.end('1', ANSWERED);
    expect(printed).toEqual(['GET /v1/caller 401, token_rejected: expired, request r-1, 7 ms']);
  });

  it('holds the caller and the connector where the log has them', () => {
    const { printed, lines } = create();
    lines.begin('1');
    const fields = { code: 'ok', requestId: 'r-1', issuer: 'github', subject: 'repo:acme/shop', connectorId: 'shop' };
    lines.logged({ id: '1', line: entry(fields) });
    lines.end('1', { ...ANSWERED, status: 200 });
    expect(printed).toEqual(['GET /v1/caller 200, caller github repo:acme/shop, connector shop, request r-1, 7 ms']);
  });

  it('says which published keys are left out, and why', () => {
    const { printed, lines } = create();
    lines.begin('1');
    lines.logged({ id: '1', line: entry({ message: 'key set', entries: 'keys[1] is not an object' }) });
    lines.logged({ id: '1', line: entry({ code: 'ok', requestId: 'r-1' }) });
    lines.end('1', { ...ANSWERED, status: 200 });
    expect(printed).toEqual(['GET /v1/caller 200, key set: keys[1] is not an object, request r-1, 7 ms']);
  });

  it('counts changes, of which one request can make hundreds, and tells none of them as a fault', () => {
    const { printed, lines } = create();
    lines.begin('1');
    for (let index = 0; index < 500; index += 1) lines.logged({ id: '1', line: entry({ message: 'change' }) });
    lines.logged({ id: '1', line: entry({ code: 'ok', requestId: 'r-1', issuer: 'corp', subject: 'ada' }) });
    lines.end('1', { ...ANSWERED, status: 200 });
    expect(printed).toEqual(['GET /v1/caller 200, caller corp ada, changed 500, request r-1, 7 ms']);
  });

  it('waits for a log line that comes after the answer', () => {
    const { printed, lines } = create();
    lines.begin('1');
    lines.end('1', ANSWERED);
    expect(printed).toEqual([]);
    lines.logged({ id: '1', line: entry({ code: 'token_missing', requestId: 'r-1' }) });
    expect(printed).toEqual(['GET /v1/caller 401, token_missing, request r-1, 7 ms']);
  });

  it('comes without a log line, where no function was asked', () => {
    vi.useFakeTimers();
    const { printed, lines } = create();
    lines.begin('1');
    lines.end('1', { ...ANSWERED, status: 404 });
    vi.runAllTimers();
    vi.useRealTimers();
    expect(printed).toEqual(['GET /v1/caller 404, 7 ms']);
  });

  it('keeps the log lines of two requests at once apart', () => {
    const { printed, lines } = create();
    lines.begin('1');
    lines.begin('2');
    lines.logged({ id: '2', line: entry({ code: 'not_allowed', requestId: 'r-2' }) });
    lines.logged({ id: '1', line: entry({ code: 'ok', requestId: 'r-1' }) });
    lines.end('1', { ...ANSWERED, status: 200 });
    lines.end('2', { ...ANSWERED, status: 403 });
    expect(printed).toEqual([
      'GET /v1/caller 200, request r-1, 7 ms',
      'GET /v1/caller 403, not_allowed, request r-2, 7 ms',
    ]);
  });

  it('shows a fault that was logged beside it', () => {
    const { printed, lines } = create();
    lines.begin('1');
    lines.logged({
      id: '1',
      line: JSON.stringify({ message: 'fault', code: 'audit_unavailable', cause: 'TimeoutError' }),
    });
    lines.logged({ id: '1', line: entry({ code: 'ok', requestId: 'r-1' }) });
    lines.end('1', { ...ANSWERED, status: 200 });
    expect(printed).toEqual(['GET /v1/caller 200, fault: audit_unavailable: TimeoutError, request r-1, 7 ms']);
  });

  it('says of which connectors items of a batch were refused, of five, and how many more there are', () => {
    const { printed, lines } = create();
    lines.begin('1');
    for (let item = 0; item < 20; item += 1) {
      const fault = { message: 'fault', code: 'not_allowed', reason: 'no_grant_matches', connectorId: `team-${item}` };
      lines.logged({ id: '1', line: JSON.stringify(fault) });
    }
    lines.logged({ id: '1', line: entry({ code: 'ok', requestId: 'r-1' }) });
    lines.end('1', { ...ANSWERED, status: 200 });
    const faults = [0, 1, 2, 3, 4].map((item) => `fault of team-${item}: not_allowed: no_grant_matches`);
    expect(printed).toEqual([`GET /v1/caller 200, ${faults.join(', ')}, and 15 faults more, request r-1, 7 ms`]);
  });

  it.each([
    ['a query', '/v1/caller?token=eyJh.eyJz.sig', 'GET /v1/caller 401, x, 7 ms'],
    ['what is longer than an id', `/v1/connectors/${'e'.repeat(64)}/ecr`, 'GET /v1/connectors/…/ecr 401, x, 7 ms'],
  ])('leaves out %s, for it may be a secret', (_name, path, line) => {
    const { printed, lines } = create();
    lines.begin('1');
    lines.end('1', { ...ANSWERED, path, reason: 'x' });
    expect(printed).toEqual([line]);
  });

  it.each(['\n', '\r', '\u001b', '\u2028', '\u202e'])('lets no %j of a caller through', (character) => {
    const { printed, lines } = create();
    lines.begin('1');
    lines.end('1', { ...ANSWERED, reason: `a${character}b` });
    expect(printed).toEqual(['GET /v1/caller 401, a\u{fffd}b, 7 ms']);
  });
});
