import { describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../../../shared/http/event.ts';
import { readStopRequest } from '../../../../shared/http/request/read-stop-request.ts';

function read(body: unknown) {
  return readStopRequest({
    routeKey: 'POST /v1/stop',
    headers: {},
    body: JSON.stringify(body),
  } as unknown as HttpEvent);
}

describe('the body of a stop', () => {
  it.each([
    ['all'],
    [{ issuer: 'github' }],
    [{ connector: 'shop-images' }],
    [{ job: 'nightly' }],
    [{ caller: { issuer: 'github', subject: 'repo:acme/shop:ref:refs/heads/main' } }],
    [{ caller: { issuer: 'github', subject: 'x'.repeat(1024) } }],
  ])('has the scope %j', (scope) => {
    expect(read({ scope, reason: 'a key leaked' })).toEqual({ scope, reason: 'a key leaked' });
  });

  it.each([
    ['everything'],
    [['all']],
    [null],
    [{}],
    [{ connector: 'Shop' }],
    [{ connector: 'shop', issuer: 'ci' }],
    [{ caller: { issuer: 'ci' } }],
    [{ caller: { issuer: 'ci', subject: '' } }],
    [{ caller: { issuer: 'ci', subject: 'x'.repeat(1025) } }],
    [{ account: 'build' }],
  ])('has no scope %j', (scope) => {
    expect(() => read({ scope, reason: 'x' })).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });

  it.each([['x'], ['x'.repeat(200)], ['Grüße: "$(x)" \\ ; & %PATH% \u{1f6d1}']])('has the reason %j', (reason) => {
    expect(read({ scope: 'all', reason })).toEqual({ scope: 'all', reason });
  });

  it.each([
    [''],
    ['x'.repeat(201)],
    ['two\nlines'],
    ['\u001b[31m'],
    ['\u202egpj.exe'],
    ['\u2066x'],
    ['\u2028'],
    ['\ud800'],
    [7],
    [undefined],
  ])('has no reason %j', (reason) => {
    expect(() => read({ scope: 'all', reason })).toThrow(expect.objectContaining({ code: 'invalid_request' }));
  });

  it('has nothing else', () => {
    expect(() => read({ scope: 'all', reason: 'x', until: 'later' })).toThrow(
      expect.objectContaining({ errors: [{ field: 'until', detail: 'is not a known field' }] }),
    );
  });
});
