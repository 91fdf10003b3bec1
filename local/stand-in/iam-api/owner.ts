import { readRoleArn, readUserArn } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import type { Call } from '../core/service.ts';
import { element, text } from '../http/query.ts';
import { accountOf, mayDo, refusalText } from '../iam/authorize.ts';

export const NAMESPACE = 'https://iam.amazonaws.com/doc/2010-05-08/';

export interface Owner {
  readonly kind: 'Role' | 'User';
  readonly name: string;
  readonly arn: string;
}

/** Finds the caller's own role or user. IAM knows those of other accounts as little as those that don't exist. */
export function findOwner({ state, caller }: Call, kind: Owner['kind'], name: string): Owner {
  const [known, read] = kind === 'Role' ? [state.roles, readRoleArn] : [state.users, readUserArn];
  const arn = [...known.keys()].find((one) => {
    const parts = read(one);
    return parts?.account === accountOf(caller) && parts.name === name;
  });
  if (arn !== undefined) return { kind, name, arn };
  throw new AwsError('NoSuchEntity', 404, `The ${kind.toLowerCase()} with name ${name} cannot be found.`);
}

export function assertMay(call: Call, { arn }: Pick<Owner, 'arn'>): void {
  const asked = { action: `iam:${call.action}`, resource: arn };
  const decision = mayDo(call.state, call.caller, asked);
  if (!decision.allowed) throw new AwsError('AccessDenied', 403, refusalText(call.caller, asked, decision));
}

export function respond({ action, requestId }: Call, ...result: readonly string[]): string {
  return element(
    `${action}Response xmlns="${NAMESPACE}"`,
    ...(result.length > 0 ? [element(`${action}Result`, ...result)] : []),
    element('ResponseMetadata', text('RequestId', requestId)),
  );
}

export function required(value: string | undefined, name: string): string {
  if (value !== undefined && value !== '') return value;
  throw new AwsError('ValidationError', 400, `1 validation error detected: Value at '${name}' must not be null`);
}
