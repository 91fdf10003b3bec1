import type { Call } from '../../domain/call.ts';
import type { Connector } from '../../domain/connector.ts';
import type { AwsSession } from '../../domain/credential.ts';
import type { LoginParameters } from '../../domain/issue-request.ts';
import { valid } from '../../domain/parse.ts';
import { type CheckLine, checkLine } from '../../domain/verification.ts';
import { decideTarget } from '../../policy/session/limits.ts';
import type { GrantedConnector } from '../issuing/authorized-request.ts';
import { openSession } from '../issuing/fetch-session.ts';
import type { SessionPlan } from '../issuing/plan-session.ts';
import { mapLimited } from '../map-limited.ts';
import { tryCheck } from './faults.ts';
import type { VerifyPorts } from './ports.ts';

/** Asks ECR for a login, and drops it. */
export function checkLogin(
  { getRegistryLogins }: Pick<VerifyPorts, 'getRegistryLogins'>,
  { connector, account }: GrantedConnector,
  session: AwsSession,
  call: Call,
): Promise<CheckLine> {
  return tryCheck('ecr-login', async () => {
    const { registries, region, regions } = connector.value;
    const asked = region ?? regions?.[0];
    if (asked === undefined) {
      return checkLine('ecr-login', 'not_checked', 'the connector has no region of its own, so callers name one');
    }
    const registryIds = registries?.slice(0, MOST_REGISTRIES);
    const parameters = { region: asked, ...(registryIds && { registryIds }) };
    const target = valid(decideTarget(parameters, { connector: connector.value, grant: undefined }, account.value));
    await getRegistryLogins(target, session, call);
    return checkLine(
      'ecr-login',
      'passed',
      `ECR gives a login to ${target.registryIds.join(', ')} in ${target.region}`,
    );
  });
}

/** The most registries that ECR takes in one call. */
const MOST_REGISTRIES = 10;

export function checkPublicLogin(
  { getPublicLogin, startSession }: Pick<VerifyPorts, 'getPublicLogin' | 'startSession'>,
  plan: () => SessionPlan,
  call: Call,
): Promise<CheckLine> {
  return tryCheck('ecr-public-login', async () => {
    const { first } = plan();
    if (first === 'execution-role') return checkLine('ecr-public-login', 'not_checked', 'there is no session');
    await getPublicLogin(await startSession(first, call), call);
    return checkLine('ecr-public-login', 'passed', 'ECR Public gives a login');
  });
}

/** Asks CodeArtifact for a token for the first domain that the connector names, and for the address of a repository. */
export function checkPackageLogin(
  { getPackageLogin, startSession }: Pick<VerifyPorts, 'getPackageLogin' | 'startSession'>,
  { connector: { value } }: GrantedConnector,
  plan: (parameters: Partial<LoginParameters>) => SessionPlan,
  call: Call,
): Promise<CheckLine> {
  const check = 'codeartifact-login';
  return tryCheck(check, async () => {
    const named = firstDomain(value);
    if ('missing' in named)
      return checkLine(check, 'not_checked', `the connector ${named.missing}, so callers name one`);
    const { first, packages } = plan(named);
    if (first === 'execution-role' || packages === undefined) {
      return checkLine(check, 'not_checked', 'there is no session');
    }
    const { repositories: _limit, ...target } = packages;
    const { domain, repository } = target;
    const endpoints = repository === undefined ? [] : (['npm'] as const);
    await getPackageLogin({ ...target, endpoints }, await startSession(first, call), call);
    const place = repository === undefined ? '' : `, and knows the repository ${repository}`;
    return checkLine(check, 'passed', `CodeArtifact gives a login to ${domain}${place}`);
  });
}

/** What a caller would ask for, or what the connector leaves to its callers. */
export function firstDomain({ codeartifact, region, regions }: Connector) {
  const [first] = codeartifact?.domains ?? [];
  const place = region ?? regions?.[0];
  if (first === undefined) return { missing: 'limits no domain' };
  if (place === undefined) return { missing: 'has no region of its own' };
  const [domain = '', domainOwner] = first.split('/').toReversed();
  return { region: place, domain, ...(domainOwner !== undefined && { domainOwner }) };
}

/** Each hop takes two calls of STS. */
const HOPS_AT_ONCE = 4;

/** Opens a session of each further role, as a request for it would. */
export async function checkFurtherRoles(
  ports: Pick<VerifyPorts, 'startSession'>,
  roleArns: readonly string[],
  planFor: (roleArn: string) => SessionPlan,
  call: Call,
): Promise<CheckLine> {
  const lines = await mapLimited(roleArns, HOPS_AT_ONCE, (roleArn) =>
    tryCheck('further-roles', async () => {
      const { first, second } = planFor(roleArn);
      if (first !== 'execution-role') await openSession(ports.startSession, { first, ...(second && { second }) }, call);
      return checkLine('further-roles', 'passed', 'opened');
    }),
  );
  const bad = [...lines.entries()].filter(([, { outcome }]) => outcome !== 'passed');
  const [first] = bad.toSorted(([, one], [, other]) => rank(one) - rank(other));
  if (first === undefined) return checkLine('further-roles', 'passed', `all ${lines.length} can be assumed`);
  const [index, { outcome, seen, todo }] = first;
  const others = bad.length > 1 ? `, and ${bad.length - 1} more` : '';
  return checkLine('further-roles', outcome, `${roleArns[index]}${others}: ${seen}`, todo);
}

/** A role that was refused says more than one that was not asked. */
function rank({ outcome }: CheckLine): number {
  return outcome === 'failed' ? 0 : 1;
}
