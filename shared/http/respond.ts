import { randomUUID } from 'node:crypto';
import { type Caller, issuerOf } from '../domain/caller.ts';
import type {
  BatchResult,
  IssuedCallerIdentity,
  IssuedConsoleUrl,
  IssuedLogins,
  IssuedSession,
} from '../domain/credential.ts';
import { PortunusError } from '../domain/errors.ts';
import type { RenderedBody } from '../formats/format.ts';
import { formats } from '../formats/index.ts';
import { loginsJson } from '../formats/json.ts';
import { wantsYaml } from './decide-format.ts';
import type { HttpEvent, HttpResponse } from './event.ts';
import { problemOf } from './problem.ts';

export const jsonResponse = (value: unknown): HttpResponse => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

/** The answer in the format that was asked for. */
export const loginResponse = (issued: IssuedLogins, event: HttpEvent): HttpResponse =>
  rendered(formats[issued.format].logins?.(issued, optionsOf(issued.namespace ?? DEFAULT_NAMESPACE.logins, event)));

export const sessionResponse = (issued: IssuedSession, event: HttpEvent): HttpResponse =>
  rendered(formats[issued.format].session?.(issued, optionsOf(issued.namespace ?? DEFAULT_NAMESPACE.session, event)));

/** Those of the Bamboo tasks whose names are kept. */
const DEFAULT_NAMESPACE = { logins: 'custom.aws.ecr', session: 'custom.aws' } as const;

const optionsOf = (namespace: string, { headers }: HttpEvent) => ({
  namespace,
  yaml: wantsYaml(headers?.accept),
  nonce: randomUUID(),
});

const rendered = (text: RenderedBody | undefined): HttpResponse => {
  // The request was refused before, if its format has no such form.
  if (text === undefined) throw new PortunusError('internal', 'delivery', { reason: 'the format was not checked' });
  return { statusCode: 200, headers: { 'content-type': text.contentType }, body: text.body };
};

export const callerIdentityResponse = ({ requestId, connectorId, accountId, arn, userId }: IssuedCallerIdentity) =>
  jsonResponse({ requestId, connectorId, account: accountId, arn, userId });

export const consoleUrlResponse = ({ requestId, connectorId, url, expiresAt, session }: IssuedConsoleUrl) =>
  jsonResponse({
    requestId,
    connectorId,
    url: url.reveal(),
    expirationDate: expiresAt,
    session: { arn: session.arn, expirationDate: session.expiresAt },
  });

/** What became of each login asked for, in that order: its answer, or its problem. */
export const batchResponse = (results: readonly BatchResult[], requestId: string): HttpResponse =>
  jsonResponse({
    requestId,
    results: results.map((result) => {
      if ('issued' in result) return { status: 200, ...loginsJson(result.issued) };
      const { requestId: _same, ...problem } = problemOf(result.error, requestId);
      return { status: problem.status, connectorId: result.connectorId, error: problem };
    }),
  });

/** Who the service takes the caller for. The claims are the caller's own token's. */
export const callerResponse = (caller: Caller, requestId: string): HttpResponse => {
  const { kind, subject, claims, administrator } = caller;
  const groups = caller.via === 'oidc' ? caller.groups : [];
  return jsonResponse({ requestId, kind, issuer: issuerOf(caller), subject, administrator, groups, claims });
};
