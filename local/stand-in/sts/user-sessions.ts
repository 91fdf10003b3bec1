import { readUserArn } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import type { Call } from '../core/service.ts';
import { mayDo, refusalText } from '../iam/authorize.ts';
import { requestContext } from '../iam/request-context.ts';
import type { Given } from './answer.ts';
import type { SessionInput } from './session-input.ts';
import { assertConstraints, assertPolicies, assertTagKeys } from './session-rules.ts';
import { GET_FEDERATION_TOKEN, GET_SESSION_TOKEN } from './session-shapes.ts';
import { expiryAfter, issueSession, proveMfa, sessionOf } from './sessions.ts';

const DEFAULT_SECONDS = 43_200;

function assertUser({ caller, action }: Call) {
  if (caller.kind !== 'iam-user') {
    throw new AwsError('AccessDenied', 403, `Cannot call ${action} with session credentials`);
  }
}

function assertMayFederate({ state, caller, request, region }: Call, resource: string, { tags }: SessionInput) {
  const context = {
    ...requestContext(request, region),
    ...(tags.length > 0 && { 'aws:TagKeys': tags.map(({ key = '' }) => key) }),
    ...Object.fromEntries(tags.map(({ key = '', value = '' }) => [`aws:RequestTag/${key}`, value])),
  };
  for (const action of ['sts:GetFederationToken', ...(tags.length > 0 ? ['sts:TagSession'] : [])]) {
    const decision = mayDo(state, caller, { action, resource, context });
    if (!decision.allowed) {
      throw new AwsError('AccessDenied', 403, refusalText(caller, { action, resource }, decision));
    }
  }
}

/** Decides a GetFederationToken as STS would. */
export function getFederationToken(call: Call, input: SessionInput): Given {
  const { state, caller } = call;
  assertConstraints(input, GET_FEDERATION_TOKEN);
  assertUser(call);
  const user = readUserArn(caller.arn);
  assertTagKeys(input);
  assertPolicies(input, user?.account ?? '');
  const arn = `arn:${user?.partition}:sts::${user?.account}:federated-user/${input.name}`;
  assertMayFederate(call, arn, input);
  const expiresAt = expiryAfter(state.now(), input.durationSeconds ?? DEFAULT_SECONDS);
  const session = { ...sessionOf(input), kind: 'federated-user', principalArn: caller.arn, expiresAt } as const;
  return { issued: issueSession(state, 'GetFederationToken', arn, 'federated-user', session) };
}

/** Decides a GetSessionToken as STS would. No policy can deny it. */
export function getSessionToken(call: Call, input: SessionInput): Given {
  const { state, caller } = call;
  assertConstraints(input, GET_SESSION_TOKEN);
  assertUser(call);
  const hasMfa = proveMfa(state, caller, input);
  const expiresAt = expiryAfter(state.now(), input.durationSeconds ?? DEFAULT_SECONDS);
  const session = { ...sessionOf(input), kind: 'session-token', principalArn: caller.arn, expiresAt, hasMfa } as const;
  return { issued: issueSession(state, 'GetSessionToken', caller.arn, 'session-token', session) };
}
