// docs/policy-examples.md has each example as the command prints it.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { exampleText } from '../../../cli/commands/examples.ts';
import { POLICY_EXAMPLES } from '../../../shared/domain/policy-examples.ts';

const PAGE = readFileSync('docs/policy-examples.md', 'utf8');

it.each(POLICY_EXAMPLES)('has $name', (example) => {
  const { name, title, sentence } = example;
  expect(PAGE).toContain(`\n## \`${name}\`\n\n${title}: ${sentence}\n\n\`\`\`yaml\n${exampleText(example)}\n\`\`\`\n`);
});

it('has them in their order, and no others', () => {
  const headings = [...PAGE.matchAll(/^## `(.*)`$/gm)].map(([, name]) => name);
  expect(headings).toEqual(POLICY_EXAMPLES.map(({ name }) => name));
});
