import { expect, it } from 'vitest';
import { fail, pass, runChecks, skip, warn } from '../../../../cli/doctor/check.ts';

const found = (results: Awaited<ReturnType<typeof runChecks>>) =>
  results.map(({ check, status }) => `${check} ${status}`);

it('checks on after a fault, and leaves out only what stands on it, to the end of the chain', async () => {
  const checks = [
    { id: 'a', run: async () => fail('is wrong', 'do this') },
    { id: 'b', needs: ['a'], run: async () => pass('never') },
    { id: 'c', needs: ['b'], run: async () => pass('never') },
    { id: 'd', run: async () => [warn('x', 'y'), pass('z')] },
    { id: 'e', needs: ['d'], run: async () => skip('not here') },
    { id: 'f', needs: ['e'], run: async () => pass('as nothing is wrong with e') },
  ];
  const results = await runChecks(checks, undefined);
  expect(found(results)).toEqual(['a fail', 'b skip', 'c skip', 'd warn', 'd pass', 'e skip', 'f pass']);
  expect(results[1]?.detail).toBe('not checked, because a has to be right first');
});

it('takes a check that breaks for a fault of that alone', async () => {
  const checks = [
    { id: 'a', run: () => Promise.reject(new Error('broken')) },
    { id: 'b', run: async () => pass('fine') },
  ];
  expect(found(await runChecks(checks, undefined))).toEqual(['a fail', 'b pass']);
});
