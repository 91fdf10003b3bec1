// The client of the API: what it sends, what it makes of answers, and when it asks again.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPortunusClient, dataOf, PortunusError, pagesOf } from '../../../clients/typescript/src/index.ts';

const URL_OF = 'https://portunus.example';
const PROBLEM = {
  type: 'urn:portunus:error:audit_unavailable',
  title: 'Unavailable',
  status: 503,
  detail: 'Try again.',
  code: 'audit_unavailable',
  stage: 'audit',
  retryable: true,
  requestId: 'r-1',
};

function answer(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  return new Response(JSON.stringify(body), { status, headers });
}

/** Answers one after the other, and keeps what was sent. */
function aService(...answers: readonly (() => Response)[]) {
  const sent: Request[] = [];
  const fetch = async (request: Request) => {
    sent.push(request);
    return (answers[sent.length - 1] ?? (() => answer(200, {})))();
  };
  return { sent, fetch };
}

describe('a request', () => {
  it('goes to /v1 with the token, and says who asks', async () => {
    const { sent, fetch } = aService();
    const client = createPortunusClient({ url: `${URL_OF}/`, token: 'a.b.c', fetch, userAgent: 'tests/1' });
    await client.PUT('/accounts/{id}', {
      params: { path: { id: 'a/b' }, header: { 'If-Match': '"3"' } },
      body: { awsAccountId: '123456789012', partition: 'aws', credentials: { source: 'execution-role' } },
    });
    const [request] = sent;
    expect([request?.method, request?.url, request?.redirect]).toEqual(['PUT', `${URL_OF}/v1/accounts/a%2Fb`, 'error']);
    expect(Object.fromEntries(request?.headers ?? [])).toEqual({
      accept: 'application/json',
      authorization: 'Bearer a.b.c',
      'content-type': 'application/json',
      'if-match': '"3"',
      'user-agent': 'tests/1',
    });
  });

  it('asks for the token each time', async () => {
    const { sent, fetch } = aService();
    const tokens = ['token-1', 'token-2'];
    const client = createPortunusClient({ url: URL_OF, token: async () => tokens.shift() ?? '', fetch });
    await client.GET('/caller');
    await client.GET('/caller');
    expect(sent.map(({ headers }) => headers.get('authorization'))).toEqual(['Bearer token-1', 'Bearer token-2']);
  });

  it('goes to /iam/v1 without a token where fetch signs', async () => {
    const { sent, fetch } = aService();
    await createPortunusClient({ url: URL_OF, fetch, signs: true }).GET('/caller');
    expect([sent[0]?.url, sent[0]?.headers.has('authorization')]).toEqual([`${URL_OF}/iam/v1/caller`, false]);
  });

  it('writes a space and a plus as the gateway reads them', async () => {
    const { sent, fetch } = aService();
    await createPortunusClient({ url: URL_OF, fetch }).GET('/connectors', { params: { query: { text: 'a +b' } } });
    expect(sent[0]?.url).toBe(`${URL_OF}/v1/connectors?text=a%20%2Bb`);
  });

  it('ends after its time', async () => {
    const fetch = (request: Request) =>
      new Promise<Response>((_resolve, reject) => {
        request.signal.addEventListener('abort', () => reject(request.signal.reason));
      });
    const client = createPortunusClient({ url: URL_OF, fetch, timeoutMs: 1 });
    await expect(client.GET('/caller')).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('an answer', () => {
  const client = (response: Response) => createPortunusClient({ url: URL_OF, fetch: async () => response });

  it('that is good gives its data', async () => {
    const status = { status: 'ok', version: '1.2.3' };
    expect(dataOf(await client(answer(200, status)).GET('/status'))).toEqual(status);
  });

  it('that is a problem is thrown as one', async () => {
    const error = await client(answer(503, PROBLEM))
      .GET('/caller')
      .then(dataOf)
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PortunusError);
    expect(error).toMatchObject({
      message: 'Try again. (audit_unavailable)',
      status: 503,
      retryable: true,
      problem: PROBLEM,
    });
  });

  it.each([
    [429, true],
    [503, true],
    [404, false],
  ])('of the gateway, HTTP %d, is one without a problem, and retryable: %s', async (status, retryable) => {
    const error = await client(answer(status, { message: 'Too Many Requests' }))
      .GET('/caller')
      .then(dataOf)
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: `HTTP ${status}`, status, retryable, problem: undefined });
  });
});

it('a list is read to its end, over empty pages', async () => {
  const { sent, fetch } = aService(
    () => answer(200, { items: [1], nextToken: 'x' }),
    () => answer(200, { items: [], nextToken: 'y' }),
    () => answer(200, { items: [2] }),
  );
  const client = createPortunusClient({ url: URL_OF, fetch });
  const items: unknown[] = [];
  for await (const page of pagesOf((from) => client.GET('/audit', { params: { query: from } }))) items.push(page.items);
  expect(items).toEqual([[1], [], [2]]);
  expect(sent.map(({ url }) => url.slice(URL_OF.length))).toEqual([
    '/v1/audit',
    '/v1/audit?nextToken=x',
    '/v1/audit?nextToken=y',
  ]);
});

describe('retries', () => {
  const later = (seconds?: string) => () =>
    answer(503, PROBLEM, seconds === undefined ? {} : { 'retry-after': seconds });
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    vi.spyOn(Math, 'random').mockReturnValue(0);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  async function asked(service: ReturnType<typeof aService>, retries: number) {
    const body = { scope: 'all', reason: 'INC-1' } as const;
    const start = Date.now();
    const client = createPortunusClient({ url: URL_OF, fetch: service.fetch, retries });
    const waiting = client.POST('/stop', { body });
    await vi.runAllTimersAsync();
    const { response } = await waiting;
    const bodies = await Promise.all(service.sent.map((request) => request.text()));
    return { status: response.status, bodies, seconds: (Date.now() - start) / 1_000 };
  }

  it('wait as long as the service says, and send the same again', async () => {
    const sent = JSON.stringify({ scope: 'all', reason: 'INC-1' });
    const found = await asked(aService(later('3'), later('7')), 2);
    expect(found).toEqual({ status: 200, bodies: [sent, sent, sent], seconds: 10 });
  });

  it('wait longer each time where the service says nothing', async () => {
    expect(await asked(aService(later(), later(), later()), 3)).toMatchObject({ status: 200, seconds: 7 });
  });

  it('end after as many as are wanted, and there are none otherwise', async () => {
    expect((await asked(aService(later('1'), later('1'), later('1')), 1)).bodies).toHaveLength(2);
    expect((await asked(aService(later('1')), 0)).bodies).toHaveLength(1);
  });

  it('wait a minute, and not longer', async () => {
    expect((await asked(aService(later('60')), 1)).status).toBe(200);
    expect((await asked(aService(later('61')), 1)).status).toBe(503);
  });

  it('are not made of other refusals', async () => {
    const refused = aService(() => answer(403, { ...PROBLEM, status: 403, code: 'not_allowed', retryable: false }));
    expect((await asked(refused, 5)).bodies).toHaveLength(1);
  });

  it('end with who asked', async () => {
    const service = aService(later('30'));
    const end = new AbortController();
    const client = createPortunusClient({ url: URL_OF, fetch: service.fetch, retries: 1 });
    const waiting = client.GET('/caller', { signal: end.signal });
    const caught = waiting.catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1_000);
    end.abort(new Error('enough'));
    expect(await caught).toMatchObject({ message: 'enough' });
    expect(service.sent).toHaveLength(1);
  });
});
