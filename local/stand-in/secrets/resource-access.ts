import { AwsError } from '../core/aws-error.ts';
import type { Call } from '../core/service.ts';
import type { Tag } from '../http/json-members.ts';
import { mayDo, refusalText } from '../iam/authorize.ts';
import type { RequestContext } from '../iam/policy-conditions.ts';
import { requestContext } from '../iam/request-context.ts';

/**
 * Throws an AccessDeniedException unless the caller's own policies allow the action. Resource policies are not
 * supported.
 */
export function assertMayDoTo(call: Call, action: string, resource: string, more: RequestContext = {}): void {
  const { state, caller, request, region } = call;
  const asked = { action, resource, context: { ...requestContext(request, region), ...more } };
  const decision = mayDo(state, caller, asked);
  if (!decision.allowed) throw new AwsError('AccessDeniedException', 400, refusalText(caller, asked, decision));
}

/** Returns the condition keys for the tags in a request. */
export function requestTagContext(tags: readonly Tag[] = []): RequestContext {
  return {
    ...(tags.length > 0 && { 'aws:TagKeys': tags.map(({ Key }) => Key) }),
    ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
  };
}

/** Returns the condition keys for the tags of an existing resource. Each service also has its own prefix for them. */
export function resourceTagContext(ownPrefix: string, tags: Readonly<Record<string, string>> = {}): RequestContext {
  return Object.fromEntries(
    Object.entries(tags).flatMap(([key, value]) => [
      [`aws:ResourceTag/${key}`, value],
      [`${ownPrefix}${key}`, value],
    ]),
  );
}
