import * as v from 'valibot';
import { DefinitionId } from '../../domain/definition.ts';
import { invalidRequest } from '../../domain/errors.ts';
import type { ExplainRequest, Trial } from '../../domain/explanation.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../domain/issue-request.ts';
import { loginFields } from '../../domain/login-fields.ts';
import { parseWith } from '../../domain/parse.ts';
import { Secret } from '../../domain/secret.ts';
import { isJsonObject } from '../../domain/strict-json.ts';
import type { HttpEvent } from '../event.ts';
import { notTakenFor } from './read-issue-request.ts';
import { readObject } from './read-parameters.ts';

const ACTIONS = Object.keys(ISSUE_ACTIONS) as [IssueAction, ...IssueAction[]];

export const Explain = v.pipe(
  v.strictObject({
    ...loginFields,
    action: v.optional(v.picklist(ACTIONS), 'ecr-login'),
    claims: v.exactOptional(v.custom<Readonly<Record<string, unknown>>>(isJsonObject, 'must be an object')),
    issuer: v.exactOptional(DefinitionId),
    token: v.exactOptional(v.pipe(v.string(), v.nonEmpty('must not be empty'), v.maxLength(8_192, 'is too long'))),
  }),
  v.forward(
    v.check(({ claims, token }) => claims === undefined || token === undefined, 'must not stand beside claims'),
    ['token'],
  ),
  v.forward(
    v.check(({ issuer, claims }) => issuer === undefined || claims !== undefined, 'must stand beside claims'),
    ['issuer'],
  ),
);

/**
 * Parses an administrator's request to explain a decision: for claims, for a token, or for the administrator. Throws
 * `invalid_request`.
 */
export function readExplainRequest(event: HttpEvent): ExplainRequest {
  const written = readObject(event);
  const id = parseWith(DefinitionId, event.pathParameters?.id, 'id');
  const parsed = parseWith(Explain, written, 'body');
  if (!id.ok || !parsed.ok) throw invalidRequest([id, parsed].flatMap((part) => (part.ok ? [] : part.errors)));
  const { action, claims, issuer, token, ...rest } = parsed.value;
  const parameters = { connectorId: id.value, ...rest, format: 'json' as const };
  const notTaken = notTakenFor(action).filter((field) => Object.hasOwn(written, field));
  if (notTaken.length > 0) {
    throw invalidRequest(notTaken.map((field) => ({ field, detail: 'is not taken by this action' })));
  }
  return { action, parameters, trial: toTrial(claims, issuer, token) };
}

function toTrial(
  claims: Readonly<Record<string, unknown>> | undefined,
  issuer: string | undefined,
  token: string | undefined,
): Trial {
  if (claims !== undefined) return { claims, ...(issuer !== undefined && { issuer }) };
  return token === undefined ? 'the caller itself' : { token: new Secret(token) };
}
