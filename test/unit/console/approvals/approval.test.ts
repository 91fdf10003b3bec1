import { expect, it } from 'vitest';
import { commandOf, isOwn } from '../../../../console/screens/approvals/approval.ts';

it('a proposal is one’s own only if issuer and subject are the same', () => {
  const approval = { proposedBy: 'corp:ada' };
  expect(isOwn(approval, { issuer: 'corp', subject: 'ada' })).toBe(true);
  expect(isOwn(approval, { issuer: 'corp', subject: 'otto' })).toBe(false);
  expect(isOwn(approval, { issuer: 'partner', subject: 'ada' })).toBe(false);
  expect(isOwn(approval, undefined)).toBe(false);
});

it('the command that decides the same names the proposal', () => {
  const approval = { id: '0f1e2d3c4b5a69788796a5b4c3d2e1f0' };
  expect(commandOf(approval, 'approve')).toBe('npx portunus approve 0f1e2d3c4b5a69788796a5b4c3d2e1f0');
  expect(commandOf(approval, 'reject')).toBe('npx portunus reject 0f1e2d3c4b5a69788796a5b4c3d2e1f0');
});
