import { matchesWildcards } from '../core/arn.ts';
import { meetsConditions, type RequestContext } from './policy-conditions.ts';

/** What is to be done, and to what: an ARN, or `*` for an action that knows no resource. */
export interface PolicyRequest {
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
}

export type Verdict = 'allow' | 'deny' | 'nothing';

type Statement = Readonly<Record<string, unknown>>;

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function statementsOf(document: object): readonly Statement[] {
  return toList('Statement' in document ? document.Statement : undefined).map((statement) => {
    if (typeof statement === 'object' && statement !== null) return statement as Statement;
    throw new RangeError('A policy holds something else than statements');
  });
}

/** Throws a RangeError for a policy variable: what it would stand for is not known here. */
function readPattern(pattern: unknown) {
  if (typeof pattern !== 'string') throw new RangeError(`Not a pattern: ${JSON.stringify(pattern)}`);
  if (pattern.includes('${')) throw new RangeError(`Policy variables are not evaluated here: ${pattern}`);
  return pattern;
}

/** Looks at a statement's element, or at its opposite; throws a RangeError when both or none are there. */
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

/** An action's name counts in any case, a resource's only as it is written. */
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
 * What policies taken together say of a request: a single denial outweighs whatever allows.
 * Throws a RangeError for what this small evaluator does not understand, rather than pass over it.
 */
export function evaluatePolicies(documents: readonly object[], request: PolicyRequest): Verdict {
  const effects = documents
    .flatMap(statementsOf)
    .filter((statement) => applies(statement, request))
    .map(effectOf);
  if (effects.includes('deny')) return 'deny';
  return effects.includes('allow') ? 'allow' : 'nothing';
}
