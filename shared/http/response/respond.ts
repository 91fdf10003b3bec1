import { randomUUID } from 'node:crypto';
import type { Approval } from '../../domain/approval.ts';
import { clip, clipReason, MAX_FAULTS } from '../../domain/bounds.ts';
import { type Caller, issuerOf } from '../../domain/caller.ts';
import { authorText } from '../../domain/change-record.ts';
import type {
  BatchResult,
  IssuedCallerIdentity,
  IssuedConsoleUrl,
  IssuedLogin,
  IssuedSession,
} from '../../domain/credential.ts';
import type { Stored } from '../../domain/definition.ts';
import type { Condition, ExplainRequest, Explanation } from '../../domain/explanation.ts';
import type { RenderedBody } from '../../formats/format.ts';
import { renderLogin, renderSession } from '../../formats/index.ts';
import { loginValue } from '../../formats/json.ts';
import type { HttpEvent, HttpResponse } from '../event.ts';
import { wantsYaml } from '../request/decide-format.ts';
import { toNextToken } from '../request/next-token.ts';
import { problemOf } from './problem.ts';

export function jsonResponse(value: unknown): HttpResponse {
  return {
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
  };
}

/** A service's login in the requested format. Throws `format_unknown` if the format can not represent it. */
export function loginResponse(issued: IssuedLogin, event: HttpEvent): HttpResponse {
  return rendered(renderLogin(issued, optionsOf(event)));
}

export function sessionResponse(issued: IssuedSession, event: HttpEvent): HttpResponse {
  return rendered(renderSession(issued, optionsOf(event)));
}

function optionsOf({ headers }: HttpEvent) {
  return { yaml: wantsYaml(headers?.accept), nonce: randomUUID() };
}

function rendered({ contentType, body }: RenderedBody): HttpResponse {
  return {
    statusCode: 200,
    headers: { 'content-type': contentType },
    body,
  };
}

export function callerIdentityResponse({ requestId, connectorId, accountId, arn, userId }: IssuedCallerIdentity) {
  return jsonResponse({ requestId, connectorId, account: accountId, arn, userId });
}

export function consoleUrlResponse({ requestId, connectorId, url, expiresAt, session }: IssuedConsoleUrl) {
  return jsonResponse({
    requestId,
    connectorId,
    url: url.reveal(),
    expirationDate: expiresAt,
    session: { arn: session.arn, expirationDate: session.expiresAt },
  });
}

/** The results of a batch in the order of its requests. Each is a login or a problem. */
export function batchResponse(results: readonly BatchResult[], requestId: string): HttpResponse {
  // The limit is for all items together, because their problems form one response.
  let room = MAX_FAULTS;
  return jsonResponse({
    requestId,
    results: results.map((result) => {
      if ('issued' in result) return { status: 200, ...loginValue(result.issued) };
      const { requestId: _same, ...problem } = problemOf(result.error, requestId, room);
      room -= problem.errors?.length ?? 0;
      return { status: problem.status, connectorId: result.connectorId, error: problem };
    }),
  });
}

/** Who the service considers the caller to be. The claims are those of the caller's token. */
export function callerResponse(caller: Caller, requestId: string): HttpResponse {
  const { kind, subject, claims, administrator } = caller;
  const { groups, auditor } = caller.via === 'oidc' ? caller : { groups: [], auditor: false };
  return jsonResponse({ requestId, kind, issuer: issuerOf(caller), subject, administrator, auditor, groups, claims });
}

/** A definition as it was written, with its version as the ETag. */
export function definitionResponse({ value, version }: Stored<unknown>, created = false): HttpResponse {
  return {
    ...jsonResponse(value),
    statusCode: created ? 201 : 200,
    headers: { 'content-type': 'application/json', etag: `"${version}"` },
  };
}

/** A change that waits, or what was decided on it. */
export function approvalResponse(approval: Approval, statusCode = 200): HttpResponse {
  return { ...jsonResponse({ approval: shownApproval(approval) }), statusCode };
}

/** The people are shown as a definition's versions show them. */
function shownApproval({ proposedBy, decidedBy, ...approval }: Approval) {
  return {
    ...approval,
    proposedBy: authorText(proposedBy),
    ...(decidedBy !== undefined && { decidedBy: authorText(decidedBy) }),
  };
}

/** The plan of a set, or what became of it. The ETag is that of what remains. */
export function setResponse(outcome: SetOutcome, dryRun: boolean): HttpResponse {
  const { digest, approvals, ...plan } = outcome;
  const waits = approvals.length > 0;
  return {
    ...jsonResponse({ dryRun, ...plan, ...(waits && { approvals: approvals.map(shownApproval) }) }),
    statusCode: waits ? 202 : 200,
    headers: { 'content-type': 'application/json', etag: `"${digest}"` },
  };
}

/** What a set's plan and its result have in common with the use case's, which this layer does not know. */
interface SetOutcome {
  readonly digest: string;
  readonly approvals: readonly Approval[];
}

export function approvalsResponse({ items, after }: Page<Approval>): HttpResponse {
  return jsonResponse({ items: items.map(shownApproval), ...nextOf(after) });
}

export function noContent(): HttpResponse {
  return { statusCode: 204, headers: {}, body: '' };
}

/** One page of items, with the sealed token of the next page. */
export function sealedPageResponse(items: readonly unknown[], nextToken?: string): HttpResponse {
  return jsonResponse({ items, ...(nextToken !== undefined && { nextToken }) });
}

/** One page of definitions, with their ETags in the same order, and what else is told of each. */
export function definitionsResponse(
  { items, after }: Page<Stored<unknown>>,
  told: Readonly<Record<string, readonly unknown[]>> = {},
): HttpResponse {
  return jsonResponse({
    items: items.map(({ value }) => value),
    etags: items.map(({ version }) => `"${version}"`),
    ...told,
    ...nextOf(after),
  });
}

/** One page of a definition's versions, or of a job's history, newest first. */
export function newestFirstResponse({
  items,
  before,
}: {
  readonly items: readonly unknown[];
  readonly before?: number | string;
}): HttpResponse {
  return jsonResponse({ items, ...nextOf(before === undefined ? undefined : String(before)) });
}

/** The usage of connectors, with the token of the next page. */
export function usageResponse({ after, ...usage }: { readonly kept: boolean; readonly after?: string }): HttpResponse {
  return jsonResponse({ ...usage, ...nextOf(after) });
}

function nextOf(after: string | undefined) {
  return after !== undefined && { nextToken: toNextToken(after) };
}

interface Page<T> {
  readonly items: readonly T[];
  readonly after?: string;
}

export function explanationResponse(
  explanation: Explanation,
  { action, parameters }: ExplainRequest,
  requestId: string,
): HttpResponse {
  const { conditions, grants, reason, ...rest } = explanation;
  return jsonResponse({
    requestId,
    connectorId: parameters.connectorId,
    action,
    ...rest,
    ...(reason !== undefined && { reason: clipReason(reason) }),
    conditions: conditions.map(withShortActual),
    grants: grants.map((grant) => ({ ...grant, conditions: grant.conditions.map(withShortActual) })),
  });
}

const MAX_ACTUAL = 300;

/**
 * Shortens the value that the request brought for a condition. There may be hundreds of conditions, so the response
 * could otherwise grow without limit.
 */
function withShortActual(condition: Condition): Condition {
  const text = JSON.stringify(condition.actual) ?? '';
  return text.length <= MAX_ACTUAL ? condition : { ...condition, actual: clip(text, MAX_ACTUAL) };
}
