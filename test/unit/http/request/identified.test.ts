// The order in which every route answers: who sends a request, then its form, then everything else.
import { describe, expect, it } from 'vitest';
import type { RequestCredential } from '../../../../shared/domain/caller.ts';
import { invalidRequest, notAllowed, PortunusError } from '../../../../shared/domain/errors.ts';
import type { HttpEvent } from '../../../../shared/http/event.ts';
import { createIdentified, readRequestCredential, tokenOf } from '../../../../shared/http/request/identified.ts';
import { aCall, aWorkload } from '../../../support/builders.ts';

function anEvent(routeKey: string, rest: object = {}): HttpEvent {
  return { routeKey, headers: {}, ...rest } as HttpEvent;
}

const CALLER = aWorkload();
const NOBODY = new PortunusError('token_missing', 'authentication');
const BAD = invalidRequest([{ field: 'body', detail: 'is required, as text' }]);
const FORBIDDEN = notAllowed('no_grant_matches');

/** A route whose steps fail as told, and which of them were taken. */
function aRoute(faults: { caller?: Error; request?: Error; answer?: Error }) {
  const steps: string[] = [];
  const step = <T>(name: 'caller' | 'request' | 'answer', value: T): T => {
    steps.push(name);
    if (faults[name] !== undefined) throw faults[name];
    return value;
  };
  const route = createIdentified(async () => step('caller', CALLER))({
    readRequest: () => step('request', 'typed'),
    recordInvalid: async (error, caller) => {
      expect([error, caller]).toEqual([BAD, CALLER]);
      steps.push('recorded');
    },
    answer: async ({ request, caller }) => {
      expect([request, caller]).toEqual(['typed', CALLER]);
      return step('answer', { statusCode: 200, headers: {}, body: '' });
    },
  });
  return { steps, ask: () => route(anEvent('GET /v1/caller'), aCall()) };
}

describe('a route for callers who are known', () => {
  it.each([
    ['401 before 400 and 403', { caller: NOBODY, request: BAD, answer: FORBIDDEN }, NOBODY, ['caller']],
    ['400 before 403', { request: BAD, answer: FORBIDDEN }, BAD, ['caller', 'request', 'recorded']],
    ['403 once the request is good', { answer: FORBIDDEN }, FORBIDDEN, ['caller', 'request', 'answer']],
  ])('answers %s', async (_order, faults, refusal, steps) => {
    const route = aRoute(faults);
    await expect(route.ask()).rejects.toBe(refusal);
    expect(route.steps).toEqual(steps);
  });

  it('answers a good request of a known caller', async () => {
    expect(await aRoute({}).ask()).toMatchObject({ statusCode: 200 });
  });
});

describe('the credential of a request', () => {
  const iam = { userArn: 'arn:aws:sts::123456789012:assumed-role/ci/build', userId: 'AROAEXAMPLE:build' };
  const signed = { requestContext: { authorizer: { iam } } };
  const bearer = { headers: { authorization: 'Bearer a.b.c' } };

  it.each<[string, HttpEvent, RequestCredential]>([
    ['none', anEvent('GET /v1/caller'), { scheme: 'none' }],
    ['a signature', anEvent('GET /iam/v1/caller', signed), { scheme: 'sigv4', identity: iam }],
    ['no bearer token on a signed route', anEvent('GET /iam/v1/caller', bearer), { scheme: 'none' }],
    ['no signature on a token route', anEvent('GET /v1/caller', signed), { scheme: 'none' }],
    [
      'no token of two',
      anEvent('GET /v1/caller', { headers: { authorization: 'Bearer a,Bearer b' } }),
      { scheme: 'malformed', reason: 'not_a_single_bearer_token' },
    ],
    [
      'half a signature',
      anEvent('GET /iam/v1/caller', { requestContext: { authorizer: { iam: { userArn: iam.userArn } } } }),
      { scheme: 'malformed', reason: 'iam_incomplete' },
    ],
  ])('is %s', (_what, event, credential) => {
    expect(readRequestCredential(event)).toEqual(credential);
  });

  it.each(['Bearer a.b.c', 'bearer a.b.c', 'a.b.c'])('is the token of %s', (authorization) => {
    expect(tokenOf(anEvent('GET /v1/caller', { headers: { authorization } })).token?.reveal()).toBe('a.b.c');
  });
});
