import * as v from 'valibot';
import type { IssuedLogins } from '../../shared/domain/credential.ts';
import type { Hosts } from '../../shared/domain/format-name.ts';
import { parseWith } from '../../shared/domain/parse.ts';
import { Secret } from '../../shared/domain/secret.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { CommandError, type Failed } from '../command.ts';
import { type ApiClient, bodyOf, refusalOf } from '../http/client.ts';
import type { LoginParameters, RegistryService } from './options.ts';

export const secret = v.pipe(
  v.string(),
  v.nonEmpty(),
  v.transform((text) => new Secret(text)),
);
export const time = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
);

const Login = v.object({
  registryId: v.exactOptional(v.string()),
  region: v.string(),
  username: v.pipe(v.string(), v.nonEmpty()),
  password: secret,
  authorizationToken: secret,
  // It becomes a key of docker's config, and an argument of nothing.
  proxyEndpoint: v.pipe(v.string(), v.regex(/^https:\/\/[a-z0-9.-]+$/)),
  expirationDate: time,
});

export const Duration = v.object({
  requestedSeconds: v.number(),
  grantedSeconds: v.number(),
  limitedBy: v.exactOptional(v.picklist(['role-chaining', 'connector', 'caller-token'])),
});

const Answer = v.object({
  credentials: v.pipe(v.array(Login), v.nonEmpty()),
  session: v.exactOptional(v.object({ arn: v.string(), expirationDate: time })),
  refreshAfter: time,
  source: v.picklist(['fresh', 'cache']),
  duration: v.exactOptional(Duration),
});

/** Logins of several connectors. One that is refused doesn't keep the others away. */
export interface AskedLogins {
  readonly issued: readonly IssuedLogins[];
  readonly refused: readonly CommandError[];
}

/** Asks for logins in one request, so that a token that is good once is enough. */
export async function askLogins(
  api: ApiClient,
  service: RegistryService,
  connectors: readonly string[],
  parameters: LoginParameters,
): Promise<AskedLogins> {
  const requests = connectors.map((connectorId) => ({ service, connectorId, ...parameters }));
  const body = bodyOf(await api.POST('/credentials', { body: { requests } }));
  const { results, requestId } = isJsonObject(body) ? body : {};
  if (!Array.isArray(results) || results.length !== connectors.length) throw notUnderstood('logins');
  const issued: IssuedLogins[] = [];
  const refused: CommandError[] = [];
  for (const [index, connectorId] of connectors.entries()) {
    const result: unknown = results[index];
    if (isJsonObject(result) && isJsonObject(result.error)) {
      refused.push(refusalFor(connectorId, { ...result.error, requestId }));
    } else issued.push(readLogins(result, { connectorId, requestId: String(requestId), hosts: parameters.hosts }));
  }
  return { issued, refused };
}

export function refusalFor(connectorId: string, problem: Readonly<Record<string, unknown>>): CommandError {
  const status = typeof problem.status === 'number' ? problem.status : 500;
  const { lines, failed } = refusalOf({ response: { status }, error: problem });
  return new CommandError(
    lines.map((line) => `${connectorId}: ${line}`),
    failed,
  );
}

/** Several refusals as one. The same command may work later if that holds for each of them. */
export function togetherOf(refused: readonly CommandError[]): CommandError {
  const failed: Failed = refused.every((one) => one.failed === 'unavailable') ? 'unavailable' : 'refused';
  return new CommandError(
    refused.flatMap(({ lines }) => lines),
    failed,
  );
}

interface Asked {
  readonly connectorId: string;
  readonly requestId: string;
  readonly hosts: Hosts | undefined;
}

/** Reads the service's answer to a request for logins. */
export function readLogins(result: unknown, { connectorId, requestId, hosts }: Asked): IssuedLogins {
  const parsed = parseWith(Answer, result, 'answer');
  if (!parsed.ok) throw notUnderstood('logins');
  const { credentials, session, ...answer } = parsed.value;
  return {
    ...answer,
    connectorId,
    requestId,
    format: 'json',
    issuedAt: new Date(),
    ...(hosts !== undefined && { hosts }),
    ...(session !== undefined && { session: { arn: session.arn, expiresAt: session.expirationDate } }),
    logins: credentials.map(({ expirationDate, ...login }) => ({ ...login, expiresAt: expirationDate })),
  };
}

export function notUnderstood(what: string): CommandError {
  return new CommandError([`the service gave no ${what} that this release understands: is it another release?`]);
}
