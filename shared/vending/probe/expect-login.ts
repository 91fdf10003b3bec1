import { parseRegistryHost } from '../../domain/aws.ts';
import type { ProbeLogin } from '../../domain/probe.ts';
import type { ProbeAnswer } from './ports.ts';

/** Clocks of the service and of the prober may differ by this much. */
const CLOCK_MS = 60_000;
/** How long ECR's logins are valid. */
const LONGEST_MS = 12 * 60 * 60 * 1000;

/** What the answer to the prober's own connector must be about. */
export interface ExpectedLogin {
  readonly connector: string;
  readonly region: string;
}

/** Returns everything that is wrong with an answer that must be a login. */
export function loginFaults(answer: ProbeAnswer, expected: ExpectedLogin, now: Date): readonly string[] {
  if (answer.status !== 200) return [`status must be 200`];
  if (answer.body.kind !== 'login') {
    return [answer.body.kind === 'unreadable' ? answer.body.detail : 'the answer must be a login'];
  }
  return [
    ...(answer.noStore ? [] : ['Cache-Control must be no-store']),
    ...fieldFaults(answer.body.value, expected),
    ...timeFaults(answer.body.value, now.getTime()),
  ];
}

function fieldFaults({ connectorId, credentials: [login] }: ProbeLogin, { connector, region }: ExpectedLogin) {
  const host = login.proxyEndpoint.replace(/^https:\/\//, '');
  const registry = parseRegistryHost(host);
  return [
    ...(connectorId === connector ? [] : ['connectorId must be the connector that was asked for']),
    ...(login.region === region ? [] : ['region must be the region of the deployment']),
    ...(registry?.region === region && registry.registryId === login.registryId
      ? []
      : ['proxyEndpoint must be the host of this registry in this region']),
    ...(login.proxyEndpointDomain === host ? [] : ['proxyEndpointDomain must be the host of proxyEndpoint']),
  ];
}

function timeFaults({ credentials: [login], session, refreshAfter }: ProbeLogin, now: number): readonly string[] {
  const end = login.expirationDate.getTime();
  const refresh = refreshAfter.getTime();
  const isSessionOver = session !== undefined && session.expirationDate.getTime() <= now;
  return [
    ...(end > now && end <= now + LONGEST_MS + CLOCK_MS ? [] : ['expirationDate must be within the next 12 hours']),
    ...(refresh > now - CLOCK_MS && refresh <= end ? [] : ['refreshAfter must be before expirationDate']),
    ...(isSessionOver ? ["the session's expirationDate must be in the future"] : []),
  ];
}
