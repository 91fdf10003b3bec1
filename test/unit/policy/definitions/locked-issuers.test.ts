import { describe, expect, it } from 'vitest';
import { whyLocked } from '../../../../shared/policy/definitions/locked-issuers.ts';

const GITHUB = { id: 'github', kind: 'workload' };
const CORP = { id: 'corp', kind: 'user', adminGroups: ['portunus-admins'] };
const issuer = (id: string, before: unknown, definition: unknown) => ({
  kind: 'issuer' as const,
  id,
  before,
  definition,
});

describe('a change of an issuer', () => {
  it.each([
    ['creates it', issuer('github', undefined, GITHUB)],
    ['changes it', issuer('github', GITHUB, { ...GITHUB, enabled: false })],
    ['deletes it', issuer('github', GITHUB, undefined)],
  ])('that %s waits for a deployment, where it or all are locked', (_what, change) => {
    expect(whyLocked(change, ['other', 'github'])).toContain('PORTUNUS_LOCKED_ISSUERS');
    expect(whyLocked(change, 'all')).toContain('PORTUNUS_LOCKED_ISSUERS');
    expect(whyLocked(change, ['other', 'git', 'github-2'])).toBeUndefined();
    expect(whyLocked(change, [])).toBeUndefined();
  });

  it.each([
    ['defines one whose people administer', issuer('mine', undefined, CORP)],
    ['lets people of one administer', issuer('mine', GITHUB, CORP)],
    ['changes the keys of one whose people administer', issuer('mine', CORP, { ...CORP, jwks: { keys: [] } })],
    ['takes the groups that administer away', issuer('mine', CORP, GITHUB)],
    ['deletes one whose people administer', issuer('mine', CORP, undefined)],
    ['has groups that can not be read', issuer('mine', undefined, { ...GITHUB, adminGroups: null })],
  ])('that %s goes round no lock of another one', (_what, change) => {
    expect(whyLocked(change, ['corp'])).toContain('has adminGroups');
    expect(whyLocked(change, [])).toBeUndefined();
  });
});

it.each(['account', 'connector', 'refresh-job'] as const)('a lock of all issuers covers no %s', (kind) => {
  expect(whyLocked({ kind, id: 'corp', definition: CORP }, 'all')).toBeUndefined();
});
