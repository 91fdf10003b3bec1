import { readRoleArn, readUserArn } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import { mediaType, type RawRequest } from '../core/request.ts';
import type { Answer, Call, Perform, Service } from '../core/service.ts';
import { createFormTaker, element, errorResponse, readForm, text } from '../http/query.ts';
import { accountOf, mayDo, refusalText } from '../iam/authorize.ts';
import { statementsOf } from '../iam/evaluate-policy.ts';
import { isConditionOperator } from '../iam/policy-conditions.ts';

const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';
const VERSION = '2010-05-08';

/** IAM and STS speak the same protocol at the same path. The version of the API tells them apart. */
export function isForIam({ body }: RawRequest): boolean {
  return body.includes(`Version=${VERSION}`);
}

interface Owner {
  readonly kind: 'Role' | 'User';
  readonly name: string;
  readonly arn: string;
}

/** Finds the caller's own role or user. IAM knows those of other accounts as little as those that don't exist. */
function findOwner({ state, caller }: Call, kind: Owner['kind'], name: string): Owner {
  const [known, read] = kind === 'Role' ? [state.roles, readRoleArn] : [state.users, readUserArn];
  const arn = [...known.keys()].find((one) => {
    const parts = read(one);
    return parts?.account === accountOf(caller) && parts.name === name;
  });
  if (arn !== undefined) return { kind, name, arn };
  throw new AwsError('NoSuchEntity', 404, `The ${kind.toLowerCase()} with name ${name} cannot be found.`);
}

function assertMay(call: Call, { arn }: Owner): void {
  const asked = { action: `iam:${call.action}`, resource: arn };
  const decision = mayDo(call.state, call.caller, asked);
  if (!decision.allowed) throw new AwsError('AccessDenied', 403, refusalText(call.caller, asked, decision));
}

/** A policy that this stand-in could not evaluate later is refused now. */
function readDocument(written: string): object {
  const malformed = (why: string) => new AwsError('MalformedPolicyDocument', 400, why);
  let document: unknown;
  try {
    document = JSON.parse(written);
  } catch {
    throw malformed('Syntax errors in policy.');
  }
  if (typeof document !== 'object' || document === null) throw malformed('Syntax errors in policy.');
  for (const { Condition } of statementsOf(document)) {
    const unknown = Object.keys(Condition ?? {}).find((operator) => !isConditionOperator(operator));
    if (unknown !== undefined) throw malformed(`Invalid Condition type : ${unknown}.`);
  }
  return document;
}

function respond({ action, requestId }: Call, ...result: readonly string[]): string {
  return element(
    `${action}Response xmlns="${NAMESPACE}"`,
    ...(result.length > 0 ? [element(`${action}Result`, ...result)] : []),
    element('ResponseMetadata', text('RequestId', requestId)),
  );
}

function required(value: string | undefined, name: string): string {
  if (value !== undefined && value !== '') return value;
  throw new AwsError('ValidationError', 400, `1 validation error detected: Value at '${name}' must not be null`);
}

function withForm(
  kind: Owner['kind'],
  judge: (call: Call, owner: Owner, policyName: string, document: string | undefined) => Answer,
): Perform<Call> {
  return (call) => {
    const taker = createFormTaker(readForm(call.request.body));
    taker.take('Action');
    taker.take('Version');
    const name = required(taker.take(`${kind}Name`), `${kind}Name`);
    const policyName = required(taker.take('PolicyName'), 'policyName');
    const document = taker.take('PolicyDocument');
    taker.assertEmpty();
    call.record({ name, ...(document !== undefined && { policy: document }) });
    const owner = findOwner(call, kind, name);
    assertMay(call, owner);
    return judge(call, owner, policyName, document);
  };
}

function put(kind: Owner['kind']): Perform<Call> {
  return withForm(kind, (call, { arn }, policyName, written) => {
    readDocument(required(written, 'policyDocument'));
    const { inlinePolicies } = call.state;
    const commit = () =>
      void inlinePolicies.set(arn, new Map([...(inlinePolicies.get(arn) ?? []), [policyName, written ?? '']]));
    return { document: respond(call), commit };
  });
}

function get(kind: Owner['kind']): Perform<Call> {
  return withForm(kind, (call, { arn, name }, policyName) => {
    const stored = call.state.inlinePolicies.get(arn)?.get(policyName);
    if (stored === undefined) {
      const what = `The ${kind.toLowerCase()} policy with name ${policyName} cannot be found.`;
      throw new AwsError('NoSuchEntity', 404, what);
    }
    // IAM returns documents URL-encoded (RFC 3986).
    const fields = [text(`${kind}Name`, name), text('PolicyName', policyName)];
    return { document: respond(call, ...fields, text('PolicyDocument', encodeURIComponent(stored))) };
  });
}

const ACTIONS: ReadonlyMap<string, Perform<Call>> = new Map([
  ['PutRolePolicy', put('Role')],
  ['GetRolePolicy', get('Role')],
  ['PutUserPolicy', put('User')],
  ['GetUserPolicy', get('User')],
]);

function readAction(request: RawRequest): string {
  const isForm = mediaType(request) === 'application/x-www-form-urlencoded';
  const action = isForm ? (readForm(request.body).get('Action') ?? '') : '';
  if (request.method === 'POST' && request.target === '/' && ACTIONS.has(action)) return action;
  throw new AwsError('InvalidAction', 400, `Could not find operation ${action} for version ${VERSION}`);
}

/** The inline policies of roles and users. Everything else of IAM is provisioned in code. */
export const iamApi: Service = {
  name: 'iam',
  contentType: 'text/xml',
  readAction,
  perform: (call) => {
    const perform = ACTIONS.get(call.action);
    if (perform === undefined) throw new AwsError('InvalidAction', 400, `Could not find operation ${call.action}`);
    return perform(call);
  },
  renderError: (error, requestId) => errorResponse(NAMESPACE, error, requestId),
  withoutCredentials: (document) => document,
};
