// Which grant decides: a grant that an earlier one leaves nobody to is told, and nothing is told by a guess.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coversPattern, matchesPattern } from '../../../../shared/policy/access/claim-pattern.ts';
import { connectorOf, findingsOf, ISSUERS, type Json, PEOPLE } from '../../../support/lint.ts';

const RULES = ['shadowed-grant', 'redundant-grant'] as const;

function findings(grants: readonly Json[], connector: Json = {}) {
  const issuers = [ISSUERS.github, { ...PEOPLE, id: 'corp' }];
  return findingsOf(RULES, { issuers, connectors: [connectorOf(grants, connector)] });
}
function rules(...input: Parameters<typeof findings>) {
  return findings(...input).map(({ rule, field }) => `${rule} ${field.replace('connectors[0].', '')}`);
}

function by(claims: Json, more: Json = {}): Json {
  return { issuer: 'ci', claims: { repository_id: ['1296269'], ...claims }, ...more };
}
const MAIN = by({ ref: ['refs/heads/main'], event_name: ['push'] });
const PULL_REQUEST = by({ event_name: ['pull_request'] }, { access: 'pull' });
const ROLE = 'arn:aws:iam::123456789012:role/build-agents';
const UNIQUE = { uniqueId: 'AROACKCEVSQ6C2EXAMPLE' };

describe('a grant whose callers an earlier one lets in', () => {
  it('is told with both, where the callers get something else than it says', () => {
    expect(findings([MAIN, by({}), PULL_REQUEST])).toEqual([
      {
        rule: 'shadowed-grant',
        severity: 'warning',
        field: 'connectors[0].grants[2]',
        detail: expect.stringMatching(/grants\[1\] lets in everybody whom grants\[2\] would.*Put grants\[2\] first/s),
      },
    ]);
  });

  it('is told by the first of several', () => {
    const [finding, ...more] = findings([by({}), by({ ref: ['refs/**'] }), PULL_REQUEST]).toReversed();
    expect(finding?.detail).toContain('grants[0] lets in everybody whom grants[2] would');
    expect(more.map(({ rule }) => rule)).toEqual(['redundant-grant']);
  });

  it.each<[string, Json, Json, Json?]>([
    ['fewer conditions', by({}), PULL_REQUEST],
    ['the same conditions', { ...PULL_REQUEST, access: 'push' }, PULL_REQUEST],
    ['less access, so that the later one gives nobody more', PULL_REQUEST, { ...PULL_REQUEST, access: 'push' }],
    ['a wider pattern', by({ ref: ['refs/heads/**'] }), by({ ref: ['refs/heads/main'] }, { access: 'pull' })],
    ['a run of any depth', by({ ref: ['refs/heads/**'] }), by({ ref: ['refs/heads/*'] }, { access: 'pull' })],
    [
      'all patterns of the later one, and more',
      by({ ref: ['refs/heads/main', 'refs/heads/next', 'refs/tags/*'] }),
      by({ ref: ['refs/tags/v1', 'refs/heads/next'] }, { access: 'pull' }),
    ],
    [
      'a condition that the issuer has anyway',
      { issuer: 'ci', claims: { repository_owner_id: ['9919'] } },
      by({ ref: ['refs/heads/main'] }, { access: 'pull' }),
    ],
    ['the role', { iamRole: ROLE }, { iamRole: ROLE, access: 'pull' }],
    ['the role, whatever its id is', { iamRole: ROLE }, { iamRole: ROLE, ...UNIQUE, access: 'pull' }],
    [
      'the role, whatever its path is',
      { iamRole: ROLE },
      { iamRole: ROLE.replace('role/', 'role/ci/'), maxDurationSeconds: 900 },
    ],
    ['the job', { refreshJob: 'nightly' }, { refreshJob: 'nightly', regions: ['eu-west-1'] }],
    [
      'all groups of the later one',
      { issuer: 'corp', groups: ['platform', 'web'] },
      { issuer: 'corp', groups: ['web'], access: 'pull' },
    ],
    ['other repositories', by({}, { repositories: ['shop/*'] }), by({}, { repositories: ['shop/api'] })],
    ['other regions', by({}, { regions: ['eu-west-1'] }), by({}, { regions: ['us-east-1'] })],
  ])('is shadowed by one of %s', (_what, earlier, later) => {
    expect(rules([earlier, later])).toEqual(['shadowed-grant grants[1]']);
  });

  it.each<[string, Json, Json, Json?]>([
    ['nothing that narrows', by({}), MAIN],
    ['the same limits', { ...PULL_REQUEST, claims: { repository_id: ['1296269'] } }, PULL_REQUEST],
    [
      'limits in another order',
      by({}, { regions: ['eu-west-1', 'us-east-1'] }),
      by({}, { regions: ['us-east-1', 'eu-west-1'] }),
    ],
    ['what the connector limits anyway', by({}), PULL_REQUEST, { access: 'pull' }],
  ])('is of no use, and no risk, with %s', (_what, earlier, later, connector) => {
    expect(rules([earlier, later], connector)).toEqual(['redundant-grant grants[1]']);
    expect(findings([earlier, later], connector)[0]?.severity).toBe('notice');
  });

  it.each<[string, readonly Json[]]>([
    ['the narrow one is first', [PULL_REQUEST, by({})]],
    ['each asks for something of its own', [MAIN, PULL_REQUEST]],
    ['they are of different issuers', [{ ...by({}), issuer: 'other' }, PULL_REQUEST]],
    ['the earlier one asks for another value', [by({ repository_id: ['7'] }), PULL_REQUEST]],
    ['the earlier one has fewer patterns', [by({ ref: ['a'] }), by({ ref: ['a', 'b'] }, { access: 'pull' })]],
    [
      'a run of one segment is not of any depth',
      [by({ ref: ['refs/*'] }), by({ ref: ['refs/**'] }, { access: 'pull' })],
    ],
    [
      'the patterns share only some texts',
      [by({ ref: ['refs/heads/*-x'] }), by({ ref: ['refs/heads/a-*'] }, { access: 'pull' })],
    ],
    [
      'the claims have other paths',
      [
        { issuer: 'ci', claims: [{ claim: ['a', 'b'], anyOf: ['x'] }] },
        { issuer: 'ci', claims: [{ claim: ['a b'], anyOf: ['x'] }], access: 'pull' },
      ],
    ],
    [
      'the later one asks for no group',
      [
        { ...by({}), issuer: 'corp', groups: ['a'] },
        { ...by({}), issuer: 'corp', access: 'pull' },
      ],
    ],
    [
      'a group is missing',
      [
        { issuer: 'corp', groups: ['platform'] },
        { issuer: 'corp', groups: ['platform', 'web'], access: 'pull' },
      ],
    ],
    [
      'the role has another id',
      [
        { iamRole: ROLE, ...UNIQUE },
        { iamRole: ROLE, access: 'pull' },
      ],
    ],
    ['the role is another', [{ iamRole: ROLE }, { iamRole: `${ROLE}-2`, access: 'pull' }]],
    ['a role is no issuer', [by({}), { iamRole: ROLE, access: 'pull' }]],
    ['the job is another', [{ refreshJob: 'nightly' }, { refreshJob: 'weekly', access: 'pull' }]],
  ])('is none where %s', (_what, grants) => {
    expect(rules(grants)).toEqual([]);
  });
});

describe('a pattern that covers another', () => {
  it.each([
    ['a', 'a', true],
    ['a', 'b', false],
    ['*', 'a', true],
    ['*', '', false],
    ['**', '', true],
    ['*', 'a/b', false],
    ['**', '**', true],
    ['**', '*', true],
    ['*', '**', false],
    ['a*', 'a**', false],
    ['a**', 'a*', true],
    ['a*', 'ab*', true],
    ['ab*', 'a*', false],
    ['*/*', '*/a*', true],
    ['*/*', '**', false],
    ['**/x', 'a/**/x', true],
    ['a/**', '**', false],
    ['*x', 'a*x', true],
  ])('%s covers %s: %s', (pattern, inner, expected) => {
    expect(coversPattern(pattern, inner)).toBe(expected);
  });

  it('matches all that the other matches', () => {
    const part = fc.constantFrom('a', 'b', '/', ':', '*', '**');
    // No valid pattern has two runs side by side.
    const pattern = fc
      .array(part, { minLength: 1, maxLength: 5 })
      .map((parts) => parts.join(''))
      .filter((text) => !text.includes('***') && !/\*[^:/]*\*/.test(text.replaceAll('**', '*')));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '/', ':'), maxLength: 6 });
    let covered = 0;
    fc.assert(
      fc.property(pattern, pattern, fc.array(text, { minLength: 8, maxLength: 8 }), (outer, inner, texts) => {
        if (!coversPattern(outer, inner)) return;
        covered += 1;
        const lost = texts.filter((one) => matchesPattern(inner, one) && !matchesPattern(outer, one));
        expect(lost).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
    expect(covered).toBeGreaterThan(50);
  });
});
