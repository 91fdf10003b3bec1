// What the project itself shows to be copied must not be what the linter warns of.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import type { CiFixture } from '../../../fixtures/ci/fixture.ts';
import { findingsIn } from '../../../support/lint.ts';
import { PAGES, snippetsNamed } from '../../../support/recipes.ts';

const RECIPES = PAGES.flatMap((page) =>
  snippetsNamed('portunus.yml')
    .filter((snippet) => snippet.page === page)
    .map(({ text }): [string, object] => [page, parse(text)]),
);

const FIXTURES: readonly CiFixture[] = (
  await Promise.all(
    readdirSync('test/fixtures/ci')
      .map((name) => name.replace(/\.ts$/, ''))
      .filter((name) => name !== 'fixture')
      .map(async (name) => Object.values<CiFixture>(await import(`../../../fixtures/ci/${name}.ts`))),
  )
).flat();

const AZURE = ['fixed-audience issuers[0].audiences[0]'];

/** What deserves its warning: they show what a CI can do, not only what should be asked of it. */
const WARNINGS: Readonly<Record<string, readonly string[]>> = {
  'azure-devops.md': AZURE,
  'bamboo.md': ['iam-role-by-name connectors[0].grants[0].iamRole'],
  // Where the embedded Portunus runs, which the sample does not define.
  'sample.yml': ['foreign-destination refreshJobs[0].destination.arn'],
  'Azure DevOps': AZURE,
  'AWS GetWebIdentityToken': ['session-template connectors[0].session.sourceIdentity'],
  'Bitbucket Pipelines': ['session-template connectors[0].session.tags.branch'],
  'GitLab CI': ['session-template connectors[0].session.sourceIdentity'],
};

const SHOWN: readonly (readonly [name: string, written: object])[] = [
  ...RECIPES,
  ['sample.yml', parse(readFileSync('local/sample.yml', 'utf8'))],
  ...FIXTURES.map((ci) => [ci.name, { issuers: [ci.issuer], connectors: [ci.connector] }] as const),
];

/** What of the findings has no word in {@link WARNINGS}, or is an error. */
function unexpectedIn([name, written]: (typeof SHOWN)[number]): readonly string[] {
  return findingsIn(written)
    .filter(({ rule, field, severity }) => severity === 'error' || !WARNINGS[name]?.includes(`${rule} ${field}`))
    .map(({ rule, field }) => `${name}: ${rule} ${field}`);
}

it('finds what there is to look at', () => {
  expect(RECIPES.length).toBeGreaterThanOrEqual(11);
  expect(FIXTURES.length).toBeGreaterThanOrEqual(13);
});

// The one test of the whole list: a rule that finds something new in what the project shows fails here, and nowhere else.
it('definitions to be copied are clean, in the pages of docs/ci, in local/sample.yml and in the tests', () => {
  expect(SHOWN.flatMap(unexpectedIn)).toEqual([]);
});
