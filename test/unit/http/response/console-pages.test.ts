import { describe, expect, it } from 'vitest';
import { PortunusError } from '../../../../shared/domain/errors.ts';
import type { HttpEvent, HttpResponse } from '../../../../shared/http/event.ts';
import { asPage, seeOther, signedInPage, signedOut } from '../../../../shared/http/response/console-pages.ts';
import { aCall } from '../../../support/builders.ts';

function failing(error: unknown, cookies: readonly string[] = [], report = (_error: PortunusError) => {}) {
  const route = async (): Promise<HttpResponse> => {
    throw error;
  };
  return asPage(route, report, cookies)({} as HttpEvent, aCall({ requestId: 'request-1' }));
}

const POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

describe('the page that ends a sign-in', () => {
  it('leads on with its cookies, loads nothing, and is in no frame', () => {
    const { statusCode, headers, body, cookies } = signedInPage('/console/audit?a=1&b=2', ['session', 'no sign-in']);
    expect([statusCode, cookies]).toEqual([200, ['session', 'no sign-in']]);
    expect(headers).toMatchObject({
      'content-security-policy': POLICY,
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(body).toContain('<meta http-equiv="refresh" content="0;url=/console/audit?a=1&amp;b=2">');
  });

  it('shows an address as text, whatever is in it', () => {
    const { body } = signedInPage(`/console/"><script>'&`, []);
    expect(body).not.toContain('<script');
    expect(body.match(/\/console\/[^ ]*?&amp;/g)).toEqual([
      '/console/&quot;&gt;&lt;script&gt;&#39;&amp;',
      '/console/&quot;&gt;&lt;script&gt;&#39;&amp;',
    ]);
  });
});

describe('a sign-in that fails', () => {
  it('is told by a page, which takes the cookie of the sign-in back', async () => {
    const error = new PortunusError('sign_in_required', 'authentication', { reason: 'sign_in_not_begun_here' });
    const { statusCode, headers, body, cookies } = await failing(error, ['no sign-in']);
    expect([statusCode, cookies, headers['content-security-policy']]).toEqual([401, ['no sign-in'], POLICY]);
    expect(body).toContain('Request ID: request-1');
    expect(body).not.toContain('sign_in_not_begun_here');
  });

  it('by a bug tells nothing of it, and is reported', async () => {
    const reported: string[] = [];
    const { statusCode, body } = await failing(new Error('the secret'), [], ({ code }) => void reported.push(code));
    expect([statusCode, reported]).toEqual([500, ['internal']]);
    expect(body).not.toContain('the secret');
  });

  it('because the provider is away says when to try again', async () => {
    const away = new PortunusError('sign_in_unavailable', 'authentication', { reason: 'provider_unreachable' });
    const { statusCode, headers } = await failing(away);
    expect([statusCode, headers['retry-after']]).toEqual([503, '5']);
  });
});

it('a browser that is sent on tells nobody where it comes from', () => {
  expect(seeOther('https://id.corp.example/authorize', ['sign-in'])).toEqual({
    statusCode: 303,
    headers: { location: 'https://id.corp.example/authorize', 'referrer-policy': 'no-referrer' },
    body: '',
    cookies: ['sign-in'],
  });
});

it('signing out takes the cookie back, and names the page of the provider if it has one', () => {
  expect(signedOut('https://id.corp.example/logout', 'no session')).toMatchObject({
    body: '{"page":"https://id.corp.example/logout"}',
    cookies: ['no session'],
  });
  expect(signedOut(undefined, 'no session').body).toBe('{}');
});
