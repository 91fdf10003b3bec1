import type { Finding, Status } from './finding.ts';

export interface Report {
  readonly stage: string;
  readonly region: string;
  readonly account?: string;
  readonly findings: readonly Finding[];
}

const WORDS: Readonly<Record<Status, string>> = {
  ok: 'ok',
  notice: 'notice',
  'would-fail': 'would fail',
  unknown: 'could not look',
};

/** The worst last, where a terminal shows it. */
const ORDER: readonly Status[] = ['ok', 'notice', 'unknown', 'would-fail'];

export function countsOf(findings: readonly Finding[]): Readonly<Record<Status, number>> {
  const count = (status: Status) => findings.filter((finding) => finding.status === status).length;
  return { ok: count('ok'), notice: count('notice'), unknown: count('unknown'), 'would-fail': count('would-fail') };
}

/** The lines for a person: what would fail at the end, and below each fault what to do. */
export function reportLines(findings: readonly Finding[]): readonly string[] {
  const sorted = findings.toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  const counts = countsOf(findings);
  return [
    ...sorted.flatMap(({ check, status, detail, remedy }) => [
      `${WORDS[status].padEnd(14)}  ${check}: ${detail}`,
      ...(remedy === undefined ? [] : [`${' '.repeat(14)}  → ${remedy}`]),
    ]),
    ORDER.map((status) => `${counts[status]} ${WORDS[status]}`).join(', '),
  ];
}

/** Whether the command ends with 1. In strict mode, what could not be looked at counts as well. */
export function isRefused(findings: readonly Finding[], isStrict: boolean): boolean {
  const counts = countsOf(findings);
  return counts['would-fail'] > 0 || (isStrict && counts.unknown > 0);
}
