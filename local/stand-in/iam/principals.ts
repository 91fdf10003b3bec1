import { readAssumedRoleArn, readRoleArn, readSamlProviderArn, readUserArn } from '../core/arn.ts';
import type { Caller, Principal, Role, State } from '../core/state.ts';

function assertPrincipal({ arn, kind, sessionToken }: Principal) {
  const isSession = kind === 'role-session';
  const parts = isSession ? readAssumedRoleArn(arn) : readUserArn(arn);
  if (parts === undefined) throw new RangeError(`Not the ARN of a principal of kind ${kind}: ${arn}`);
  if (isSession !== (sessionToken !== undefined)) {
    throw new RangeError(`A role session has a session token and an IAM user has none: ${arn}`);
  }
}

/** Adds or replaces the principal with this key. Throws a RangeError for a principal that cannot exist in AWS. */
export function putPrincipal(state: State, principal: Principal) {
  assertPrincipal(principal);
  const { arn, accessKeyId, kind, policy } = principal;
  state.callers.set(accessKeyId, { createdAt: state.now(), ...principal });
  if (kind === 'iam-user') state.users.set(arn, { arn, ...(policy !== undefined && { policy }) });
}

/** Adds or replaces the role with this ARN. Throws a RangeError for a role that cannot exist in IAM. */
export function putRole(state: State, role: Role) {
  const partition = readRoleArn(role.arn)?.partition;
  if (partition === undefined) throw new RangeError(`Not a role ARN: ${role.arn}`);
  const maximum = role.maxSessionDurationSeconds ?? 3600;
  if (!Number.isInteger(maximum) || maximum < 3600 || maximum > 43200) {
    throw new RangeError(`maxSessionDurationSeconds must be an integer from 3600 to 43200: ${maximum}`);
  }
  const foreign = role.trustedPrincipals.find((arn) => (readRoleArn(arn) ?? readUserArn(arn))?.partition !== partition);
  if (foreign !== undefined) throw new RangeError(`Not a role or user that ${role.arn} could trust: ${foreign}`);
  const stranger = (role.trustedSaml ?? []).find((arn) => readSamlProviderArn(arn)?.partition !== partition);
  if (stranger !== undefined) throw new RangeError(`Not a SAML provider that ${role.arn} could trust: ${stranger}`);
  state.roles.set(role.arn, role);
}

/** Throws a RangeError for principals that cannot exist in AWS. */
export function createState(principals: readonly Principal[], roles: readonly Role[], now: () => Date): State {
  const state: State = {
    now,
    callers: new Map(),
    users: new Map(),
    roles: new Map(),
    inlinePolicies: new Map(),
    secrets: new Map(),
    parameters: new Map(),
    buckets: new Map(),
    signingKeys: new Map(),
    oidcProviders: new Map(),
    outboundIssuers: new Map(),
    samlProviders: new Map(),
    managedPolicies: new Map(),
    usedMfaCodes: new Set(),
    authorizations: new Map(),
    packageTokens: new Map(),
    packageRepositories: new Map(),
    calls: [],
    issued: [],
  };
  for (const principal of principals) {
    if (state.callers.has(principal.accessKeyId)) throw new RangeError(`Access key twice: ${principal.accessKeyId}`);
    putPrincipal(state, principal);
  }
  for (const role of roles) putRole(state, role);
  return state;
}

/**
 * Returns the ARN under which a trust policy names a caller. A session's ARN lacks the path of the role. Role names are
 * unique within an account, so the path comes from the known role of that name.
 */
export function principalArnOf(state: State, caller: Caller): string {
  if (caller.session !== undefined) return caller.session.principalArn;
  const session = readAssumedRoleArn(caller.arn);
  if (session === undefined) return caller.arn;
  const known = [...state.roles.keys()].find((arn) => {
    const role = readRoleArn(arn);
    return role?.account === session.account && role.name === session.name && role.partition === session.partition;
  });
  return known ?? `arn:${session.partition}:iam::${session.account}:role/${session.name}`;
}
