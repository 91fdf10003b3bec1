import { ECR_PUBLIC } from '../../domain/aws.ts';
import type { Call } from '../../domain/call.ts';
import type { FetchedLogins, GrantedDuration, IssuedLogins, RegistryLogin } from '../../domain/credential.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { LoginAction } from '../../domain/login-service.ts';
import { valid } from '../../domain/parse.ts';
import { refreshAfter } from '../../policy/session/duration.ts';
import { decideTarget } from '../../policy/session/limits.ts';
import { fingerprint } from './audit-draft.ts';
import type { AuthorizedRequest } from './authorized-request.ts';
import { type Cached, createCredentialCache } from './credential-cache.ts';
import { durationOf, openSession, sentOf } from './fetch-session.ts';
import type { FetchCredentials } from './issue.ts';
import type { SessionPlan } from './plan-session.ts';
import type { GetPublicLogin, GetRegistryLogins, RegistryLoginRequest, Signer, StartSession } from './ports.ts';

export interface LoginPorts {
  readonly startSession: StartSession;
  readonly getRegistryLogins: GetRegistryLogins;
  readonly getPublicLogin: GetPublicLogin;
  /** Returns a number from 0 to 1. It spreads the refreshes of agents that logged in at the same time. */
  readonly random: () => number;
}

type Target = RegistryLoginRequest | 'public';

type ImageLoginAction = Extract<LoginAction, `ecr${string}`>;

/**
 * Creates the fetch of logins to private registries or to ECR Public. The planned session signs the call, and is
 * dropped afterwards.
 */
export function createFetchLogins(
  ports: LoginPorts,
  cache = createCredentialCache<FetchedLogins>(),
): Readonly<Record<ImageLoginAction, FetchCredentials<IssuedLogins>>> {
  const fetchFrom = (targetOf: (request: AuthorizedRequest) => Target): FetchCredentials<IssuedLogins> => {
    return async (request, plan, call) => {
      const target = targetOf(request);
      const key = plan.key && JSON.stringify([plan.key, target]);
      const cached = await cache.getOrFetch(key, call, () => fetchLogins(ports, request, plan, target, call));
      const logins = { ...cached, duration: durationOf(plan, cached) };
      return { audit: auditOf(plan, target, logins), answer: answerOf(request, logins, call, ports.random()) };
    };
  };
  return { 'ecr-login': fetchFrom(privateTarget), 'ecr-public-login': fetchFrom(() => 'public') };
}

function privateTarget({
  parameters,
  granted: { connector, account, grant },
}: AuthorizedRequest): RegistryLoginRequest {
  return valid(decideTarget(parameters, { connector: connector.value, grant }, account.value));
}

async function fetchLogins(
  ports: LoginPorts,
  { granted }: AuthorizedRequest,
  { first, second }: SessionPlan,
  target: Target,
  call: Call,
): Promise<FetchedLogins> {
  const signer =
    first === 'execution-role'
      ? first
      : await openSession(ports.startSession, { first, ...(second && { second }) }, call);
  const logins = await loginsOf(ports, target, signer, call);
  const session = signer === 'execution-role' ? undefined : { arn: signer.arn, expiresAt: signer.expiresAt };
  const endsWithSession = granted.connector.value.loginLifetime === 'session' && session !== undefined;
  const ends = [...logins.map((login) => login.expiresAt), ...(endsWithSession ? [session.expiresAt] : [])];
  const endsAt = new Date(Math.min(...ends.map((end) => end.getTime())));
  return { logins, ...(session && { session }), fetchedAt: call.now(), endsAt };
}

async function loginsOf(
  ports: LoginPorts,
  target: Target,
  signer: Signer,
  call: Call,
): Promise<readonly RegistryLogin[]> {
  if (target !== 'public') return ports.getRegistryLogins(target, signer, call);
  if (signer !== 'execution-role') return [await ports.getPublicLogin(signer, call)];
  throw new PortunusError('internal', 'ecr', { detail: 'no session was planned' });
}

type CachedLogins = Cached<FetchedLogins> & { readonly duration: GrantedDuration | undefined };

function auditOf(plan: SessionPlan, target: Target, { duration, session, source, logins, endsAt }: CachedLogins) {
  return {
    source,
    ...(session && { sessionArn: session.arn }),
    ...sentOf(plan),
    ...(duration && { grantedSeconds: duration.grantedSeconds }),
    ...(target === 'public' ? { region: ECR_PUBLIC.region } : target),
    expiresAt: endsAt,
    tokenSha256: logins.map(({ authorizationToken }) => fingerprint(authorizationToken)),
  };
}

function answerOf(
  { parameters: { connectorId, format, namespace, hosts } }: AuthorizedRequest,
  { duration, session, source, logins, endsAt }: CachedLogins,
  call: Call,
  random: number,
): IssuedLogins {
  return {
    requestId: call.requestId,
    connectorId,
    format,
    ...(namespace && { namespace }),
    ...(hosts && { hosts }),
    issuedAt: call.now(),
    logins,
    ...(session && { session }),
    source,
    refreshAfter: refreshAfter(call.now(), endsAt, random),
    ...(duration && { duration }),
  };
}
