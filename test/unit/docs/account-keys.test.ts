import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { OWN_KEY_ACTIONS } from '../../../shared/policy/iam/own-keys.ts';

it('the page about account keys gives a user the rights on its own keys, and no others', () => {
  const [, written = ''] = /```json\n([\s\S]*?)```/.exec(readFileSync('docs/account-keys.md', 'utf8')) ?? [];
  const [statement] = JSON.parse(written).Statement;
  expect(statement.Action).toEqual(OWN_KEY_ACTIONS);
  expect(statement.Resource).toMatch(/user\/\$\{aws:username\}$/);
});

/** The functions whose role reads or writes the secrets of account keys. */
function functionsWithKeys(): readonly string[] {
  const roles = readdirSync('functions').filter((name) => existsSync(`functions/${name}/role.json`));
  return roles.filter((name) => {
    const statements = readFileSync(`functions/${name}/role.json`, 'utf8').split('"Sid"');
    return statements.some((one) => /"secretsmanager:(?:Get|Put)SecretValue"/.test(one) && one.includes('/keys/*'));
  });
}

it('the page about account keys names each role that the KMS key of a secret must let in', () => {
  const page = readFileSync('docs/account-keys.md', 'utf8');
  const [, named = ''] = /KMS key must let the roles\s`portunus-STAGE-REGION(.*?) use it/s.exec(page) ?? [];
  expect(named.match(/(?<=-)[a-z-]+(?=`)/g)?.toSorted()).toEqual(functionsWithKeys());
});
