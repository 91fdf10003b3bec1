import { matchesIamPattern } from '../../domain/aws.ts';
import type { Call } from '../../domain/call.ts';
import type { AwsSession } from '../../domain/credential.ts';
import type { LoginParameters } from '../../domain/issue-request.ts';
import { isAmongRepositories } from '../../domain/package-limits.ts';
import { type CheckLine, checkLine } from '../../domain/verification.ts';
import type { GrantedConnector } from '../issuing/authorized-request.ts';
import type { SessionPlan } from '../issuing/plan-session.ts';
import { firstDomain } from './check-use.ts';
import { tryCheck } from './faults.ts';
import type { VerifyPorts } from './ports.ts';

/** Asks for a repository that is outside of the connector's. Whether it exists must stay unknown to the session. */
export async function checkLimits(
  { askRepository, randomText }: Pick<VerifyPorts, 'askRepository' | 'randomText'>,
  { connector, account }: GrantedConnector,
  session: AwsSession,
  call: Call,
): Promise<readonly CheckLine[]> {
  const { repositories, region, regions, serves } = connector.value;
  const asked = region ?? regions?.[0];
  if (askRepository === undefined || repositories === undefined || asked === undefined || !serves.includes('ecr')) {
    return [];
  }
  const name = `portunus-verify/${randomText()}`;
  if (repositories.some((pattern) => matchesIamPattern(name, pattern))) {
    return [checkLine('outside-limits', 'not_checked', 'no repository is outside of the connector')];
  }
  const check = async () => {
    const repository = { region: asked, registryId: account.value.awsAccountId, name };
    const answer = await askRepository(repository, session, call);
    return judged(answer, 'repository');
  };
  return [await tryCheck('outside-limits', check)];
}

/** Asks CodeArtifact for the address of a repository that is outside of the connector's. */
export async function checkPackageLimits(
  {
    askPackageRepository,
    startSession,
    randomText,
  }: Pick<VerifyPorts, 'askPackageRepository' | 'startSession' | 'randomText'>,
  { connector: { value } }: GrantedConnector,
  plan: (parameters: Partial<LoginParameters>) => SessionPlan,
  call: Call,
): Promise<readonly CheckLine[]> {
  const limits = value.codeartifact?.repositories;
  const named = firstDomain(value);
  if (askPackageRepository === undefined || limits === undefined || 'missing' in named) return [];
  const repository = `portunus-verify-${randomText()}`;
  if (isAmongRepositories(repository, limits)) {
    return [checkLine('outside-limits', 'not_checked', 'no repository of packages is outside of the connector')];
  }
  const check = async () => {
    const { first, packages } = plan(named);
    if (first === 'execution-role' || packages === undefined) {
      return checkLine('outside-limits', 'not_checked', 'there is no session');
    }
    const { region, domain, domainOwner } = packages;
    const session = await startSession(first, call);
    return judged(
      await askPackageRepository({ region, domain, domainOwner, repository }, session, call),
      'repository of packages',
    );
  };
  return [await tryCheck('outside-limits', check)];
}

/** The one line that tells most: what is open, or else what was not learnt. */
export function worstOf(lines: readonly CheckLine[]): readonly CheckLine[] {
  const worst = lines.toSorted((one, other) => RANKS.indexOf(one.outcome) - RANKS.indexOf(other.outcome));
  return worst.slice(0, 1);
}

const RANKS: readonly CheckLine['outcome'][] = ['failed', 'not_checked', 'passed'];

function judged(answer: 'refused' | 'let_in', what: string): CheckLine {
  if (answer === 'refused') return checkLine('outside-limits', 'passed', `another ${what} is refused`);
  return checkLine('outside-limits', 'failed', `another ${what} is not refused`, REPORT);
}

const REPORT = 'disable the connector and report it: its session policy should refuse every other repository';
