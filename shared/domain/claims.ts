import * as v from 'valibot';
import type { ClaimPath } from './claim-path.ts';
import { shownName } from './parse.ts';
import { shortArray } from './schemas.ts';
import { isJsonObject } from './strict-json.ts';

/** The verified claims of a token, or the equivalents for an AWS caller. Every member is an own property. */
export type Claims = Readonly<Record<string, unknown>>;

/** Holds if any pattern matches the claim, or any element of a claim that is a list. */
export interface ClaimCondition {
  readonly claim: ClaimPath;
  readonly anyOf: readonly string[];
}

/** The value at a path, or `undefined`. Inherited members such as `constructor` are never claims. */
export function claimAt(claims: Claims, path: ClaimPath): unknown {
  return path.reduce<unknown>(
    (value, name) => (isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined),
    claims,
  );
}

/** `*` matches one or more characters except `:` and `/`. `**` matches any text. */
const ClaimPattern = v.pipe(
  v.string(),
  v.nonEmpty('must not be empty'),
  v.maxLength(512, 'must be at most 512 characters'),
  v.check((pattern) => !pattern.includes('***'), 'must not have more than two * together'),
  v.check(
    (pattern) => !/\*[^:/]*\*/.test(pattern.replaceAll('**', '*')),
    'must have at most one * or ** between separators (: and /)',
  ),
);

const Patterns = v.pipe(
  shortArray(ClaimPattern, 100, 'must have at most 100 patterns'),
  v.nonEmpty('must not be empty: an empty list would match nothing'),
  v.maxLength(100, 'must have at most 100 patterns'),
);
const ClaimName = v.pipe(
  v.string(),
  v.nonEmpty('must not be empty'),
  v.maxLength(128, 'must be at most 128 characters'),
);
const ConditionList = v.array(
  v.strictObject({
    claim: v.union(
      [ClaimName, v.pipe(v.array(ClaimName), v.nonEmpty('must not be empty'))],
      'must be a name or a list of names',
    ),
    anyOf: Patterns,
  }),
);

/** The form of {@link ClaimConditions}, for schemas that others read. */
export const WrittenConditions = v.union([v.record(ClaimName, Patterns), ConditionList]);

/**
 * Conditions as an operator writes them: a map `{name: [pattern]}`, or a list `[{claim, anyOf}]` for nested claims. The
 * map is read key by key, because the schema library's record drops `__proto__`, and a lost condition would widen a
 * grant.
 */
export const ClaimConditions = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, readonly ClaimCondition[]>(({ dataset, addIssue, NEVER }) => {
    const written = isJsonObject(dataset.value) ? toConditionList(dataset.value) : dataset.value;
    const result = v.safeParse(ConditionList, written);
    if (!result.success) {
      for (const issue of result.issues) addIssue({ message: conditionFault(issue) });
      return NEVER;
    }
    if (result.output.length === 0) addIssue({ message: 'must not be empty: no condition would match nobody' });
    return result.output.map(({ claim, anyOf }) => ({ claim: typeof claim === 'string' ? [claim] : claim, anyOf }));
  }),
);

function toConditionList(map: Readonly<Record<string, unknown>>): unknown {
  return Object.entries(map).map(([claim, anyOf]) => ({ claim, anyOf }));
}

function conditionFault(issue: v.BaseIssue<unknown>): string {
  const written = issue.path?.find((item) => item.type === 'object')?.input;
  const name = isJsonObject(written) ? written.claim : undefined;
  const claim = v.is(ClaimName, name) ? `${shownName(name)}: ` : '';
  if (issue.kind !== 'schema' || issue.type === 'union') return `${claim}${issue.message}`;
  const { input } = issue;
  return Number.isSafeInteger(input) || typeof input === 'boolean'
    ? `${claim}must be a list of texts: ["${input}"], in quotes`
    : `${claim}must be a list of texts for each claim`;
}
