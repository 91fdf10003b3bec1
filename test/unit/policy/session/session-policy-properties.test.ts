// Whatever a connector says and a request asks for: narrowing never widens, and no claim reaches a policy.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GrantNarrowing } from '../../../../shared/domain/grant-narrowing.ts';
import type { Narrowing } from '../../../../shared/domain/narrowing.ts';
import { type RequestedNarrowing, sessionPolicies } from '../../../../shared/policy/session/session-policy.ts';
import { evaluate, evaluateByStandIn, type GivenPolicies, type Question, type Role } from '../../../support/iam.ts';
import {
  connectors,
  documents,
  grants,
  isWithinLimits,
  limits,
  MANAGED,
  requests,
  several,
  within,
} from '../../../support/random-narrowing.ts';

const SEED = 20261121;

function policiesOf(
  connector: Narrowing,
  asked: RequestedNarrowing = {},
  grant: GrantNarrowing = {},
): GivenPolicies | 'too long' {
  const scope = { partition: 'aws', accountId: '123456789012', services: ['ecr'] } as const;
  const policies = sessionPolicies(connector, { grant, requested: asked }, scope);
  return policies.ok ? policies.value : 'too long';
}

/** Everything that the one session may do, the other may. Says how much that is, so that a test sees it was something. */
async function expectWithin(
  narrow: GivenPolicies | 'too long',
  wide: GivenPolicies | 'too long',
  asked: readonly Question[],
  role: Role,
): Promise<number> {
  if (narrow === 'too long' || wide === 'too long') return 0;
  let rights = 0;
  for (const question of asked) {
    if ((await evaluate(narrow, question, role)) === 'denied') continue;
    rights += 1;
    expect([question, await evaluate(wide, question, role)]).toEqual([question, 'allowed']);
  }
  return rights;
}

function hasOwn({ policy, policyArns: arns }: Narrowing) {
  return policy !== undefined || arns !== undefined;
}
function without(connector: Narrowing, limit: keyof typeof limits): Narrowing {
  const { [limit]: _left, pullThroughCache, ...rest } = connector;
  return limit === 'access' || pullThroughCache === undefined ? rest : { ...rest, pullThroughCache };
}

// Each evaluates some thousand policies.
describe('narrowing never widens', () => {
  it('by a request: what is allowed with it is allowed without it', async () => {
    let rights = 0;
    await fc.assert(
      fc.asyncProperty(connectors, requests, documents, several, async (connector, asked, document, some) => {
        const role = { managed: { [MANAGED]: document } };
        rights += await expectWithin(
          policiesOf(connector, within(asked, connector)),
          policiesOf(connector),
          some,
          role,
        );
      }),
      { numRuns: 200, seed: SEED },
    );
    expect(rights).toBeGreaterThan(150);
  });

  it('by a grant: what is allowed by it is allowed without it, and is within its own limits', async () => {
    let rights = 0;
    const given = [connectors, grants, requests, documents, several] as const;
    await fc.assert(
      fc.asyncProperty(...given, async (connector, grant, asked, document, some) => {
        const role = { managed: { [MANAGED]: document } };
        const narrowed = policiesOf(connector, within(asked, { ...connector, ...grant }), grant);
        const whole = policiesOf(connector);
        if (narrowed === 'too long' || whole === 'too long') return;
        for (const question of some) {
          const verdict = await evaluate(narrowed, question, role);
          expect([question, evaluateByStandIn(narrowed, question, role)]).toEqual([question, verdict]);
          if (verdict === 'denied') continue;
          rights += 1;
          const isIn = isWithinLimits(question, grant) && isWithinLimits(question, asked);
          expect([question, isIn, await evaluate(whole, question, role)]).toEqual([question, true, 'allowed']);
        }
      }),
      { numRuns: 200, seed: SEED },
    );
    expect(rights).toBeGreaterThan(60);
  });

  it('by a limit: without it the session may do no less', async () => {
    let rights = 0;
    await fc.assert(
      fc.asyncProperty(connectors, documents, several, async (connector, document, some) => {
        const role = { managed: { [MANAGED]: document } };
        const present = (Object.keys(limits) as (keyof typeof limits)[]).filter(
          (name) => connector[name] !== undefined,
        );
        for (const limit of present) {
          // Without policies of its own, access also says which rights are generated, the cache's among them.
          if (limit === 'access' && !hasOwn(connector) && connector.pullThroughCache === true) continue;
          rights += await expectWithin(policiesOf(connector), policiesOf(without(connector, limit)), some, role);
        }
      }),
      { numRuns: 125, seed: SEED },
    );
    expect(rights).toBeGreaterThan(100);
  });

  it('nor beyond what the role may do by itself', async () => {
    let rights = 0;
    await fc.assert(
      fc.asyncProperty(connectors, requests, documents, several, async (connector, asked, document, some) => {
        const role = { rights: document, managed: { [MANAGED]: document } };
        const policies = policiesOf(connector, within(asked, connector));
        rights += await expectWithin(policies, { policyArns: [] }, some, role);
      }),
      { numRuns: 125, seed: SEED },
    );
    expect(rights).toBeGreaterThan(20);
  });
});

describe('a federated user', () => {
  it('never has more than the connector’s own policies allow', async () => {
    let rights = 0;
    await fc.assert(
      fc.asyncProperty(connectors, requests, documents, several, async (connector, asked, document, some) => {
        fc.pre(hasOwn(connector));
        const principal = 'arn:aws:sts::123456789012:federated-user/ada';
        const role = { principal, managed: { [MANAGED]: document } };
        const { policy, policyArns: arns = [] } = connector;
        const own = { ...(policy && { policy: JSON.stringify(policy) }), policyArns: arns };
        rights += await expectWithin(policiesOf(connector, within(asked, connector)), own, some, role);
      }),
      { numRuns: 125, seed: SEED },
    );
    expect(rights).toBeGreaterThan(20);
  });
});
