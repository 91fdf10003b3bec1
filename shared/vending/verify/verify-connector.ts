import { matchesIamPattern } from '../../domain/aws.ts';
import type { Call } from '../../domain/call.ts';
import type { OidcCaller } from '../../domain/caller.ts';
import type { Connector, UnreadableConnector } from '../../domain/connector.ts';
import type { Stored } from '../../domain/definition.ts';
import { PortunusError } from '../../domain/errors.ts';
import type { IssueAction, LoginParameters } from '../../domain/issue-request.ts';
import { rulesOf, type SentProof } from '../../domain/principal-type.ts';
import { type CheckLine, checkLine, outcomeOf, VERIFY_CHECKS, type Verification } from '../../domain/verification.ts';
import { templatesOf } from '../../policy/session/fill-connector.ts';
import { type GrantedConnector, withAccount } from '../issuing/authorized-request.ts';
import { placeholderProof } from '../issuing/explain-session.ts';
import { planSession, type SessionPlan } from '../issuing/plan-session.ts';
import type { SessionRequest } from '../issuing/session-request.ts';
import { checkAccountKey } from './check-account-key.ts';
import { externalIdLines } from './check-external-id.ts';
import { checkLimits, checkPackageLimits, worstOf } from './check-limits.ts';
import { type OpenedSession, openAsWritten, sessionLines } from './check-session.ts';
import { trustLines } from './check-trust.ts';
import { checkFurtherRoles, checkLogin, checkPackageLogin, checkPublicLogin } from './check-use.ts';
import { readFault } from './faults.ts';
import { type GivenClaims, madeUpCaller } from './made-up-caller.ts';
import type { VerifyPorts } from './ports.ts';

/** What one verification works on. */
interface Subject {
  readonly granted: GrantedConnector;
  readonly caller: OidcCaller;
  readonly ports: VerifyPorts;
  readonly call: Call;
}

/**
 * Tries a connector against AWS: whether its session opens as it is written, and is refused as it must be. Everything
 * that AWS gives is dropped here. Throws `not_found`, `invalid_request`, or what says nothing of the connector.
 */
export async function verifyConnector(
  ports: VerifyPorts,
  { connectorId, given }: { readonly connectorId: string; readonly given?: GivenClaims },
  call: Call,
): Promise<Verification> {
  const { connector } = await ports.findConnector(connectorId, call);
  if (connector === undefined) throw new PortunusError('not_found', 'request');
  if (!('unreadable' in connector)) assertOwnIssuer(connector.value, given);
  const checks = await checksOf(ports, connector, given, call);
  const sorted = checks.toSorted((one, other) => positionOf(one) - positionOf(other));
  return {
    connectorId,
    ...(!('unreadable' in connector) && { connectorVersion: connector.version }),
    outcome: outcomeOf(sorted),
    checks: sorted,
  };
}

/** Whose claims these are must not be a typing error, which would pass as anybody. */
function assertOwnIssuer({ grants }: Connector, given: GivenClaims | undefined): void {
  if (given?.issuer === undefined || grants.some(({ issuer }) => issuer === given.issuer)) return;
  const errors = [{ field: 'issuer', detail: 'is named by no grant of this connector: name one of theirs, or none' }];
  throw new PortunusError('invalid_request', 'request', { errors });
}

function positionOf({ check }: CheckLine): number {
  return VERIFY_CHECKS.indexOf(check);
}

async function checksOf(
  ports: VerifyPorts,
  connector: Stored<Connector> | UnreadableConnector,
  given: GivenClaims | undefined,
  call: Call,
): Promise<readonly CheckLine[]> {
  if ('unreadable' in connector) return [checkLine('definition', 'failed', connector.unreadable, REWRITE)];
  // A stand-in for a claim would name a role that nobody made, and each run of the schedule would report it.
  if (given === undefined && namesRoleByClaims(connector.value)) return [NEEDS_CLAIMS];
  try {
    const caller = madeUpCaller(connector.value, given, call.now());
    const granted = await withAccount(ports.getAccount, { allowed: true, by: 'verify', connector }, caller, call);
    const subject: Subject = { granted, caller, ports, call };
    const plan = planFor(subject, mainAction(connector.value));
    return [definitionLine(subject), ...(await awsChecks(subject, plan))];
  } catch (error) {
    if (error instanceof PortunusError && error.code === 'not_allowed')
      return [given === undefined ? NEEDS_CLAIMS : unfilledLine(error)];
    const { refused, seen, todo } = readFault(error, { byAccountKey: true });
    return [checkLine('definition', refused ? 'failed' : 'not_checked', seen, todo ?? (refused ? REWRITE : undefined))];
  }
}

const GIVE_CLAIMS = 'give the claims of a caller whom a grant lets in, and their issuer';

/** A connector whose role, region or repositories come from claims is not the same for any two callers. */
const NEEDS_CLAIMS = checkLine('session', 'not_checked', "needs a caller's claims", GIVE_CLAIMS);

function namesRoleByClaims(connector: Connector): boolean {
  return templatesOf(connector).some(({ field }) => field !== 'repositories');
}

function unfilledLine({ reason = '' }: PortunusError): CheckLine {
  return checkLine('session', 'not_checked', `the claims do not fit: ${reason}`, GIVE_CLAIMS);
}

const REWRITE = 'correct the connector or its account, and write it again';

function definitionLine({ granted: { connector }, ports: { deployment } }: Subject): CheckLine {
  const { roleArn, enabled } = connector.value;
  if (roleArn !== undefined && isAssumed(connector.value) && !mayAssume(roleArn, deployment.connectorRoles)) {
    const todo = 'move the role under a path that PORTUNUS_CONNECTOR_ROLES names, or add the role there';
    return checkLine('definition', 'failed', 'the deployment may not assume this role', todo);
  }
  const state = enabled ? '' : ', which is disabled';
  return checkLine('definition', 'passed', `version ${connector.version}${state}, fits its account`);
}

function isAssumed({ principalType }: Connector): boolean {
  return rulesOf(principalType).call === 'AssumeRole';
}

function mayAssume(roleArn: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matchesIamPattern(roleArn, pattern));
}

/** The first use of the connector. Its session is the one that is tried. */
function mainAction({ serves }: Connector): IssueAction {
  if (serves.includes('ecr')) return 'ecr-login';
  if (serves.includes('ecr-public')) return 'ecr-public-login';
  // Its sessions are for one domain each, which a request names.
  if (serves.includes('codeartifact')) return 'session';
  return serves.includes('session') ? 'session' : 'console-url';
}

function planFor(
  { granted, caller, ports, call }: Subject,
  action: IssueAction,
  more: Partial<LoginParameters> = {},
): SessionPlan {
  const { id: connectorId, principalType, maxDurationSeconds } = granted.connector.value;
  const parameters = {
    connectorId,
    format: 'json' as const,
    // As long as a caller may ask for: the role must allow that, too.
    ...(maxDurationSeconds !== undefined && { durationSeconds: maxDurationSeconds }),
    ...more,
  };
  const proof = placeholderProof(principalType);
  return planSession({ action, parameters, proof, caller, granted }, ports.deployment, call);
}

const NEEDS: Readonly<Record<Exclude<SentProof, 'none' | 'mfa-code'>, string>> = {
  'oidc-token': "needs the caller's own token",
  'saml-assertion': "needs the caller's own assertion",
};

async function awsChecks(subject: Subject, plan: SessionPlan): Promise<readonly CheckLine[]> {
  const { granted, ports, call } = subject;
  const { proof } = rulesOf(granted.connector.value.principalType);
  if (plan.first === 'execution-role') {
    const todo = "ask for a login: it is made by issue's own role, which this function is not";
    return [checkLine('session', 'not_checked', 'the connector opens no session', todo)];
  }
  if (proof === 'oidc-token' || proof === 'saml-assertion') {
    const todo = 'ask for a login with it: nobody else can open this session';
    return [checkLine('session', 'not_checked', NEEDS[proof], todo)];
  }
  const { lines, userArn } = await checkAccountKey(ports, granted.account.value, plan.region, call);
  if (lines.some(({ check, outcome }) => check === 'account-key' && outcome !== 'passed')) {
    return [...lines, checkLine('session', 'not_checked', "the account's key is not usable")];
  }
  return [...lines, ...(await openedChecks(subject, plan.first, userArn))];
}

async function openedChecks(subject: Subject, written: SessionRequest, userArn: string | undefined) {
  const { granted, ports, call } = subject;
  const opening = await openAsWritten(ports, written, call);
  const lines = sessionLines(written, opening, ports.tokenUse);
  const accepted = 'session' in opening && opening.request.type === 'assumed-role' ? opening.request : undefined;
  const trust = isAssumed(granted.connector.value) ? trustLines(ports, { granted, accepted, userArn }, call) : [];
  if (!('session' in opening)) return [...lines.map((line) => nameVerify(line, subject)), ...(await trust)];
  const further = await Promise.all([
    trust,
    accepted === undefined ? [] : externalIdLines(ports, accepted, call),
    useLines(subject, opening),
  ]);
  return [...lines, ...further.flat()];
}

/** STS does not say which of its reasons a refusal has. This one is that of a role which works for every caller. */
function nameVerify(line: CheckLine, { granted: { connector, account }, ports }: Subject): CheckLine {
  const isOurs = isAssumed(connector.value) && account.value.credentials.source === 'execution-role';
  if (line.check !== 'session' || line.todo === undefined || !isOurs || !/^AccessDenied/.test(line.seen)) return line;
  const hint = `if callers do get logins, the trust policy does not name portunus-${ports.deployment.stage}-*-verify`;
  return checkLine('session', line.outcome, line.seen, `${line.todo}; ${hint}`);
}

/** What is asked with the session, and with others of the connector. Those are opened as they are written, or not at all. */
async function useLines(subject: Subject, opened: OpenedSession): Promise<readonly CheckLine[]> {
  const { session, without } = opened;
  const { granted, ports, call } = subject;
  const { serves, roleArns = [] } = granted.connector.value;
  const isWhole = without.size === 0;
  const planHop = (roleArn: string) => planFor(subject, mainAction(granted.connector.value), { roleArn });
  const planPublic = () => planFor(subject, 'ecr-public-login');
  const planPackages = (names: Partial<LoginParameters>) => planFor(subject, 'codeartifact-login', names);
  const lines = await Promise.all([
    serves.includes('ecr') ? checkLogin(ports, granted, session, call) : [],
    !serves.includes('ecr-public')
      ? []
      : isWhole
        ? checkPublicLogin(ports, planPublic, call)
        : NOT_WHOLE['ecr-public-login'],
    !serves.includes('codeartifact')
      ? []
      : isWhole
        ? checkPackageLogin(ports, granted, planPackages, call)
        : NOT_WHOLE['codeartifact-login'],
    limitLines(subject, opened),
    roleArns.length === 0
      ? []
      : isWhole
        ? checkFurtherRoles(ports, roleArns, planHop, call)
        : NOT_WHOLE['further-roles'],
  ]);
  return lines.flat();
}

/** What a connector's session is refused, where its policies are as they are written. */
async function limitLines(subject: Subject, { session, without }: OpenedSession): Promise<readonly CheckLine[]> {
  const { granted, ports, call } = subject;
  if (without.has('policy-size')) return [];
  const planPackages = (names: Partial<LoginParameters>) => planFor(subject, 'codeartifact-login', names);
  const lines = await Promise.all([
    checkLimits(ports, granted, session, call),
    without.size === 0 ? checkPackageLimits(ports, granted, planPackages, call) : [],
  ]);
  return worstOf(lines.flat());
}

const NOT_WHOLE = {
  'ecr-public-login': checkLine('ecr-public-login', 'not_checked', 'the session does not open as it is written'),
  'codeartifact-login': checkLine('codeartifact-login', 'not_checked', 'the session does not open as it is written'),
  'further-roles': checkLine('further-roles', 'not_checked', 'the session does not open as it is written'),
};
