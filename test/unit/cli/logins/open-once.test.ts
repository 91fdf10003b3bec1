import { expect, it } from 'vitest';
import { openOnce } from '../../../../cli/logins/open-once.ts';
import { Secret } from '../../../../shared/domain/secret.ts';
import { sendRaw } from '../../../support/local-service.ts';

const LINK = 'https://signin.aws.amazon.com/federation?Action=login&SigninToken=secret';
const visit = (address: string, headers: Record<string, string> = {}, more = '') => {
  const { port, pathname, host } = new URL(address);
  return sendRaw({ port: Number(port), path: `${pathname}${more}`, headers: { host, ...headers } });
};

it('leads a browser on, by an address that does not hold the link and works once', async () => {
  let given = '';
  await openOnce(new Secret(LINK), async (address) => {
    given = address;
    const { status, headers, body } = await visit(address);
    expect([status, headers.location, headers['referrer-policy'], body]).toEqual([303, LINK, 'no-referrer', '']);
  });
  expect(given).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}$/);
  await expect(visit(given)).rejects.toThrow('ECONNREFUSED');
});

it('leads one of two on that ask at once', async () => {
  const seen: (number | undefined)[] = [];
  await openOnce(new Secret(LINK), async (address) => {
    const both = await Promise.all([visit(address), visit(address)].map((one) => one.catch(() => undefined)));
    seen.push(...both.map((one) => one?.status));
  });
  expect(seen.filter((status) => status === 303)).toHaveLength(1);
});

it.each<[string, Record<string, string>, string]>([
  ['another path', {}, 'x'],
  ['the name of a page for this address', { host: 'evil.example' }, ''],
  ['a page of another site', { 'sec-fetch-site': 'cross-site' }, ''],
])('gives nothing to %s', async (_what, headers, more) => {
  const opened = openOnce(
    new Secret(LINK),
    async (address) => {
      const { status, headers: received } = await visit(address, headers, more);
      expect([status, received.location]).toEqual([404, undefined]);
    },
    20,
  );
  await expect(opened).rejects.toThrow('no browser has opened the link');
});

it('closes where no browser can be started', async () => {
  let given = '';
  const opened = openOnce(new Secret(LINK), (address) => {
    given = address;
    return Promise.reject(new Error('no browser'));
  });
  await expect(opened).rejects.toThrow('no browser');
  await expect(visit(given)).rejects.toThrow('ECONNREFUSED');
});
