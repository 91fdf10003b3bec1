import { uniqueId } from '../core/identifiers.ts';
import type { Answer, Call } from '../core/service.ts';
import { createFormTaker, element, readForm, text } from '../http/query.ts';
import { assertMay, findOwner, required, respond } from './owner.ts';

/** The trust policy is the only part of a role that is read here. One that was provisioned without it has none. */
export function getRole(call: Call): Answer {
  const taker = createFormTaker(readForm(call.request.body));
  taker.take('Action');
  taker.take('Version');
  const name = required(taker.take('RoleName'), 'roleName');
  taker.assertEmpty();
  call.record({ name });
  const owner = findOwner(call, 'Role', name);
  assertMay(call, owner);
  const { trustPolicy, maxSessionDurationSeconds = 3600 } = call.state.roles.get(owner.arn) ?? {};
  const role = [
    text('Path', owner.arn.replace(/^[^/]*|[^/]*$/g, '')),
    text('RoleName', name),
    text('RoleId', uniqueId('AROA', owner.arn)),
    text('Arn', owner.arn),
    text('CreateDate', '2026-01-31T12:00:00Z'),
    text('AssumeRolePolicyDocument', encodeURIComponent(JSON.stringify(trustPolicy ?? {}))),
    text('MaxSessionDuration', String(maxSessionDurationSeconds)),
  ];
  return { document: respond(call, element('Role', ...role)) };
}
