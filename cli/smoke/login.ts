import { ECR_PUBLIC, parseRegistryHost } from '../../shared/domain/aws.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';
import type { Answer } from './answer.ts';

/** A login as the service handed it out. */
export interface Login {
  readonly requestId: string;
  readonly host: string;
  readonly region: string;
  readonly authorizationToken: string;
  readonly expiresAt: Date;
  readonly sessionArn: string;
  readonly sessionEndsAt: Date;
  readonly source: string;
}

/**
 * Reads a login. Throws if a field is missing, or if the host is none of ECR's: the password would go to whoever is
 * there.
 */
export function readLogin({ body }: Answer, now: Date): Login {
  const [first, ...others] = Array.isArray(body.credentials) ? body.credentials : [];
  const entry = isJsonObject(first) ? first : {};
  const session = isJsonObject(body.session) ? body.session : {};
  const { username, password, authorizationToken, proxyEndpointDomain: host, region } = entry;
  const texts = [username, password, authorizationToken, host, region, session.arn, body.requestId, body.source];
  if (others.length > 0 || texts.some((text) => typeof text !== 'string'))
    throw new TypeError('the login has no such form');
  const expected = Buffer.from(`AWS:${password}`).toString('base64');
  if (username !== 'AWS' || authorizationToken !== expected) throw new TypeError('token and password differ');
  const isPublic = ECR_PUBLIC.hosts.some((name) => name === host);
  if (!isPublic && parseRegistryHost(String(host))?.region !== region) throw new TypeError('the host is none of ECR');
  return {
    requestId: String(body.requestId),
    host: String(host),
    region: String(region),
    authorizationToken: expected,
    expiresAt: later(entry.expirationDate, now, 'the login'),
    sessionArn: String(session.arn),
    sessionEndsAt: later(session.expirationDate, now, 'the session'),
    source: String(body.source),
  };
}

function later(value: unknown, now: Date, what: string): Date {
  const time = new Date(typeof value === 'string' ? value : Number.NaN);
  if (time > now) return time;
  throw new TypeError(`${what} has no end, or is over`);
}
