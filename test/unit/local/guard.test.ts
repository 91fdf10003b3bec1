import { describe, expect, it } from 'vitest';
import { whyRefused } from '../../../local/api/guard.ts';

const OWN = ['Host', '127.0.0.1:3000'];
function refusal(rawHeaders: readonly string[], url = '/v1/status', method = 'GET') {
  return whyRefused({ rawHeaders: [...rawHeaders], url, method });
}

describe('the guard of the local service', () => {
  it.each<readonly [string, readonly string[]]>([
    ['a program', OWN],
    ['a program that says localhost', ['host', 'localhost:3000']],
    ['a program that says LOCALHOST', ['Host', 'LOCALHOST:3000']],
    ['a program behind a tunnel of this machine', ['Host', '127.0.0.1:8080']],
    ['a program on port 80', ['Host', 'localhost']],
    ['a page of the service itself', [...OWN, 'Origin', 'http://127.0.0.1:3000', 'Sec-Fetch-Site', 'same-origin']],
    ['what a person typed', [...OWN, 'Sec-Fetch-Site', 'none']],
  ])('lets through %s', (_name, headers) => {
    expect(refusal(headers)).toBeUndefined();
  });

  it.each<readonly [string, readonly string[]]>([
    ['no host', []],
    ['a name that may resolve to loopback', ['Host', 'evil.example:3000']],
    ['a name that ends like it', ['Host', 'evil.localhost:3000']],
    ['a name that begins like it', ['Host', '127.0.0.1.evil.example:3000']],
    ['what is no port', ['Host', '127.0.0.1:3001@evil.example']],
    ['another address of loopback', ['Host', '127.0.0.2:3000']],
    ['two hosts', [...OWN, 'Host', 'evil.example']],
    ['a foreign host after the own one', [...OWN, 'host', '127.0.0.1:3000']],
    ['a foreign origin', [...OWN, 'Origin', 'https://evil.example']],
    ['the origin of a sandboxed page or a file', [...OWN, 'Origin', 'null']],
    ['another port of this machine', [...OWN, 'Origin', 'http://127.0.0.1:3001']],
    ['the other name of this machine', [...OWN, 'Origin', 'http://localhost:3000']],
    ['the own origin over https', [...OWN, 'Origin', 'https://127.0.0.1:3000']],
    [
      'a foreign origin after the own one',
      [...OWN, 'Origin', 'http://127.0.0.1:3000', 'origin', 'http://evil.example'],
    ],
    ['an empty origin', [...OWN, 'Origin', '']],
    ['a request across sites', [...OWN, 'Sec-Fetch-Site', 'cross-site']],
    ['a request of the same site', [...OWN, 'Sec-Fetch-Site', 'same-site']],
    ['a preflight of the own origin', [...OWN, 'Access-Control-Request-Method', 'GET']],
  ])('refuses %s', (_name, headers) => {
    expect(refusal(headers)).toEqual(expect.any(String));
  });

  const link = (site: string, ...more: readonly string[]) => {
    return [...OWN, 'Sec-Fetch-Site', site, 'Sec-Fetch-Mode', 'navigate', 'Sec-Fetch-Dest', 'document', ...more];
  };

  it.each([
    '/console',
    '/console/',
    '/console?x=1',
    '/console/connectors',
    '/console/sign-in/callback/demo-sign-in?code=c&state=s',
  ])('lets a link and the provider of this machine open %s, which holds no data', (url) => {
    expect(refusal(link('same-site'), url)).toBeUndefined();
    expect(refusal(link('cross-site'), url)).toBeUndefined();
  });

  it.each<[string, readonly string[], string, string?]>([
    ['a link to what the scripts of the console ask', link('cross-site'), '/console/api/session'],
    ['a link to all that they ask', link('cross-site'), '/console/api'],
    ['a link to the API', link('same-site'), '/v1/caller'],
    ['a link to a name that begins like the console', link('cross-site'), '/consoles'],
    ['a form of another site', link('cross-site'), '/console/sign-out', 'POST'],
    ['a page of another origin that names itself', link('cross-site', 'Origin', 'https://evil.example'), '/console'],
    [
      'the console in a frame',
      [...OWN, 'Sec-Fetch-Site', 'cross-site', 'Sec-Fetch-Mode', 'navigate', 'Sec-Fetch-Dest', 'iframe'],
      '/console',
    ],
    [
      'a request of a script',
      [...OWN, 'Sec-Fetch-Site', 'same-site', 'Sec-Fetch-Mode', 'cors', 'Sec-Fetch-Dest', 'empty'],
      '/console/sign-in/callback/demo-sign-in',
    ],
    ['two modes', link('cross-site', 'Sec-Fetch-Mode', 'cors'), '/console'],
  ])('refuses %s', (_name, headers = [], url, method) => {
    expect(refusal(headers, url, method)).toEqual(expect.any(String));
  });

  it.each(['http://evil.example/v1/status', 'http://127.0.0.1:3000/v1/status', '*', ''])(
    'refuses the request target "%s"',
    (url) => {
      expect(refusal(OWN, url)).toBe('the request target is not a path');
    },
  );
});
