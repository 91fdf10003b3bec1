// What the host's cache takes a request for, and whose login it is.
import { describe, expect, it } from 'vitest';
import { keyOf, readAsked } from '../../../../cli/cache/scope.ts';

const LOGIN = '/v1/connectors/shop-images/ecr/credentials';

function read(query: string, path = LOGIN) {
  return readAsked('GET', query === '' ? path : `${path}?${query}`);
}

describe('a request', () => {
  it.each([
    ['', '/connectors/shop-images/ecr/credentials', { format: 'json' }],
    [
      'format=docker-credential&registryIds=123456789012&access=pull',
      '/connectors/shop-images/ecr/credentials?access=pull&registryIds=123456789012',
      { format: 'docker-credential' },
    ],
    [
      'repositories=shop/*&format=bash&namespace=shop',
      '/connectors/shop-images/ecr/credentials?repositories=shop%2F*',
      { format: 'bash', namespace: 'shop' },
    ],
    [
      'format=docker-config&hosts=all',
      '/connectors/shop-images/ecr/credentials',
      { format: 'docker-config', hosts: 'all' },
    ],
  ])('%s is for one login, in whatever format', (query, path, writing) => {
    expect(read(query)).toEqual({ scope: { connectorId: 'shop-images', path }, writing });
  });

  it('has the same scope whatever the order of its parameters', () => {
    const [one, other] = [read('region=eu-west-1&access=pull'), read('access=pull&region=eu-west-1')];
    expect(one).toEqual(other);
  });

  it.each([
    ['POST', LOGIN],
    ['GET', '/v1/connectors/shop-images/credentials'],
    ['GET', '/v1/connectors/shop-images/console/url'],
    ['GET', '/v1/connectors/../ecr/credentials'],
    ['GET', '/iam/v1/connectors/shop-images/ecr/credentials'],
    ['GET', '/v1/caller'],
  ])('%s %s is none for a login', (method, target) => {
    expect(readAsked(method, target)).toEqual({ fault: expect.stringMatching(/^path must be that of a login/) });
  });

  it.each([
    ['format=credential-process', /^format must be 'json' or /],
    ['format=json&format=bash', /a parameter twice/],
    ['namespace=a&namespace=b', /a parameter twice/],
    ['format=json&namespace=shop', /namespace means nothing for the format json/],
    ['format=bash&hosts=all', /^hosts must be default for the format bash/],
    ['format=bash&namespace=a%20b', /namespace must be letters/],
  ])('?%s is refused', (query, fault) => {
    expect(read(query)).toEqual({ fault: expect.stringMatching(fault) });
  });
});

describe('the key of a login', () => {
  const scope = { connectorId: 'shop-images', path: '/connectors/shop-images/ecr/credentials' };
  const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c2ln`;
  const of = (text: string) => keyOf(scope, async () => ({ token: text }));
  const ofKey = (accessKeyId: string) => keyOf(scope, async () => ({ accessKeyId }));
  const CLAIMS = { iss: 'https://ci.example', sub: 'job', environment: 'test', iat: 1, exp: 2, jti: 'a' };

  it('stays when a token is renewed', async () => {
    expect(await of(token(CLAIMS))).toBe(await of(token({ ...CLAIMS, iat: 3, exp: 4, jti: 'b' })));
  });

  it.each([
    ['another subject', { sub: 'other' }],
    ['another issuer', { iss: 'https://other.example' }],
    ['another environment', { environment: 'production' }],
  ])('is another one for %s', async (_what, other) => {
    expect(await of(token(CLAIMS))).not.toBe(await of(token({ ...CLAIMS, ...other })));
  });

  it('is another one for another access key, another scope, and a text that is no token', async () => {
    const other = { ...scope, path: `${scope.path}?access=push` };
    const keys = [await ofKey('ASIA1'), await ofKey('ASIA2'), await of('opaque'), await of('other')];
    expect(new Set([...keys, await keyOf(other, async () => ({ accessKeyId: 'ASIA1' }))]).size).toBe(5);
  });
});
