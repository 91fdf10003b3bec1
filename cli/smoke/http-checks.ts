import { type Answer, differences, headerFaults, isOurs, named, problemFaults, type SmokeRequest } from './answer.ts';
import { type Check, notTried, type Outcome, proved, refuted, unless } from './check.ts';
import { loginPath } from './logins.ts';
import type { World } from './world.ts';

/** No connector has this ID, because the service gives none of this form. */
const UNKNOWN = 'portunus-smoke-unknown';
const JUNK = 'Bearer portunus.smoke.junk';
const UNKNOWN_LOGIN = loginPath({ connectorId: UNKNOWN });

async function bearer({ token }: World): Promise<string> {
  return `Bearer ${await token?.()}`;
}

/** Sends a request that must be refused with this status and code. */
async function refusedWith(world: World, request: SmokeRequest, status: number, code: string): Promise<Outcome> {
  const answer = await world.send(request);
  return unless(problemFaults(answer, status, code), `${status} ${code}`);
}

/** Sends a request that must be answered, with what the body must hold. */
async function answered(world: World, request: SmokeRequest, isRight: (answer: Answer) => boolean): Promise<Outcome> {
  const answer = await world.send(request);
  if (answer.status !== 200) return refuted(named(answer));
  return unless([...headerFaults(answer), ...(isRight(answer) ? [] : ['200 with another body'])], '200');
}

/** The HTTP contract of docs/api.md, as far as it shows without a login. */
export const HTTP_CHECKS: readonly Check[] = [
  {
    id: 'http.status',
    proves: 'The service is up at this address.',
    needs: [],
    run: (world) => answered(world, { method: 'GET', path: '/v1/status' }, ({ body }) => body.status === 'ok'),
  },
  {
    id: 'http.unknown-route',
    proves: 'A route that does not exist is answered with 404, without a redirect.',
    needs: [],
    run: async ({ send }) => {
      const answer = await send({ method: 'GET', path: '/v1/portunus-smoke' });
      return answer.status === 404 ? proved('404') : refuted(named(answer));
    },
  },
  {
    id: 'http.head',
    proves: 'HEAD of a login route gets no login and no body.',
    needs: [],
    run: async ({ send }) => {
      const answer = await send({ method: 'HEAD', path: UNKNOWN_LOGIN });
      const isRefused = answer.status >= 400 && answer.status < 500 && answer.text === '';
      return isRefused ? proved(named(answer)) : refuted(named(answer));
    },
  },
  {
    id: 'http.token-missing',
    proves: 'A request without a token is 401 token_missing, in the form of RFC 9457, with a challenge.',
    needs: [],
    run: (world) => refusedWith(world, { method: 'GET', path: UNKNOWN_LOGIN }, 401, 'token_missing'),
  },
  {
    id: 'http.token-rejected',
    proves: 'A token that is none is 401 token_rejected, in the form of RFC 9457, with a challenge.',
    needs: [],
    run: (world) =>
      refusedWith(world, { method: 'GET', path: UNKNOWN_LOGIN, authorization: JUNK }, 401, 'token_rejected'),
  },
  {
    id: 'http.bad-request',
    proves: 'An unknown parameter is 400 invalid_request, and named.',
    needs: ['caller'],
    run: async (world) => {
      const path = `${UNKNOWN_LOGIN}?portunus=smoke`;
      const answer = await world.send({ method: 'GET', path, authorization: await bearer(world) });
      const faults = problemFaults(answer, 400, 'invalid_request');
      const isNamed = JSON.stringify(answer.body.errors ?? []).includes('"portunus"');
      return unless([...faults, ...(isNamed ? [] : ['the parameter is not named'])], '400 invalid_request');
    },
  },
  {
    id: 'http.order',
    proves: 'A bad token is reported before a bad request.',
    needs: [],
    run: (world) =>
      refusedWith(
        world,
        { method: 'GET', path: `${UNKNOWN_LOGIN}?portunus=smoke`, authorization: JUNK },
        401,
        'token_rejected',
      ),
  },
  {
    id: 'http.unknown-connector',
    proves: 'A connector that does not exist is 403 not_allowed.',
    needs: ['caller'],
    run: async (world) =>
      refusedWith(
        world,
        { method: 'GET', path: UNKNOWN_LOGIN, authorization: await bearer(world) },
        403,
        'not_allowed',
      ),
  },
  {
    id: 'http.caller',
    proves: 'GET /v1/caller knows who shows the token.',
    needs: ['caller'],
    run: async (world) =>
      answered(
        world,
        { method: 'GET', path: '/v1/caller', authorization: await bearer(world) },
        ({ body }) => typeof body.subject === 'string',
      ),
  },
  {
    id: 'http.bare-token',
    proves: 'A token without the word Bearer, as AWS SDKs send it, arrives and is taken.',
    needs: ['caller'],
    run: async (world) =>
      answered(
        world,
        { method: 'GET', path: '/v1/caller', authorization: (await bearer(world)).replace('Bearer ', '') },
        ({ body }) => typeof body.subject === 'string',
      ),
  },
  {
    id: 'http.path',
    proves: 'The connector in the path arrives, at this address.',
    needs: ['connector'],
    uses: ['pull'],
    settles: 'Does a path arrive whole behind a custom domain?',
    run: async (world) => {
      const id = world.target?.pull.connectorId;
      return answered(
        world,
        { method: 'GET', path: `/v1/connectors/${id}`, authorization: await bearer(world) },
        ({ body }) => body.id === id,
      );
    },
  },
  {
    id: 'iam.unsigned',
    proves: 'The routes for signed requests refuse one without a signature.',
    needs: [],
    run: async ({ send }) => {
      const answer = await send({ method: 'GET', path: '/iam/v1/caller' });
      return [401, 403].includes(answer.status) ? proved(named(answer)) : refuted(named(answer));
    },
  },
  {
    id: 'iam.signed',
    proves: 'A request that a role of the same account signs is answered, and recognized as that role.',
    needs: ['aws'],
    run: async ({ aws }) => {
      const answer = await aws?.sendSigned({ method: 'GET', path: '/iam/v1/caller' });
      if (answer?.status !== 200) return refuted(answer === undefined ? 'no answer' : named(answer));
      return String(answer.body.subject).includes(':role/') ? proved('200') : notTried(NO_ROLE);
    },
  },
];

const NO_ROLE = 'the AWS credentials are none of a role: give those of a role';

/** The last check before those that wait: it looks at every answer of the run. */
export const NO_STORE_CHECK: Check = {
  id: 'http.no-store',
  proves: 'No answer of the service may be stored by anything between it and the caller.',
  needs: [],
  run: async ({ answers }) => {
    const ours = answers.filter(isOurs);
    const faulty = ours.filter(({ headers }) => headers.get('cache-control') !== 'no-store');
    if (ours.length === 0) return notTried('no answer of Portunus: give the address of one');
    return unless([...new Set(faulty.map((one) => `${named(one)} without no-store`))], `${ours.length} answers`);
  },
};

/** Compares the refusals of a connector that is somebody else's and of one that is nobody's. */
export async function compareRefusals(world: World, closedId: string): Promise<Outcome> {
  const authorization = await bearer(world);
  // The same length, because the answer's may be compared too.
  const unknownId = `${closedId.slice(0, -1)}x`;
  const [closed, unknown] = [
    await world.send({ method: 'GET', path: loginPath({ connectorId: closedId }), authorization }),
    await world.send({ method: 'GET', path: loginPath({ connectorId: unknownId }), authorization }),
  ];
  const faults = problemFaults(closed, 403, 'not_allowed');
  return unless([...faults, ...differences(closed, unknown).map((what) => `${what} differs`)], 'the same bytes');
}
