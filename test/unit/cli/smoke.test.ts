import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Answer, differences, problemFaults } from '../../../cli/smoke/answer.ts';
import { type Check, unless, whyNotTried } from '../../../cli/smoke/check.ts';
import { createCleanup } from '../../../cli/smoke/cleanup.ts';
import { createMint, definitionsOf } from '../../../cli/smoke/definitions.ts';
import { readLogin } from '../../../cli/smoke/login.ts';
import { NEEDS } from '../../../cli/smoke/needs.ts';
import { readVerdict } from '../../../cli/smoke/registry.ts';
import { markdownReport, textReport } from '../../../cli/smoke/report.ts';
import { CHECKS, checkNames, isNamedBy } from '../../../cli/smoke/table.ts';
import { SCHEMAS } from '../../../shared/domain/definitions.ts';
import { parseWith } from '../../../shared/domain/parse.ts';

const NOW = new Date('2026-11-27T12:00:00Z');

function anAnswer(status: number, body: object, headers: Record<string, string> = {}): Answer {
  return { status, headers: new Headers(headers), text: JSON.stringify(body), body: { ...body } };
}

const OURS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
const PROBLEM = { ...OURS, 'content-type': 'application/problem+json' };

function aProblem(status: number, code: string, members: object = {}) {
  const texts = { type: `urn:portunus:error:${code}`, title: 'T', detail: 'D', stage: 'request', requestId: 'r-1' };
  return { ...texts, status, code, ...members };
}

describe('the table of checks', () => {
  it('has these ids, which reports of all releases share', () => {
    expect(CHECKS.map(({ id }) => id)).toEqual([
      'http.status',
      'http.unknown-route',
      'http.head',
      'http.token-missing',
      'http.token-rejected',
      'http.bad-request',
      'http.order',
      'http.unknown-connector',
      'http.caller',
      'http.bare-token',
      'http.path',
      'iam.unsigned',
      'iam.signed',
      'token.expired',
      'token.audience',
      'token.issuer',
      'token.require',
      'token.signature',
      'access.not-granted',
      'access.same-bytes',
      'access.callers-apart',
      'login.issued',
      'registry.pull',
      'registry.push',
      'registry.push-denied',
      'registry.other-repository',
      'registry.other-region',
      'public.login',
      'trust.tags',
      'trust.source-identity',
      'trust.one-statement',
      'trust.external-id',
      'trust.other-principal',
      'audit.recorded',
      'audit.required',
      'job.secret',
      'job.parameter',
      'metrics.arrive',
      'http.no-store',
      'login.after-session',
      'public.after-session',
    ]);
  });

  it('is the table of the page, word for word', () => {
    const page = readFileSync('docs/smoke.md', 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z.-]+)` \| (.*) \| (.*) \|$/gm)].map(([, ...cells]) => cells);
    const words = (need: string) => need.replace(/[A-Z]/, (letter) => ` ${letter.toLowerCase()}`);
    const needed = ({ needs }: Check) => needs.map(words).join(', ') || 'nothing';
    expect(rows).toEqual(CHECKS.map((check) => [check.id, check.proves, needed(check)]));
  });

  it('names the connectors of each check that needs one', () => {
    const needy = CHECKS.filter(({ needs }) => needs.includes('connector') || needs.includes('roles'));
    expect(needy.filter(({ uses = [] }) => uses.length === 0).map(({ id }) => id)).toEqual([]);
  });

  it('takes the name of a check and that of its group', () => {
    const [first] = CHECKS as [Check];
    expect(['http', 'http.status', 'http.head', 'htt'].map((name) => isNamedBy(name, first))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(checkNames()).toContain('registry');
  });
});

describe('a check that lacks something', () => {
  it('is not tried, and says what to give for the first thing that it lacks', () => {
    const check = { id: 'a', proves: 'A.', needs: ['connector', 'wait'] } as unknown as Check;
    expect(whyNotTried(check, (need) => need !== 'wait')).toEqual({
      verdict: 'not tried',
      because: 'no time to wait for the end of a session: give --wait, which takes 16 minutes',
    });
    expect(whyNotTried(check, () => true)).toBeUndefined();
  });

  it.each(Object.entries(NEEDS))('can be given %s by an option that there is', (_need, { give }) => {
    expect(give).toMatch(/--(?:auth-token-file|connector|create|repository|other-repository|aws|wait|drill)/);
  });

  it('is refuted by each fault, and proved by none', () => {
    expect(unless(['a', 'b'], 'c')).toEqual({ verdict: 'refuted', because: 'a; b' });
    expect(unless([], 'c')).toEqual({ verdict: 'proved', because: 'c' });
  });
});

describe('a refusal of the service', () => {
  it('has no fault in the form of RFC 9457 with a challenge of RFC 6750', () => {
    const challenge = { ...PROBLEM, 'www-authenticate': 'Bearer realm="portunus", error="invalid_token"' };
    expect(problemFaults(anAnswer(401, aProblem(401, 'token_rejected'), challenge), 401, 'token_rejected')).toEqual([]);
  });

  it.each<[string, Answer, string]>([
    [
      'another status',
      anAnswer(403, aProblem(403, 'not_allowed'), PROBLEM),
      '403 not_allowed instead of 401 token_missing',
    ],
    ['no challenge', anAnswer(401, aProblem(401, 'token_missing'), PROBLEM), 'without WWW-Authenticate: Bearer'],
  ])('has a fault if it has %s', (_what, answer, fault) => {
    expect(problemFaults(answer, 401, 'token_missing')).toEqual([fault]);
  });

  it.each<[string, Answer, string]>([
    ['is plain JSON', anAnswer(403, aProblem(403, 'not_allowed'), OURS), 'not application/problem+json'],
    [
      'may be stored',
      anAnswer(403, aProblem(403, 'not_allowed'), { ...PROBLEM, 'cache-control': 'max-age=60' }),
      '403 not_allowed without Cache-Control: no-store',
    ],
    ['names no request', anAnswer(403, aProblem(403, 'not_allowed', { requestId: 1 }), PROBLEM), 'without requestId'],
    ['names another status', anAnswer(403, aProblem(401, 'not_allowed'), PROBLEM), 'status in the body is another'],
  ])('has a fault if it %s', (_what, answer, fault) => {
    expect(problemFaults(answer, 403, 'not_allowed')).toEqual([fault]);
  });

  it('differs from another in its request id alone', () => {
    const [one, other] = ['r-1', 'r-2'].map((requestId) =>
      anAnswer(403, aProblem(403, 'not_allowed', { requestId }), { ...PROBLEM, date: requestId }),
    ) as [Answer, Answer];
    expect(differences(one, other)).toEqual([]);
  });

  it.each<[string, Answer]>([
    ['status', anAnswer(404, aProblem(403, 'not_allowed'), PROBLEM)],
    ['body', anAnswer(403, aProblem(403, 'not_allowed', { detail: 'E' }), PROBLEM)],
    ['etag', anAnswer(403, aProblem(403, 'not_allowed'), { ...PROBLEM, etag: '"1"' })],
  ])('is seen to differ in its %s', (what, other) => {
    expect(differences(anAnswer(403, aProblem(403, 'not_allowed'), PROBLEM), other)).toEqual([what]);
  });
});

describe('what a registry says', () => {
  const denied = '{"errors":[{"code":"DENIED","message":"User: arn:… is not authorized to perform: ecr:PutImage"}]}';
  it.each<[number, string, string, string]>([
    [200, '{}', 'allowed', '200'],
    [202, '', 'allowed', '202'],
    [307, '', 'allowed', '307'],
    [404, '{"errors":[{"code":"MANIFEST_UNKNOWN"}]}', 'allowed', '404 MANIFEST_UNKNOWN'],
    // A repository that is not there may not have been judged.
    [404, '{"errors":[{"code":"NAME_UNKNOWN"}]}', 'unclear', '404 NAME_UNKNOWN'],
    [404, 'not found', 'unclear', '404'],
    [401, 'Not Authorized', 'logged out', '401'],
    [403, denied, 'denied', '403 DENIED'],
    // ECR's words for an expired login.
    [
      403,
      '{"errors":[{"code":"DENIED","message":"Your authorization token has expired. Reauthenticate and try again."}]}',
      'logged out',
      '403 DENIED',
    ],
    // ECR Public's.
    [
      400,
      '{"errors":[{"code":"DENIED","message":"Your Authorization Token is invalid."}]}',
      'logged out',
      '400 DENIED',
    ],
    [400, '', 'unclear', '400'],
    [403, '', 'denied', '403'],
    [429, '{"errors":[{"code":"TOOMANYREQUESTS"}]}', 'unclear', '429 TOOMANYREQUESTS'],
    [503, '', 'unclear', '503'],
  ])('%s %s is %s', (status, text, verdict, told) => {
    expect(readVerdict(status, text)).toEqual({ verdict, told });
  });
});

const CREDENTIAL = {
  username: 'AWS',
  password: 'p',
  authorizationToken: 'QVdTOnA=',
  region: 'eu-west-1',
  proxyEndpointDomain: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
  expirationDate: '2026-11-28T00:00:00Z',
};
const LOGIN = {
  requestId: 'r-1',
  source: 'fresh',
  credentials: [CREDENTIAL],
  session: { arn: 'arn:aws:sts::123456789012:assumed-role/r/s', expirationDate: '2026-11-27T13:00:00Z' },
};

describe('a login', () => {
  it('is read', () => {
    expect(readLogin(anAnswer(200, LOGIN), NOW)).toMatchObject({
      host: '123456789012.dkr.ecr.eu-west-1.amazonaws.com',
      authorizationToken: 'QVdTOnA=',
      sessionEndsAt: new Date('2026-11-27T13:00:00Z'),
    });
  });

  it.each<[string, object]>([
    ['the host is none of ECR', { proxyEndpointDomain: 'registry.example.com' }],
    ['the host is one of another region', { proxyEndpointDomain: '123456789012.dkr.ecr.eu-west-2.amazonaws.com' }],
    ['the host only looks like one of ECR', { proxyEndpointDomain: '123456789012.dkr.ecr.eu-west-1.amazonaws.com.a' }],
    ['the user is another', { username: 'aws' }],
    ['the token is for another password', { password: 'q' }],
    ['it has no password', { password: undefined }],
    ['it is over', { expirationDate: '2026-11-27T12:00:00Z' }],
    ['it has no end', { expirationDate: undefined }],
  ])('is none if %s', (_why, members) => {
    const body = { ...LOGIN, credentials: [{ ...CREDENTIAL, ...members }] };
    expect(() => readLogin(anAnswer(200, body), NOW)).toThrow(TypeError);
  });

  it('is none if its session is over', () => {
    const session = { ...LOGIN.session, expirationDate: '2026-11-27T11:59:59Z' };
    expect(() => readLogin(anAnswer(200, { ...LOGIN, session }), NOW)).toThrow('the session has no end, or is over');
  });
});

describe('the definitions of a run', () => {
  it('are valid, bear its name, and let in tokens of its own issuer alone', async () => {
    const deployment = { accountId: '111122223333', partition: 'aws', region: 'eu-west-1' };
    const mint = await createMint('abcd1234', () => NOW);
    const written = definitionsOf('abcd1234', mint.jwk, deployment);
    const kinds = { issuers: 'issuer', accounts: 'account', connectors: 'connector' } as const;
    const faults = written.flatMap(({ kind, definition }) => {
      const parsed = parseWith(SCHEMAS[kinds[kind]], definition, kind);
      return parsed.ok ? [] : parsed.errors;
    });
    expect(faults).toEqual([]);
    expect(written.filter(({ id }) => !/^portunus-smoke-abcd1234(?:-|$)/.test(id))).toEqual([]);
    const grants = written.flatMap(({ definition }) => ('grants' in definition ? definition.grants : [])) as object[];
    const own = (grant: object) => ('issuer' in grant ? grant.issuer : 'refreshJob' in grant && grant.refreshJob);
    expect(grants.filter((grant) => !String(own(grant)).startsWith('portunus-smoke-abcd1234'))).toEqual([]);
  });

  it('have the connectors alone that are wanted', () => {
    const deployment = { accountId: '111122223333', partition: 'aws', region: 'eu-west-1' };
    expect(definitionsOf('abcd1234', {}, deployment, ['tagged']).map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'issuers portunus-smoke-abcd1234',
      'accounts portunus-smoke-abcd1234',
      'connectors portunus-smoke-abcd1234-tagged',
    ]);
  });

  it('have no connector for ECR Public where there is none', () => {
    const idsIn = (partition: string) =>
      definitionsOf('abcd1234', {}, { accountId: '111122223333', partition, region: 'eu-west-1' }).map(({ id }) => id);
    expect(idsIn('aws')).toContain('portunus-smoke-abcd1234-public');
    expect(idsIn('aws-cn')).not.toContain('portunus-smoke-abcd1234-public');
    expect(idsIn('aws-cn')).toHaveLength(10);
  });

  it('do not contain the private key', async () => {
    expect(Object.keys((await createMint('abcd1234', () => NOW)).jwk)).not.toContain('d');
  });
});

describe('cleaning up', () => {
  it('removes the latest first, goes on after a failure, and tells what is left', async () => {
    const cleanup = createCleanup();
    const removed: string[] = [];
    const add = (where: 'service' | 'account', what: string, fails = false) =>
      cleanup.later(where, what, async () => {
        removed.push(what);
        if (fails) throw new Error('no right');
      });
    add('service', 'issuer');
    add('account', 'stack', true);
    add('service', 'connector', true);
    expect(await cleanup.run('service')).toEqual([{ what: 'connector', why: 'no right' }]);
    expect(await cleanup.run('service', 'account')).toEqual([{ what: 'stack', why: 'no right' }]);
    expect(removed).toEqual(['connector', 'issuer', 'stack']);
    expect(await cleanup.run('service', 'account')).toEqual([]);
  });
});

describe('the report', () => {
  const report = {
    url: 'https://portunus.example.com',
    run: 'abcd1234',
    version: '1.2.3',
    time: '2026-11-27T12:00:00.000Z',
    results: [
      { id: 'http.status', proves: 'It is up.', verdict: 'proved' as const, because: '200', seconds: 0 },
      {
        id: 'login.after-session',
        proves: 'A login lives on.',
        settles: 'Does it?',
        verdict: 'refuted' as const,
        because: 'no: 401 | over',
        seconds: 960,
      },
      { id: 'audit.required', proves: 'No record, no login.', verdict: 'not tried' as const, because: 'x', seconds: 0 },
    ],
    left: [{ what: 'issuer portunus-smoke-abcd1234', why: 'no right' }],
  };

  it('is text, with what was settled as Markdown to copy', () => {
    expect(textReport(report)).toBe(`VERDICT    CHECK                BECAUSE
proved     http.status          200
REFUTED    login.after-session  no: 401 | over
not tried  audit.required       x

1 proved, 1 refuted, 1 not tried
not removed: issuer portunus-smoke-abcd1234: no right
portunus smoke --remove abcd1234 tries again, with the same credentials

### Settled by portunus smoke 1.2.3, 2026-11-27T12:00:00.000Z

| Question | Answer | Check |
| --- | --- | --- |
| Does it? | refuted: no: 401 \\| over | \`login.after-session\` |`);
  });

  it('is Markdown as a whole', () => {
    expect(markdownReport(report).split('\n').slice(0, 8)).toEqual([
      '## Smoke test of https://portunus.example.com',
      '',
      '1 proved, 1 refuted, 1 not tried.',
      '',
      '| Check | Verdict | What it proves | Because |',
      '| --- | --- | --- | --- |',
      '| `http.status` | proved | It is up. | 200 |',
      '| `login.after-session` | REFUTED | A login lives on. | no: 401 \\| over |',
    ]);
  });
});
