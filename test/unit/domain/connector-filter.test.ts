import * as v from 'valibot';
import { expect, it } from 'vitest';
import { connectorFilterFields, matchesFilter } from '../../../shared/domain/connector-filter.ts';
import { parseWith } from '../../../shared/domain/parse.ts';

const Filter = v.strictObject(connectorFilterFields);
const CONNECTOR = {
  id: 'shop-images',
  name: 'Images of the Shop',
  description: 'Pulls only',
  account: 'build',
  principalType: 'assumed-role',
  serves: ['ecr', 'session'],
  enabled: true,
} as const;

function matches(written: Readonly<Record<string, string>>, connector = CONNECTOR): boolean {
  return matchesFilter(connector, v.parse(Filter, written));
}

it.each([
  {},
  { serves: 'ecr' },
  { serves: 'session' },
  { principalType: 'assumed-role' },
  { account: 'build' },
  { enabled: 'true' },
  { text: 'shop-i' },
  { text: 'of the shop' },
  { text: 'PULLS' },
])('%j matches', (written) => {
  expect(matches(written)).toBe(true);
});

it.each([
  { serves: 'console' },
  { principalType: 'saml' },
  { account: 'other' },
  { enabled: 'false' },
  { text: 'bakery' },
  { serves: 'ecr', account: 'build', text: 'bakery' },
])('%j does not match', (written) => {
  expect(matches(written)).toBe(false);
});

it.each([
  ['serves', 'everything', undefined],
  ['principalType', 'root', undefined],
  ['text', '', 'must have 1 to 100 characters'],
  ['text', 'x'.repeat(101), 'must have 1 to 100 characters'],
  ['account', 'No Id', undefined],
  ['enabled', 'yes', 'must be true or false'],
])('%s=%s is refused', (field, value, detail) => {
  const parsed = parseWith(Filter, { [field]: value }, 'query');
  expect(parsed).toMatchObject({ ok: false, errors: [{ field, ...(detail !== undefined && { detail }) }] });
});

it('a text of 100 characters is taken', () => {
  expect(matches({ text: 'x'.repeat(100) })).toBe(false);
});
