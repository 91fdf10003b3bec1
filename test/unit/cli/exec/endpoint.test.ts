import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CommandError } from '../../../../cli/command.ts';
import { type Endpoint, startEndpoint } from '../../../../cli/exec/endpoint.ts';
import { sendRaw } from '../../../support/local-service.ts';

let endpoint: Endpoint;
let given: () => Promise<string>;
beforeAll(async () => {
  endpoint = await startEndpoint(() => given());
});
afterAll(() => endpoint.stop());

const port = () => Number(new URL(endpoint.url).port);
const ask = (headers: Record<string, string>, path = '/credentials', method = 'GET') =>
  sendRaw({ port: port(), path, method, headers });
const good = () => ({ host: `127.0.0.1:${port()}`, authorization: endpoint.token });

describe('the endpoint', () => {
  it('gives the credentials to who has the token', async () => {
    given = async () => '{"AccessKeyId":"ASIA"}';
    const { status, headers, body } = await ask(good());
    expect([status, body]).toEqual([200, '{"AccessKeyId":"ASIA"}']);
    expect([headers['content-type'], headers['cache-control']]).toEqual(['application/json', 'no-store']);
    expect(endpoint.token).toMatch(/^[\w-]{43}$/);
  });

  it.each<[string, Record<string, string>]>([
    ['another token', { authorization: 'another' }],
    ['no token', { authorization: '' }],
    ['a name of a page', { host: 'evil.example' }],
    ['localhost, which is not the address that it gave', { host: 'localhost' }],
    ['the origin of a page', { origin: 'https://evil.example' }],
    ['the mark of a browser', { 'sec-fetch-site': 'cross-site' }],
  ])('gives nothing to a request with %s', async (_what, headers) => {
    given = () => Promise.reject(new Error('asked'));
    const { status, body } = await ask({ ...good(), ...headers });
    expect([status, body]).toEqual([403, '{"Code":"AccessDenied","Message":""}']);
  });

  it('has one path and one method', async () => {
    expect((await ask(good(), '/')).status).toBe(404);
    expect((await ask(good(), '/credentials', 'POST')).status).toBe(404);
  });

  it('says why there are no credentials, in our own words alone', async () => {
    given = () => Promise.reject(new CommandError(['the token was not accepted']));
    expect([(await ask(good())).status, (await ask(good())).body]).toEqual([
      503,
      '{"Code":"ServiceUnavailable","Message":"the token was not accepted"}',
    ]);
    given = () => Promise.reject(new Error('eyJhbGciOi'));
    expect((await ask(good())).body).not.toContain('eyJ');
  });
});

it('a stopped endpoint takes no connection', async () => {
  const other = await startEndpoint(async () => '{}');
  await other.stop();
  await expect(fetch(other.url)).rejects.toThrow();
});
