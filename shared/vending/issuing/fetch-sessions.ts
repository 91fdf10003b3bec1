import type { Call } from '../../domain/call.ts';
import type {
  FetchedSession,
  GrantedDuration,
  IssuedCallerIdentity,
  IssuedConsoleUrl,
  IssuedSession,
  SessionName,
} from '../../domain/credential.ts';
import { PortunusError } from '../../domain/errors.ts';
import { rulesOf } from '../../domain/principal-type.ts';
import { refreshAfter } from '../../policy/refresh-schedule.ts';
import { fingerprint } from './audit-draft.ts';
import { type Cached, createObtain } from './obtain.ts';
import { durationOf, openSession } from './open-session.ts';
import type { GetCallerIdentity, GetConsoleUrl, StartSessions } from './ports.ts';
import type { AuthorizedRequest, FetchCredentials } from './work.ts';

export interface SessionPorts {
  readonly startSessions: StartSessions;
  readonly getCallerIdentity: GetCallerIdentity;
  readonly getConsoleUrl: GetConsoleUrl;
  /** Of the function: where the console is signed in to, if the connector names no other. */
  readonly region: string;
  readonly random: () => number;
}

interface SessionUses {
  readonly session: FetchCredentials<IssuedSession>;
  readonly callerIdentity: FetchCredentials<IssuedCallerIdentity>;
  readonly consoleUrl: FetchCredentials<IssuedConsoleUrl>;
}

/** What is done with a connector's session itself. */
export function createFetchSessions(ports: SessionPorts): SessionUses {
  const obtain = createObtain<FetchedSession>();
  const obtained = async (work: AuthorizedRequest, call: Call): Promise<Released> => {
    const held = await obtain(work.plan.key, call, () => fresh(ports.startSessions, work, call));
    return { ...held, duration: durationOf(work.plan, held) };
  };
  return {
    session: async (work, call) => {
      const held = await obtained(work, call);
      return { audit: auditOf(work, held), answer: sessionAnswer(work, held, call, ports.random()) };
    },
    callerIdentity: async (work, call) => {
      const held = await obtained(work, call);
      const identity = await ports.getCallerIdentity(held.session, work.plan.region, call);
      const audit = { ...auditOf(work, held), tokenSha256: [] };
      return { audit, answer: { requestId: call.requestId, connectorId: work.asked.connectorId, ...identity } };
    },
    consoleUrl: async (work, call) => {
      const held = await obtained(work, call);
      const url = await ports.getConsoleUrl(consoleRequest(work, ports.region), held.session, call);
      const expiresAt = new Date(call.now().getTime() + CONSOLE_URL_MS);
      const session: SessionName = { arn: held.session.arn, expiresAt: held.session.expiresAt };
      const answer = { requestId: call.requestId, connectorId: work.asked.connectorId, url, expiresAt, session };
      return { audit: { ...auditOf(work, held), tokenSha256: [fingerprint(url)] }, answer };
    },
  };
}

/** AWS takes a sign-in link for a quarter of an hour. */
const CONSOLE_URL_MS = 900_000;

const fresh = async (
  ports: StartSessions,
  { plan: { first, second } }: AuthorizedRequest,
  call: Call,
): Promise<FetchedSession> => {
  // Types without a session serve none of this; were one let in here, the service's own keys would leave.
  if (first === 'execution-role') throw new PortunusError('internal', 'sts', { detail: 'no session was planned' });
  const session = await openSession(ports, { first, ...(second && { second }) }, call);
  return { session, fetchedAt: call.now(), endsAt: session.expiresAt };
};

/** The console takes a duration of its own only from sessions that are neither chained nor a federated user's. */
function consoleRequest({ plan, granted: { connector, account } }: AuthorizedRequest, ownRegion: string) {
  const takesDuration = !plan.chained && rulesOf(connector.value.principalType).consoleDuration;
  return {
    partition: account.value.partition,
    region: plan.region ?? connector.value.region ?? ownRegion,
    ...(takesDuration && plan.duration ? { durationSeconds: plan.duration.grantedSeconds } : {}),
  };
}

type Released = Cached<FetchedSession> & { readonly duration: GrantedDuration | undefined };

function auditOf({ plan }: AuthorizedRequest, { duration, session, source, endsAt }: Released) {
  return {
    source,
    sessionArn: session.arn,
    accessKeyId: session.accessKeyId,
    ...(plan.sourceIdentity && { sourceIdentity: plan.sourceIdentity }),
    ...(duration && { grantedSeconds: duration.grantedSeconds }),
    expiresAt: endsAt,
    tokenSha256: [fingerprint(session.sessionToken)],
  };
}

function sessionAnswer(
  { asked }: AuthorizedRequest,
  { duration, session, source, endsAt }: Released,
  call: Call,
  random: number,
): IssuedSession {
  return {
    requestId: call.requestId,
    connectorId: asked.connectorId,
    format: asked.format,
    ...(asked.namespace && { namespace: asked.namespace }),
    issuedAt: call.now(),
    session,
    source,
    refreshAfter: refreshAfter(call.now(), endsAt, random),
    ...(duration && { duration }),
  };
}
