// What is explained is what is decided.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Caller, jobCaller } from '../../../../shared/domain/caller.ts';
import type { ConnectorAccess, Grant } from '../../../../shared/domain/grant.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../../../shared/domain/issue-request.ts';
import { SERVED } from '../../../../shared/domain/principal-type.ts';
import { decideAccess } from '../../../../shared/policy/access/access.ts';
import { explainAccess } from '../../../../shared/policy/access/explain-access.ts';
import { aConnector, anIamCaller, aPerson, aWorkload } from '../../../support/builders.ts';

const RUNS = { numRuns: 2_000 };
const ISSUERS = ['ci', 'corp'];
const ROLES = ['build-agents', 'other-agents'].map((name) => `arn:aws:iam::123456789012:role/${name}`);
const IDS = ['AROACKCEVSQ6C2EXAMPLE', 'AROAOTHEREXAMPLEROLE1'];
const JOBS = ['nightly', 'hourly'];
const GROUPS = ['platform', 'build'];

// Few values, so that what is wanted and what is there meet about as often as they don't.
const value = fc.constantFrom<unknown>('1', '2', 1, true, null, ['1', '3'], { a: '1' });
const path = fc.constantFrom(['sub'], ['ref'], ['ref', 'a'], ['team']);
const pattern = fc.constantFrom('1', '2', 'true', '*', '1*');
const condition = fc.record({ claim: path, anyOf: fc.array(pattern, { minLength: 1, maxLength: 2 }) });
const conditions = fc.array(condition, { minLength: 1, maxLength: 3 });
const groups = fc.subarray(GROUPS, { minLength: 1 });

/** Grants as the schema lets them through. */
const grant: fc.Arbitrary<Grant> = fc.oneof(
  fc.record({ issuer: fc.constantFrom(...ISSUERS), claims: conditions }),
  fc.record({ issuer: fc.constantFrom(...ISSUERS), groups }),
  fc.record({ issuer: fc.constantFrom(...ISSUERS), claims: conditions, groups }),
  fc.record({ iamRole: fc.constantFrom(...ROLES) }),
  fc.record({ iamRole: fc.constantFrom(...ROLES), uniqueId: fc.constantFrom(...IDS) }),
  fc.record({ refreshJob: fc.constantFrom(...JOBS) }),
);

const connector: fc.Arbitrary<ConnectorAccess> = fc.record({
  enabled: fc.boolean(),
  serves: fc.subarray([...SERVED], { minLength: 1 }),
  systemScope: fc.boolean(),
  grants: fc.array(grant, { maxLength: 4 }),
});

const claims = fc.dictionary(fc.constantFrom('sub', 'ref', 'team'), value);
const token = fc.record({
  issuer: fc.constantFrom(...ISSUERS),
  claims,
  groups: fc.subarray(GROUPS),
  administrator: fc.boolean(),
});
const caller: fc.Arbitrary<Caller> = fc.oneof(
  token.map((one) => aWorkload({ ...one, administrator: false })),
  token.map(aPerson),
  fc.record({ uniqueId: fc.constantFrom(...IDS), claims, administrator: fc.boolean() }).map(anIamCaller),
  fc.constantFrom(...JOBS).map((job) => jobCaller(job, 'arn:aws:iam::111122223333:user/ada')),
);
const rules = fc.record({ adminsMayIssue: fc.boolean() });
const action = fc.constantFrom(...(Object.keys(ISSUE_ACTIONS) as IssueAction[]));

const RULES = { adminsMayIssue: true };

describe('an explanation', () => {
  it('decides as is decided', () => {
    fc.assert(
      fc.property(connector, caller, action, rules, (access, who, what, by) => {
        expect(explainAccess(access, who, what, by).decision).toEqual(decideAccess(access, who, what, by));
      }),
      RUNS,
    );
  });

  it('says of each grant what its conditions come to, and what it would decide alone', () => {
    fc.assert(
      fc.property(connector, caller, action, rules, (access, who, what, by) => {
        const { grants } = explainAccess(access, who, what, by);
        expect(grants.map(({ grant: name }) => name)).toEqual(access.grants.map((_grant, index) => `grants[${index}]`));
        for (const [index, { held, conditions: all }] of grants.entries()) {
          expect(held).toBe(all.every((one) => one.held));
          const only = aConnector({ serves: ['ecr'], grants: access.grants.slice(index, index + 1) });
          expect(held).toBe(decideAccess(only, { ...who, administrator: false } as Caller, 'ecr-login', by).allowed);
        }
      }),
      RUNS,
    );
  });

  it('names a condition that does not hold wherever it refuses, and a grant that holds wherever one lets in', () => {
    fc.assert(
      fc.property(connector, caller, action, rules, (access, who, what, by) => {
        const { decision, conditions: all, grants } = explainAccess(access, who, what, by);
        const unheld = all.filter(({ condition: name, held }) => !held && name !== 'administrator');
        const first = grants.find(({ held }) => held);
        if (!decision.allowed) expect(unheld.length > 0 || first === undefined).toBe(true);
        else if (decision.by !== 'administrator') expect(first?.grant).toBe(decision.by);
        if (decision.allowed) expect(unheld).toEqual([]);
      }),
      RUNS,
    );
  });

  it('meets every decision, or the above would hold of too little', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(connector, caller, action, rules, (access, who, what, by) => {
        const decision = decideAccess(access, who, what, by);
        met.add(decision.allowed ? decision.by : decision.reason);
      }),
      RUNS,
    );
    const refusals = ['disabled', 'not_served', 'people_only', 'needs_system_scope', 'no_grant_matches'];
    expect([...met]).toEqual(expect.arrayContaining(['administrator', 'grants[0]', 'grants[1]', ...refusals]));
  });
});

describe('where administrators may not issue', () => {
  const strict = { adminsMayIssue: false };

  it('lets one in as anybody else, by a grant or not at all', () => {
    fc.assert(
      fc.property(connector, token, action, (access, who, what) => {
        const decision = decideAccess(access, aPerson({ ...who, administrator: true }), what, strict);
        const ofOthers = decideAccess(access, aPerson({ ...who, administrator: false }), what, strict);
        expect(decision).toEqual(ofOthers);
        const none = aConnector({ ...access, grants: [] });
        expect(decideAccess(none, aPerson({ ...who, administrator: true }), what, strict).allowed).toBe(false);
      }),
      RUNS,
    );
  });

  it('names the setting that keeps an administrator out', () => {
    const administrator = aPerson({ administrator: true });
    const { decision, conditions } = explainAccess(aConnector({ grants: [] }), administrator, 'ecr-login', strict);
    expect(decision).toEqual({ allowed: false, reason: 'no_grant_matches' });
    expect(conditions).toContainEqual({
      condition: 'administrator',
      held: false,
      expected: 'PORTUNUS_ADMINS_MAY_ISSUE=true',
      actual: 'false',
    });
  });

  it('says nothing of the setting to who is no administrator', () => {
    const { conditions } = explainAccess(aConnector({ grants: [] }), aPerson(), 'ecr-login', strict);
    expect(conditions).toContainEqual({ condition: 'administrator', held: false });
  });
});

describe('a grant of which the schema is not asked', () => {
  it.each<[string, Grant]>([
    ['names an issuer and asks for nothing', { issuer: 'ci' }],
    ['asks for no claim', { issuer: 'ci', claims: [] }],
    ['asks for no group', { issuer: 'ci', groups: [] }],
    ['names nobody', {}],
  ])('%s', (_what, one) => {
    const { decision, grants } = explainAccess(aConnector({ grants: [one] }), aWorkload(), 'ecr-login', RULES);
    expect(decision).toEqual({ allowed: false, reason: 'no_grant_matches' });
    expect(grants).toMatchObject([{ held: false }]);
  });
});

it('shows what a claim should have been, and what it is', () => {
  const wanted = { issuer: 'ci', claims: [{ claim: ['ref'], anyOf: ['refs/tags/*'] }] };
  const missing = { issuer: 'ci', claims: [{ claim: ['team'], anyOf: ['shop'] }] };
  const { grants } = explainAccess(aConnector({ grants: [wanted, missing] }), aWorkload(), 'ecr-login', RULES);
  expect(grants.map(({ conditions: all }) => all[1])).toEqual([
    { condition: 'grants[0].claims.ref', held: false, expected: ['refs/tags/*'], actual: 'refs/heads/main' },
    { condition: 'grants[1].claims.team', held: false, expected: ['shop'] },
  ]);
});
