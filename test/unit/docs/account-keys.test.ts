import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OWN_KEY_ACTIONS } from '../../../shared/policy/iam/own-keys.ts';

it('the page about account keys gives a user the rights on its own keys, and no others', () => {
  const [, written = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/account-keys.md', 'utf8')) ?? [];
  const [statement] = JSON.parse(written).Statement;
  expect(statement.Action).toEqual(OWN_KEY_ACTIONS);
  expect(statement.Resource).toMatch(/user\/\$\{aws:username\}$/);
});
