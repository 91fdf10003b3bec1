import { describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../../../shared/http/event.ts';
import { readApiRequest, readSignIn } from '../../../../shared/http/request/read-console-request.ts';

function anEvent(method: string, proxy: string, more: object = {}): HttpEvent {
  return { routeKey: `${method} /console/api/v1/{proxy+}`, pathParameters: { proxy }, headers: {}, ...more } as never;
}

const JSON_HEADERS = { 'content-type': 'application/json' };

describe('a request to the API', () => {
  it('has the parts of its path, its query, and three headers', () => {
    const headers = {
      ...{ accept: 'application/json', 'if-match': '"3"', 'content-type': 'application/merge-patch+json' },
      ...{ cookie: 'portunus=x', authorization: 'Bearer x', host: 'evil.example', 'x-forwarded-for': '192.0.2.1' },
      ...{ connection: 'x', 'transfer-encoding': 'chunked', 'x-portunus-console': '1' },
    };
    const queryStringParameters = { limit: '5', q: 'a&b=c' };
    const event = anEvent('PATCH', 'connectors/team-a', { headers, queryStringParameters, body: '{"name":"A"}' });
    expect(readApiRequest(event)).toEqual({
      method: 'PATCH',
      path: ['connectors', 'team-a'],
      query: { limit: '5', q: 'a&b=c' },
      headers: { accept: 'application/json', 'if-match': '"3"', 'content-type': 'application/merge-patch+json' },
      body: '{"name":"A"}',
    });
  });

  it.each([
    '..',
    'connectors/../../iam/v1/caller',
    'connectors/%2e%2e',
    './caller',
    'connectors//team-a',
    'connectors/',
    '',
    'caller?x=1',
    'caller#x',
    'a\\b',
    'a:b@c',
    'x'.repeat(129),
  ])('with the path %j is none', (path) => {
    expect(() => readApiRequest(anEvent('GET', path))).toThrow('not_found');
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/jsonx',
    '',
  ])('with a body of %j is refused, because forms of other sites can send it', (type) => {
    const headers = { 'content-type': type };
    expect(() => readApiRequest(anEvent('POST', 'connectors', { headers, body: '{}' }))).toThrow('content-type');
  });

  it('has no body on a GET', () => {
    expect(() => readApiRequest(anEvent('GET', 'caller', { headers: JSON_HEADERS, body: '{}' }))).toThrow('body');
  });

  it('takes no more than the API does', () => {
    const ask = (bytes: number) =>
      readApiRequest(anEvent('POST', 'definitions', { headers: JSON_HEADERS, body: 'x'.repeat(bytes) }));
    expect(ask(1_048_576).body).toHaveLength(1_048_576);
    expect(() => ask(1_048_577)).toThrow('payload_too_large');
  });

  it('reads a body that the gateway has encoded', () => {
    const body = Buffer.from('{"name":"ü"}').toString('base64');
    const event = anEvent('POST', 'connectors', { headers: JSON_HEADERS, body, isBase64Encoded: true });
    expect(readApiRequest(event).body).toBe('{"name":"ü"}');
  });
});

describe('where to sign in', () => {
  it('is the first page by default', () => {
    expect(readSignIn({} as HttpEvent)).toEqual({ returnTo: '/console', fresh: false });
  });

  it.each([
    [{ return: '//evil.example' }, 'return'],
    [{ issuer: 'a/b' }, 'issuer'],
    [{ fresh: 'yes' }, 'fresh'],
    [{ returnTo: '/console/' }, 'returnTo'],
  ])('is refused for %o', (queryStringParameters, field) => {
    expect(() => readSignIn({ queryStringParameters } as unknown as HttpEvent)).toThrow(field);
  });
});
