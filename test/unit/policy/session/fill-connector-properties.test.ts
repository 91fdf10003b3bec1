// Whatever claims say: they widen no policy, name one exact role, and never give one caller what is another's.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluatePolicies } from '../../../../local/stand-in/iam/evaluate-policy.ts';
import { Connector, type FilledConnector } from '../../../../shared/domain/connector.ts';
import { parseWith } from '../../../../shared/domain/parse.ts';
import { fillConnector } from '../../../../shared/policy/session/fill-connector.ts';
import { sessionPolicies } from '../../../../shared/policy/session/session-policy.ts';
import { planSession } from '../../../../shared/vending/issuing/plan-session.ts';
import { aCall, anAccount, aWorkload, aWrittenConnector } from '../../../support/builders.ts';
import { evaluate } from '../../../support/iam.ts';

const SEED = 20261127;
const ROLE = 'arn:aws:iam::123456789012:role/portunus/';
type Claims = Readonly<Record<'a' | 'b', string>>;

function pieces(alphabet: readonly string[], maxLength: number) {
  return fc.string({ unit: fc.constantFrom(...alphabet), maxLength });
}
/** Of few characters, so that the texts of two callers often nearly meet. */
const near = pieces(['x', 'x', 'y', '-', '/', '.'], 5);
const hostile = fc.oneof(
  near,
  pieces([...`*?$\{}[]"'\\,:/@=+-_. xX%`, '\n', '\u0000', 'é', 'а', '\ud800', '\u2215'], 8),
  fc.constantFrom('*', '**', 'x*', '../x', 'x/../y', `\${aws:username}`, `\${*}`, 'arn:aws:iam::210987654321:role/x'),
  pieces(['x'], 300),
);

/** Heads with one or two claims, and what may follow them. */
const heads = fc.tuple(
  fc.constantFrom('', 't-', 'x', 't/', 'x-y.'),
  fc.constantFrom('{a}', '{a}', '{a}-{b}', '{a}/{b}', '{a}.{b}', '{a}y{b}', '{b}/x/{a}'),
  fc.constantFrom('', '', '-x', 'y'),
);
const tails = fc.uniqueArray(fc.constantFrom('', '/*', '/x', '/x-*', '/y/*'), { minLength: 1, maxLength: 3 });
const grants = fc.constantFrom(
  [{ issuer: 'ci', groups: ['x'] }],
  [{ issuer: 'ci', claims: { a: ['*/*'] } }],
  [{ issuer: 'ci', claims: { a: ['x/*', '*/y'], b: ['*'] } }],
);

function connectorOf(fields: Record<string, unknown>): Connector {
  const parsed = parseWith(Connector, aWrittenConnector(fields), 'connector');
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.errors));
  return parsed.value;
}
const connectors = fc.tuple(heads, tails, grants).map(([parts, after, to]) => {
  const repositories = after.map((tail) => `${parts.join('')}${tail}`);
  return connectorOf({ repositories, access: 'push', grants: to });
});

function filledFor(connector: Connector, claims: Record<string, unknown>): FilledConnector | undefined {
  const filling = fillConnector(connector, { issuer: 'ci', claims });
  return filling.ok ? filling.connector : undefined;
}
function repositoriesOf(connector: Connector, claims: Claims): readonly string[] {
  return filledFor(connector, claims)?.repositories ?? [];
}
function policyOf(connector: FilledConnector) {
  const policies = sessionPolicies(
    connector,
    { grant: undefined, requested: {} },
    { partition: 'aws', accountId: '123456789012', services: ['ecr'] },
  );
  if (!policies.ok) throw new Error(JSON.stringify(policies.errors));
  return policies.value;
}

/** What both evaluators say: that of the tests, and the stand-in's own. */
async function mayPush(connector: FilledConnector, repository: string): Promise<boolean> {
  const question = { action: 'ecr:PutImage', resource: `arn:aws:ecr:eu-west-1:123456789012:repository/${repository}` };
  const policies = policyOf(connector);
  const verdict = evaluatePolicies([JSON.parse(policies.policy ?? '{}')], question);
  const answer = await evaluate(policies, question);
  expect([repository, verdict === 'allow']).toEqual([repository, answer === 'allowed']);
  return answer === 'allowed';
}

/** Names that a pattern stands for. */
function namesOf(pattern: string): readonly string[] {
  return pattern.includes('*') ? ['', 'x', 'y/*', 'x/x-x'].map((text) => pattern.replaceAll('*', text)) : [pattern];
}
/** The claims that the texts of a connector hold, with their values. */
function used(connector: Connector, claims: Claims): string {
  const text = connector.repositories?.join() ?? '';
  return JSON.stringify((['a', 'b'] as const).filter((name) => text.includes(`{${name}}`)).map((name) => claims[name]));
}

describe('a policy with claims in it', () => {
  it('allows the caller’s repositories and no others, by both evaluators', async () => {
    let filled = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('{a}', '{a}/*', 't-{a}/*'), hostile, near, async (template, a, other) => {
        const connector = filledFor(connectorOf({ repositories: [template], access: 'push', grants: GROUP }), { a });
        if (connector === undefined) return;
        filled += 1;
        const begin = `${template.startsWith('t') ? 't-' : ''}${a}`;
        const isOwn = (name: string) => (template === '{a}' ? name === a : name.startsWith(`${begin}/`));
        const asked = [begin, `${begin}/x`, `${begin}/x/y`, `${begin}x`, `x${begin}/x`, `${other}/x`, 'team-b/shop'];
        for (const name of asked)
          expect([template, a, name, await mayPush(connector, name)]).toEqual([template, a, name, isOwn(name)]);
      }),
      { numRuns: 250, seed: SEED },
    );
    expect(filled).toBeGreaterThan(40);
  });

  it('holds no character of a claim that IAM or JSON could take for something else', () => {
    fc.assert(
      fc.property(connectors, hostile, hostile, (connector, a, b) => {
        for (const name of repositoriesOf(connector, { a, b })) expect(name).toMatch(/^[a-z0-9._/-]+(?:\/[xy*/-]+)?$/);
      }),
      { numRuns: 2_000, seed: SEED },
    );
  });
});

const GROUP = [{ issuer: 'ci', groups: ['x'] }];

/** One character more, less, other, or gone over to the next claim. */
function neighbours({ a, b }: Claims): Claims[] {
  return [
    { a: `${a}/x`, b },
    { a: `${a}-x`, b },
    { a: `${a}x`, b },
    { a: a.slice(1), b },
    { a: a.slice(0, -1), b: a.slice(-1) + b },
    { a: a + b.slice(0, 1), b: b.slice(1) },
    { a: b, b: a },
  ];
}

describe('two callers', () => {
  it('never get a repository in common, unless the claims that are used are equal', () => {
    let compared = 0;
    fc.assert(
      fc.property(connectors, near, near, near, near, (connector, a, b, a2, b2) => {
        const one = { a, b };
        const own = repositoriesOf(connector, one);
        if (own.length === 0) return;
        const others = [{ a: a2, b: b2 }, ...neighbours(one)];
        const shared = others.flatMap((other) => {
          if (used(connector, one) === used(connector, other)) return [];
          const theirs = repositoriesOf(connector, other);
          if (theirs.length > 0) compared += 1;
          const both = theirs.flatMap(namesOf).filter((name) => own.some((pattern) => matches(pattern, name)));
          return both.map((name) => ({ name, other }));
        });
        expect([connector.repositories, one, shared]).toEqual([connector.repositories, one, []]);
      }),
      { numRuns: 6_000, seed: SEED },
    );
    expect(compared).toBeGreaterThan(1_000);
  });

  it('never get the same role, unless the claims are equal, and get an exact one of this account', () => {
    const names = fc.constantFrom('{a}', 'ecr-{a}', '{a}.{b}', '{a}-{b}', 'x{a}_x', 't-{b}y{a}');
    fc.assert(
      fc.property(names, hostile, near, near, near, (name, a, b, a2, b2) => {
        const connector = connectorOf({ roleArn: `${ROLE}${name}`, repositories: [name], grants: GROUP });
        const roleOf = (claims: Claims) => {
          const roleOnly = connectorOf({ roleArn: `${ROLE}${name}`, grants: GROUP });
          const filled = filledFor(roleOnly, claims);
          return filled === undefined || !('roleArn' in filled) ? undefined : filled.roleArn;
        };
        const one = { a, b };
        const role = roleOf(one);
        if (role === undefined) return;
        // IAM user guide, "IAM and AWS STS quotas": names of roles.
        expect(role).toMatch(/^arn:aws:iam::123456789012:role\/portunus\/[A-Za-z0-9_+=,.@-]{1,64}$/);
        expect(role).toBe(`${ROLE}${name.replace('{a}', a).replace('{b}', b)}`);
        for (const other of [{ a: a2, b: b2 }, ...neighbours(one)]) {
          if (used(connector, one) !== used(connector, other)) expect(roleOf(other)).not.toBe(role);
        }
      }),
      { numRuns: 3_000, seed: SEED },
    );
  });
});

/** IAM's `*`, which stands for any text. */
function matches(pattern: string, name: string): boolean {
  const [start = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return name === pattern;
  let at = start.length;
  if (!name.startsWith(start)) return false;
  for (const part of rest.slice(0, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const end = rest.at(-1) ?? '';
  return name.length >= at + end.length && name.endsWith(end);
}

describe('what is cached', () => {
  it('is shared only by callers whose claims fill in the same', () => {
    const connector = connectorOf({
      repositories: ['{a}/*'],
      roleArn: `${ROLE}ecr-{b}`,
      region: '{r}',
      grants: GROUP,
      // The same name for all, so that nothing else tells the callers apart.
      session: { name: 'the-same' },
    });
    const keyOf = (claims: Record<string, string>, subject: string) => {
      const value = filledFor(connector, claims);
      if (value === undefined) return undefined;
      const granted = { connector: { version: 1, value }, account: { version: 1, value: anAccount() } };
      const caller = aWorkload({ subject, claims });
      const parameters = { connectorId: connector.id, format: 'json' as const };
      const request = { granted, caller, action: 'ecr-login' as const, parameters, proof: {} };
      const own = { region: 'eu-west-1', partition: 'aws', allowProvided: false, adminsMayIssue: true, stage: 'dev' };
      return planSession(request, own as Parameters<typeof planSession>[1], aCall()).key;
    };
    const few = fc.constantFrom('x', 'y', 'xy', 'x-y');
    fc.assert(
      fc.property(few, few, few, few, (a, b, a2, b2) => {
        const one = keyOf({ a, b, r: 'eu-west-1' }, 'one');
        const other = keyOf({ a: a2, b: b2, r: 'eu-west-1' }, 'other');
        expect(one).toBeDefined();
        expect(one === other).toBe(a === a2 && b === b2);
      }),
      { numRuns: 200, seed: SEED },
    );
  });
});
