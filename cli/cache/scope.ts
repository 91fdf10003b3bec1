import { createHash } from 'node:crypto';
import * as v from 'valibot';
import {
  type FormatOf,
  formatsOf,
  Hosts,
  hostsFault,
  Namespace,
  rulesOfFormat,
} from '../../shared/domain/format-name.ts';
import { parseWith } from '../../shared/domain/parse.ts';
import type { OwnCredentials } from '../open-access.ts';
import { claimsOf } from '../token-claims.ts';

/** One login: everything that is asked of the service for it. */
export interface Scope {
  readonly connectorId: string;
  /** The path after `/v1`, with the query in one order. It asks for `json`. */
  readonly path: string;
}

/** How a caller wants the login written. That is done here, so that all formats share one login. */
export interface Writing {
  readonly format: FormatOf<'logins'>;
  readonly namespace?: string;
  readonly hosts?: Hosts;
}

/** What a request of the service would be, taken apart; or why it can't be answered here. */
export type Asked = { readonly scope: Scope; readonly writing: Writing } | { readonly fault: string };

const PATH = /^\/v1(\/connectors\/([A-Za-z0-9-]{1,64})\/(?:ecr|ecr-public)\/credentials)$/;
const WRITING = ['format', 'namespace', 'hosts'];
const LOGIN_FORMATS = formatsOf('logins');
const Writing = v.strictObject({
  format: v.optional(v.picklist(LOGIN_FORMATS), 'json'),
  namespace: v.exactOptional(Namespace),
  hosts: v.exactOptional(Hosts),
});

/** Reads a request. It has the form of the service's route, so that helpers ask both alike. */
export function readAsked(method: string | undefined, target: string): Asked {
  const { pathname, searchParams } = new URL(target, 'http://localhost');
  const [, route, connectorId] = PATH.exec(pathname) ?? [];
  if (method !== 'GET' || route === undefined || connectorId === undefined) {
    return { fault: 'path must be that of a login: GET /v1/connectors/ID/ecr/credentials' };
  }
  const given = WRITING.flatMap((name) => searchParams.getAll(name).map((value) => [name, value] as const));
  const parsed = parseWith(Writing, Object.fromEntries(given), 'query');
  if (!parsed.ok) return { fault: parsed.errors.map(({ field, detail }) => `${field} ${detail}`).join('. ') };
  if (new Set(given.map(([name]) => name)).size < given.length) return { fault: 'query has a parameter twice' };
  const fault = writingFault(parsed.value);
  if (fault !== undefined) return { fault };
  for (const name of WRITING) searchParams.delete(name);
  searchParams.sort();
  const query = [...searchParams].map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return { scope: { connectorId, path: [route, ...query].join('&').replace('&', '?') }, writing: parsed.value };
}

function writingFault({ format, namespace, hosts }: Writing): string | undefined {
  if (namespace !== undefined && !rulesOfFormat(format).namespaced.includes('logins')) {
    return `namespace means nothing for the format ${format}`;
  }
  const fault = hostsFault(hosts, format);
  return fault && `hosts ${fault}`;
}

/**
 * Returns the key of a login: whose it is, and what it is. Whoever the host is taken for can change while the cache runs,
 * and nobody may get what was issued to another caller.
 */
export async function keyOf({ path }: Scope, proof: OwnCredentials['proof']): Promise<string> {
  const who = await proof();
  const whose = 'accessKeyId' in who ? { accessKeyId: who.accessKeyId } : lastingClaims(who.token);
  return createHash('sha256')
    .update(JSON.stringify([whose, path]))
    .digest('hex');
}

/** Claims that say when a token was made, or for which other one. */
const PASSING_CLAIMS: ReadonlySet<string> = new Set([
  'iat',
  'nbf',
  'exp',
  'jti',
  'auth_time',
  'nonce',
  'at_hash',
  'c_hash',
]);

/** The claims of a token without those that each new token has anew. A text that is no JWT stands for itself. */
function lastingClaims(token: string): unknown {
  const claims = claimsOf(token);
  if (claims === undefined) return { token };
  return Object.entries(claims).filter(([name]) => !PASSING_CLAIMS.has(name));
}
