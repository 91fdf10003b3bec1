import { AwsError } from '../core/aws-error.ts';
import { isConditionOperator } from '../iam/policy-conditions.ts';

const VERSIONS: readonly unknown[] = ['2012-10-17', '2008-10-17'];
const POLICY_KEYS = ['Version', 'Id', 'Statement'];
const STATEMENT_KEYS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];
const ACTION = /^(?:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+)$/;
const RESOURCE = /^(?:\*$|arn:)/;
const SID = /^[A-Za-z0-9]*$/;

type JsonObject = Readonly<Record<string, unknown>>;

function malformed(message: string) {
  return new AwsError('MalformedPolicyDocument', 400, message);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function toList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

function isTextList(value: unknown) {
  const list = toList(value);
  return list.length > 0 && list.every((item) => typeof item === 'string' && item !== '');
}

function hasOneOf(statement: JsonObject, name: string, opposite: string) {
  return name in statement !== opposite in statement && isTextList(statement[name] ?? statement[opposite]);
}

function isConditionValue(value: unknown) {
  return toList(value).every((item) => ['string', 'boolean', 'number'].includes(typeof item));
}

function isCondition(value: unknown) {
  return (
    isObject(value) &&
    Object.values(value).every((keys) => isObject(keys) && Object.values(keys).every(isConditionValue))
  );
}

/** A session policy has no Principal, because it applies only to its own session. */
function isStatement(value: unknown): value is JsonObject {
  return (
    isObject(value) &&
    Object.keys(value).every((key) => STATEMENT_KEYS.includes(key)) &&
    (value.Effect === 'Allow' || value.Effect === 'Deny') &&
    hasOneOf(value, 'Action', 'NotAction') &&
    hasOneOf(value, 'Resource', 'NotResource') &&
    (value.Sid === undefined || typeof value.Sid === 'string') &&
    (value.Condition === undefined || isCondition(value.Condition))
  );
}

function readStatements(policy: string): readonly JsonObject[] {
  let document: unknown;
  try {
    document = JSON.parse(policy);
  } catch {
    throw malformed('This policy contains invalid Json');
  }
  if (!isObject(document)) throw malformed('Syntax errors in policy.');
  const statements = toList(document.Statement);
  const hasKnownKeys = Object.keys(document).every((key) => POLICY_KEYS.includes(key));
  if (!hasKnownKeys || !VERSIONS.includes(document.Version)) throw malformed('Syntax errors in policy.');
  if (statements.length === 0 || !statements.every(isStatement)) throw malformed('Syntax errors in policy.');
  return statements;
}

/** Returns the first text in an element of a statement, or in its `Not` form, that does not have the required form. */
function findOdd(statement: JsonObject, name: string, form: RegExp) {
  return toList(statement[name] ?? statement[`Not${name}`])
    .map(String)
    .find((text) => !form.test(text));
}

function assertForms(statement: JsonObject) {
  if (findOdd(statement, 'Action', ACTION) !== undefined) {
    throw malformed('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  const resource = findOdd(statement, 'Resource', RESOURCE);
  if (resource !== undefined) throw malformed(`Resource ${resource} must be in ARN format or "*".`);
  const operator = Object.keys(statement.Condition ?? {}).find((name) => !isConditionOperator(name));
  if (operator !== undefined) throw malformed(`Invalid Condition type : ${operator}`);
}

function assertSids(statements: readonly JsonObject[]) {
  const sids = statements.map(({ Sid }) => Sid).filter((sid) => typeof sid === 'string');
  if (!sids.every((sid) => SID.test(sid))) {
    const hint = 'Check that your input satisfies the regular expression [0-9A-Za-z]*';
    throw malformed(`Statement IDs (SID) must be alpha-numeric. ${hint}`);
  }
  if (new Set(sids).size < sids.length) throw malformed('Statement IDs (SID) in a single policy must be unique.');
}

/** Throws a MalformedPolicyDocument unless STS would accept the text as a session policy. */
export function assertSessionPolicy(policy: string): void {
  const statements = readStatements(policy);
  statements.forEach(assertForms);
  assertSids(statements);
}
