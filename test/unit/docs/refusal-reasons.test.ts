// An operator looks a reason of the log up in docs/troubleshooting.md, so each stands there, under its error code.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EXPLANATION_REASONS, REFUSAL_REASONS } from '../../../shared/domain/refusal-reasons.ts';

const sections = readFileSync('docs/troubleshooting.md', 'utf8').split(/^##+ /m);

/** The reasons in the first column of the tables of a section, whose title begins so. */
function reasonsUnder(title: string): readonly string[] {
  const section = sections.find((text) => text.startsWith(title)) ?? '';
  const [, table = ''] = /^\| Reason \|[^\n]*\n\| --- [^\n]*\n((?:\|[^\n]*\n)+)/m.exec(section) ?? [];
  return [...table.matchAll(/^\|([^|]*)\|/gm)].flatMap(([, cell = '']) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, reason = '']) => reason),
  );
}

it.each(Object.entries(REFUSAL_REASONS))(
  'docs/troubleshooting.md lists every reason of %s, and no other',
  (code, all) => {
    expect(reasonsUnder(`\`${code}\``).toSorted()).toEqual(all.toSorted());
  },
);

it('docs/troubleshooting.md lists every reason of an explanation, and no other', () => {
  expect(reasonsUnder('Explanations').toSorted()).toEqual(EXPLANATION_REASONS.toSorted());
});

it('no other section has a table of reasons', () => {
  const withTable = sections.filter((text) => /^\| Reason \|/m.test(text)).map((text) => text.split('\n', 1)[0]);
  const expected = [...Object.keys(REFUSAL_REASONS).map((code) => `\`${code}\``), 'Explanations'];
  expect(withTable.toSorted()).toEqual(expected.toSorted());
});

describe('the list of reasons', () => {
  const source = readdirSync('shared', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('refusal-reasons.ts'))
    .map((file) => readFileSync(`shared/${file}`, 'utf8'))
    .join('\n');
  /** These are made of a claim's name. */
  const made = ['exp_unreadable', 'iat_unreadable', 'nbf_unreadable'];
  const all: readonly string[] = [...Object.values(REFUSAL_REASONS).flat(), ...EXPLANATION_REASONS];

  it('has none that is never given', () => {
    expect(all.filter((reason) => !made.includes(reason) && !source.includes(`'${reason}'`))).toEqual([]);
  });

  it('is not evaded by a detail that is a reason in disguise', () => {
    expect([...source.matchAll(/\b(?:detail|about): '[a-z]+(?:_[a-z]+)+'/g)].map(([text]) => text)).toEqual([]);
  });
});
