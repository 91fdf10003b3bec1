// What holds for every rule.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readDefinitions } from '../../../../cli/files/definitions-file.ts';
import { lintDefinitions } from '../../../../shared/policy/lint/lint.ts';
import { acknowledges, LINT_RULES } from '../../../../shared/policy/lint/rules.ts';
import {
  connectorOf,
  findingsIn,
  findingsOf,
  ISSUERS,
  issuerOf,
  type Json,
  NOTHING_STORED as NOTHING,
  TOPICS,
} from '../../../support/lint.ts';

const OPEN = { issuer: 'ci', claims: { repository_id: ['*'] } };
const NAMED = { issuer: 'ci', claims: { repository: ['acme/shop'], ref: ['refs/heads/main'], event_name: ['push'] } };

/** The tests of rules: each is named after the file that reports them. */
const TESTS = readdirSync('shared/policy/lint')
  .filter((name) => name.endsWith('.ts') && name !== 'lint.ts')
  .map((name) => `test/unit/policy/lint/${name.replace(/ts$/, 'test.ts')}`)
  .filter((file) => existsSync(file));

function read(written: object) {
  return readDefinitions(written, (field) => field);
}

describe('docs/lint.md', () => {
  const page = readFileSync('docs/lint.md', 'utf8');
  const rows = [...page.matchAll(/^\| `([a-z-]+)` \| (error|warning|notice) \|/gm)];

  it('names every rule and no other, each once, with its severity', () => {
    expect(rows.map(([, rule, severity]) => `${rule} ${severity}`).toSorted()).toEqual(
      Object.entries(LINT_RULES)
        .map(([rule, severity]) => `${rule} ${severity}`)
        .toSorted(),
    );
  });

  it.each(rows.map(([, rule]) => rule))('has a test of %s', (rule) => {
    const naming = TESTS.filter((file) => readFileSync(file, 'utf8').includes(`'${rule}'`));
    expect(naming, `no test named after a file of shared/policy/lint has '${rule}'`).not.toEqual([]);
  });

  const examples = [...page.matchAll(/^```yaml\n# ([a-z-]+): bad\n([\s\S]*?)^# \1: good\n([\s\S]*?)^```$/gm)].map(
    ([, rule = '', bad = '', good = '']) => [rule, parse(bad), parse(good)] as const,
  );

  it('has an example of every error and warning, but for those of keys, and no other block of YAML', () => {
    const shown = examples.map(([rule]) => rule);
    const grave = Object.entries(LINT_RULES).filter(([, severity]) => severity !== 'notice');
    const wanted = grave.map(([rule]) => rule).filter((rule) => !['no-usable-key', 'unused-key'].includes(rule));
    expect(shown).toEqual(expect.arrayContaining(wanted));
    expect(page.match(/^```yaml/gm)).toHaveLength(examples.length);
  });

  it.each(examples)('shows what %s reports, and what it does not', (rule, bad, good) => {
    expect(findingsIn(definitionsOf(bad))).toContainEqual(expect.objectContaining({ rule }));
    const findings = findingsIn(definitionsOf(good));
    expect(findings).not.toContainEqual(expect.objectContaining({ rule }));
    expect(findings).not.toContainEqual(expect.objectContaining({ severity: expect.stringMatching(/error|warning/) }));
  });
});

interface Example {
  readonly grants?: readonly Json[];
  readonly connectors?: readonly Json[];
  readonly issuers?: readonly Json[];
  readonly refreshJobs?: readonly Json[];
}

/** The part of a file that an example shows, completed with what it leaves out. */
function definitionsOf({ grants, connectors, issuers, refreshJobs = [] }: Example): Json {
  const { github, gitlab, terraform, cluster, gitlabServer, unknown } = ISSUERS;
  const named = {
    github,
    gitlab,
    terraform,
    cluster,
    'git-server': gitlabServer,
    'own-ci': unknown,
  };
  const cleanGrant = { repository_id: ['1296269'], ref: ['refs/heads/main'], event_name: ['push'] };
  const clean = [{ issuer: 'github', claims: cleanGrant }];
  return {
    issuers:
      issuers?.map((issuer) => issuerOf(`${issuer.url}`, issuer)) ??
      Object.entries(named).map(([id, one]) => ({ ...one, id })),
    connectors: (connectors ?? (grants && [{ grants }]) ?? []).map((connector) => connectorOf(clean, connector)),
    refreshJobs,
  };
}

describe('an acknowledged risk', () => {
  const written = (grant: Json, more: Json = {}) => ({
    issuers: [ISSUERS.github],
    connectors: [connectorOf([grant], more)],
  });

  it('suppresses warnings', () => {
    expect(findingsOf(['mutable-name'], written(NAMED))).toHaveLength(1);
    expect(findingsIn(written(NAMED, { acknowledgeRisk: true }))).toEqual([]);
  });

  it('suppresses no error', () => {
    const rules = findingsIn(written(OPEN, { acknowledgeRisk: true })).map(({ rule }) => rule);
    expect(rules).toEqual(['open-grant']);
  });

  it('belongs to the definition that contains it', () => {
    const issuer = { ...ISSUERS.github, audiences: ['sts.amazonaws.com'] };
    const connectors = [connectorOf([NAMED], { acknowledgeRisk: true }), connectorOf([NAMED], { id: 'other' })];
    const findings = findingsOf(['shared-audience', 'mutable-name'], { issuers: [issuer], connectors });
    expect(findings.map(({ field }) => field)).toEqual(['issuers[0].audiences[0]', 'connectors[1].grants[0].claims']);
  });

  it('may belong to an issuer', () => {
    const definitions = read({ issuers: [{ ...ISSUERS.github, soleAudience: false }] });
    const issuers = definitions.issuers.map(({ value, ...one }) => ({
      ...one,
      value: { ...value, acknowledgeRisk: true as const },
    }));
    expect(lintDefinitions(definitions, NOTHING)).toHaveLength(1);
    expect(lintDefinitions({ ...definitions, issuers }, NOTHING)).toEqual([]);
  });

  it.each([
    [{ acknowledgeRisk: true }, true],
    [{ acknowledgeRisk: 'true' }, false],
    [{ acknowledgeRisk: false }, false],
    [{}, false],
  ])('%j', (value, expected) => {
    expect(acknowledges(value)).toBe(expected);
  });
});

describe('what is switched off', () => {
  const github = { ...ISSUERS.github, soleAudience: false };
  const severities = (issuer: Json, more: Json) =>
    new Set(findingsIn({ issuers: [issuer], connectors: [connectorOf([OPEN], more)] }).map(({ severity }) => severity));

  it('may be written whatever it says, so that switching off always works', () => {
    expect(severities({ ...github, enabled: false, ci: 'gitlab' }, { enabled: false })).toEqual(new Set(['notice']));
  });

  it('is judged once it is on', () => {
    expect(severities(github, { enabled: true })).toContain('error');
    expect(severities({ ...github, enabled: false }, { enabled: true })).toContain('error');
  });
});

describe('an issuer', () => {
  const connectors = [connectorOf([{ issuer: 'ci', claims: { team: ['shop'] } }])];
  const stored = read({ issuers: [ISSUERS.github] }).issuers.map(({ value }) => value);

  it('that is stored is known, and not looked at again', () => {
    const known = { ...NOTHING, issuers: stored.map((issuer) => ({ ...issuer, soleAudience: false })) };
    const findings = lintDefinitions(read({ connectors }), known);
    expect(findings.map(({ rule }) => rule)).toContain('whole-organisation');
    expect(findings.filter(({ field }) => field.startsWith('issuers'))).toEqual([]);
  });

  it('that is written counts for what is stored under its id', () => {
    const rules = lintDefinitions(read({ issuers: [ISSUERS.unknown], connectors }), { ...NOTHING, issuers: stored });
    expect(rules.map(({ rule }) => rule)).toContain('no-id-named');
    expect(rules.map(({ rule }) => rule)).not.toContain('whole-organisation');
  });

  it('that is unknown is left to the check of references', () => {
    const findings = lintDefinitions(read({ connectors }), NOTHING);
    expect(findings.filter(({ field }) => field.includes('.grants['))).toEqual([]);
  });

  it("at a custom address is never recognized by another grant's claims", () => {
    const grants = [{ project_id: ['20'], ref_protected: ['true'], pipeline_source: ['push'] }, { unit: ['5'] }];
    const written = {
      issuers: [ISSUERS.unknown],
      connectors: grants.map((claims, index) => connectorOf([{ issuer: 'ci', claims }], { id: `shop-${index}` })),
    };
    expect(findingsOf([...TOPICS.who, ...TOPICS.code], written)).toEqual([]);
  });

  it('that is guessed refuses nothing, and says that it is a guess', () => {
    const claims = { project_path: ['acme/*'], ref: ['refs/heads/main'] };
    const written = { issuers: [ISSUERS.unknown], connectors: [connectorOf([{ issuer: 'ci', claims }])] };
    const [certain, ...guessed] = findingsIn(written).filter(({ field }) => field.includes('.grants['));
    expect(certain?.rule).toBe('no-id-named');
    expect(guessed.map(({ rule }) => rule)).toEqual([
      'whole-organisation',
      'mutable-name',
      'never-matches',
      'unprotected-ref',
      'pull-request',
    ]);
    for (const { severity, detail } of guessed) {
      expect(severity).toBe('notice');
      expect(detail).toMatch(/^A guess, as these claims look like those of GitLab /);
    }
    const other = { ...written, issuers: [{ ...ISSUERS.unknown, ci: 'other' }] };
    expect(findingsIn(other).filter(({ detail }) => /guess/.test(detail))).toEqual([]);
  });
});

describe('whatever is written', () => {
  const CLAIMS = ['sub', 'ref', 'actor', 'workflow', 'repository', 'project_path', 'branchName', 'terraform_run_phase'];
  const pattern = fc.constantFrom('*', 'MARK', 'MARK*', 'repo:MARK/MARK:*', 'refs/heads/MARK', 'p://MARK/*/x');
  const claims = fc.dictionary(fc.constantFrom(...CLAIMS), fc.array(pattern, { minLength: 1, maxLength: 3 }), {
    minKeys: 1,
  });

  it('no finding repeats a value, and each says something of a field', () => {
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(ISSUERS)), claims, (issuer, asked) => {
        const findings = findingsIn({
          issuers: [issuer],
          connectors: [connectorOf([{ issuer: 'ci', claims: asked }])],
        });
        for (const { rule, severity, field, detail } of findings) {
          expect(severity).toBe(/^A guess/.test(detail) ? 'notice' : LINT_RULES[rule]);
          expect(field).toMatch(/^(?:issuers|connectors)\[0\]\./);
          expect(detail).toMatch(/^[A-Z].*\.$/);
          expect(detail).not.toContain('MARK');
        }
      }),
    );
  });
});
