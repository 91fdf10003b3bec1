import { expect, it } from 'vitest';
import { createApiClient } from '../../../../cli/http/client.ts';
import { askConsoleUrl } from '../../../../cli/logins/ask-session.ts';

function ask(url: string) {
  const answer = { url, expirationDate: '2026-11-28T12:00:00Z' };
  return askConsoleUrl(
    createApiClient('https://portunus.example/v1', async () => Response.json(answer)),
    'shop-operators',
    {},
  ).then(
    (given) => given.url.reveal(),
    (error) => error.lines[0],
  );
}

it('takes a link to a page, as AWS gives it', async () => {
  const link = 'https://eu-west-1.signin.aws.amazon.com/federation?Action=login&SigninToken=x%2Fy';
  expect(await ask(link)).toBe(link);
});

it('takes a link to the console of npm start, which has no TLS', async () => {
  const link = 'http://127.0.0.1:34203/federation?Action=login&SigninToken=x';
  expect(await ask(link)).toBe(link);
});

it.each([
  'http://127.0.0.1:80@signin.example/',
  'http://127.0.0.1.example:80/',
  'javascript:alert(1)',
  'file:///etc/passwd',
  'http://signin.aws.amazon.com/',
  'https://a\r\nset-cookie: b',
  '',
])('leads no browser to %j', async (url) => {
  expect(await ask(url)).toContain('the service gave no link');
});
