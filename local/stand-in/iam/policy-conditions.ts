import { BlockList, isIP } from 'node:net';
import { matchesWildcards } from '../core/arn.ts';

/** The condition keys of a request with their values. A key with several values has a list. */
export type RequestContext = Readonly<Record<string, string | readonly string[]>>;

type Comparison = (actual: string, expected: string) => boolean;

function toArnParts(arn: string) {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

/** Compares each of the six parts of an ARN separately, so that no wildcard matches beyond a colon. */
const isArnLike: Comparison = (actual, expected) => {
  const [parts, patterns] = [toArnParts(actual), toArnParts(expected)];
  return parts.length === 6 && patterns.every((pattern, index) => matchesWildcards(pattern, parts[index] ?? ''));
};

function familyOf(address: string) {
  return isIP(address) === 4 ? 'ipv4' : 'ipv6';
}

/** Throws a RangeError if the policy's range is invalid. An invalid address is in no range. */
const isInRange: Comparison = (actual, expected) => {
  const [network = '', prefix] = expected.split('/');
  if (isIP(network) === 0 || !/^\d{1,3}$/.test(prefix ?? '0')) throw new RangeError(`Not a range: ${expected}`);
  const ranges = new BlockList();
  ranges.addSubnet(
    network,
    prefix === undefined ? (isIP(network) === 4 ? 32 : 128) : Number(prefix),
    familyOf(network),
  );
  return isIP(actual) !== 0 && ranges.check(actual, familyOf(actual));
};

function ofNumbers(compare: (actual: number, expected: number) => boolean): Comparison {
  return (actual, expected) => compare(Number.parseFloat(actual), Number.parseFloat(expected));
}

function ofTimes(compare: (actual: number, expected: number) => boolean): Comparison {
  return (actual, expected) => compare(Date.parse(actual), Date.parse(expected));
}

/** The suffixes of operators that compare order, after `Numeric` or `Date`. */
const ORDERS = {
  Equals: (actual: number, expected: number) => actual === expected,
  LessThan: (actual: number, expected: number) => actual < expected,
  LessThanEquals: (actual: number, expected: number) => actual <= expected,
  GreaterThan: (actual: number, expected: number) => actual > expected,
  GreaterThanEquals: (actual: number, expected: number) => actual >= expected,
};

const COMPARISONS: ReadonlyMap<string, Comparison> = new Map<string, Comparison>([
  ['StringEquals', (actual, expected) => actual === expected],
  ['StringEqualsIgnoreCase', (actual, expected) => actual.toLowerCase() === expected.toLowerCase()],
  ['StringLike', (actual, expected) => matchesWildcards(expected, actual)],
  ['ArnEquals', isArnLike],
  ['ArnLike', isArnLike],
  ['IpAddress', isInRange],
  ['Bool', (actual, expected) => actual.toLowerCase() === expected.toLowerCase()],
  ...Object.entries(ORDERS).flatMap(([name, compare]): [string, Comparison][] => [
    [`Numeric${name}`, ofNumbers(compare)],
    [`Date${name}`, ofTimes(compare)],
  ]),
]);

/** Operators that negate another one. `StringNotEquals` holds if `StringEquals` does not. */
const OPPOSITES: ReadonlyMap<string, string> = new Map(
  [
    ...['StringEquals', 'StringEqualsIgnoreCase', 'StringLike', 'ArnEquals', 'ArnLike'],
    ...['NumericEquals', 'DateEquals', 'IpAddress'],
  ].map((name) => [name.replace(/(?=Equals|Like|IpAddress)/, 'Not'), name]),
);

const OPERATOR = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/;

interface Operator {
  readonly quantifier: string | undefined;
  readonly compare: Comparison;
  readonly isNegated: boolean;
  readonly isOptional: boolean;
}

function findOperator(text: string): Operator | undefined {
  const [, quantifier, name = '', ifExists] = OPERATOR.exec(text) ?? [];
  const positive = OPPOSITES.get(name);
  const compare = COMPARISONS.get(positive ?? name);
  return compare && { quantifier, compare, isNegated: positive !== undefined, isOptional: ifExists !== undefined };
}

/** Returns whether this is a condition operator that is supported here. */
export function isConditionOperator(text: string): boolean {
  return text === 'Null' || findOperator(text) !== undefined;
}

function holds(operator: Operator, actual: readonly string[], expected: readonly string[]) {
  const { quantifier, compare, isNegated, isOptional } = operator;
  if (actual.length === 0)
    return isOptional || quantifier === 'ForAllValues' || (isNegated && quantifier === undefined);
  const fits = (value: string) => expected.some((candidate) => compare(value, candidate)) !== isNegated;
  const isEvery = quantifier === 'ForAllValues' || (quantifier === undefined && isNegated);
  return isEvery ? actual.every(fits) : actual.some(fits);
}

function toTexts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** Returns the values of a key. Key names are compared without regard to case. */
function valuesOf(context: RequestContext, key: string) {
  return Object.entries(context).flatMap(([name, value]) =>
    name.toLowerCase() === key.toLowerCase() ? toTexts(value) : [],
  );
}

/** Throws a RangeError for an unknown operator, because a condition must never be ignored. */
function meets(name: string, actual: readonly string[], expected: readonly string[]) {
  if (name === 'Null') return expected.some((isAbsent) => isAbsent.toLowerCase() === String(actual.length === 0));
  const operator = findOperator(name);
  if (operator === undefined) throw new RangeError(`Unknown condition operator: ${name}`);
  return holds(operator, actual, expected);
}

/** Returns whether a request meets all conditions of a statement. */
export function meetsConditions(conditions: unknown, context: RequestContext): boolean {
  return Object.entries(conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys ?? {}).every(([key, expected]) => meets(operator, valuesOf(context, key), toTexts(expected))),
  );
}
