import type { operations } from '../../../clients/typescript/src/index.ts';
import { shellWord } from '../../kit/shell-word.ts';

/** What is searched for, as it stands in the address of the page. A secret never does, only its fingerprint. */
export interface AuditFilters {
  readonly connector?: string;
  readonly issuer?: string;
  readonly caller?: string;
  readonly outcome?: string;
  readonly requestId?: string;
  /** A leaked token may be recorded in one of two forms. */
  readonly fingerprint?: readonly string[];
  /** One of the {@link SPANS}. */
  readonly since?: string;
  readonly from?: string;
  readonly to?: string;
}

const HOUR_MS = 3_600_000;

/** How far back a search goes. */
export const SPANS: Readonly<Record<string, number>> = {
  '1h': HOUR_MS,
  '24h': 24 * HOUR_MS,
  '7d': 7 * 24 * HOUR_MS,
  '31d': 31 * 24 * HOUR_MS,
};

/** No record is older. */
const BEGINNING = '2020-01-01T00:00:00.000Z';

const NAMES = ['connector', 'issuer', 'caller', 'outcome', 'requestId', 'since', 'from', 'to'] as const;

export function filtersIn(search: string): AuditFilters {
  const query = new URLSearchParams(search);
  const fingerprint = query.getAll('fingerprint');
  return Object.assign(
    fingerprint.length > 0 ? { fingerprint } : {},
    ...NAMES.map((name) => (query.get(name) ? { [name]: query.get(name) } : {})),
  );
}

/** The address of a search, below /console. */
export function auditAddress({ fingerprint = [], ...filters }: AuditFilters): string {
  const query = new URLSearchParams();
  for (const name of NAMES) if (filters[name]) query.set(name, filters[name]);
  for (const one of fingerprint) query.append('fingerprint', one);
  const text = query.toString();
  return text === '' ? '/audit' : `/audit?${text}`;
}

type Query = NonNullable<operations['searchAudit']['parameters']['query']>;

/** The parameters of a search, as the API takes them. Its times are absolute, so that all pages have the same. */
export type SearchParameters = Omit<Query, 'limit' | 'nextToken'>;

type Outcome = NonNullable<Query['outcome']>;

export const OUTCOMES: readonly Outcome[] = ['issued', 'refused', 'failed', 'begun', 'done'];

function isOutcome(text: string | undefined): text is Outcome {
  return OUTCOMES.some((outcome) => outcome === text);
}

/** The searches that the filters ask for. Whether they fit, the service says. */
export function searchesOf(filters: AuditFilters, now: Date): readonly SearchParameters[] {
  const { fingerprint, since, outcome, ...others } = filters;
  const isForOne = fingerprint !== undefined || filters.requestId !== undefined;
  const search = {
    ...others,
    ...(isOutcome(outcome) && { outcome }),
    from: filters.from ?? beginningOf(since ?? (isForOne ? 'all' : '24h'), now),
    to: filters.to ?? now.toISOString(),
  };
  return fingerprint === undefined ? [search] : fingerprint.map((one) => ({ ...search, fingerprint: one }));
}

function beginningOf(since: string, now: Date): string {
  const span = SPANS[since];
  return span === undefined ? BEGINNING : new Date(now.getTime() - span).toISOString();
}

/** The command that searches for the same. */
export function commandOf({ fingerprint = [], since, ...filters }: AuditFilters): string {
  if (fingerprint.length > 1) return 'portunus audit --token-stdin < leaked.txt';
  const options: readonly (readonly [string, string | undefined])[] = [
    ['--connector', filters.connector],
    ['--issuer', filters.issuer],
    ['--caller', filters.caller],
    ['--outcome', filters.outcome],
    ['--fingerprint', fingerprint[0]],
    ['--request-id', filters.requestId],
    ['--since', since === 'all' ? undefined : since],
    ['--from', filters.from ?? (since === 'all' ? BEGINNING.slice(0, 10) : undefined)],
    ['--to', filters.to],
  ];
  const given = options.flatMap(([option, value]) => (value === undefined ? [] : [`${option} ${shellWord(value)}`]));
  return ['portunus audit', ...given].join(' ');
}
