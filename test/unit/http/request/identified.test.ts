import { describe, expect, it } from 'vitest';
import { invalidRequest, notAllowed, PortunusError } from '../../../../shared/domain/errors.ts';
import type { HttpEvent } from '../../../../shared/http/event.ts';
import { createIdentified, readRequestCredential } from '../../../../shared/http/request/identified.ts';
import { aCall, aWorkload } from '../../../support/builders.ts';

const EVENT = { routeKey: 'GET /v1/caller', headers: { authorization: 'Bearer abc' } } as unknown as HttpEvent;
const MISSING = new PortunusError('token_missing', 'authentication');
const INVALID = invalidRequest([{ field: 'region', detail: 'is wrong' }]);
const REFUSED = notAllowed('no_grant_matches');

interface Faults {
  readonly unknown?: boolean;
  readonly invalid?: boolean;
  readonly refused?: boolean;
  readonly audit?: (error: unknown) => Promise<void>;
}

/** A route that may fail at each of its stages, and which of them it came to. */
function aRoute({ unknown = false, invalid = false, refused = false, audit = async () => {} }: Faults) {
  const stages: string[] = [];
  const stage = (name: string, error: Error | false) => {
    stages.push(name);
    if (error) throw error;
  };
  const identified = createIdentified(async () => {
    stage('caller', unknown && MISSING);
    return aWorkload();
  });
  const route = identified({
    readRequest: () => stage('request', invalid && INVALID),
    recordInvalid: (error) => {
      stages.push('audit');
      return audit(error);
    },
    answer: async () => {
      stage('decision', refused && REFUSED);
      return { statusCode: 200, headers: {}, body: '' };
    },
  });
  return { stages, ask: () => route(EVENT, aCall()) };
}

describe('the credential of a request', () => {
  it('is never a cookie, not even that of a session of the console', () => {
    const cookie = `__Host-portunus=${'i'.repeat(43)}`;
    const event = { routeKey: 'GET /v1/caller', headers: { cookie }, cookies: [cookie] } as unknown as HttpEvent;
    expect(readRequestCredential(event)).toEqual({ scheme: 'none' });
  });
});

describe('the order of answers', () => {
  it.each<[string, Faults, unknown, string[]]>([
    ['401 before 400 and 403', { unknown: true, invalid: true, refused: true }, MISSING, ['caller']],
    ['400 before 403', { invalid: true, refused: true }, INVALID, ['caller', 'request', 'audit']],
    ['403 last', { refused: true }, REFUSED, ['caller', 'request', 'decision']],
  ])('is %s', async (_what, faults, error, stages) => {
    const route = aRoute(faults);
    await expect(route.ask()).rejects.toBe(error);
    expect(route.stages).toEqual(stages);
  });

  it('ends with the answer', async () => {
    const route = aRoute({});
    expect((await route.ask()).statusCode).toBe(200);
    expect(route.stages).toEqual(['caller', 'request', 'decision']);
  });

  it('answers a bad request once its record is tried', async () => {
    const recorded: unknown[] = [];
    const audit = async (error: unknown) => void recorded.push(error);
    await aRoute({ invalid: true, audit })
      .ask()
      .catch(() => undefined);
    expect(recorded).toEqual([INVALID]);
  });
});

describe('the credential of a request', () => {
  const bearer = (authorization: unknown, routeKey = 'GET /v1/caller') =>
    readRequestCredential({ routeKey, headers: { authorization } } as unknown as HttpEvent);
  const signed = (iam: unknown, routeKey = 'GET /iam/v1/caller') =>
    readRequestCredential({
      ...{ routeKey, headers: { authorization: 'Bearer abc' } },
      requestContext: { authorizer: { iam } },
    } as unknown as HttpEvent);
  const IDENTITY = { userArn: 'arn:aws:sts::111122223333:assumed-role/a/b', userId: 'AROA:b' };

  it.each([
    ['Bearer abc.def-_~+/=', 'abc.def-_~+/='],
    ['bearer abc', 'abc'],
    ['abc', 'abc'],
  ])('is the token of %j', (header, token) => {
    const credential = bearer(header);
    expect(credential.scheme === 'bearer' && credential.token.reveal()).toBe(token);
  });

  it.each([[undefined], ['']])('is none for %j', (header) => {
    expect(bearer(header)).toEqual({ scheme: 'none' });
  });

  it.each([['Basic QVdTOng='], ['Bearer a, Bearer b'], ['Bearer '], ['Bearer  a'], [7]])(
    'is malformed for %j',
    (header) => {
      expect(bearer(header)).toEqual({ scheme: 'malformed', reason: 'not_a_single_bearer_token' });
    },
  );

  it('is what the gateway says of a signature, on /iam/v1 alone', () => {
    expect(signed(IDENTITY)).toEqual({ scheme: 'sigv4', identity: IDENTITY });
    expect(signed(IDENTITY, 'GET /v1/caller').scheme).toBe('bearer');
  });

  it.each([
    ['is kept', 'ASIACKCEVSQ6C2EXAMPLE', { accessKeyId: 'ASIACKCEVSQ6C2EXAMPLE' }],
    ['that is none is not', 'not a key', {}],
    ['that is too long is not', 'A'.repeat(129), {}],
    ['that is an object is not', { key: 'ASIACKCEVSQ6C2EXAMPLE' }, {}],
  ])('whose access key %s', (_what, accessKey, kept) => {
    expect(signed({ ...IDENTITY, accessKey })).toEqual({ scheme: 'sigv4', identity: { ...IDENTITY, ...kept } });
  });

  it('is never a bearer token on /iam/v1', () => {
    expect(signed(undefined)).toEqual({ scheme: 'none' });
  });

  it('is malformed where the gateway says too little', () => {
    expect(signed({ userArn: IDENTITY.userArn })).toEqual({ scheme: 'malformed', reason: 'iam_incomplete' });
  });
});
