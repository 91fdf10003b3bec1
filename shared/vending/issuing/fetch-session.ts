import type { IssuedAudit } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import type {
  AwsSession,
  FetchedSession,
  GrantedDuration,
  IssuedCallerIdentity,
  IssuedConsoleUrl,
  IssuedSession,
  SessionName,
} from '../../domain/credential.ts';
import { PortunusError } from '../../domain/errors.ts';
import { rulesOf } from '../../domain/principal-type.ts';
import { actualDuration, refreshAfter } from '../../policy/session/duration.ts';
import { fingerprint, sha256 } from './audit-draft.ts';
import type { AuthorizedRequest } from './authorized-request.ts';
import { type Cached, createCredentialCache } from './credential-cache.ts';
import type { FetchCredentials } from './issue.ts';
import type { SessionPlan } from './plan-session.ts';
import type { GetCallerIdentity, GetConsoleUrl, StartSession } from './ports.ts';
import type { SecondHop, SessionRequest } from './session-request.ts';

export interface SessionPorts {
  readonly startSession: StartSession;
  readonly getCallerIdentity: GetCallerIdentity;
  readonly getConsoleUrl: GetConsoleUrl;
  /** Returns a number from 0 to 1. It spreads the refreshes of agents that logged in at the same time. */
  readonly random: () => number;
}

interface SessionUses {
  readonly session: FetchCredentials<IssuedSession>;
  readonly 'caller-identity': FetchCredentials<IssuedCallerIdentity>;
  readonly 'console-url': FetchCredentials<IssuedConsoleUrl>;
}

/**
 * Creates the fetches whose result is the session, or is made from it. The console opens in `region` if neither the
 * plan nor the connector names a region.
 */
export function createFetchSession(ports: SessionPorts, region: string): SessionUses {
  const cache = createCredentialCache<FetchedSession>();
  const sessionOf = async (plan: SessionPlan, call: Call): Promise<CachedSession> => {
    const cached = await cache.getOrFetch(plan.key, call, () => fetchSession(ports.startSession, plan, call));
    return { ...cached, duration: durationOf(plan, cached) };
  };
  return {
    session: async (request, plan, call) => {
      const cached = await sessionOf(plan, call);
      return { audit: auditOf(plan, cached), answer: answerOf(request, cached, call, ports.random()) };
    },
    'caller-identity': async ({ parameters: { connectorId } }, plan, call) => {
      const cached = await sessionOf(plan, call);
      const identity = await ports.getCallerIdentity(cached.session, plan.region, call);
      const audit = { ...auditOf(plan, cached), tokenSha256: [] };
      return { audit, answer: { requestId: call.requestId, connectorId, ...identity } };
    },
    'console-url': async (request, plan, call) => {
      const cached = await sessionOf(plan, call);
      const url = await ports.getConsoleUrl(consoleRequest(request, plan, region), cached.session, call);
      const expiresAt = new Date(call.now().getTime() + CONSOLE_URL_MS);
      const session: SessionName = { arn: cached.session.arn, expiresAt: cached.session.expiresAt };
      const { connectorId } = request.parameters;
      const answer = { requestId: call.requestId, connectorId, url, expiresAt, session };
      return { audit: { ...auditOf(plan, cached), tokenSha256: [fingerprint(url)] }, answer };
    },
  };
}

/** AWS accepts a sign-in link for 15 minutes. */
const CONSOLE_URL_MS = 900_000;

type CachedSession = Cached<FetchedSession> & { readonly duration: GrantedDuration | undefined };

async function fetchSession(startSession: StartSession, plan: SessionPlan, call: Call): Promise<FetchedSession> {
  const { first, second } = plan;
  // Types without a session offer none of these actions. If one did, the execution role's own keys would be issued.
  if (first === 'execution-role') throw new PortunusError('internal', 'sts', { detail: 'no session was planned' });
  const session = await openSession(startSession, { first, ...(second && { second }) }, call);
  return { session, fetchedAt: call.now(), endsAt: session.expiresAt };
}

/** Makes the planned session with one STS call, or with a second call that the first session signs. */
export async function openSession(
  startSession: StartSession,
  { first, second }: { readonly first: SessionRequest; readonly second?: SecondHop },
  call: Call,
): Promise<AwsSession> {
  const session = await startSession(first, call);
  if (second === undefined) return session;
  return startSession({ ...second, sourceCredentials: { source: 'session', session } }, call);
}

/** Returns the granted duration in seconds, or less if a SAML assertion ended the session earlier. Nothing else can. */
export function durationOf(
  { first, second, duration }: Pick<SessionPlan, 'first' | 'second' | 'duration'>,
  { session, fetchedAt }: { readonly session?: SessionName; readonly fetchedAt: Date },
): GrantedDuration | undefined {
  const isByAssertion =
    first !== 'execution-role' && rulesOf(first.type).proof === 'saml-assertion' && second === undefined;
  if (duration === undefined || session === undefined || !isByAssertion) return duration;
  return actualDuration(duration, { fetchedAt, expiresAt: session.expiresAt });
}

/** AWS accepts a console duration only for sessions that are neither chained nor a federated user's. */
function consoleRequest({ granted: { connector, account } }: AuthorizedRequest, plan: SessionPlan, ownRegion: string) {
  const takesDuration = !plan.chained && rulesOf(connector.value.principalType).consoleDuration;
  return {
    partition: account.value.partition,
    region: plan.region ?? connector.value.region ?? ownRegion,
    ...(takesDuration && plan.duration && { durationSeconds: plan.duration.grantedSeconds }),
  };
}

/** What the audit records of the STS call that made the session. It is the same for a session from the cache. */
export function sentOf({ first, second, sourceIdentity }: SessionPlan): Partial<IssuedAudit> {
  const last = second ?? first;
  if (last === 'execution-role') return {};
  const { roleArn, policy } = { roleArn: undefined, policy: undefined, ...last };
  return {
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    ...(roleArn !== undefined && { roleArn }),
    ...(policy !== undefined && { policySha256: sha256(policy) }),
  };
}

function auditOf(plan: SessionPlan, { duration, session, source, endsAt }: CachedSession) {
  return {
    source,
    sessionArn: session.arn,
    accessKeyId: session.accessKeyId,
    ...sentOf(plan),
    ...(duration && { grantedSeconds: duration.grantedSeconds }),
    expiresAt: endsAt,
    tokenSha256: [fingerprint(session.sessionToken)],
  };
}

function answerOf(
  { parameters: { connectorId, format, namespace } }: AuthorizedRequest,
  { duration, session, source, endsAt }: CachedSession,
  call: Call,
  random: number,
): IssuedSession {
  return {
    requestId: call.requestId,
    connectorId,
    format,
    ...(namespace && { namespace }),
    issuedAt: call.now(),
    session,
    source,
    refreshAfter: refreshAfter(call.now(), endsAt, random),
    ...(duration && { duration }),
  };
}
