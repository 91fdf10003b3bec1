// Several issuers on one connector: no caller of one may look like a caller of another.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Grant } from '../../../../shared/domain/grant.ts';
import { SESSION_LIMITS } from '../../../../shared/domain/session-templates.ts';
import { areAllPinned, nameOwner } from '../../../../shared/policy/session/name-owner.ts';
import { sessionAttributes } from '../../../../shared/policy/session/session-attributes.ts';

function grantOf(issuer: string, claims: Readonly<Record<string, readonly string[]>>): Grant {
  return {
    issuer,
    claims: Object.entries(claims).map(([name, anyOf]) => ({ claim: [name], anyOf: [...anyOf] })),
  };
}

const SHARED = [grantOf('ci-a', { repository_id: ['1296269'] }), grantOf('ci-b', { unit: ['5'] })];
const ID = [['repository_id'], ['run_id']];

describe('the issuer whose callers are named without a hash', () => {
  it.each<[string, readonly Grant[], string | undefined]>([
    ['the only one', [grantOf('ci-b', { unit: ['5'] })], 'ci-b'],
    ['the one whose grant pins a claim of the name', SHARED, 'ci-a'],
    ['the same, named last', SHARED.toReversed(), 'ci-a'],
    ['the first of two that pin it', [...SHARED, grantOf('ci-b', { repository_id: ['7'] })].toReversed(), 'ci-a'],
    ['the first, where nobody pins it', [grantOf('ci-b', { unit: ['5'] }), grantOf('ci-a', { unit: ['5'] })], 'ci-b'],
    ['not one that pins it by a pattern', [grantOf('ci-b', { run_id: ['8*'] }), ...SHARED], 'ci-a'],
    ['a role', [{ iamRole: 'arn:aws:iam::111122223333:role/a' }], 'aws-iam'],
    ['a refresh job', [{ refreshJob: 'orders' }], 'refresh-job'],
    ['nobody without a grant', [], undefined],
  ])('is %s', (_what, grants, issuer) => {
    expect(nameOwner(ID, grants)).toBe(issuer);
  });

  it('by what a role or a job is', () => {
    const role = { iamRole: 'arn:aws:iam::111122223333:role/a', uniqueId: 'AROACKCEVSQ6C2EXAMPLE' };
    const people: Grant = { issuer: 'corp', groups: ['a'] };
    expect(nameOwner([['role_id']], [people, role])).toBe('aws-iam');
    expect(nameOwner([['session_name']], [people, role])).toBe('corp');
    expect(nameOwner([['job']], [people, { refreshJob: 'orders' }])).toBe('refresh-job');
    expect(nameOwner([['x', 'sub']], [people, { refreshJob: 'orders' }])).toBe('corp');
  });
});

describe('values that the operator wrote', () => {
  const grants = [grantOf('a', { team: ['x'], unit: ['5'] }), grantOf('a', { team: ['y'] }), grantOf('b', {})];

  it.each<[string, string[][], string, boolean]>([
    ['in each grant', [['team']], 'a', true],
    ['in one of two grants', [['unit']], 'a', false],
    ['for another issuer', [['team']], 'b', false],
    ['for an issuer without a grant', [['team']], 'c', false],
    ['inside of another claim', [['team', 'team']], 'a', false],
    ['beside one that not each grant pins', [['team'], ['unit']], 'a', false],
  ])('%s', (_what, claims, issuer, expected) => {
    expect(areAllPinned(claims, grants, issuer)).toBe(expected);
  });

  it('are none where one of several is a pattern', () => {
    expect(areAllPinned([['team']], [grantOf('a', { team: ['x', 'y*'] })], 'a')).toBe(false);
  });

  it('are none of a nested claim of which only a part has the same path', () => {
    const grants: Grant[] = [{ issuer: 'k', claims: [{ claim: ['kubernetes.io', 'namespace'], anyOf: ['shop'] }] }];
    expect(areAllPinned([['kubernetes.io', 'namespace']], grants, 'k')).toBe(true);
    expect(areAllPinned([['kubernetes.io', 'pod']], grants, 'k')).toBe(false);
  });

  it.each<[string, string[], boolean]>([
    ["a role's name", ['role_name'], true],
    ["a role's account", ['account_id'], true],
    ['the session that anybody with the role names', ['session_name'], false],
    ['what is inside of its name', ['role_name', 'x'], false],
    ['the unique ID, which the grant does not name', ['role_id'], false],
  ])('by a role: %s', (_what, claim, expected) => {
    expect(areAllPinned([claim], [{ iamRole: 'arn:aws:iam::111122223333:role/a' }], 'aws-iam')).toBe(expected);
  });
});

const session = { name: 'ci-{repository_id}-{run_id}', sourceIdentity: 'repo-{repository_id}' };
const CLAIMS = { repository_id: '1296269', run_id: '88', unit: '5' };

function namesOf(issuer: string, grants: readonly Grant[], claims: Record<string, unknown> = CLAIMS) {
  const tags = [{ key: 'repository', value: '{repository_id}' }];
  const caller = { issuer, subject: 'job-1', claims };
  const rendered = sessionAttributes({ session: { ...session, tags }, grants }, caller, SESSION_LIMITS.name);
  return rendered.ok ? rendered.value : expect.unreachable(rendered.missingClaim);
}

describe('a job of another issuer with the ids of ours', () => {
  it('keeps ours as they were', () => {
    expect(namesOf('ci-a', SHARED)).toEqual({
      sessionName: 'ci-1296269-88',
      sourceIdentity: 'repo-1296269',
      tags: [{ key: 'repository', value: '1296269' }],
    });
  });

  it('gets a name, a source identity and a tag that differ from ours', () => {
    const { sessionName, sourceIdentity, tags } = namesOf('ci-b', SHARED);
    expect(sessionName).toMatch(/^ci-1296269-88\+[\w-]{12}$/);
    expect(sourceIdentity).toMatch(/^repo-1296269\+[\w-]{12}$/);
    expect(tags[0]?.value).toMatch(/^1296269\+[\w-]{12}$/);
  });

  it('is distinguished from the same job of a third issuer', () => {
    const grants = [...SHARED, grantOf('ci-c', { unit: ['5'] })];
    expect(namesOf('ci-c', grants).sessionName).not.toBe(namesOf('ci-b', grants).sessionName);
  });

  it('is tagged plainly where the operator wrote the value into its grant, and named by its issuer still', () => {
    const grants = [...SHARED.slice(0, 1), grantOf('ci-b', { repository_id: ['1296269'] })];
    const { sessionName, tags } = namesOf('ci-b', grants);
    expect(tags).toEqual([{ key: 'repository', value: '1296269' }]);
    expect(sessionName).toMatch(/\+[\w-]{12}$/);
  });

  it('has what says nothing of callers like everybody', () => {
    const caller = { issuer: 'ci-b', subject: 'job-1', claims: {} };
    const rendered = sessionAttributes({ session: { name: 'images' }, grants: SHARED }, caller, SESSION_LIMITS.name);
    expect(rendered).toEqual({ ok: true, value: { sessionName: 'images', tags: [] } });
  });

  it('never has the name of a job of ours, whatever its claims', () => {
    const value = fc.string({ minLength: 1, maxLength: 20 });
    const claims = fc.record({ repository_id: value, run_id: value });
    fc.assert(
      fc.property(claims, claims, (theirs, ours) => {
        const [their, our] = [namesOf('ci-b', SHARED, theirs), namesOf('ci-a', SHARED, ours)];
        expect(their.sessionName).not.toBe(our.sessionName);
        expect(their.sourceIdentity).not.toBe(our.sourceIdentity);
        expect(their.tags).not.toEqual(our.tags);
      }),
      { seed: 21, numRuns: 500 },
    );
  });
});
