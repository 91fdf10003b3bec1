import type { PolicyDocument } from '../core/provided.ts';
import type { Caller, State } from '../core/state.ts';
import { accountOf, callerContext } from './authorize.ts';
import { evaluatePolicies, type PolicyRequest, statementsOf, toList } from './evaluate-policy.ts';
import { principalArnOf } from './principals.ts';

/** Returns every way in which a trust policy can name a caller: itself, its role, or its whole account. */
function namesOf(state: State, caller: Caller): readonly string[] {
  const account = accountOf(caller);
  const partition = caller.arn.split(':')[1] ?? '';
  return ['*', caller.arn, principalArnOf(state, caller), account, `arn:${partition}:iam::${account}:root`];
}

/** Returns the AWS principals of a statement. It may name services and providers beside them. */
function principalsOf({ Principal, NotPrincipal }: PolicyDocument): readonly unknown[] {
  if (NotPrincipal !== undefined) throw new RangeError('NotPrincipal is not evaluated here');
  if (typeof Principal === 'string') return [Principal];
  if (typeof Principal !== 'object' || Principal === null) throw new RangeError('A trust policy names its principals');
  return 'AWS' in Principal ? toList(Principal.AWS) : [];
}

/** Decides whether a trust policy allows a caller an action on its role. */
export function trustPolicyAllows(
  state: State,
  caller: Caller,
  policy: PolicyDocument,
  { action, context }: Pick<PolicyRequest, 'action' | 'context'>,
): boolean {
  const names = namesOf(state, caller);
  const concerning = statementsOf(policy)
    .filter((statement) => principalsOf(statement).some((name) => names.includes(String(name))))
    .map((statement) => ({ ...statement, Resource: '*' }));
  const request = { action, resource: '*', context: { ...callerContext(state, caller), ...context } };
  return evaluatePolicies([{ Statement: concerning }], request) === 'allow';
}
