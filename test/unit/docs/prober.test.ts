// docs/prober.md: the table of checks is whole, and its definitions can be applied without a warning.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readDefinitions } from '../../../cli/files/definitions-file.ts';
import { PROBE_CHECKS } from '../../../shared/domain/probe.ts';
import { checkReferences } from '../../../shared/policy/definitions/check-references.ts';
import { NOTHING_KNOWN } from '../../support/refresh-builders.ts';

const PAGE = readFileSync('docs/prober.md', 'utf8');

function section(title: string): string {
  const [, text = ''] = PAGE.split(`\n## ${title}\n`);
  return text.split('\n## ')[0] ?? '';
}

it('the page lists every check, and no other', () => {
  const rows = [...section('What it checks').matchAll(/^\| `([a-z-]+)`/gm)].map(([, check]) => check);
  expect(rows.toSorted()).toEqual(PROBE_CHECKS.toSorted());
});

it('the runbook says for every check what a failure may mean', () => {
  const [, rest = ''] = readFileSync('docs/runbook.md', 'utf8').split('\n### Alarm `probe-check`\n');
  const [text = ''] = rest.split('\n### ');
  const rows = [...text.matchAll(/^\| (`[a-z-]+`(?:, `[a-z-]+`)*) \|/gm)].flatMap(([, checks = '']) =>
    checks.replaceAll('`', '').split(', '),
  );
  expect(rows.toSorted()).toEqual(PROBE_CHECKS.toSorted());
});

describe.each([
  ['By signature', 0],
  ['By token', 1],
])('the definitions of "%s"', (_title, index) => {
  const ACCOUNTS = [
    { id: 'build', awsAccountId: '123456789012', partition: 'aws', credentials: { source: 'execution-role' } },
  ];
  const blocks = [...PAGE.matchAll(/^```yaml portunus\.yml\n([\s\S]*?)^```$/gm)];
  const definitions = readDefinitions({ accounts: ACCOUNTS, ...parse(blocks[index]?.[1] ?? '') }, (field) => field);

  it('can be applied, without a warning', () => {
    expect(checkReferences(definitions, NOTHING_KNOWN)).toEqual({ faults: [], warnings: [] });
  });

  it('let the prober into its own connector alone, and there only pull', () => {
    const [probe, ungranted] = definitions.connectors.map(({ value }) => value);
    expect([probe?.id, probe?.access, probe?.grants.length, ungranted?.id, ungranted?.grants]).toEqual([
      ...['probe', 'pull', 1],
      ...['probe-ungranted', []],
    ]);
  });
});
