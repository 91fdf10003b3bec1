import { AwsError } from './aws-error.ts';

const ECR_LOGIN = 'ecr:getauthorizationtoken';
const VERSIONS: readonly unknown[] = ['2012-10-17', '2008-10-17'];
const POLICY_KEYS = ['Version', 'Id', 'Statement'];
const STATEMENT_KEYS = ['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition'];
/** AWS's own policies that allow the ECR login; a customer's policy is not known here and gets the benefit. */
const ECR_LOGIN_POLICY =
  /:iam::(?:\d{12}:policy\/|aws:policy\/(?:AdministratorAccess|PowerUserAccess|AmazonEC2ContainerRegistry))/;

type JsonObject = Readonly<Record<string, unknown>>;

const malformed = (message: string) => new AwsError('MalformedPolicyDocument', 400, message);

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const toList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const isTextList = (value: unknown) => {
  const list = toList(value);
  return list.length > 0 && list.every((item) => typeof item === 'string' && item !== '');
};

const hasOneOf = (statement: JsonObject, name: string, opposite: string) =>
  name in statement !== opposite in statement && isTextList(statement[name] ?? statement[opposite]);

/** A session policy has no Principal: it can only narrow what the session's own role may do. */
const isStatement = (value: unknown): value is JsonObject =>
  isObject(value) &&
  Object.keys(value).every((key) => STATEMENT_KEYS.includes(key)) &&
  (value.Effect === 'Allow' || value.Effect === 'Deny') &&
  hasOneOf(value, 'Action', 'NotAction') &&
  hasOneOf(value, 'Resource', 'NotResource') &&
  (value.Condition === undefined || isObject(value.Condition));

const readStatements = (policy: string): readonly JsonObject[] => {
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
};

/** Throws a MalformedPolicyDocument unless the text is a policy that STS would take with a session. */
export const assertSessionPolicy = (policy: string): void => {
  readStatements(policy);
};

const matches = (patterns: unknown, text: string) =>
  toList(patterns).some((pattern) => {
    const literal = String(pattern)
      .toLowerCase()
      .replace(/[.+^${}()|[\]\\]/g, '\\$&');
    return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`).test(text);
  });

/** Whether a statement speaks of the ECR login, which knows no resource but `*`. */
const coversEcrLogin = (statement: JsonObject) =>
  (statement.Action === undefined ? !matches(statement.NotAction, ECR_LOGIN) : matches(statement.Action, ECR_LOGIN)) &&
  (statement.Resource === undefined ? !matches(statement.NotResource, '*') : matches(statement.Resource, '*'));

/** Whether the policies given with a session leave it the right to log in to ECR, as far as its role has it. */
export const leavesEcrLogin = (policy: string | undefined, policyArns: readonly string[]): boolean => {
  if (policy === undefined && policyArns.length === 0) return true;
  const relevant = policy === undefined ? [] : readStatements(policy).filter(coversEcrLogin);
  if (relevant.some(({ Effect }) => Effect === 'Deny')) return false;
  return relevant.length > 0 || policyArns.some((arn) => ECR_LOGIN_POLICY.test(arn));
};
