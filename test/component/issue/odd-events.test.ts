// B66: events whose members are of other types than the gateway's. Whoever may invoke the function can send any JSON;
// the answer is one of the contract, and never that the service failed.
import { beforeAll, describe, expect, it } from 'vitest';
import type { HttpEvent } from '../../../shared/http/event.ts';
import { getLogin, postLogin } from '../../support/service.ts';
import { useService } from '../../support/use-service.ts';

let token: string;
const service = useService();
beforeAll(() => {
  token = service.token;
});

/** What JSON can hold, and no text. The last has no text at all, not even when it is asked for one. */
const ODD: readonly (readonly [string, unknown])[] = [
  ['null', null],
  ['true', true],
  ['a number', 7],
  ['a list', ['x']],
  ['an empty object', {}],
  ['an object without a text', { toString: 1, valueOf: 1 }],
];

function withHttp(event: HttpEvent, http: unknown) {
  return { ...event, requestContext: { ...event.requestContext, http } };
}

describe.each<readonly [string, (value: unknown) => unknown]>([
  ['authorization', (value) => ({ ...getLogin(token), headers: { authorization: value } })],
  ['headers', (headers) => ({ ...getLogin(token), headers })],
  ['the body', (body) => ({ ...postLogin(token, {}), body })],
  [
    'the content type',
    (type) => ({
      ...postLogin(token, {}),
      headers: { ...postLogin(token, {}).headers, 'content-type': type },
    }),
  ],
  ['the query', (query) => ({ ...getLogin(token), queryStringParameters: query })],
  ['a parameter', (region) => ({ ...getLogin(token), queryStringParameters: { region } })],
  ['the registries', (registryIds) => ({ ...getLogin(token), queryStringParameters: { registryIds } })],
  ['the duration', (durationSeconds) => ({ ...getLogin(token), queryStringParameters: { durationSeconds } })],
  ['the format', (format) => ({ ...getLogin(token), queryStringParameters: { format } })],
  ['the path parameters', (pathParameters) => ({ ...getLogin(token), pathParameters })],
  ['the id', (id) => ({ ...getLogin(token), pathParameters: { id } })],
  ['the route key', (routeKey) => ({ ...getLogin(token), routeKey })],
  ['the base64 flag', (isBase64Encoded) => ({ ...postLogin(token, {}), isBase64Encoded })],
  ['the request context', (requestContext) => ({ ...getLogin(token), requestContext })],
  ['what the context says of the request', (http) => withHttp(getLogin(token), http)],
  ['the sender’s address', (sourceIp) => withHttp(getLogin(token), { sourceIp })],
  ['the sender’s program', (userAgent) => withHttp(getLogin(token), { userAgent })],
])('%s', (_where, eventWith) => {
  it.each(ODD)('that is %s is the sender’s fault, or of no account', async (_what, value) => {
    const { status, headers, body } = await service.invoke('issue', eventWith(value));
    expect([200, 400, 401, 403, 406]).toContain(status);
    expect(headers['cache-control']).toBe('no-store');
    expect(body.credentials === undefined).toBe(status !== 200);
    if (status !== 200) expect(service.aws.standIn.calls).toEqual([]);
  });
});
