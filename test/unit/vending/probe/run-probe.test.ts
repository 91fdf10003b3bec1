// Each check of the prober both ways: it passes where the deployment works, and it alone fails where one answer is wrong.
import { describe, expect, it } from 'vitest';
import type { ProbeRequest } from '../../../../shared/vending/probe/ports.ts';
import { NoAnswer } from '../../../../shared/vending/probe/ports.ts';
import { aProblem, goodAnswer, LOGIN, notPassed, OWN_TOKEN, probe, type RawAnswer } from '../../../support/probe.ts';

const [CREDENTIAL] = LOGIN.credentials;

/** Breaks the answers to the requests of one check. */
function breaking(isMeant: (request: ProbeRequest) => boolean, answer: RawAnswer | Error) {
  return (request: ProbeRequest) => (isMeant(request) ? answer : goodAnswer(request));
}
function isLogin({ connector, proof, query }: ProbeRequest) {
  return connector === 'probe' && proof.scheme === 'sigv4' && query === undefined;
}
function withLogin(change: object): RawAnswer {
  return { status: 200, body: { ...LOGIN, ...change } };
}
function withCredential(change: object): RawAnswer {
  return withLogin({ credentials: [{ ...CREDENTIAL, ...change }] });
}

const ISSUED = { status: 200, body: LOGIN };

describe('a deployment that works', () => {
  it('passes every check, by signature', async () => {
    const probed = await probe(goodAnswer);
    expect(notPassed(probed)).toEqual([]);
    expect(probed.results.map(({ check }) => check)).toEqual([
      ...['login', 'no-token', 'junk-token', 'forged-token', 'unsigned-request', 'ungranted-connector'],
      ...['unknown-connector', 'more-access', 'further-role', 'unknown-parameter'],
    ]);
  });

  it('is asked ten times in a run', async () => {
    expect((await probe(goodAnswer)).requests).toHaveLength(10);
  });

  it('is told by whom each answer was logged', async () => {
    const { results } = await probe(goodAnswer);
    expect(results.find(({ check }) => check === 'login')).toMatchObject({ status: 200, answerId: LOGIN.requestId });
    expect(results.find(({ check }) => check === 'no-token')).toMatchObject({ status: 401, code: 'token_missing' });
  });
});

describe('a login that must succeed', () => {
  it.each<[string, RawAnswer | Error, string]>([
    ['a refusal', aProblem(403, 'not_allowed'), 'status must be 200'],
    ['a failure', aProblem(503, 'sts_unavailable', { retryable: true }), 'status must be 200'],
    ['no answer', new NoAnswer('ECONNREFUSED'), 'no answer: ECONNREFUSED'],
    ['a page', { status: 200, body: '<html>' }, 'is not JSON'],
    ['a member that stands twice', { status: 200, body: '{"a": 1, "a": 2}' }, 'is not JSON'],
    ['another status of success', { ...ISSUED, status: 201 }, 'status must be 200'],
    ['an answer that may be cached', { ...ISSUED, noStore: false }, 'Cache-Control must be no-store'],
    ['no request id', withLogin({ requestId: undefined }), 'requestId is required'],
    ['another connector', withLogin({ connectorId: 'other' }), 'connectorId must be the connector that was asked for'],
    ['no login', withLogin({ credentials: [] }), 'credentials[0] is required'],
    ['two logins', withLogin({ credentials: [CREDENTIAL, CREDENTIAL] }), 'credentials[1] must be never'],
    ['another user', withCredential({ username: 'root' }), "credentials[0].username must be 'AWS'"],
    [
      'no password',
      withCredential({ password: '' }),
      'credentials[0].password must not be empty; credentials[0] must have an authorizationToken of its username and password',
    ],
    [
      'a token of another password',
      withCredential({ authorizationToken: Buffer.from('AWS:other').toString('base64') }),
      'credentials[0] must have an authorizationToken of its username and password',
    ],
    ['another region', withCredential({ region: 'eu-central-1' }), 'region must be the region of the deployment'],
    [
      'the host of another region',
      withCredential({
        proxyEndpoint: 'https://123456789012.dkr.ecr.us-east-1.amazonaws.com',
        proxyEndpointDomain: '123456789012.dkr.ecr.us-east-1.amazonaws.com',
      }),
      'proxyEndpoint must be the host of this registry in this region',
    ],
    [
      'the host of another registry',
      withCredential({ registryId: '210987654321' }),
      'proxyEndpoint must be the host of this registry in this region',
    ],
    [
      'a host that is not ECR’s',
      withCredential({ proxyEndpoint: 'https://evil.example', proxyEndpointDomain: 'evil.example' }),
      'proxyEndpoint must be the host of this registry in this region',
    ],
    [
      'an endpoint without TLS',
      withCredential({ proxyEndpoint: 'http://123456789012.dkr.ecr.eu-west-1.amazonaws.com' }),
      'credentials[0].proxyEndpoint must be https://HOST',
    ],
    [
      'two hosts that differ',
      withCredential({ proxyEndpointDomain: 'other.example' }),
      'proxyEndpointDomain must be the host of proxyEndpoint',
    ],
    [
      'a login that has ended',
      withCredential({ expirationDate: '2026-11-21T12:00:00.000Z' }),
      'expirationDate must be within the next 12 hours; refreshAfter must be before expirationDate',
    ],
    [
      'a login that lasts too long',
      withCredential({ expirationDate: '2026-11-22T00:01:00.001Z' }),
      'expirationDate must be within the next 12 hours',
    ],
    [
      'an end that is no time',
      withCredential({ expirationDate: 'soon' }),
      'credentials[0].expirationDate must be a time',
    ],
    ['no time to come back', withLogin({ refreshAfter: undefined }), 'refreshAfter is required'],
    [
      'a time to come back that has passed',
      withLogin({ refreshAfter: '2026-11-21T11:59:00.000Z' }),
      'refreshAfter must be before expirationDate',
    ],
    [
      'a time to come back after the end',
      withLogin({ refreshAfter: '2026-11-22T00:00:00.001Z' }),
      'refreshAfter must be before expirationDate',
    ],
    [
      'a session that has ended',
      withLogin({ session: { ...LOGIN.session, expirationDate: '2026-11-21T12:00:00.000Z' } }),
      "the session's expirationDate must be in the future",
    ],
  ])('fails by %s, and nothing else does', async (_what, answer, detail) => {
    expect(notPassed(await probe(breaking(isLogin, answer)))).toEqual([['login', 'failed', detail]]);
  });

  it.each<[string, RawAnswer]>([
    ['the longest end', withCredential({ expirationDate: '2026-11-22T00:01:00.000Z' })],
    ['a time to come back at the end', withLogin({ refreshAfter: '2026-11-22T00:00:00.000Z' })],
    ['a time to come back by a clock that is slow', withLogin({ refreshAfter: '2026-11-21T11:59:00.001Z' })],
    ['no session', withLogin({ session: undefined })],
    ['a login from the cache', withLogin({ source: 'cache' })],
    ['a member of a later version', withLogin({ more: true })],
  ])('passes with %s', async (_what, answer) => {
    expect(notPassed(await probe(breaking(isLogin, answer)))).toEqual([]);
  });
});

describe('a connector that is refused altogether', () => {
  const isOwn = ({ connector, proof }: ProbeRequest) => connector === 'probe' && proof.scheme === 'sigv4';

  it('fails the login alone: nothing is known about its limits', async () => {
    const answer = (request: ProbeRequest) =>
      isOwn(request) && request.query?.probe === undefined ? aProblem(403, 'not_allowed') : goodAnswer(request);
    expect(notPassed(await probe(answer))).toEqual([
      ['login', 'failed', 'status must be 200'],
      ['more-access', 'skipped', 'the connector itself is refused'],
      ['further-role', 'skipped', 'the connector itself is refused'],
    ]);
  });

  it('hides nothing that is let in', async () => {
    const answer = (request: ProbeRequest) => {
      if (request.query?.access !== undefined) return ISSUED;
      return isLogin(request) ? aProblem(403, 'not_allowed') : goodAnswer(request);
    };
    expect(notPassed(await probe(answer))).toEqual([
      ['login', 'failed', 'status must be 200'],
      ['more-access', 'let_in', 'status must be 400'],
    ]);
  });
});

/** The request of each check that must be refused. */
const REFUSED: Readonly<Record<string, (request: ProbeRequest) => boolean>> = {
  'no-token': ({ prefix, proof }) => prefix === '/v1' && proof.scheme === 'none',
  'junk-token': ({ proof }) => proof.scheme === 'bearer' && !proof.token.reveal().includes('.'),
  'forged-token': ({ proof }) => proof.scheme === 'bearer' && proof.token.reveal().includes('.'),
  'unsigned-request': ({ prefix, proof }) => prefix === '/iam/v1' && proof.scheme === 'none',
  'ungranted-connector': ({ connector }) => connector === 'probe-ungranted',
  'unknown-connector': ({ connector }) => connector === 'probe-unknown',
  'more-access': ({ query }) => query?.access === 'push',
  'further-role': ({ query }) => query?.roleArn !== undefined,
  'unknown-parameter': ({ query }) => query?.probe !== undefined,
};
const CHECKS = Object.entries(REFUSED);
const STATUS: Readonly<Record<string, number>> = {
  'no-token': 401,
  'junk-token': 401,
  'forged-token': 401,
  'unsigned-request': 403,
  'ungranted-connector': 403,
  'unknown-connector': 403,
  'more-access': 400,
  'further-role': 400,
  'unknown-parameter': 400,
};

describe('a request that must be refused', () => {
  it.each(CHECKS)('%s: a login is let in, and nothing else is', async (check, isMeant) => {
    const detail = `status must be ${STATUS[check]}`;
    expect(notPassed(await probe(breaking(isMeant, ISSUED)))).toEqual([[check, 'let_in', detail]]);
  });

  it.each(CHECKS)('%s: any success is let in, whatever its body', async (check, isMeant) => {
    const probed = await probe(breaking(isMeant, { status: 204, body: '' }));
    expect(notPassed(probed)).toMatchObject([[check, 'let_in', expect.anything()]]);
  });

  it.each(CHECKS)('%s: a failure is not the refusal', async (check, isMeant) => {
    const failure = aProblem(503, 'table_unavailable', { retryable: true });
    const detail = `status must be ${STATUS[check]}`;
    expect(notPassed(await probe(breaking(isMeant, failure)))).toEqual([[check, 'failed', detail]]);
  });

  it.each(CHECKS)('%s: a redirect is not the refusal', async (check, isMeant) => {
    const probed = await probe(breaking(isMeant, { status: 302, body: '' }));
    expect(notPassed(probed)).toMatchObject([[check, 'failed', expect.anything()]]);
  });

  it.each(CHECKS)('%s: no answer is not the refusal', async (check, isMeant) => {
    const probed = await probe(breaking(isMeant, new NoAnswer('TimeoutError')));
    expect(notPassed(probed)).toMatchObject([[check, 'failed', 'no answer: TimeoutError']]);
  });
});

describe('a refusal', () => {
  it.each<[string, string, RawAnswer, string]>([
    ['no-token', 'of another code', aProblem(401, 'token_rejected'), 'code must be token_missing'],
    ['junk-token', 'of another code', aProblem(401, 'token_missing'), 'code must be token_rejected'],
    [
      'junk-token',
      'that does not ask for a token',
      { ...aProblem(401, 'token_rejected'), challenge: 'Basic' },
      'WWW-Authenticate must ask for Bearer',
    ],
    [
      'no-token',
      'that may be cached',
      { ...aProblem(401, 'token_missing'), noStore: false },
      'Cache-Control must be no-store',
    ],
    [
      'forged-token',
      'that is to be tried again',
      aProblem(401, 'token_rejected', { retryable: true }),
      'retryable must be false',
    ],
    [
      'ungranted-connector',
      'of another type',
      aProblem(403, 'not_allowed', { type: 'about:blank' }),
      'type must name the code',
    ],
    [
      'ungranted-connector',
      'that tells another status',
      aProblem(403, 'not_allowed', { status: 404 }),
      'status must be told in the problem too',
    ],
    [
      'ungranted-connector',
      'without an id',
      aProblem(403, 'not_allowed', { requestId: 'x' }),
      'requestId must be a UUID',
    ],
    [
      'ungranted-connector',
      'of the gateway',
      { status: 403, body: { message: 'Forbidden' }, contentType: 'application/json' },
      'the answer must be problem details',
    ],
    ['ungranted-connector', 'that is a page', { status: 403, body: '<html>' }, 'is not JSON'],
    ['unsigned-request', 'of a function', aProblem(403, 'not_allowed'), 'API Gateway must refuse, and not a function'],
    ['unsigned-request', 'of a function for want of a token', aProblem(401, 'token_missing'), 'status must be 403'],
    [
      'unknown-connector',
      'that differs from that of a connector without a grant',
      { ...aProblem(403, 'not_allowed'), fingerprint: 'other' },
      'the answer must be that of a connector that is not granted',
    ],
    [
      'more-access',
      'of another parameter',
      aProblem(400, 'invalid_request', { errors: [{ field: 'region', detail: 'is refused' }] }),
      'errors must name access alone',
    ],
    ['further-role', 'of no parameter', aProblem(400, 'invalid_request'), 'errors must name roleArn alone'],
    [
      'unknown-parameter',
      'of two parameters',
      aProblem(400, 'invalid_request', {
        errors: [
          { field: 'probe', detail: 'is not known' },
          { field: 'access', detail: 'is refused' },
        ],
      }),
      'errors must name probe alone',
    ],
  ])('%s fails by one %s', async (check, _what, answer, detail) => {
    const isMeant = REFUSED[check] ?? (() => false);
    expect(notPassed(await probe(breaking(isMeant, answer)))).toEqual([[check, 'failed', detail]]);
  });
});

describe('a prober with a token of its role', () => {
  const ownTokens = async () => ({ current: OWN_TOKEN, expired: undefined });

  it('shows it at /v1, and signs nothing', async () => {
    const probed = await probe(goodAnswer, { ownTokens });
    expect(notPassed(probed)).toEqual([['expired-token', 'skipped', 'no token of an earlier run has expired yet']]);
    expect(probed.requests.filter(({ proof }) => proof.scheme === 'sigv4')).toEqual([]);
  });

  it('forges it by its signature alone', async () => {
    const { requests } = await probe(goodAnswer, { ownTokens });
    const tokens = requests.flatMap(({ proof }) => (proof.scheme === 'bearer' ? [proof.token.reveal()] : []));
    expect(tokens).toContain('eyJhbGciOiJFUzM4NCJ9.eyJzdWIiOiJwcm9iZSJ9.cmlnbmF0dXJl');
  });

  it('shows an expired one, which must be refused', async () => {
    const expired = { reveal: () => 'ex.pi.red' } as typeof OWN_TOKEN;
    const tokens = async () => ({ current: OWN_TOKEN, expired });
    expect(notPassed(await probe(goodAnswer, { ownTokens: tokens }))).toEqual([]);
    const isExpired = ({ proof }: ProbeRequest) => proof.scheme === 'bearer' && proof.token === expired;
    expect(notPassed(await probe(breaking(isExpired, ISSUED), { ownTokens: tokens }))).toEqual([
      ['expired-token', 'let_in', 'status must be 401'],
    ]);
  });

  it('has not run if it can not sign', async () => {
    await expect(probe(() => new TypeError('no keys'))).rejects.toThrow('no keys');
  });

  it('has not run if there is no token', async () => {
    const none = async () => {
      throw new TypeError('no token');
    };
    await expect(probe(goodAnswer, { ownTokens: none })).rejects.toThrow('no token');
  });
});

describe('a login that is presented to the registry', () => {
  function registry(statuses: Readonly<Record<string, number>>) {
    const asked: string[] = [];
    const askRegistry = async (_login: unknown, path: string) => {
      asked.push(path);
      return statuses[path] ?? 500;
    };
    return { asked, askRegistry };
  }
  const GOOD = { '/v2/': 200, '/v2/probe-other/tags/list': 403 };

  it('passes where it is taken, and where another repository is refused', async () => {
    const { asked, askRegistry } = registry(GOOD);
    const probed = await probe(goodAnswer, { askRegistry });
    expect(notPassed(probed)).toEqual([]);
    expect(probed.results.slice(0, 3).map(({ check }) => check)).toEqual([
      ...['login', 'registry-login', 'other-repository'],
    ]);
    expect(asked).toEqual(['/v2/', '/v2/probe-other/tags/list']);
  });

  it.each<[string, object, unknown[]]>([
    ['a registry that refuses it', { '/v2/': 401 }, ['registry-login', 'failed', 'the registry answered 401']],
    [
      'another repository that is open',
      { '/v2/probe-other/tags/list': 200 },
      ['other-repository', 'let_in', 'the registry answered 200'],
    ],
    [
      'another repository that was looked for',
      { '/v2/probe-other/tags/list': 404 },
      ['other-repository', 'let_in', 'the registry answered 404'],
    ],
    [
      'a registry that fails',
      { '/v2/probe-other/tags/list': 500 },
      ['other-repository', 'failed', 'the registry answered 500'],
    ],
  ])('fails by %s', async (_what, statuses, expected) => {
    const { askRegistry } = registry({ ...GOOD, ...statuses });
    expect(notPassed(await probe(goodAnswer, { askRegistry }))).toEqual([expected]);
  });

  it('goes nowhere if there was no answer', async () => {
    const { asked, askRegistry } = registry(GOOD);
    const probed = await probe(breaking(isLogin, new NoAnswer('TimeoutError')), { askRegistry });
    expect(probed.results.slice(0, 3).map(({ outcome }) => outcome)).toEqual(['failed', 'skipped', 'skipped']);
    expect(asked).toEqual([]);
  });

  it('goes nowhere if the answer names another host', async () => {
    const { asked, askRegistry } = registry(GOOD);
    const answer = withCredential({ proxyEndpoint: 'https://evil.example', proxyEndpointDomain: 'evil.example' });
    const probed = await probe(breaking(isLogin, answer), { askRegistry });
    expect(notPassed(probed).map(([check, outcome]) => [check, outcome])).toEqual([
      ['login', 'failed'],
      ['registry-login', 'skipped'],
      ['other-repository', 'skipped'],
    ]);
    expect(asked).toEqual([]);
  });
});

describe('a result', () => {
  it('holds nothing secret, also of a login that is let in', async () => {
    const { results } = await probe(() => ISSUED);
    expect(results.filter(({ outcome }) => outcome === 'let_in')).toHaveLength(9);
    expect(JSON.stringify(results)).not.toContain('CANARY');
    expect(JSON.stringify(results)).not.toContain(CREDENTIAL?.authorizationToken);
  });

  it('stays short, however much is wrong with an answer', async () => {
    const errors = Array.from({ length: 1_000 }, () => ({ field: 7 }));
    const { results } = await probe(() => aProblem(401, 'token_missing', { errors }));
    const lengths = results.map(({ detail = '' }) => detail.length);
    expect(Math.max(...lengths)).toBe(500);
  });

  it('is reported as soon as it is there', async () => {
    const reported: string[] = [];
    await probe(goodAnswer, { report: ({ check }, { requestId }) => void reported.push(`${check} ${requestId}`) });
    expect(reported[0]).toBe('login f0e1d2c3-0000-4000-8000-000000000001');
    expect(reported).toHaveLength(10);
  });
});
