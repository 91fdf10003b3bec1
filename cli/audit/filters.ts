import { createHash } from 'node:crypto';
import { readAuditQuery } from '../../shared/domain/audit-query.ts';
import { tokenForms } from '../../shared/domain/leaked-token.ts';
import { CommandError, usageError } from '../command.ts';

/** The options of a search, as they were typed. */
export interface AuditOptions {
  readonly connector?: string;
  readonly caller?: string;
  readonly issuer?: string;
  readonly outcome?: string;
  readonly fingerprint?: string;
  readonly requestId?: string;
  readonly from?: string;
  readonly to?: string;
  readonly since?: number;
  readonly tokenStdin?: boolean;
}

/** The parameters of a search, as the API takes them. Its times are absolute, so that all pages have the same. */
export type SearchParameters = Readonly<Record<string, string>>;

/** No record is older, so a search for one login or one request looks through all of them. */
const BEGINNING = '2020-01-01T00:00:00.000Z';

/** The parameters that a detail names beside its own. */
const OTHERS = /\b(?:to(?=,|$)|caller|connector|fingerprint|requestId)\b/g;

function optionOf(parameter: string): string {
  return parameter === 'requestId' ? '--request-id' : `--${parameter}`;
}

/** Returns the searches that the options ask for. A leaked token can have several fingerprints. */
export function searchesOf(options: AuditOptions, token: string | undefined, now: Date): readonly SearchParameters[] {
  const { since, from, tokenStdin, fingerprint } = options;
  if (since !== undefined && from !== undefined) throw usageError('--since and --from: give one of them');
  if (tokenStdin && fingerprint !== undefined) throw usageError('--token-stdin and --fingerprint: give one of them');
  if (token === undefined) return [searchOf(options, now)];
  return fingerprintsOf(token).map((one) => searchOf({ ...options, fingerprint: one }, now));
}

function searchOf(options: AuditOptions, now: Date): SearchParameters {
  const { connector, caller, issuer, outcome, fingerprint, requestId, since, to } = options;
  const isForOne = fingerprint !== undefined || requestId !== undefined;
  const from = since === undefined ? (options.from ?? (isForOne ? BEGINNING : undefined)) : timeBefore(now, since);
  const given = { connector, caller, issuer, outcome, fingerprint, requestId, from, to };
  const written = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const query = readAuditQuery(written, now);
  if (!query.ok) {
    const lines = query.errors.map(({ field, detail }) => `${optionOf(field)} ${detail.replaceAll(OTHERS, optionOf)}`);
    throw new CommandError(lines, 'usage');
  }
  return { ...(written as SearchParameters), from: query.value.from.toISOString(), to: query.value.to.toISOString() };
}

function timeBefore(now: Date, milliseconds: number): string {
  return new Date(now.getTime() - milliseconds).toISOString();
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 };

/** Returns the milliseconds of a duration such as `2h`. */
export function durationOf(text: string): number | undefined {
  const [, count, unit = ''] = /^([1-9][0-9]{0,4})([smhdw])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNITS[unit] ?? 0) * 1_000;
}

/** Hashes a leaked token in each form that the records may know it by. */
export function fingerprintsOf(token: string): readonly string[] {
  const leaked = tokenForms(token);
  if ('forms' in leaked) return leaked.forms.map((form) => createHash('sha256').update(form).digest('hex'));
  if (leaked.fault === 'nothing') throw new CommandError(['there is no token on standard input']);
  if (leaked.fault === 'a JWT') {
    const hint = 'search for its subject with --issuer and --caller';
    throw new CommandError([`this is a JWT, such as a CI signs. Portunus issues none: ${hint}`]);
  }
  const hint = 'put in the password, the authorization token or the session token alone';
  throw new CommandError([`standard input has more than a token, such as the whole file that it was in: ${hint}`]);
}
