import { describe, expect, it } from 'vitest';
import { guardedFetch } from '../../../shared/auth/guarded-fetch.ts';

const signal = new AbortController().signal;
const REACH = { allowPrivate: false, caCertificates: undefined, loopback: undefined, signal };

describe('what a provider is asked', () => {
  it.each(['http://id.corp.example/token', 'http://127.0.0.1:9/token'])(
    'is sent to %s by no plain HTTP',
    async (url) => {
      await expect(guardedFetch(url, { method: 'POST', headers: {}, body: 'code=x' }, REACH)).rejects.toMatchObject({
        code: 'NOT_HTTPS',
      });
    },
  );

  it('goes over plain HTTP to the one origin on this machine alone', async () => {
    const reach = { ...REACH, loopback: 'http://127.0.0.1:9' };
    const ask = (url: string) => guardedFetch(url, { method: 'GET', headers: {} }, reach);
    await expect(ask('http://127.0.0.1:9/')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await expect(ask('http://127.0.0.1:10/')).rejects.toMatchObject({ code: 'NOT_HTTPS' });
    await expect(ask('http://localhost:9/')).rejects.toMatchObject({ code: 'NOT_HTTPS' });
  });
});
