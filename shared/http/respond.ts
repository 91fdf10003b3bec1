import { type Caller, issuerOf } from '../domain/caller.ts';
import type { IssuedLogins } from '../domain/credential.ts';
import { formats } from '../formats/index.ts';
import type { HttpResponse } from './event.ts';

export const jsonResponse = (value: unknown): HttpResponse => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

/** The answer in the format that was asked for. */
export const loginResponse = (issued: IssuedLogins): HttpResponse => {
  const { contentType, body } = formats[issued.format](issued);
  return { statusCode: 200, headers: { 'content-type': contentType }, body };
};

/** Who the service takes the caller for. The claims are the caller's own token's. */
export const callerResponse = (caller: Caller, requestId: string): HttpResponse => {
  const { kind, subject, claims, administrator } = caller;
  const groups = caller.via === 'oidc' ? caller.groups : [];
  return jsonResponse({ requestId, kind, issuer: issuerOf(caller), subject, administrator, groups, claims });
};
