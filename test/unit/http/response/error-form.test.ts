// Errors in the form that a consumer's protocol has, and problems for everybody else.
import { describe, expect, it } from 'vitest';
import { invalidRequest, PortunusError } from '../../../../shared/domain/errors.ts';
import type { HttpEvent } from '../../../../shared/http/event.ts';
import { errorResponse } from '../../../../shared/http/response/error-form.ts';

const ID = 'f0e1d2c3-0000-4000-8000-000000000001';
const NOT_ALLOWED = new PortunusError('not_allowed', 'authorization', { detail: 'hush: no grant' });
function errorTo(event: unknown, error = NOT_ALLOWED) {
  return errorResponse(error, event as HttpEvent, ID, 0.5);
}
function byQuery(format: unknown) {
  return { queryStringParameters: { format }, headers: {} };
}
function byAccept(accept: unknown) {
  return { headers: { accept } };
}

const LINE = `Portunus: Not allowed: There is no such connector for this caller; see GET /v1/caller and GET /v1/connectors. (not_allowed, request ${ID})\n`;
const MESSAGE = LINE.slice('Portunus: '.length, -1);

describe.each([
  ['docker-credential', 'text/plain; charset=utf-8', LINE],
  ['container', 'application/json', JSON.stringify({ Code: 'not_allowed', Message: MESSAGE })],
])('%s', (format, contentType, body) => {
  it.each([
    ['the query', byQuery(format)],
    ['Accept', byAccept(`application/vnd.portunus.${format}`)],
    ['Accept, which has other types too', byAccept(`*/*;q=0.1, application/vnd.portunus.${format}`)],
    ['the query, against Accept', { ...byQuery(format), headers: { accept: 'application/json' } }],
  ])('has its own form by %s', (_by, event) => {
    expect(errorTo(event)).toEqual({ statusCode: 403, headers: { 'content-type': contentType }, body });
  });

  it('says which field is wrong, and how', () => {
    const error = invalidRequest([
      { field: 'region', detail: 'must be a region' },
      { field: 'durationSeconds', detail: 'must be at least 900' },
    ]);
    const { statusCode, body: text } = errorTo(byQuery(format), error);
    expect(statusCode).toBe(400);
    expect(text).toContain(
      'Invalid request: One or more fields are invalid. region must be a region. ' +
        `durationSeconds must be at least 900. (invalid_request, request ${ID})`,
    );
  });

  it('keeps the headers that go with the status', () => {
    expect(errorTo(byQuery(format), new PortunusError('token_missing', 'authentication')).headers).toEqual({
      'content-type': contentType,
      'www-authenticate': 'Bearer realm="portunus"',
    });
    for (const code of ['keys_unavailable', 'deadline_exceeded'] as const) {
      expect(errorTo(byQuery(format), new PortunusError(code, 'authentication')).headers).toEqual({
        'content-type': contentType,
        'retry-after': '3',
      });
    }
  });

  it('does not tell the reason, which is the operator’s', () => {
    expect(JSON.stringify(errorTo(byQuery(format)))).not.toContain('hush');
  });

  it('is not one of the texts that docker takes for "no login here"', () => {
    const magic = ['credentials not found in native keychain', 'no credentials server URL', 'no credentials username'];
    expect(magic).not.toContain(errorTo(byQuery(format)).body.trim());
  });
});

const PROBLEM = {
  type: 'urn:portunus:error:not_allowed',
  title: 'Not allowed',
  status: 403,
  detail: 'There is no such connector for this caller; see GET /v1/caller and GET /v1/connectors.',
  code: 'not_allowed',
  stage: 'authorization',
  retryable: false,
  requestId: ID,
};

describe('everybody else gets a problem', () => {
  it.each<[unknown]>([
    [undefined],
    [null],
    [7],
    ['container'],
    [[]],
    [{}],
    [{ headers: null, queryStringParameters: null }],
    [{ headers: 'container', queryStringParameters: 'container' }],
    [{ queryStringParameters: ['container'] }],
    [byQuery(undefined)],
    [byQuery(['container'])],
    [byQuery({ toString: 1 })],
    [byQuery('')],
    [byQuery('Container')],
    [byQuery('container,json')],
    [byQuery('json')],
    [byQuery('docker-config')],
    [byQuery('credential-process')],
    [byQuery('__proto__')],
    [byQuery('constructor')],
    [byQuery('toString')],
    [byAccept(['application/vnd.portunus.container'])],
    [byAccept(7)],
    [byAccept('text/html')],
    [byAccept('application/vnd.portunus.__proto__')],
    [byAccept('application/vnd.portunus.container;q=0')],
    [{ ...byAccept('application/vnd.portunus.container'), queryStringParameters: { format: 'json' } }],
    [{ routeKey: 'POST /v1/credentials', body: '{"format":"json"}' }],
    [{ routeKey: 'POST /v1/refresh-jobs', body: '{"format":"container"}' }],
    [{ routeKey: 'POST /v1/credentials', body: '{"format":' }],
    [{ routeKey: 'POST /v1/credentials', body: '{"format":7}' }],
  ])('for %j', (event) => {
    const { statusCode, headers, body } = errorTo(event);
    expect([statusCode, headers]).toEqual([403, { 'content-type': 'application/problem+json' }]);
    expect(JSON.parse(body)).toEqual(PROBLEM);
  });
});
