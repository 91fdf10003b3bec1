import { expect, it } from 'vitest';
import { suggestions } from '../../../../console/screens/edit/suggestions.ts';

it.each([
  [{ data: undefined, isPending: true, isError: false }, 'loading'],
  [{ data: undefined, isPending: false, isError: true }, 'error'],
  [{ data: [], isPending: false, isError: false }, 'finished'],
] as const)('a field that has nothing to suggest says why: %o', (ids, statusType) => {
  expect(suggestions(ids)).toMatchObject({ options: [], statusType });
});

it('a field suggests the IDs that are there', () => {
  const ids = { data: ['build', 'archive'], isPending: false, isError: false };
  expect(suggestions(ids).options).toEqual([{ value: 'build' }, { value: 'archive' }]);
});
