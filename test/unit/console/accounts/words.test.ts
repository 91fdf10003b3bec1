import { describe, expect, it } from 'vitest';
import {
  ageOf,
  credentialsYaml,
  doneWords,
  rotateCommand,
  stageWords,
} from '../../../../console/screens/accounts/words.ts';

describe('the age of a key', () => {
  it.each([
    [0.2, '0 days', false],
    [1.9, '1 day', false],
    [90, '90 days', false],
    [90.1, '90 days: older than 90 days. Rotate it.', true],
    [412.7, '412 days: older than 90 days. Rotate it.', true],
  ])('of %s days is whole days, with a warning over 90', (days, text, isOld) => {
    expect(ageOf(days)).toEqual({ text, isOld });
  });

  it('is said to be unknown if the user may not list its keys', () => {
    expect(ageOf(undefined)).toEqual({ text: 'Unknown: the user may not list its own keys', isOld: false });
  });
});

it.each([
  ['AWSCURRENT', 'in use'],
  ['AWSPENDING', 'made, and not in use yet'],
  ['AWSPREVIOUS', 'used before'],
  [undefined, 'not in the secret'],
] as const)('a key at stage %s is %s', (stage, words) => {
  const key = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', status: 'Active', createdAt: '2026-11-15T12:00:00.000Z' } as const;
  expect(stageWords({ ...key, ...(stage && { stage }) })).toBe(words);
});

describe('what a rotation did', () => {
  const one = 'AKIAIOSFODNN7EXAMPLE';
  const other = 'AKIAI44QH8DHBEXAMPLE';
  const next = { step: 'switch', notBefore: '2026-11-27T09:13:44.017Z' } as const;

  it('is a sentence for each step, and says when it is over', () => {
    const done = [
      { step: 'discard', accessKeyId: other },
      { step: 'create', accessKeyId: one },
      { step: 'switch', accessKeyId: one },
      { step: 'deactivate', accessKeyId: other },
      { step: 'delete', accessKeyId: other },
    ] as const;
    expect(doneWords({ done: [...done] })).toEqual([
      'Deleted the key AKIAI44QH8DHBEXAMPLE, which was never used.',
      'Created the key AKIAIOSFODNN7EXAMPLE.',
      'Logins use the key AKIAIOSFODNN7EXAMPLE from now on.',
      'Deactivated the key AKIAI44QH8DHBEXAMPLE.',
      'Deleted the key AKIAI44QH8DHBEXAMPLE.',
      'The rotation is complete.',
    ]);
  });

  it('is not over while a step is to come', () => {
    expect(doneWords({ done: [{ step: 'create', accessKeyId: one }], next })).toEqual([
      'Created the key AKIAIOSFODNN7EXAMPLE.',
    ]);
  });

  it('is nothing if it was too early for the next step', () => {
    expect(doneWords({ done: [], next })).toEqual(['Nothing could be done yet.']);
  });
});

it('the definition gets the secret of the key in three lines', () => {
  expect(credentialsYaml('arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/keys/build-AbCdEf')).toBe(
    'credentials:\n  source: iam-user\n  secretArn: arn:aws:secretsmanager:eu-west-1:111122223333:secret:portunus/prod/keys/build-AbCdEf',
  );
});

it('the command that rotates says whether the key has leaked', () => {
  expect(rotateCommand('build', false)).toBe('npx portunus accounts rotate-key build');
  expect(rotateCommand('build', true)).toBe('npx portunus accounts rotate-key build --at-once');
});
