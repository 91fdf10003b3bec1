import { ECR_PUBLIC } from '../../domain/aws.ts';
import type { Call } from '../../domain/call.ts';
import type { FetchedLogins, GrantedDuration, IssuedLogins, RegistryLogin } from '../../domain/credential.ts';
import { PortunusError } from '../../domain/errors.ts';
import { refreshAfter } from '../../policy/refresh-schedule.ts';
import { decideTarget } from '../../policy/session/limits.ts';
import { fingerprint } from './audit-draft.ts';
import { type Cached, createObtain, type Obtain } from './obtain.ts';
import { durationOf, openSession } from './open-session.ts';
import { valid } from './plan-session.ts';
import type { GetPublicLogin, GetRegistryLogins, RegistryLoginRequest, Signer, StartSessions } from './ports.ts';
import type { AuthorizedRequest, FetchCredentials } from './work.ts';

export interface LoginPorts {
  readonly startSessions: StartSessions;
  readonly getRegistryLogins: GetRegistryLogins;
  readonly getPublicLogin: GetPublicLogin;
  /** From 0 to 1: spreads the refreshes of agents that logged in together. */
  readonly random: () => number;
}

/** Logins of a private registry, or of ECR Public: with the planned session, which is then dropped. */
export function createFetchLogins(
  ports: LoginPorts,
  obtain: Obtain<FetchedLogins> = createObtain(),
): { readonly [S in 'ecr' | 'ecr-public']: FetchCredentials<IssuedLogins> } {
  const perform =
    (targetOf: (work: AuthorizedRequest) => RegistryLoginRequest | 'public'): FetchCredentials<IssuedLogins> =>
    async (work, call) => {
      const target = targetOf(work);
      const key = work.plan.key && JSON.stringify([work.plan.key, target]);
      const obtained = await obtain(key, call, () => fresh(ports, work, target, call));
      const released = { ...obtained, duration: durationOf(work.plan, obtained) };
      return { audit: auditOf(work, target, released), answer: answerOf(work, released, call, ports.random()) };
    };
  return { ecr: perform(privateTarget), 'ecr-public': perform(() => 'public') };
}

function privateTarget({ asked, granted: { connector, account } }: AuthorizedRequest): RegistryLoginRequest {
  return valid(decideTarget(asked, connector.value, account.value));
}

async function fresh(
  ports: LoginPorts,
  { plan, granted }: AuthorizedRequest,
  target: RegistryLoginRequest | 'public',
  call: Call,
): Promise<FetchedLogins> {
  const { first, second } = plan;
  const signer =
    first === 'execution-role'
      ? first
      : await openSession(ports.startSessions, { first, ...(second && { second }) }, call);
  const logins = await loginsOf(ports, target, signer, call);
  const session = signer === 'execution-role' ? undefined : { arn: signer.arn, expiresAt: signer.expiresAt };
  const bySession = granted.connector.value.loginLifetime === 'session' && session !== undefined;
  const ends = [...logins.map((login) => login.expiresAt), ...(bySession ? [session.expiresAt] : [])];
  const endsAt = new Date(Math.min(...ends.map((end) => end.getTime())));
  return { logins, ...(session && { session }), fetchedAt: call.now(), endsAt };
}

async function loginsOf(
  ports: LoginPorts,
  target: RegistryLoginRequest | 'public',
  signer: Signer,
  call: Call,
): Promise<readonly RegistryLogin[]> {
  if (target !== 'public') return ports.getRegistryLogins(target, signer, call);
  if (signer !== 'execution-role') return [await ports.getPublicLogin(signer, call)];
  throw new PortunusError('internal', 'ecr', { detail: 'no session was planned' });
}

type Released = Cached<FetchedLogins> & { readonly duration: GrantedDuration | undefined };

function auditOf(
  { plan }: AuthorizedRequest,
  target: RegistryLoginRequest | 'public',
  { duration, ...obtained }: Released,
) {
  return {
    source: obtained.source,
    ...(obtained.session && { sessionArn: obtained.session.arn }),
    ...(plan.sourceIdentity && { sourceIdentity: plan.sourceIdentity }),
    ...(duration && { grantedSeconds: duration.grantedSeconds }),
    ...(target === 'public' ? { region: ECR_PUBLIC.region } : target),
    expiresAt: obtained.endsAt,
    tokenSha256: obtained.logins.map(({ authorizationToken }) => fingerprint(authorizationToken)),
  };
}

function answerOf(
  { asked }: AuthorizedRequest,
  { duration, ...obtained }: Released,
  call: Call,
  random: number,
): IssuedLogins {
  return {
    requestId: call.requestId,
    connectorId: asked.connectorId,
    format: asked.format,
    ...(asked.namespace && { namespace: asked.namespace }),
    ...(asked.hosts && { hosts: asked.hosts }),
    issuedAt: call.now(),
    logins: obtained.logins,
    ...(obtained.session && { session: obtained.session }),
    source: obtained.source,
    refreshAfter: refreshAfter(call.now(), obtained.endsAt, random),
    ...(duration && { duration }),
  };
}
