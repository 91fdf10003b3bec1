// The built prober, under AWS's runtime interface client, against the built handlers: as they are, broken inside, and
// behind something that breaks their answers. It is defined as docs/prober.md says.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { applyDirectly } from '../../cli/direct/apply.ts';
import { readDefinitions } from '../../cli/files/definitions-file.ts';
import { type LambdaRuntime, startLambdaRuntime } from '../../local/lambda/runtime.ts';
import { putRoles } from '../../local/start-local-aws.ts';
import { type AnswerProxy, type Change, type PassingRequest, startAnswerProxy } from '../support/answer-proxy.ts';
import { secretsOf } from '../support/audit-records.ts';
import { eventually } from '../support/eventually.ts';
import { type HttpApi, startHttpApi } from '../support/http-api.ts';
import type { LOGIN as GOOD_LOGIN } from '../support/probe.ts';
import { type Service, startService } from '../support/service.ts';
import { aToken, ecKey, publicJwk } from '../support/tokens.ts';
import { startWebIdentitySts, type WebIdentitySts } from '../support/web-identity-sts.ts';

const ROLE = 'portunus-prod-eu-west-1-probe';
const SIGNER = {
  accountId: '111122223333',
  userArn: `arn:aws:sts::111122223333:assumed-role/${ROLE}/${ROLE}`,
  userId: `AROACKCEVSQ6C2EXAMPLE:${ROLE}`,
};
const AUDIENCE = 'https://portunus.example.com/probe';
const KEY = ecKey('aws-1', 'P-384');

let service: Service;
let invoke: Service['invoke'];
let api: HttpApi;
let proxy: AnswerProxy;

beforeAll(async () => {
  service = await startService();
  invoke = service.invoke;
  api = await startHttpApi((...args) => invoke(...args), SIGNER);
  proxy = await startAnswerProxy(api.url);
});
beforeEach(() => proxy.meet());
afterAll(async () => {
  proxy.stop();
  await api.stop();
  await service.stop();
});

/** The definitions on the page: by signature, and by token. */
const [BY_SIGNATURE, BY_TOKEN] = [
  ...readFileSync('docs/prober.md', 'utf8').matchAll(/^```yaml portunus\.yml\n([\s\S]*?)^```$/gm),
].map(([, text = '']) => parse(text));

// biome-ignore lint/suspicious/noExplicitAny: definitions as an operator writes them.
async function apply(written: any, hasRoles = true): Promise<void> {
  const accounts = [
    { id: 'build', awsAccountId: '123456789012', partition: 'aws', credentials: { source: 'execution-role' } },
  ];
  const { aws } = service;
  const locate = () => 'docs/prober.md';
  const file = { definitions: readDefinitions({ accounts, ...written }, locate), locate };
  const table = { client: aws.dynamoDb, tableName: 'portunus-local-definitions' };
  const activity = { client: aws.dynamoDb, tableName: 'portunus-local-activity' };
  const changes = await applyDirectly(file, { table, activity, whoDefines: async () => 'tests', print: () => {} });
  if (hasRoles) putRoles(aws.standIn, file.definitions.connectors, changes);
}

interface Prober {
  /** Runs it once. Returns what was reported, by check. */
  readonly run: () => Promise<Readonly<Record<string, { failed: number; letIn: number; line: string }>>>;
  readonly stop: () => Promise<void>;
  readonly logged: () => string;
}

async function startProber(environment: Record<string, string> = {}): Promise<Prober> {
  const runtime: LambdaRuntime = await startLambdaRuntime({
    taskRoot: process.cwd(),
    handler: 'dist/probe/handler.handler',
    environment: {
      ...service.aws.environment,
      PORTUNUS_STAGE: 'prod',
      PORTUNUS_PROBE_URL: proxy.url,
      PORTUNUS_PROBE_CONNECTOR: 'probe',
      ...environment,
    },
  });
  const run = async () => {
    const before = runtime.logged().length;
    const outcomes = (await runtime.invoke({})) as object;
    const lines = () =>
      runtime
        .logged()
        .slice(before)
        .split('\n')
        .slice(0, -1)
        .filter((line) => line.includes('"message":"probe"'));
    // The answer and the log come on different ways.
    await eventually(() => expect(lines()).toHaveLength(Object.keys(outcomes).length));
    const reports = lines()
      .map((line) => [JSON.parse(line), line] as const)
      .filter(([{ _aws }]) => _aws !== undefined);
    return Object.fromEntries(
      reports.map(([{ check, probeFailed, probeLetIn }, line]) => [
        check,
        { failed: probeFailed, letIn: probeLetIn, line },
      ]),
    );
  };
  return { run, stop: runtime.stop, logged: runtime.logged };
}

/** The checks whose metric is 1, and whether anything was let in. */
async function failures(prober: Prober): Promise<readonly string[]> {
  const reported = await prober.run();
  return Object.entries(reported)
    .filter(([, { failed }]) => failed === 1)
    .map(([check, { letIn }]) => (letIn === 1 ? `${check}, let in` : check));
}

function isSigned({ headers }: PassingRequest) {
  return headers.authorization?.startsWith('AWS4-') === true;
}
function isOwn(request: PassingRequest) {
  return isSigned(request) && request.path === '/iam/v1/connectors/probe/ecr/credentials';
}
function tokenOf({ headers }: PassingRequest) {
  return /^Bearer (.*)/.exec(headers.authorization ?? '')?.[1] ?? '';
}

const LOGIN = {
  status: 200,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  text: '{"credentials": [{"username": "AWS", "password": "CANARY"}]}',
};

/** Gives a login to requests that must be refused. */
function letting(isMeant: (request: PassingRequest) => boolean): Change {
  return (request, answer) => (isMeant(request) ? LOGIN : answer);
}
/** Changes the text of the login that must be issued. */
function changing(from: string | RegExp, to: string): Change {
  return (request, answer) => (isOwn(request) ? { ...answer, text: answer.text.replaceAll(from, to) } : answer);
}

describe('the prober by signature', () => {
  let prober: Prober;
  beforeAll(async () => {
    await apply(BY_SIGNATURE);
    prober = await startProber();
  });
  afterAll(() => prober.stop());

  it('reports every check of a service that works as passed', async () => {
    const reported = await prober.run();
    expect(Object.entries(reported).map(([check, { failed, letIn }]) => [check, failed, letIn])).toEqual([
      ['login', 0, 0],
      ['no-token', 0, 0],
      ['junk-token', 0, 0],
      ['forged-token', 0, 0],
      ['unsigned-request', 0, 0],
      ['ungranted-connector', 0, 0],
      ['unknown-connector', 0, 0],
      ['more-access', 0, 0],
      ['further-role', 0, 0],
      ['unknown-parameter', 0, 0],
    ]);
    expect(JSON.parse(reported.login?.line ?? '')).toMatchObject({
      stage: 'prod',
      function: 'probe',
      status: 200,
      _aws: {
        CloudWatchMetrics: [
          { Namespace: 'Portunus', Dimensions: [['stage'], ['stage', 'check']] },
          { Namespace: 'Portunus', Dimensions: [['stage']] },
        ],
      },
    });
  });

  it.each<[string, string, Change]>([
    ['a login that is for another region', 'login', changing('eu-west-1', 'eu-central-1')],
    ['a login that ended long ago', 'login', changing(/"expirationDate":"2[0-9]{3}/g, '"expirationDate":"2001')],
    ['a login without its end', 'login', changing('expirationDate', 'expires')],
    [
      'an answer that caches may keep',
      'login',
      (request, answer) => (isOwn(request) ? { ...answer, headers: { 'content-type': 'application/json' } } : answer),
    ],
    [
      'a page about maintenance',
      'login',
      (request, answer) => (isOwn(request) ? { status: 200, headers: {}, text: '<html>' } : answer),
    ],
    [
      'a redirect',
      'login',
      (request, answer) =>
        isOwn(request) ? { status: 302, headers: { location: 'https://elsewhere.example/' }, text: '' } : answer,
    ],
    [
      'a service that needs no token',
      'no-token, let in',
      letting(({ path, headers }) => path.startsWith('/v1') && headers.authorization === undefined),
    ],
    [
      'a service that reads no token',
      'junk-token, let in',
      letting((request) => tokenOf(request) === 'portunus-probe-junk'),
    ],
    [
      'a service that checks no signature',
      'forged-token, let in',
      letting((request) => tokenOf(request).includes('.')),
    ],
    [
      'a route without its authorizer',
      'unsigned-request',
      (request, answer) =>
        request.path.startsWith('/iam/') && !isSigned(request)
          ? { ...answer, status: 401, text: '{"message": "Unauthorized"}' }
          : answer,
    ],
    [
      'a connector that is open to all',
      'ungranted-connector, let in',
      letting(({ path }) => path.includes('/probe-ungranted/')),
    ],
    [
      'a service that tells which connectors exist',
      'unknown-connector',
      ({ path }, answer) =>
        path.includes('/probe-unknown/')
          ? { ...answer, text: answer.text.replace('Not allowed', 'Not found') }
          : answer,
    ],
    ['a service that lets who may pull push', 'more-access, let in', letting(({ path }) => path.includes('access='))],
    ['a service that assumes any role', 'further-role, let in', letting(({ path }) => path.includes('roleArn='))],
    [
      'a service that ignores what it does not know',
      'unknown-parameter, let in',
      letting(({ path }) => path.includes('probe=')),
    ],
  ])('reports %s', async (_what, expected, change) => {
    proxy.meet(change);
    expect(await failures(prober)).toEqual([expected]);
    expect(prober.logged()).not.toContain('CANARY');
  });

  it('reports a service that is gone, check by check', async () => {
    proxy.meet(() => ({ status: 503, headers: {}, text: '{"message": "Service Unavailable"}' }));
    expect(await failures(prober)).toEqual([
      ...['login', 'no-token', 'junk-token', 'forged-token', 'unsigned-request', 'ungranted-connector'],
      ...['unknown-connector', 'unknown-parameter'],
    ]);
  });

  describe('against a service that is broken inside', () => {
    const [probe, ungranted] = BY_SIGNATURE.connectors;
    afterAll(() => apply(BY_SIGNATURE));

    it.each([
      ['a connector that somebody disabled', 'login', [{ ...probe, enabled: false }, ungranted]],
      [
        'a role that is gone',
        'login',
        [{ ...probe, roleArn: 'arn:aws:iam::123456789012:role/portunus/gone' }, ungranted],
      ],
      [
        'a grant that nobody should have',
        'ungranted-connector, let in',
        [probe, { ...ungranted, grants: probe.grants }],
      ],
      ['a connector that gives more than it should', 'more-access, let in', [{ ...probe, access: 'push' }, ungranted]],
    ])('reports %s', async (_what, expected, connectors) => {
      await apply({ connectors }, false);
      expect(await failures(prober)).toEqual([expected]);
    });
  });

  it('would see that a session policy is not applied: the registry refuses its login another repository', async () => {
    const headers = { authorization: 'AWS4-HMAC-SHA256 as the gateway has checked it' };
    const answer = await fetch(`${api.url}/iam/v1/connectors/probe/ecr/credentials`, { headers });
    const { credentials } = (await answer.json()) as typeof GOOD_LOGIN;
    const { authorizationToken = '', proxyEndpointDomain = '' } = credentials[0] ?? {};
    const ask = (path: string) =>
      fetch(`${service.aws.environment.AWS_ENDPOINT_URL_ECR}${path}`, {
        headers: { authorization: `Basic ${authorizationToken}`, 'x-forwarded-host': proxyEndpointDomain },
      });
    const statuses = [];
    for (const path of ['/v2/', '/v2/probe/tags/list', '/v2/probe-other/tags/list']) {
      statuses.push((await ask(path)).status);
    }
    expect(statuses).toEqual([200, 200, 403]);
  });

  it('leaves no secret in its log', () => {
    const secrets = secretsOf(service.aws);
    expect(secrets.length).toBeGreaterThan(0);
    expect(secrets.filter((secret) => prober.logged().includes(secret))).toEqual([]);
  });
});

describe('the prober by token', () => {
  let sts: WebIdentitySts;
  let prober: Prober;
  beforeAll(async () => {
    const [issuer] = BY_TOKEN.issuers;
    await apply({ ...BY_TOKEN, issuers: [{ ...issuer, jwks: { keys: [publicJwk(KEY)] } }] });
    // An environment holds the issuers that it has read for a minute.
    invoke = await service.freshEnvironment('issue');
    sts = await startWebIdentitySts();
    prober = await startProber({ AWS_ENDPOINT_URL_STS: sts.url, PORTUNUS_PROBE_AUDIENCE: AUDIENCE });
  });
  afterAll(async () => {
    await prober.stop();
    sts.stop();
  });

  /** As AWS signs it, but for an end that the test chooses to tell. */
  function answerToken(expiresAt: Date) {
    const iat = Math.floor(Date.now() / 1000);
    const payload = {
      iss: BY_TOKEN.issuers[0].url,
      aud: AUDIENCE,
      sub: `arn:aws:iam::111122223333:role/${ROLE}`,
      iat,
      exp: iat + 60,
      'https://sts.amazonaws.com/': {
        aws_account: '111122223333',
        principal_id: `arn:aws:iam::111122223333:role/${ROLE}`,
      },
    };
    const header = { alg: 'ES384', typ: 'JWT', kid: KEY.kid };
    sts.answer = { token: aToken(KEY, { header, payload, alg: 'ES384' }), expiresAt };
  }

  it('has no run without a token, and says so in Lambda’s form', async () => {
    sts.answer = { code: 'AccessDenied' };
    await expect(prober.run()).rejects.toThrow('GetWebIdentityToken: AccessDenied');
  });

  it('reports every check that it can try in its first run as passed', async () => {
    answerToken(new Date(Date.now() - 120_000));
    const reported = await prober.run();
    expect(Object.entries(reported).filter(([, { failed }]) => failed === 1)).toEqual([]);
    expect(Object.keys(reported)).not.toContain('expired-token');
    expect(Object.keys(reported)).toHaveLength(10);
  });

  it('reports a service that takes a token for good although its time is over', async () => {
    answerToken(new Date(Date.now() + 60_000));
    expect(await failures(prober)).toEqual(['expired-token, let in']);
  });

  it('leaves no token in its log', () => {
    const token = 'token' in sts.answer ? sts.answer.token : '';
    expect(token).not.toBe('');
    expect(prober.logged()).not.toContain(token.split('.')[2]);
  });
});

it('the prober holds none of what decides and issues', () => {
  const { inputs } = JSON.parse(readFileSync('dist/meta/probe.json', 'utf8'));
  const others = /@aws-sdk\/client-(?!sts)|shared\/(?:auth|policy|formats|http)\/|shared\/vending\/(?!probe)/;
  expect(Object.keys(inputs).filter((input) => others.test(input))).toEqual([]);
});
