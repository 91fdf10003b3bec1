import { matchesWildcards } from '../core/arn.ts';
import { meetsConditions, type RequestContext } from './policy-conditions.ts';

/** An action and its resource: an ARN, or `*` for an action without resources. */
export interface PolicyRequest {
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
}

export type Verdict = 'allow' | 'deny' | 'nothing';

type Statement = Readonly<Record<string, unknown>>;

export function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

export function statementsOf(document: object): readonly Statement[] {
  return toList('Statement' in document ? document.Statement : undefined).map((statement) => {
    if (typeof statement === 'object' && statement !== null) return statement as Statement;
    throw new RangeError('A policy holds something else than statements');
  });
}

/** Throws a RangeError for policy variables, because their values are unknown here. */
function readPattern(pattern: unknown) {
  if (typeof pattern !== 'string') throw new RangeError(`Not a pattern: ${JSON.stringify(pattern)}`);
  if (pattern.includes('${')) throw new RangeError(`Policy variables are not evaluated here: ${pattern}`);
  return pattern;
}

/** Evaluates an element of a statement, or its `Not` form. Throws a RangeError if both or neither are present. */
function covers(statement: Statement, name: 'Action' | 'Resource', fits: (pattern: string) => boolean) {
  const [wanted, unwanted] = [statement[name], statement[`Not${name}`]];
  if ((wanted === undefined) === (unwanted === undefined)) {
    throw new RangeError(`A statement needs either ${name} or Not${name}`);
  }
  const isListed = toList(wanted ?? unwanted)
    .map(readPattern)
    .some(fits);
  return isListed === (wanted !== undefined);
}

/** Action names are compared without regard to case, resources exactly. */
function applies(statement: Statement, { action, resource, context = {} }: PolicyRequest) {
  return (
    covers(statement, 'Action', (pattern) => matchesWildcards(pattern.toLowerCase(), action.toLowerCase())) &&
    covers(statement, 'Resource', (pattern) => matchesWildcards(pattern, resource)) &&
    meetsConditions(statement.Condition, context)
  );
}

function effectOf({ Effect }: Statement): Verdict {
  if (Effect === 'Allow') return 'allow';
  if (Effect === 'Deny') return 'deny';
  throw new RangeError(`Unknown effect: ${String(Effect)}`);
}

/**
 * Evaluates policies together: a single denial outweighs every allow. Throws a RangeError for anything that this small
 * evaluator does not support, because ignoring it could allow too much.
 */
export function evaluatePolicies(documents: readonly object[], request: PolicyRequest): Verdict {
  const effects = documents
    .flatMap(statementsOf)
    .filter((statement) => applies(statement, request))
    .map(effectOf);
  if (effects.includes('deny')) return 'deny';
  return effects.includes('allow') ? 'allow' : 'nothing';
}
