import { uniqueId } from '../core/identifiers.ts';
import type { Answer, Call } from '../core/service.ts';
import type { Caller, State } from '../core/state.ts';
import { createFormTaker, readForm, text } from '../http/query.ts';
import { principalArnOf } from '../iam/principals.ts';
import { respond } from './answer.ts';

function userIdOf(state: State, caller: Caller, account: string) {
  const name = caller.arn.slice(caller.arn.lastIndexOf('/') + 1);
  switch (caller.kind) {
    case 'iam-user':
    case 'session-token':
      return uniqueId('AIDA', caller.arn);
    case 'federated-user':
      return `${account}:${name}`;
    default:
      return `${uniqueId('AROA', principalArnOf(state, caller))}:${name}`;
  }
}

/** Returns the identity of any caller. No policy can deny it. */
export function getCallerIdentity(call: Call): Answer {
  const taker = createFormTaker(readForm(call.request.body));
  taker.take('Action');
  taker.take('Version');
  taker.assertEmpty();
  const { caller, state } = call;
  const account = caller.arn.split(':')[4] ?? '';
  const userId = userIdOf(state, caller, account);
  return { document: respond(call, text('Arn', caller.arn), text('UserId', userId), text('Account', account)) };
}
