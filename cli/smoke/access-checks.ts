import type { JWTPayload } from 'jose';
import { named, problemFaults } from './answer.ts';
import { type Check, type Outcome, proved, refuted, unless } from './check.ts';
import type { Bed } from './definitions.ts';
import { compareRefusals } from './http-checks.ts';
import { loginPath, NoLogin } from './logins.ts';
import type { World } from './world.ts';

function bedOf({ bed }: World): Bed {
  if (bed === undefined) throw new TypeError('a check ran without the definitions that it needs');
  return bed;
}

/** Shows a token that is wrong in one thing. A good one of the same caller must be taken, or this proves nothing. */
async function rejects(world: World, token: string): Promise<Outcome> {
  const good = await world.send({
    method: 'GET',
    path: '/v1/caller',
    authorization: `Bearer ${await bedOf(world).mint()}`,
  });
  if (good.status !== 200) return refuted(`a good token is ${named(good)}`);
  const answer = await world.send({ method: 'GET', path: '/v1/caller', authorization: `Bearer ${token}` });
  return unless(problemFaults(answer, 401, 'token_rejected'), '401 token_rejected');
}

const seconds = (world: World) => Math.floor(world.now().getTime() / 1000);

function tokenCheck(id: string, proves: string, claims: (world: World) => JWTPayload): Check {
  return {
    id: `token.${id}`,
    proves,
    needs: ['definitions'],
    run: async (world) => rejects(world, await bedOf(world).mint(claims(world))),
  };
}

/** Which tokens are good, and who may have what. */
export const ACCESS_CHECKS: readonly Check[] = [
  tokenCheck('expired', 'A token that has expired is refused.', (world) => ({
    // Not older than an issuer's limit of age, so that only its end can be the reason.
    iat: seconds(world) - 500,
    exp: seconds(world) - 200,
  })),
  tokenCheck('audience', 'A token for another service is refused.', () => ({ aud: 'https://portunus-smoke.invalid' })),
  tokenCheck('issuer', 'A token of an unknown issuer is refused.', () => ({ iss: 'https://portunus-smoke.invalid' })),
  tokenCheck('require', 'A token without what its issuer requires is refused.', () => ({ run: 'another' })),
  {
    id: 'token.signature',
    proves: "A token that another key has signed is refused, also under the right key's ID.",
    needs: ['definitions'],
    run: async (world) => rejects(world, await bedOf(world).mint.forged()),
  },
  {
    id: 'access.not-granted',
    proves: 'A caller whom no grant lets in gets no login.',
    needs: ['definitions'],
    uses: ['push'],
    run: async (world) => {
      const { mint, connectors } = bedOf(world);
      const authorization = `Bearer ${await mint({ job: 'stranger' })}`;
      const answer = await world.send({
        method: 'GET',
        path: loginPath({ connectorId: connectors.push }),
        authorization,
      });
      return unless(problemFaults(answer, 403, 'not_allowed'), '403 not_allowed');
    },
  },
  {
    id: 'access.same-bytes',
    proves: 'A refusal does not tell whether the connector exists.',
    needs: ['definitions'],
    uses: ['closed'],
    run: (world) => compareRefusals(world, bedOf(world).connectors.closed),
  },
  {
    id: 'access.callers-apart',
    proves: "A login is the caller's own: the session bears its name, and nobody else gets it from a cache.",
    needs: ['roles'],
    uses: ['push'],
    run: async (world) => {
      const { push: connectorId } = bedOf(world).connectors;
      const [a, b] = [await world.logIn({ connectorId, job: 'a' }), await world.logIn({ connectorId, job: 'b' })];
      const isNamed = a.login.sessionArn.endsWith('/smoke-a') && b.login.sessionArn.endsWith('/smoke-b');
      const isApart = a.login.authorizationToken !== b.login.authorizationToken;
      const faults = [
        ...(isNamed ? [] : ["a session has another caller's name"]),
        ...(isApart ? [] : ['one login for two']),
      ];
      return unless(faults, 'two callers, two sessions, two logins');
    },
  },
];

/** How a connector's role decides. Each role of the template asks for one thing. */
function trustCheck(name: 'tagged' | 'identified', id: string, what: string): Check {
  return {
    id: `trust.${id}`,
    proves: `The role that demands the ${what} in its trust policy is assumed: AWS received it.`,
    needs: ['roles'],
    uses: [name],
    settles: `Does a trust policy of two statements, one for AssumeRole with the external ID, allow the ${what}?`,
    run: async (world) => {
      await world.logIn({ connectorId: bedOf(world).connectors[name], job: 'a' });
      return proved('yes');
    },
  };
}

export const TRUST_CHECKS: readonly Check[] = [
  trustCheck('tagged', 'tags', 'session tag'),
  trustCheck('identified', 'source-identity', 'source identity'),
  {
    id: 'trust.one-statement',
    proves: 'It is known whether one trust statement with the external ID would do for all three actions.',
    needs: ['roles'],
    uses: ['combined'],
    settles: 'Does one trust statement with the external ID allow session tags and the source identity too?',
    run: async (world) => {
      try {
        await world.logIn({ connectorId: bedOf(world).connectors.combined, job: 'a' });
        return proved('yes: AWS supplies the external ID to all three actions');
      } catch (error) {
        if (!(error instanceof NoLogin) || error.answer.body.code !== 'role_refused') throw error;
        return proved('no: two statements are needed');
      }
    },
  },
  {
    id: 'trust.external-id',
    proves: "A role that trusts another connector's external ID is not assumed.",
    needs: ['roles'],
    uses: ['push', 'stranger'],
    run: async (world) => {
      const { push, stranger } = bedOf(world).connectors;
      // The same role is assumed here, so that the external ID alone can be the reason there.
      await world.logIn({ connectorId: push, job: 'a' });
      const authorization = `Bearer ${await bedOf(world).mint()}`;
      const answer = await world.send({ method: 'GET', path: loginPath({ connectorId: stranger }), authorization });
      return unless(problemFaults(answer, 502, 'role_refused'), '502 role_refused');
    },
  },
  {
    id: 'trust.other-principal',
    proves: 'Nobody but the function assumes the role, even with its external ID.',
    needs: ['roles'],
    uses: ['push'],
    run: async ({ aws, bed }) => {
      const mayAssume = await aws?.mayAssume(bed?.roles?.plainRoleArn ?? '', bed?.externalIds.push ?? '');
      return mayAssume ? refuted('your own AWS credentials may') : proved('AccessDenied');
    },
  },
];
