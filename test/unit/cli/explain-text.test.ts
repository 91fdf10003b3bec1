import { expect, it } from 'vitest';
import { explanationText } from '../../../cli/commands/explain.ts';
import type { GrantNarrowing } from '../../../shared/domain/grant-narrowing.ts';

function linesOf(narrowing: GrantNarrowing) {
  const decided = { allowed: true, allowedBy: 'grants[1]', conditions: [], grants: [] };
  return explanationText({ ...decided, narrowing }).split('\n');
}

it('an explanation as text says in one line what the grant narrows', () => {
  const narrowing = { access: 'pull', repositories: ['shop/*', 'base'], maxDurationSeconds: 900 } as const;
  expect(linesOf(narrowing)).toEqual([
    'allowed by grants[1]',
    'narrowed by grants[1]: access pull; repositories shop/*, base; maxDurationSeconds 900',
  ]);
});
