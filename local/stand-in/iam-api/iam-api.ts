import { AwsError } from '../core/aws-error.ts';
import { mediaType, type RawRequest } from '../core/request.ts';
import type { Answer, Call, Perform, Service } from '../core/service.ts';
import { createFormTaker, errorResponse, readForm, text } from '../http/query.ts';
import { statementsOf } from '../iam/evaluate-policy.ts';
import { isConditionOperator } from '../iam/policy-conditions.ts';
import { ACCESS_KEY_ACTIONS, withoutSecret } from './access-keys.ts';
import { getRole } from './get-role.ts';
import { assertMay, findOwner, NAMESPACE, type Owner, required, respond } from './owner.ts';

const VERSION = '2010-05-08';

/** IAM and STS speak the same protocol at the same path. The version of the API tells them apart. */
export function isForIam({ body }: RawRequest): boolean {
  return body.includes(`Version=${VERSION}`);
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
  ...ACCESS_KEY_ACTIONS,
  ['GetRole', getRole],
]);

function readAction(request: RawRequest): string {
  const isForm = mediaType(request) === 'application/x-www-form-urlencoded';
  const action = isForm ? (readForm(request.body).get('Action') ?? '') : '';
  if (request.method === 'POST' && request.target === '/' && ACTIONS.has(action)) return action;
  throw new AwsError('InvalidAction', 400, `Could not find operation ${action} for version ${VERSION}`);
}

/**
 * Inline policies of roles and users, access keys of users, and a role's trust policy. Everything else of IAM is
 * provisioned in code.
 */
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
  withoutCredentials: withoutSecret,
};
