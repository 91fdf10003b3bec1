import { randomBytes } from 'node:crypto';
import { type Metadata, type MetadataReply, notFound, type RoleSession, refused } from './metadata.ts';

const MAX_TTL_SECONDS = 21_600;
const TTL_HEADER = 'x-aws-ec2-metadata-token-ttl-seconds';
const ROLES_PATH = '/latest/meta-data/iam/security-credentials/';

/** The instance metadata service in its second version alone (`HttpTokens: required`). */
export function createInstanceMetadata({ now, session, roleName, region }: Metadata) {
  const tokens = new Map<string, number>();

  return (method: string, path: string, headers: Headers): MetadataReply => {
    if (path === '/latest/api/token') return putToken(method, headers);
    if (method !== 'GET') return refused(405);
    const expiresAt = tokens.get(headers.get('x-aws-ec2-metadata-token') ?? '');
    if (expiresAt === undefined || expiresAt <= now().getTime()) return refused(401);
    return path === '/latest/meta-data/placement/region' ? { status: 200, body: region } : ofRole(path);
  };

  function ofRole(path: string): MetadataReply {
    const role = roleName();
    if (role === undefined) return notFound();
    if (path === ROLES_PATH || `${path}/` === ROLES_PATH) return { status: 200, body: role };
    return path === `${ROLES_PATH}${role}` ? credentials(session(), now()) : notFound();
  }

  function putToken(method: string, headers: Headers): MetadataReply {
    if (method !== 'PUT') return refused(405);
    // A reverse proxy on the instance adds it. A request that came through one must not get a token.
    if (headers.has('x-forwarded-for')) return refused(403);
    const ttl = headers.get(TTL_HEADER) ?? '';
    if (!/^[0-9]{1,5}$/.test(ttl) || Number(ttl) < 1 || Number(ttl) > MAX_TTL_SECONDS) return refused(400);
    const token = randomBytes(42).toString('base64');
    tokens.set(token, now().getTime() + Number(ttl) * 1000);
    return { status: 200, body: token, headers: { [TTL_HEADER]: ttl } };
  }
}

function credentials(session: RoleSession, now: Date): MetadataReply {
  const body = {
    Code: 'Success',
    LastUpdated: seconds(now),
    Type: 'AWS-HMAC',
    AccessKeyId: session.accessKeyId,
    SecretAccessKey: session.secretAccessKey,
    Token: session.sessionToken,
    Expiration: seconds(session.expiration),
  };
  return { status: 200, body: JSON.stringify(body, null, 2) };
}

function seconds(time: Date) {
  return time.toISOString().replace(/\.\d{3}Z$/, 'Z');
}
