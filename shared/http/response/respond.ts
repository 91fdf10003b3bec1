import { randomUUID } from 'node:crypto';
import type * as v from 'valibot';
import type * as administration from '../../domain/answers/administration.ts';
import type { CallerJson, ConnectorSummaries, ConnectorSummary } from '../../domain/answers/callers.ts';
import type { AnswerOf } from '../../domain/answers/common.ts';
import type { BatchResults, CallerIdentityJson, ConsoleUrl } from '../../domain/answers/credentials.ts';
import type { ExplanationJson } from '../../domain/answers/explanation.ts';
import type { Usage } from '../../domain/answers/records.ts';
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

/**
 * An answer as its schema has it, such as `jsonResponse<typeof Status>(…)`. The schema must be named, because the
 * description of the API has the same one.
 */
export function jsonResponse<S extends v.GenericSchema = never>(value: AnswerOf<S>): HttpResponse {
  return asJson(value);
}

function asJson(value: unknown): HttpResponse {
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
  return jsonResponse<typeof CallerIdentityJson>({ requestId, connectorId, account: accountId, arn, userId });
}

export function consoleUrlResponse({ requestId, connectorId, url, expiresAt, session }: IssuedConsoleUrl) {
  return jsonResponse<typeof ConsoleUrl>({
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
  return jsonResponse<typeof BatchResults>({
    requestId,
    results: results.map((result): AnswerOf<typeof BatchResults>['results'][number] => {
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
  return jsonResponse<typeof CallerJson>({
    requestId,
    kind,
    issuer: issuerOf(caller),
    subject,
    administrator,
    auditor,
    groups,
    claims,
  });
}

/** A definition as it was written, with its version as the ETag. */
export function definitionResponse({ value, version }: Stored<unknown>, created = false): HttpResponse {
  return {
    ...asJson(value),
    statusCode: created ? 201 : 200,
    headers: { 'content-type': 'application/json', etag: `"${version}"` },
  };
}

/** A change that waits, or what was decided on it. */
export function approvalResponse(approval: Approval, statusCode = 200): HttpResponse {
  return { ...jsonResponse<typeof administration.OneApproval>({ approval: shownApproval(approval) }), statusCode };
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
export function setResponse({ digest, approvals, ...plan }: SetOutcome, dryRun: boolean): HttpResponse {
  const waits = approvals.length > 0;
  const shown = waits && { approvals: approvals.map(shownApproval) };
  return {
    ...jsonResponse<typeof administration.DefinitionSetOutcome>({ dryRun, ...plan, ...shown }),
    statusCode: waits ? 202 : 200,
    headers: { 'content-type': 'application/json', etag: `"${digest}"` },
  };
}

interface SetOutcome extends Omit<AnswerOf<typeof administration.DefinitionSetOutcome>, 'dryRun' | 'approvals'> {
  readonly digest: string;
  readonly approvals: readonly Approval[];
}

export function approvalsResponse({ items, after }: Page<Approval>): HttpResponse {
  return jsonResponse<typeof administration.Approvals>({ items: items.map(shownApproval), ...nextOf(after) });
}

export function noContent(): HttpResponse {
  return { statusCode: 204, headers: {}, body: '' };
}

/** One page of items, with the sealed token of the next page. */
export function sealedPageResponse(
  items: readonly AnswerOf<typeof ConnectorSummary>[],
  nextToken?: string,
): HttpResponse {
  return jsonResponse<typeof ConnectorSummaries>({ items, ...(nextToken !== undefined && { nextToken }) });
}

/** One page of definitions, with their ETags in the same order, and what else is told of each. */
export function definitionsResponse(
  { items, after }: Page<Stored<unknown>>,
  told: Readonly<Record<string, readonly unknown[]>> = {},
): HttpResponse {
  return asJson({
    items: items.map(({ value }) => value),
    etags: items.map(({ version }) => `"${version}"`),
    ...told,
    ...nextOf(after),
  });
}

/** One page of a definition's versions, or of a job's history, newest first. */
export function newestFirstResponse<S extends v.GenericSchema<{ readonly items: readonly unknown[] }> = never>({
  items,
  before,
}: {
  readonly items: AnswerOf<S>['items'];
  readonly before?: number | string;
}): HttpResponse {
  return asJson({ items, ...nextOf(before === undefined ? undefined : String(before)) });
}

/** The usage of connectors, with the token of the next page. */
export function usageResponse(page: UsagePage): HttpResponse {
  if (!page.kept) return jsonResponse<typeof Usage>(page);
  const { after, ...usage } = page;
  return jsonResponse<typeof Usage>({ ...usage, ...nextOf(after) });
}

type UsagePage = AnswerOf<typeof Usage> & { readonly after?: string };

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
  return jsonResponse<typeof ExplanationJson>({
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
