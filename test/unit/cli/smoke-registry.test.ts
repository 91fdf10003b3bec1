// How `portunus smoke` asks a registry, as a registry hears it.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Login } from '../../../cli/smoke/login.ts';
import { createKnock } from '../../../cli/smoke/registry.ts';

const LOGIN: Login = {
  requestId: 'r-1',
  host: 'public.ecr.aws',
  region: 'us-east-1',
  authorizationToken: 'QVdTOnA=',
  expiresAt: new Date(),
  sessionArn: 'arn:aws:sts::123456789012:assumed-role/r/s',
  sessionEndsAt: new Date(),
  source: 'fresh',
};

interface Told {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly text?: string;
}

let stop = async () => {};
afterEach(() => stop());

/** A registry that answers by path and authorization, and what it heard. */
async function aRegistry(answer: (line: string) => Told) {
  const heard: string[] = [];
  const server = createServer(({ url, headers }, response) => {
    const line = `${url} ${headers.authorization ?? '-'} ${headers['x-forwarded-host']}`;
    heard.push(line);
    const { status, headers: sent = {}, text = '' } = answer(line);
    response.writeHead(status, sent).end(text);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stop = async () => {
    server.closeAllConnections();
    server.close();
  };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { heard, knock: createKnock(url, new AbortController().signal) };
}

const bearer = (realm: string) => ({
  'www-authenticate': `Bearer realm="${realm}",service="public.ecr.aws",scope="aws"`,
});

describe('a registry is asked', () => {
  it('with the login itself, where it wants one', async () => {
    const { heard, knock } = await aRegistry((line) =>
      line.includes('Basic') ? { status: 200 } : { status: 401, headers: { 'www-authenticate': 'Basic realm="r"' } },
    );
    expect(await knock(LOGIN, { method: 'GET', path: 'a/tags/list' })).toEqual({ verdict: 'allowed', told: '200' });
    expect(heard).toEqual(['/v2/ - public.ecr.aws', '/v2/a/tags/list Basic QVdTOnA= public.ecr.aws']);
  });

  it('with a token that the login is exchanged for, where it wants that', async () => {
    const { heard, knock } = await aRegistry((line) => {
      if (line.startsWith('/v2/ ')) return { status: 401, headers: bearer('https://public.ecr.aws/token/') };
      return line.startsWith('/token/') ? { status: 200, text: '{"token":"t"}' } : { status: 200 };
    });
    expect(await knock(LOGIN, { method: 'GET', path: 'a/tags/list' })).toEqual({ verdict: 'allowed', told: '200' });
    expect(heard.slice(1)).toEqual([
      '/token/?service=public.ecr.aws&scope=aws Basic QVdTOnA= public.ecr.aws',
      '/v2/a/tags/list Bearer t public.ecr.aws',
    ]);
  });

  it('for no more, if the exchange is refused', async () => {
    const text = '{"errors":[{"code":"DENIED","message":"Your Authorization Token is invalid."}]}';
    const { knock } = await aRegistry((line) =>
      line.startsWith('/token/')
        ? { status: 400, text }
        : { status: 401, headers: bearer('https://public.ecr.aws/token/') },
    );
    const answer = await knock(LOGIN, { method: 'GET', path: 'a/tags/list' });
    expect(answer).toEqual({ verdict: 'logged out', told: '400 DENIED' });
  });

  it('with no login at the host of a stranger, whom its challenge names', async () => {
    const { heard, knock } = await aRegistry(() => ({ status: 401, headers: bearer('https://example.com/token/') }));
    await knock(LOGIN, { method: 'GET', path: 'a/tags/list' });
    expect(heard).toEqual(['/v2/ - public.ecr.aws', '/v2/a/tags/list Basic QVdTOnA= public.ecr.aws']);
  });
});
