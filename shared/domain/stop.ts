import * as v from 'valibot';
import { DefinitionId } from './definition.ts';
import { plainObject, shortArray } from './schemas.ts';

/** The kind and the id of the one item that holds all stops, in the definitions table. */
export const STOPS = 'stops';

/** Every login reads all stops, so their number and size are limited. */
export const MAX_STOPS = 100;
export const MAX_STOPS_BYTES = 64_000;

/** Without `\p`, for the description of the API shows it to readers in other languages too. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it refuses.
const ONE_LINE = /^[^\u0000-\u001f\u007f-\u009f\u2028\u2029]+$/u;

/** Callers and terminals show these texts, so they are one line each. Lone surrogates can't be stored. */
function line(most: number) {
  const form = `must be 1 to ${most} characters on one line`;
  const isStorable = (text: string) => text.isWellFormed();
  return v.pipe(v.string(), v.regex(ONE_LINE, form), v.maxLength(most, form), v.check(isStorable, form));
}

/** Marks of direction would show the text to callers in another order than it stands. */
export const StopReason = v.pipe(line(200), v.regex(/^\P{Bidi_Control}*$/u, 'must have no marks of direction'));

const FORMS = 'must be "all", or name one issuer, connector or job by its id, or one caller by issuer and subject';

/** What a stop stops. `issuer` also takes `aws-iam` and `refresh-job`, which stand for callers without an issuer. */
export const StopScope = v.union(
  [
    v.literal('all'),
    plainObject({ issuer: DefinitionId }),
    plainObject({ connector: DefinitionId }),
    plainObject({ caller: plainObject({ issuer: DefinitionId, subject: line(1024) }) }),
    plainObject({ job: DefinitionId }),
  ],
  FORMS,
);

export type StopScope = v.InferOutput<typeof StopScope>;

export function isStopScope(scope: unknown): scope is StopScope {
  return v.is(StopScope, scope);
}

export function isStopReason(reason: unknown): reason is string {
  return v.is(StopReason, reason);
}

/** One stop: nobody in its scope gets a login until an administrator resumes it. */
export const Stop = v.strictObject({
  scope: StopScope,
  /** Callers whom a grant lets in read it. */
  reason: StopReason,
  by: v.string(),
  at: v.pipe(v.string(), v.isoTimestamp()),
});

export type Stop = v.InferOutput<typeof Stop>;

export const StopList = shortArray(Stop, MAX_STOPS, `must have at most ${MAX_STOPS} entries`);

/** The stops in force. If the stored item can't be read, nobody knows who is stopped, so everybody is. */
export type Stops = readonly Stop[] | { readonly unreadable: string };

export const NO_STOPS: Stops = [];

/** What a scope names, as records and people see it. */
export function scopeParts(scope: StopScope): { readonly kind: string; readonly id?: string } {
  if (scope === 'all') return { kind: 'all' };
  if ('issuer' in scope) return { kind: 'issuer', id: scope.issuer };
  if ('connector' in scope) return { kind: 'connector', id: scope.connector };
  if ('job' in scope) return { kind: 'job', id: scope.job };
  return { kind: 'caller', id: `${scope.caller.issuer} ${scope.caller.subject}` };
}

/** A scope in words, such as `connector shop-images`. No two scopes have the same words. */
export function scopeText(scope: StopScope): string {
  const { kind, id } = scopeParts(scope);
  return id === undefined ? kind : `${kind} ${id}`;
}

export function isSameScope(one: StopScope, other: StopScope): boolean {
  return scopeText(one) === scopeText(other);
}
