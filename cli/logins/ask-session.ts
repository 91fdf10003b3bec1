import * as v from 'valibot';
import type { IssuedSession } from '../../shared/domain/credential.ts';
import { parseWith } from '../../shared/domain/parse.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import { type ApiClient, bodyOf } from '../http/client.ts';
import { Duration, notUnderstood, secret, time } from './ask-logins.ts';
import type { LoginParameters } from './options.ts';

const Answer = v.object({
  requestId: v.string(),
  // They become variables of a program.
  credentials: v.object({
    accessKeyId: v.pipe(v.string(), v.regex(/^[A-Z0-9]{16,128}$/)),
    secretAccessKey: secret,
    sessionToken: secret,
    expirationDate: time,
  }),
  session: v.object({ arn: v.string() }),
  refreshAfter: time,
  source: v.picklist(['fresh', 'cache']),
  duration: v.exactOptional(Duration),
});

/** Asks for the AWS session of a connector itself. */
export async function askSession(
  api: ApiClient,
  connectorId: string,
  parameters: LoginParameters,
): Promise<IssuedSession> {
  const asked = { params: { path: { id: connectorId } }, body: parameters };
  const parsed = parseWith(Answer, bodyOf(await api.POST('/connectors/{id}/credentials', asked)), 'answer');
  if (!parsed.ok) throw notUnderstood('session');
  const { credentials, session, ...answer } = parsed.value;
  const { expirationDate: expiresAt, ...keys } = credentials;
  return {
    ...answer,
    connectorId,
    format: 'json',
    issuedAt: new Date(),
    session: { ...keys, arn: session.arn, expiresAt },
  };
}

// A browser is led there, so it is a page, and nothing that a header of HTTP can't hold. The local service's console has
// no TLS. Any page can lead to this machine, so letting a service name it gives that service nothing.
const PAGE = /^(?:https:\/\/|http:\/\/127\.0\.0\.1:\d+\/)[!-~]+$/;
const ConsoleUrl = v.object({ url: v.pipe(v.string(), v.regex(PAGE), secret), expirationDate: time });

/** Asks for a link that signs in anyone who opens it. */
export async function askConsoleUrl(api: ApiClient, connectorId: string, parameters: LoginParameters) {
  const asked = { params: { path: { id: connectorId }, query: parameters } };
  const parsed = parseWith(ConsoleUrl, bodyOf(await api.GET('/connectors/{id}/console/url', asked)), 'answer');
  if (!parsed.ok) throw notUnderstood('link');
  return parsed.value;
}

/** The region that a connector has by default, if its caller is shown one. A template of an administrator's is none. */
export async function askRegion(api: ApiClient, connectorId: string): Promise<string | undefined> {
  const body: unknown = bodyOf(await api.GET('/connectors/{id}', { params: { path: { id: connectorId } } }));
  const region = isJsonObject(body) ? body.region : undefined;
  return typeof region === 'string' && /^[a-z0-9-]+$/.test(region) ? region : undefined;
}
