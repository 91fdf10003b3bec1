import { clip } from '../../domain/bounds.ts';
import type { Caller } from '../../domain/caller.ts';
import type { Condition, ExplainedGrant, FailedCondition } from '../../domain/explanation.ts';
import type { ConnectorAccess } from '../../domain/grant.ts';
import type { IssueAction } from '../../domain/issue-request.ts';
import type { AccessRules } from './access.ts';
import { explainAccess } from './explain-access.ts';

/** The most conditions that a record names, and the characters of each value. They leave most of a record's room. */
const MOST = 10;
const MAX_VALUE = 100;

/**
 * Why a connector does not let a caller in: the connector's own conditions that failed, or else those of its grants. The
 * grants that were nearest come first, because a list of a hundred is cut. Without a connector there are none.
 */
export function failedConditions(
  connector: ConnectorAccess | undefined,
  caller: Caller,
  action: IssueAction,
  rules: AccessRules,
): readonly FailedCondition[] {
  if (connector === undefined) return [];
  const { conditions, grants } = explainAccess(connector, caller, action, rules);
  // A person needs no administration where a grant matches.
  const own = conditions.filter(({ condition, held }) => !held && condition !== 'administrator');
  const failed = own.length > 0 ? own : grants.toSorted(nearestFirst).flatMap(failedOf);
  const shown = failed.slice(0, MOST).map(shortened);
  return failed.length <= MOST ? shown : [...shown, { condition: `and ${failed.length - MOST} more` }];
}

function failedOf({ conditions }: { readonly conditions: readonly Condition[] }): readonly Condition[] {
  return conditions.filter(({ held }) => !held);
}

/** A grant is near if it is for the caller's issuer or role, and then if few of its conditions failed. */
function nearestFirst(one: ExplainedGrant, other: ExplainedGrant): number {
  return distanceOf(one) - distanceOf(other);
}

function distanceOf(grant: ExplainedGrant): number {
  const isForOthers = grant.conditions[0]?.held !== true;
  return failedOf(grant).length + (isForOthers ? 1_000 : 0);
}

function shortened({ condition, expected, actual }: Condition): FailedCondition {
  return {
    condition: clip(condition, MAX_VALUE),
    ...(expected !== undefined && { expected: shortValue(expected) }),
    ...(actual !== undefined && { actual: shortValue(actual) }),
  };
}

/** A long value becomes the beginning of its JSON. */
function shortValue(value: unknown): unknown {
  const text = JSON.stringify(value);
  return text.length <= MAX_VALUE ? value : clip(text, MAX_VALUE);
}
