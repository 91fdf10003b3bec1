// Whoever is woken finds every error code in docs/runbook.md. That every alarm is there, test/component/deploy says.
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ERROR_CODES } from '../../../shared/domain/errors.ts';

const [, codes = ''] = readFileSync('docs/runbook.md', 'utf8').split('\n## Error codes\n');
const sections = new Map(
  codes
    .split('\n### ')
    .slice(1)
    .map((text) => [text.split('\n')[0] ?? '', text.split('\n').slice(1).join('\n').trim()]),
);

it.each(ERROR_CODES)('docs/runbook.md says what %s means for the operator', (code) => {
  expect(sections.get(`\`${code}\``)?.length).toBeGreaterThan(30);
});

it('docs/runbook.md has no section for a code that there is none of', () => {
  const known = ERROR_CODES.map((code) => `\`${code}\``);
  expect([...sections.keys()].filter((heading) => !known.some((one) => one === heading))).toEqual([]);
});
