// What comes of a caller's claims: names that tell callers apart, and nothing at all in a policy.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SESSION_LIMITS } from '../../../../shared/domain/session-templates.ts';
import { sessionAttributes } from '../../../../shared/policy/session/session-attributes.ts';
import { planSession } from '../../../../shared/vending/issuing/plan-session.ts';
import { aCall, aConnector, anAccount, aWorkload, filled } from '../../../support/builders.ts';

const SEED = 20261121;
const CLAIMS = ['owner', 'repository', 'run'] as const;
type Claims = Readonly<Record<(typeof CLAIMS)[number], string>>;

function pieces(alphabet: readonly string[], maxLength: number) {
  return fc.string({ unit: fc.constantFrom(...alphabet), maxLength });
}
const literals = pieces(['-', '.', '=', 'x', '+', 'A'], 14);
/** Any of the claims in any order, often with nothing between them. */
const templates = fc
  .array(fc.tuple(literals, fc.constantFrom(...CLAIMS)), { minLength: 1, maxLength: 4 })
  .chain((parts) => literals.map((end) => parts.map(([text, claim]) => `${text}{${claim}}`).join('') + end));
/** Separators, what a clean text would turn into one, the letters of a hash, and text that is too long. */
const values = fc.oneof(
  pieces(['a', 'b', '-', '.', '=', 'x', '+', 'A', '/', ':', 'é', '🚀', '\ud800', ' '], 8),
  pieces(['a', 'b'], 70),
);
const claims = fc.record({ owner: values, repository: values, run: values });

function nameOf(name: string, given: Claims, limits: (typeof SESSION_LIMITS)['name' | 'userName']) {
  const caller = { issuer: 'ci', subject: 'repo:acme/shop', claims: given };
  const rendered = sessionAttributes({ session: { name }, grants: [{ issuer: caller.issuer }] }, caller, limits);
  if (!rendered.ok) throw new Error(rendered.missingClaim);
  return rendered.value.sessionName;
}
function used(template: string, given: Claims) {
  return JSON.stringify([...template.matchAll(/\{(\w+)\}/g)].map(([, claim]) => given[claim as keyof Claims]));
}

/** One character more, less, other, or gone over to the next claim. */
function neighbours(given: Claims): Claims[] {
  const { owner, repository, run } = given;
  return [
    { ...given, owner: `${owner}-` },
    { ...given, owner: owner.slice(1) },
    { ...given, run: `${run.slice(0, -1)}b` },
    { ...given, owner: owner.slice(0, -1), repository: owner.slice(-1) + repository },
    { ...given, repository: repository + run.slice(0, 1), run: run.slice(1) },
    { ...given, owner: repository, repository: owner },
    { owner: `${owner}-${repository}`, repository: run, run: '' },
  ];
}

// STS API reference: RoleSessionName of AssumeRole, Name of GetFederationToken.
describe.each([
  ['a role’s session', SESSION_LIMITS.name, /^[\w+=,.@-]{2,64}$/],
  ['a federated user', SESSION_LIMITS.userName, /^[\w+=,.@-]{2,32}$/],
] as const)('the name of %s', (_what, limits, form) => {
  it('is one that AWS takes, and no other caller’s', () => {
    fc.assert(
      fc.property(templates, claims, claims, (template, one, other) => {
        const callers = [one, other, ...neighbours(one), ...neighbours(other)];
        const names = new Map<string, string>();
        for (const caller of callers) {
          const name = nameOf(template, caller, limits);
          expect(name).toMatch(form);
          const tuple = used(template, caller);
          expect([template, name, names.get(name) ?? tuple]).toEqual([template, name, tuple]);
          names.set(name, tuple);
        }
      }),
      { numRuns: 3_000, seed: SEED },
    );
  });

  it('is not had by a claim that looks like another caller’s name', () => {
    fc.assert(
      fc.property(literals, claims, (literal, one) => {
        const template = `${literal}{owner}`;
        const name = nameOf(template, one, limits);
        fc.pre(name.startsWith(literal) && name !== `${literal}${one.owner}`);
        expect(nameOf(template, { ...one, owner: name.slice(literal.length) }, limits)).not.toBe(name);
      }),
      { numRuns: 1_000, seed: SEED },
    );
  });

  it('that is the default one is no other subject’s or issuer’s', () => {
    const defaultName = (issuer: string, subject: string) => {
      const rendered = sessionAttributes({ grants: [] }, { issuer, subject, claims: {} }, limits);
      return rendered.ok ? rendered.value.sessionName : '';
    };
    fc.assert(
      fc.property(values, values, (one, other) => {
        expect(defaultName('ci', one)).toMatch(form);
        fc.pre(one !== other);
        expect(defaultName('ci', one)).not.toBe(defaultName('ci', other));
        expect(defaultName('ci', one)).not.toBe(defaultName('ci2', one));
      }),
      { numRuns: 1_000, seed: SEED },
    );
  });
});

describe('the policies of a plan', () => {
  const HOP = 'arn:aws:iam::210987654321:role/portunus/deploy';
  const hostile = fc.string({ unit: fc.constantFrom(...`"'\\*?$\{}[],:/ab\n\u0000é`), maxLength: 60 });
  const planned = (given: Record<string, string>, roleArn?: string) => {
    const connector = aConnector({
      access: 'push',
      repositories: ['team-a/*'],
      conditions: { sourceIp: ['192.0.2.0/24'] },
      roleArns: [HOP],
      session: {
        name: '{owner}-{run}',
        sourceIdentity: '{owner}',
        tags: [{ key: 'repository', value: '{repository}' }],
      },
    });
    const plan = planSession(
      {
        granted: {
          connector: { version: 1, value: filled(connector) },
          account: { version: 1, value: anAccount() },
        },
        caller: aWorkload({ subject: given.sub ?? '', claims: given }),
        action: 'ecr-login',
        parameters: { connectorId: connector.id, format: 'json', access: 'pull', ...(roleArn && { roleArn }) },
        proof: {},
      },
      { region: 'eu-west-1', partition: 'aws', allowProvided: false, adminsMayIssue: true, stage: 'dev' },
      aCall(),
    );
    const { first, second } = plan;
    if (first === 'execution-role' || first.type !== 'assumed-role') throw new Error('no session is planned');
    return [first, second].map((hop) => hop && { policy: hop.policy, policyArns: hop.policyArns });
  };

  it('are the same whatever the claims say', () => {
    const harmless = { sub: 's', owner: 'o', repository: 'r', run: '1' };
    const [direct, hop] = [planned(harmless), planned(harmless, HOP)];
    fc.assert(
      fc.property(hostile, hostile, hostile, (owner, repository, run) => {
        const given = { sub: repository, owner, repository, run };
        expect(planned(given)).toEqual(direct);
        expect(planned(given, HOP)).toEqual(hop);
      }),
      { numRuns: 500, seed: SEED },
    );
  });
});
