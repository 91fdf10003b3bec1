// `portunus smoke` against the built handlers on the stand-in: as they are, and with one thing broken in each run.
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { secretsOf } from '../../support/audit-records.ts';
import type { Answer } from '../../support/service.ts';
import { type Breakage, idsOf, startSmokeSite } from '../../support/smoke.ts';
import { useStarted } from '../../support/use-service.ts';

beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterAll(() => void vi.useRealTimers());

/** The same answer with some members of its body changed. */
function withBody(answer: Answer, members: object): Answer {
  const body = { ...answer.body, ...members };
  return { ...answer, body, text: JSON.stringify(body) };
}

function withoutHeader(answer: Answer, name: string): Answer {
  const { [name]: _gone, ...headers } = answer.headers;
  return { ...answer, headers };
}

/** As if the token were good. */
function letIn(answer: Answer): Answer {
  return answer.status === 401 ? { ...withBody(answer, { subject: 'anybody' }), status: 200 } : answer;
}

const claimsOf = (token: string): Record<string, unknown> => {
  try {
    return decodeJwt(token);
  } catch {
    return {};
  }
};

const seconds = () => Math.floor(Date.now() / 1000);
const isLogin = ({ status, body }: Answer) => status === 200 && Array.isArray(body?.credentials);

/** Gives everybody the first login of a run. */
function sharesOneLogin(): Breakage {
  let first: Answer | undefined;
  return {
    answer: (answer) => {
      if (!isLogin(answer)) return answer;
      first ??= answer;
      return first;
    },
  };
}

/** Ends logins with the sessions that they were fetched with, at the registry. */
function endsLoginsWithSessions(): Breakage {
  const started = Date.now();
  return { registry: (status) => (Date.now() - started > 900_000 ? 401 : status) };
}

/** What is broken, which checks are tried, and which of them must be refuted. All others must be proved. */
const BROKEN: readonly (readonly [what: string, broken: () => Breakage, only: string[], refuted: string[]])[] = [
  ['sends no tags to STS', () => ({ forgets: (name) => name.startsWith('Tags.') }), ['trust'], ['trust.tags']],
  [
    'sends no source identity to STS',
    () => ({ forgets: (name) => name === 'SourceIdentity' }),
    ['trust'],
    ['trust.source-identity'],
  ],
  [
    'sends no session policy to STS',
    () => ({ forgets: (name) => name === 'Policy' }),
    ['registry'],
    ['registry.push-denied', 'registry.other-repository'],
  ],
  [
    'has a registry that does not ask what a login may do',
    () => ({ registry: (status) => (status === 403 ? 202 : status) }),
    ['registry'],
    ['registry.push-denied', 'registry.other-repository'],
  ],
  [
    'ends a login with its session',
    endsLoginsWithSessions,
    ['login.after-session', 'public.after-session'],
    ['login.after-session', 'public.after-session'],
  ],
  [
    'has roles that ask for no external ID',
    () => ({
      trust: (policy) =>
        policy
          .replaceAll('"sts:ExternalId"', '"aws:PrincipalAccount"')
          .replaceAll(/\{"Ref":"\w+ExternalIds?"\}/g, '"111122223333"'),
    }),
    ['trust.external-id', 'trust.tags'],
    ['trust.external-id'],
  ],
  [
    'has roles that anybody in the account may assume',
    () => ({ trust: (policy) => policy.replaceAll(/role\/portunus-\$\{Stage\}-\*-[a-z-]+/g, 'role/*') }),
    ['trust'],
    ['trust.other-principal'],
  ],
  ['loses audit records', () => ({ losesAudit: true }), ['audit.recorded', 'login'], ['audit.recorded']],
  ['delivers no refresh job', () => ({ deliversNothing: true }), ['job'], ['job.secret', 'job.parameter']],
  ['loses metrics', () => ({ losesMetrics: true }), ['metrics'], ['metrics.arrive']],
  ['hands out the login of another caller', sharesOneLogin, ['access'], ['access.callers-apart']],
  [
    'does not map what STS refuses',
    () => ({
      answer: (answer) =>
        answer.status === 502 ? { ...withBody(answer, { code: 'internal', status: 500 }), status: 500 } : answer,
    }),
    ['trust.external-id'],
    ['trust.external-id'],
  ],
  [
    'hands out a login for a host that is none of ECR',
    () => ({
      answer: (answer) =>
        isLogin(answer)
          ? withBody(answer, {
              credentials: [{ ...answer.body.credentials[0], proxyEndpointDomain: 'registry.invalid' }],
            })
          : answer,
    }),
    ['login.issued', 'registry.pull'],
    ['login.issued', 'registry.pull'],
  ],
  [
    'tells in a 403 whether the connector exists',
    () => ({
      answer: (answer, { connectorId = '' }) =>
        answer.status === 403 && connectorId.endsWith('-closed')
          ? withBody(answer, { detail: 'You may not.' })
          : answer,
    }),
    ['access'],
    ['access.same-bytes'],
  ],
  [
    'takes a token that has expired',
    () => ({ answer: (answer, { token }) => (Number(claimsOf(token).exp) < seconds() ? letIn(answer) : answer) }),
    ['token'],
    ['token.expired'],
  ],
  [
    'takes a token for another service',
    () => ({
      answer: (answer, { token }) =>
        claimsOf(token).aud === 'https://portunus-smoke.invalid' ? letIn(answer) : answer,
    }),
    ['token'],
    ['token.audience'],
  ],
  [
    'lets in whom no grant lets in',
    () => ({
      answer: (answer, { token }) => (claimsOf(token).job === 'stranger' ? { ...answer, status: 200 } : answer),
    }),
    ['access'],
    ['access.not-granted'],
  ],
];

/** What shows without definitions and roles. */
const BROKEN_HTTP: readonly (readonly [what: string, answer: NonNullable<Breakage['answer']>, refuted: string[]])[] = [
  [
    'lets a login be stored',
    (answer) => (isLogin(answer) ? withoutHeader(answer, 'cache-control') : answer),
    ['http.no-store'],
  ],
  [
    'sends a 401 without a challenge',
    (answer) => withoutHeader(answer, 'www-authenticate'),
    ['http.token-missing', 'http.token-rejected', 'http.order'],
  ],
  [
    'sends a problem under another media type',
    (answer) =>
      answer.status === 403 ? { ...answer, headers: { ...answer.headers, 'content-type': 'text/html' } } : answer,
    ['http.unknown-connector'],
  ],
  [
    'does not name what is wrong with a request',
    (answer) => (answer.status === 400 ? withBody(answer, { errors: [] }) : answer),
    ['http.bad-request'],
  ],
  [
    'reads a request before it knows the caller',
    (answer, { routeKey, token }) =>
      answer.status === 401 && token === 'portunus.smoke.junk' && routeKey.includes('credentials')
        ? { ...withBody(answer, { code: 'invalid_request', status: 400 }), status: 400 }
        : answer,
    ['http.token-rejected', 'http.order'],
  ],
  [
    'loses the connector in the path',
    (answer) => (answer.body?.id === undefined ? answer : withBody(answer, { id: '' })),
    ['http.path'],
  ],
];

describe('a smoke test', () => {
  const site = useStarted(startSmokeSite);

  it('proves everything of a deployment that has no fault, and leaves nothing behind', async () => {
    const run = await site.run({}, { wait: true });
    expect(run.results.filter(({ id, verdict }) => verdict !== 'proved' && id !== 'audit.required')).toEqual([]);
    expect([run.left, run.failed]).toEqual([[], []]);
    const { body } = await site.ask({ route: 'GET /connectors', query: { limit: '100' } });
    expect(body.items.filter(({ id }: { id: string }) => id.startsWith('portunus-smoke-'))).toEqual([]);
  });

  it('answers the open questions about AWS with what it saw', async () => {
    const { results } = await site.run({}, { only: ['trust'] });
    const settled = results.filter(({ settles }) => settles !== undefined);
    expect(settled.map(({ id, because }) => `${id}: ${because}`)).toEqual([
      'trust.tags: yes',
      'trust.source-identity: yes',
      'trust.one-statement: no: two statements are needed',
    ]);
  });

  it.each(BROKEN)('refutes a deployment that %s', async (_what, broken, only, refuted) => {
    const run = await site.run(broken(), { only, wait: true });
    const others = run.results.filter(({ id, verdict }) => verdict !== (refuted.includes(id) ? 'refuted' : 'proved'));
    expect(others).toEqual([]);
    expect(run.left).toEqual([]);
  });

  it.each(BROKEN_HTTP)('refutes a service that %s', async (_what, answer, refuted) => {
    const options = { creates: false, connector: 'shop-releases', only: ['http', 'login.issued'] };
    const run = await site.run({ answer }, options);
    expect(idsOf(run, 'refuted')).toEqual(refuted);
    expect(idsOf(run, 'not tried')).toEqual([]);
  });

  it('proves in the drill that nothing is issued without its record', async () => {
    const options = { creates: false, connector: 'shop-releases', only: ['audit.required'], drill: true };
    const drilled = await site.run({ refusesAudit: true }, options);
    expect(drilled.results).toMatchObject([{ verdict: 'proved', because: '503 audit_unavailable' }]);
  });

  it('refutes in the drill a service that issues without a record', async () => {
    const options = { creates: false, connector: 'shop-releases', only: ['audit.required'], drill: true };
    const { results } = await site.run({ losesAudit: true }, options);
    expect(results).toMatchObject([
      { verdict: 'refuted', because: 'a login was handed out; 200 instead of 503 audit_unavailable' },
    ]);
  });

  it('removes what it has made when it is interrupted, and tries nothing more', async () => {
    const stopping = new AbortController();
    const answer: Breakage['answer'] = (given, { connectorId = '' }) => {
      if (connectorId.endsWith('-tagged')) stopping.abort();
      return given;
    };
    const run = await site.run({ answer }, { only: ['trust'], stop: stopping.signal });
    expect(run.results.map(({ because }) => because)).toEqual(Array(5).fill('interrupted'));
    expect([run.left, run.failed]).toEqual([[], ['interrupted: not everything was tried']]);
    const { body } = await site.ask({ route: 'GET /connectors', query: { limit: '100' } });
    expect(body.items.filter(({ id }: { id: string }) => id.startsWith('portunus-smoke-'))).toEqual([]);
  });

  it('says what it could not remove', async () => {
    const answer: Breakage['answer'] = (given, { routeKey }) =>
      routeKey === 'DELETE /v1/accounts/{id}' ? { ...withBody(given, { code: 'internal' }), status: 500 } : given;
    const { left } = await site.run({ answer }, { only: ['http.status'] });
    expect(left.map(({ what }) => what)).toEqual([expect.stringMatching(/^account portunus-smoke-\w{8}$/)]);
  });

  it('tells no secret, whatever is refuted', async () => {
    const run = await site.run({ registry: () => 403 }, { only: ['login', 'registry', 'access', 'audit'] });
    const text = JSON.stringify(run);
    expect(secretsOf(site.aws).filter((secret) => text.includes(secret))).toEqual([]);
    expect(text).not.toMatch(/eyJ[\w-]+\./);
  });
});
