// A trust policy that does not name a function that assumes roles would shut out its jobs, or its verification.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ASSUMING_FUNCTIONS } from '../../../shared/policy/iam/trust.ts';

it.each(['deploy/connector-role.template.json', 'deploy/smoke.template.json'])(
  'each trust statement of %s names every function that assumes roles',
  (file) => {
    const lists = readFileSync(file, 'utf8').match(/(?<="aws:PrincipalArn": )\[[^\]]*\]/g) ?? [];
    expect(lists.length).toBeGreaterThan(0);
    for (const list of lists) {
      const names = [...list.matchAll(/portunus-\$\{Stage\}-\*-([\w-]+)"/g)].map(([, name]) => name);
      expect(names).toEqual(ASSUMING_FUNCTIONS);
    }
  },
);

it('the Terraform module of a role names every function that assumes roles', () => {
  const text = readFileSync('deploy/terraform/connector-role/main.tf', 'utf8');
  expect(JSON.parse(text.match(/for name in (\[.*?\]) :/)?.[1] ?? '')).toEqual(ASSUMING_FUNCTIONS);
});
