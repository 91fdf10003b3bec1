import { AwsError } from '../core/aws-error.ts';
import { uniqueId } from '../core/identifiers.ts';
import type { RawRequest } from '../core/request.ts';
import type { State } from '../core/state.ts';
import { authenticate } from '../http/sigv4.ts';
import { accountOf, mayDo } from '../iam/authorize.ts';
import { principalArnOf } from '../iam/principals.ts';
import { requestContext } from '../iam/request-context.ts';

/** An API whose routes have the authorizer `AWS_IAM`. */
export interface IamApi {
  readonly account: string;
  readonly id: string;
}

/** `requestContext.authorizer.iam`, as API Gateway fills it in. */
export interface ApiSigner {
  readonly accountId: string;
  readonly userArn: string;
  readonly userId: string;
  readonly callerId: string;
  readonly accessKey: string;
}

/**
 * Authorizes a request by its signature, and by the right to call the route. An HTTP API has no policy of its own, so a
 * caller from another account never has that right. Throws an AwsError with the one word that API Gateway says.
 */
export function authorizeApi(state: State, request: RawRequest, { account, id }: IamApi): ApiSigner {
  const { caller, region } = authenticateSigner(request, state);
  const path = request.target.split('?')[0] ?? '';
  const partition = caller.arn.split(':')[1];
  const resource = `arn:${partition}:execute-api:${region}:${account}:${id}/$default/${request.method}${path}`;
  const asked = { action: 'execute-api:Invoke', resource, context: requestContext(request, region) };
  if (accountOf(caller) !== account || !mayDo(state, caller, asked).allowed) throw forbidden();
  const name = caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
  const isUser = caller.kind === 'iam-user';
  const userId = isUser ? uniqueId('AIDA', caller.arn) : `${uniqueId('AROA', principalArnOf(state, caller))}:${name}`;
  return { accountId: account, userArn: caller.arn, userId, callerId: userId, accessKey: caller.accessKeyId };
}

function authenticateSigner(request: RawRequest, state: State) {
  try {
    return authenticate(request, 'execute-api', state);
  } catch (error) {
    if (error instanceof AwsError) throw forbidden();
    throw error;
  }
}

function forbidden(): AwsError {
  return new AwsError('Forbidden', 403, 'Forbidden');
}
