import { tableOf } from '../output.ts';
import type { Left } from './cleanup.ts';
import type { Result } from './run-checks.ts';

export interface Report {
  readonly url: string;
  readonly run: string;
  readonly version: string;
  readonly time: string;
  readonly results: readonly Result[];
  /** What the run made and could not remove. */
  readonly left: readonly Left[];
}

export function countOf(results: readonly Result[], wanted: Result['verdict']): number {
  return results.filter(({ verdict }) => verdict === wanted).length;
}

function summary(results: readonly Result[]): string {
  const count = (verdict: Result['verdict']) => `${countOf(results, verdict)} ${verdict}`;
  return [count('proved'), count('refuted'), count('not tried')].join(', ');
}

const MARKS = { proved: 'proved', refuted: 'REFUTED', 'not tried': 'not tried' } as const;

/** The report for a terminal, with what was settled as Markdown to copy. */
export function textReport(report: Report): string {
  const { results, left, run } = report;
  const rows = results.map(({ id, verdict, because }) => [MARKS[verdict], id, because]);
  return [
    tableOf(['VERDICT', 'CHECK', 'BECAUSE'], rows),
    '',
    summary(results),
    ...left.map(({ what, why }) => `not removed: ${what}: ${why}`),
    ...(left.length === 0 ? [] : [`portunus smoke --remove ${run} tries again, with the same credentials`]),
    ...(settledOf(results).length === 0 ? [] : ['', ...settledLines(report)]),
  ].join('\n');
}

function settledOf(results: readonly Result[]): readonly Result[] {
  return results.filter(({ settles, verdict }) => settles !== undefined && verdict !== 'not tried');
}

function settledLines({ results, version, time }: Report): readonly string[] {
  return [
    `### Settled by portunus smoke ${version}, ${time}`,
    '',
    '| Question | Answer | Check |',
    '| --- | --- | --- |',
    ...settledOf(results).map(({ settles = '', because, id, verdict }) =>
      row([settles, `${verdict}: ${because}`, `\`${id}\``]),
    ),
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ')).join(' | ')} |`;
}

/** The whole report as Markdown. */
export function markdownReport(report: Report): string {
  const { results, left, url } = report;
  return [
    `## Smoke test of ${url}`,
    '',
    `${summary(results)}.`,
    '',
    '| Check | Verdict | What it proves | Because |',
    '| --- | --- | --- | --- |',
    ...results.map(({ id, verdict, proves, because }) => row([`\`${id}\``, MARKS[verdict], proves, because])),
    ...left.map(({ what, why }) => `\nNot removed: ${what} (${why})`),
    ...(settledOf(results).length === 0 ? [] : ['', ...settledLines(report)]),
  ].join('\n');
}
