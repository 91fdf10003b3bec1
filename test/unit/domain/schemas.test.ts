// The length of a list is looked at before its entries: thousands of bad ones are one fault.
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { loginFields } from '../../../shared/domain/login-fields.ts';
import { parseWith } from '../../../shared/domain/parse.ts';
import { listOf } from '../../../shared/domain/schemas.ts';

function detailsOf(schema: v.GenericSchema, value: unknown) {
  const parsed = parseWith(schema, value, 'list');
  return parsed.ok ? [] : parsed.errors.map(({ detail }) => detail);
}

describe('a list of at most three texts', () => {
  const List = listOf(v.string(), 3);
  it.each([
    [['a', 'b', 'c'], []],
    [['a', 'b', 'c', 'd'], ['must have at most 3 entries']],
    [Array(7_000).fill(0), ['must have at most 3 entries']],
    [
      [0, 0, 0],
      ['must be text, in quotes', 'must be text, in quotes', 'must be text, in quotes'],
    ],
    [[], ['must not be empty: leave it out for no limit']],
    ['a', ['must be a list']],
  ])('judges %j once for its length', (value, expected) => {
    expect(detailsOf(List, value)).toEqual(expected);
  });
});

it.each([
  ['repositories', 20],
  ['registryIds', 10],
] as const)('%s of a request are %d at most, whatever they are', (field, most) => {
  expect(detailsOf(loginFields[field], Array(most + 1).fill(0))).toHaveLength(1);
  expect(detailsOf(loginFields[field], Array(most).fill(0))).toHaveLength(most);
});
