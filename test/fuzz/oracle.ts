// Who may have what, written down by hand from the definitions of the run and from nothing of the product.
import type { PoolToken } from './tokens.ts';

/** Whoever an event shows, if it is somebody. */
export type Identity =
  | { readonly via: 'token'; readonly token: PoolToken }
  | { readonly via: 'role'; readonly arn: string };

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
}

/** The whole text behind the scheme must be a good token of the pool: nothing else was ever signed for us. */
export function identityOf(event: unknown, tokens: ReadonlyMap<string, PoolToken>): Identity | undefined {
  const routeKey = member(event, 'routeKey');
  if (typeof routeKey !== 'string') return undefined;
  if (routeKey.includes(' /iam/')) return roleOf(member(member(member(event, 'requestContext'), 'authorizer'), 'iam'));
  const authorization = member(member(event, 'headers'), 'authorization');
  // A list of one header is not what the gateway sends; a good token in it is still its bearer's.
  const header: unknown = Array.isArray(authorization) && authorization.length === 1 ? authorization[0] : authorization;
  const token = typeof header === 'string' ? tokens.get(header.replace(/^bearer /i, '')) : undefined;
  return token?.good ? { via: 'token', token } : undefined;
}

function roleOf(iam: unknown): Identity | undefined {
  const [userArn, userId] = [member(iam, 'userArn'), member(iam, 'userId')];
  if (typeof userArn !== 'string' || typeof userId !== 'string') return undefined;
  const [, account, name, session] = /^arn:aws:sts::(\d{12}):assumed-role\/([^/]+)\/([^/]+)$/.exec(userArn) ?? [];
  if (session === undefined || !/^AROA/.test(userId) || userId.split(':')[1] !== session) return undefined;
  return { via: 'role', arn: `arn:aws:iam::${account}:role/${name}` };
}

/** A claim as one text or several. */
function texts(claim: unknown): readonly string[] {
  return (Array.isArray(claim) ? claim : [claim])
    .filter((one) => ['string', 'number'].includes(typeof one))
    .map(String);
}

function hasRef(claim: unknown): boolean {
  return texts(claim).some((ref) => ref === 'refs/heads/main' || /^refs\/heads\/release\/[^/:]+$/.test(ref));
}

/** As RFC 7519 has it, and in characters that can be printed. */
function isTokenId(claim: unknown): boolean {
  return typeof claim === 'string' && /^[!-~]{1,256}$/.test(claim);
}

/** Whether a login of the connector may be given to this identity at all. */
export function mayHave(connectorId: unknown, identity: Identity | undefined): boolean {
  const isOnce = connectorId === 'once-images' && identity?.via === 'token';
  return maySee(connectorId, identity) && (!isOnce || isTokenId(identity.token.claims.jti));
}

/** Whether a grant lets this identity in, so that it may know of the connector. */
export function maySee(connectorId: unknown, identity: Identity | undefined): boolean {
  if (identity === undefined) return false;
  if (identity.via === 'role') {
    return connectorId === 'iam-images' && identity.arn === 'arn:aws:iam::123456789012:role/build-agents';
  }
  const { claims } = identity.token;
  const isShops = texts(claims.repository_id).includes('1296269');
  if (connectorId === 'narrowed-images' || connectorId === 'shop-packages') return isShops;
  if (connectorId === 'once-images') return isShops;
  if (connectorId === 'limited-images') return isShops || texts(claims.repository_id).includes('23096959');
  if (connectorId === 'claims-images') return ownOf(connectorId, identity).repositories !== undefined;
  if (connectorId === 'bakery-images') return texts(claims.repository_id).includes('23096959');
  if (connectorId !== 'shop-images' && connectorId !== 'shop-releases') return false;
  return isShops && hasRef(claims.ref);
}

/** A repository of ECR with one slash, of which a pattern of 256 characters can be made. */
const REPOSITORY = /^[a-z0-9]+(?:[._-][a-z0-9]+)*\/[a-z0-9]+(?:[._-][a-z0-9]+)*$/;

export interface Own {
  /** The role's name. */
  readonly role: unknown;
  /** Set if the session is limited to them by what the caller claims. */
  readonly repositories?: readonly string[];
  /** Whether it is the narrow one of two grants that lets the caller in. */
  readonly narrowed: boolean;
}

/** What a caller gets of a connector. */
export function ownOf(connectorId: unknown, identity: Identity | undefined): Own {
  if (connectorId !== 'claims-images') return { role: connectorId, narrowed: isNarrowed(connectorId, identity) };
  const { repository, repository_id: id } = identity?.via === 'token' ? identity.token.claims : {};
  const isId = ['string', 'number'].includes(typeof id) && /^[\w+=,.@-]{1,57}$/.test(`${id}`);
  const isName = typeof repository === 'string' && REPOSITORY.test(repository) && repository.length <= 254;
  return {
    role: `claims-${id}`,
    narrowed: false,
    ...(isId && isName && { repositories: [repository, `${repository}/*`] }),
  };
}

function isNarrowed(connectorId: unknown, identity: Identity | undefined): boolean {
  if (connectorId !== 'narrowed-images' || identity?.via !== 'token') return false;
  return !texts(identity.token.claims.ref).includes('refs/heads/main');
}

/** Regions in which a login of the connector may be. */
export function mayBeIn(connectorId: string, region: string, narrowed: boolean): boolean {
  if (narrowed) return region === 'eu-west-1';
  const isAnywhere = !['shop-images', 'narrowed-images', 'shop-packages'].includes(connectorId);
  return isAnywhere || region === 'eu-west-1' || region === 'eu-central-1';
}
