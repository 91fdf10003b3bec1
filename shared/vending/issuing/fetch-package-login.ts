import type { Call } from '../../domain/call.ts';
import type { FetchedPackageLogin, GrantedDuration, IssuedPackageLogin } from '../../domain/credential.ts';
import { PortunusError } from '../../domain/errors.ts';
import { type FormatName, rulesOfFormat } from '../../domain/format-name.ts';
import { refreshAfter } from '../../policy/session/duration.ts';
import { fingerprint } from './audit-draft.ts';
import type { AuthorizedRequest } from './authorized-request.ts';
import { type Cached, createCredentialCache } from './credential-cache.ts';
import { durationOf, openSession, sentOf } from './fetch-session.ts';
import type { FetchCredentials } from './issue.ts';
import type { PackagePlan, SessionPlan } from './plan-session.ts';
import type { GetPackageLogin, PackageLoginRequest, StartSession } from './ports.ts';

export interface PackageLoginPorts {
  readonly startSession: StartSession;
  readonly getPackageLogin: GetPackageLogin;
  /** Returns a number from 0 to 1. It spreads the refreshes of agents that logged in at the same time. */
  readonly random: () => number;
}

/** Creates the fetch of logins to CodeArtifact. The planned session signs the calls, and is dropped afterwards. */
export function createFetchPackageLogin(
  ports: PackageLoginPorts,
  cache = createCredentialCache<FetchedPackageLogin>(),
): FetchCredentials<IssuedPackageLogin> {
  return async (request, plan, call) => {
    const asked = askedFor(plan.packages, request.parameters.format);
    const key = plan.key && JSON.stringify([plan.key, asked]);
    const cached = await cache.getOrFetch(key, call, () => fetchPackageLogin(ports, request, plan, asked, call));
    const login = { ...cached, duration: durationOf(plan, cached) };
    return { audit: auditOf(plan, login), answer: answerOf(request, login, call, ports.random()) };
  };
}

function askedFor(packages: PackagePlan | undefined, format: FormatName): PackageLoginRequest {
  // Without a plan nothing limits the login. No route asks for one.
  if (packages === undefined) throw new PortunusError('internal', 'codeartifact', { detail: 'no login was planned' });
  const { repositories: _limit, ...target } = packages;
  const endpoints = target.repository === undefined ? [] : (rulesOfFormat(format).packages?.endpoints ?? []);
  return { ...target, endpoints };
}

async function fetchPackageLogin(
  { startSession, getPackageLogin }: PackageLoginPorts,
  { granted }: AuthorizedRequest,
  { first, second }: SessionPlan,
  asked: PackageLoginRequest,
  call: Call,
): Promise<FetchedPackageLogin> {
  // No type without a session serves CodeArtifact. If one did, the execution role would sign.
  if (first === 'execution-role') throw new PortunusError('internal', 'sts', { detail: 'no session was planned' });
  const session = await openSession(startSession, { first, ...(second && { second }) }, call);
  const login = await getPackageLogin(asked, session, call);
  const endsWithSession = granted.connector.value.loginLifetime === 'session';
  const ends = [login.expiresAt, ...(endsWithSession ? [session.expiresAt] : [])];
  const endsAt = new Date(Math.min(...ends.map((end) => end.getTime())));
  return { login, session: { arn: session.arn, expiresAt: session.expiresAt }, fetchedAt: call.now(), endsAt };
}

type CachedLogin = Cached<FetchedPackageLogin> & { readonly duration: GrantedDuration | undefined };

function auditOf(plan: SessionPlan, { duration, session, source, login, endsAt }: CachedLogin) {
  const { region, domain, domainOwner, repository, authorizationToken } = login;
  return {
    source,
    sessionArn: session.arn,
    ...sentOf(plan),
    ...(duration && { grantedSeconds: duration.grantedSeconds }),
    region,
    domain,
    domainOwner,
    ...(repository !== undefined && { repository }),
    expiresAt: endsAt,
    tokenSha256: [fingerprint(authorizationToken)],
  };
}

function answerOf(
  { parameters: { connectorId, format, namespace } }: AuthorizedRequest,
  { duration, session, source, login, endsAt }: CachedLogin,
  call: Call,
  random: number,
): IssuedPackageLogin {
  return {
    requestId: call.requestId,
    connectorId,
    format,
    ...(namespace && { namespace }),
    issuedAt: call.now(),
    login,
    session,
    source,
    refreshAfter: refreshAfter(call.now(), endsAt, random),
    ...(duration && { duration }),
  };
}
