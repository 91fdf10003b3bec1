import type { Call } from '../../domain/call.ts';
import { type Caller, issuerOf, type VerifiedToken } from '../../domain/caller.ts';
import { type ErrorCode, PortunusError } from '../../domain/errors.ts';
import type { Condition, ExplainRequest, Explanation, NotChecked, Trial } from '../../domain/explanation.ts';
import { narrowingOf } from '../../domain/grant-narrowing.ts';
import type { ExplanationReason, ReasonOf } from '../../domain/refusal-reasons.ts';
import { type Authorization, authorize } from '../../policy/access/access.ts';
import { callerFromToken } from '../../policy/access/authenticate.ts';
import { explainAccess, explainClaim } from '../../policy/access/explain-access.ts';
import { explainLimits } from '../../policy/access/explain-limits.ts';
import { tokenUse } from '../../policy/access/one-time-token.ts';
import { stopRefusal } from '../../policy/access/stops.ts';
import { explainClaims } from '../../policy/session/explain-claims.ts';
import { withAccount } from './authorized-request.ts';
import { explainRejection } from './explain-rejection.ts';
import { explainSession } from './explain-session.ts';
import type { Deployment } from './plan-session.ts';
import type { FindConnector, GetAccount, ListIssuers, VerifyToken } from './ports.ts';

export interface ExplainPorts {
  readonly listIssuers: ListIssuers;
  readonly findConnector: FindConnector;
  readonly getAccount: GetAccount;
  readonly deployment: Deployment;
  /** Verifies tokens. It is absent without a network; then only claims can be explained. */
  readonly verifyToken?: JudgeToken;
}

/** Verifies a token, or says which check could not be made. */
export type JudgeToken = (
  ...asked: Parameters<VerifyToken>
) => Promise<VerifiedToken & { readonly notChecked?: readonly NotChecked[] }>;

const CLAIMS_ALONE: NotChecked = { what: 'signature, audience and times', why: 'claims were given, and no token' };

/** Runs the steps of issuing up to the call to STS, and returns every condition that was checked on the way. */
export async function explain(
  ports: ExplainPorts,
  request: ExplainRequest,
  asking: Caller | undefined,
  call: Call,
): Promise<Explanation> {
  const result = await tryCaller(ports, request.trial, asking, call);
  if ('refused' in result) return undecided(result.conditions, result.refused);
  const { caller, conditions, notChecked } = result;
  const about = { caller: describeCaller(caller), ...(notChecked && { notChecked }) };
  const { connector: found, stops } = await ports.findConnector(request.parameters.connectorId, call);
  const authorization = authorize(found, caller, request.action, ports.deployment);
  if (found === undefined) return { ...undecided(conditions, 'no_such_connector'), ...about };
  // Only administrators can ask, and they may learn that a connector is invalid before anybody is authorized.
  if ('unreadable' in found) return { ...undecided(conditions, `connector_invalid: ${found.unreadable}`), ...about };
  const access = explainAccess(found.value, caller, request.action, ports.deployment);
  const stopped = stopRefusal(stops, caller, request.parameters.connectorId);
  const limits = explainLimits(found.value, caller);
  const own = [...limits.conditions, ...explainClaims(found.value, caller)];
  const unsure = [...(notChecked ?? []), ...limits.notChecked];
  const looked = {
    ...about,
    conditions: [...conditions, ...access.conditions, ...stopCondition(stopped), ...own],
    grants: access.grants,
    ...(unsure.length > 0 && { notChecked: unsure }),
  };
  if (!authorization.allowed) return { allowed: false, reason: authorization.reason, ...looked };
  const rule = ruleOf(authorization);
  if (stopped !== undefined) return { allowed: false, ...rule, ...faultsOf(stopped), ...looked };
  const use = tokenUse(found.value, caller);
  if ('refused' in use) return { allowed: false, ...rule, reason: use.refused, ...looked };
  try {
    const session = await sessionFor(ports, authorization, caller, request, call);
    return { allowed: true, ...rule, ...looked, session };
  } catch (error) {
    return { allowed: false, ...rule, ...faultsOf(decided(error)), ...looked };
  }
}

function ruleOf({ by: allowedBy, grant }: Extract<Authorization, { readonly allowed: true }>) {
  const narrowing = narrowingOf(grant);
  return { allowedBy, ...(Object.keys(narrowing).length > 0 && { narrowing }) };
}

async function sessionFor(
  { getAccount, deployment }: ExplainPorts,
  authorization: Extract<Authorization, { readonly allowed: true }>,
  caller: Caller,
  request: ExplainRequest,
  call: Call,
) {
  const granted = await withAccount(getAccount, authorization, caller, call);
  return explainSession({ granted, caller, request, deployment }, call);
}

/** The errors that are decisions. Any other error means that no decision was made, so it is thrown. */
const DECISIONS: readonly ErrorCode[] = ['token_rejected', 'not_allowed', 'invalid_request', 'connector_invalid'];

function decided(error: unknown): PortunusError {
  if (error instanceof PortunusError && DECISIONS.includes(error.code)) return error;
  throw error;
}

/** A stop is listed while it is in force. Files don't tell what is stopped, so its absence is no condition that held. */
function stopCondition(stopped: PortunusError | undefined): readonly Condition[] {
  if (stopped === undefined) return [];
  return [{ condition: 'not stopped', held: false, expected: true, actual: stopped.reason }];
}

function undecided(conditions: readonly Condition[], reason: string): Explanation {
  return { allowed: false, reason, conditions, grants: [] };
}

function faultsOf({ code, reason, errors }: PortunusError) {
  return {
    // A refusal by Portunus is identified by its reason. Any other error needs its code too.
    reason:
      errors !== undefined || reason === undefined ? code : code === 'not_allowed' ? reason : `${code}: ${reason}`,
    ...(errors && { errors }),
  };
}

function describeCaller(caller: Caller) {
  return {
    issuer: issuerOf(caller),
    subject: caller.subject,
    kind: caller.kind,
    administrator: caller.administrator,
  };
}

type TrialResult =
  | {
      readonly caller: Caller;
      readonly conditions: readonly Condition[];
      readonly notChecked?: readonly NotChecked[] | undefined;
    }
  | { readonly refused: string; readonly conditions: readonly Condition[] };

/** Describes a refusal by its reason alone, because an error's text may contain more. */
function refusedFor(refused: ExplanationReason | ReasonOf<'token_rejected'>, conditions: readonly Condition[] = []) {
  return { refused, conditions };
}

async function tryCaller(
  ports: ExplainPorts,
  trial: Trial,
  asking: Caller | undefined,
  call: Call,
): Promise<TrialResult> {
  if (trial === 'the caller itself') {
    return asking === undefined ? refusedFor('no_caller') : { caller: asking, conditions: [] };
  }
  if ('claims' in trial) {
    const result = await tryClaims(ports, trial, call);
    return 'refused' in result ? result : { ...result, notChecked: [CLAIMS_ALONE] };
  }
  if (ports.verifyToken === undefined) return refusedFor('token_not_verified');
  try {
    const { claims, issuer, notChecked } = await ports.verifyToken(trial.token, call);
    return { ...(await tryClaims(ports, { claims, issuer: issuer.id }, call)), notChecked };
  } catch (error) {
    const { code, reason = code } = decided(error);
    const issuers = await ports.listIssuers(call);
    const conditions = explainRejection(reason, trial.token, { issuers, now: call.now() });
    return { refused: reason, conditions };
  }
}

/** Explains claims as if they came from a valid token. Signature, audience and times are not checked. */
async function tryClaims(
  { listIssuers }: ExplainPorts,
  { claims, issuer: id }: Extract<Trial, { claims: unknown }>,
  call: Call,
): Promise<TrialResult> {
  const issuers = await listIssuers(call);
  const issuer = issuers.find((one) => (id === undefined ? one.url === claims.iss : one.id === id));
  const known: Condition = {
    condition: 'issuer',
    held: issuer !== undefined,
    expected: issuers.map((one) => one.id),
    actual: id ?? claims.iss,
  };
  if (issuer === undefined) return refusedFor('no_such_issuer', [known]);
  const conditions = [
    known,
    { condition: 'issuer.enabled', held: issuer.enabled },
    ...(issuer.require ?? []).map((one) => explainClaim(one, { claims }, 'issuer.require')),
  ];
  if (!issuer.enabled) return refusedFor('issuer_disabled', conditions);
  if (typeof claims.sub !== 'string') {
    const missing: Condition = { condition: 'claims.sub', held: false, expected: 'a text', actual: claims.sub };
    return refusedFor('sub_missing', [...conditions, missing]);
  }
  const expiresAt = typeof claims.exp === 'number' ? new Date(claims.exp * 1000) : hourFrom(call.now());
  const authentication = callerFromToken({ issuer, subject: claims.sub, claims, expiresAt });
  return authentication.authenticated
    ? { caller: authentication.caller, conditions }
    : refusedFor(authentication.reason, conditions);
}

function hourFrom(now: Date): Date {
  return new Date(now.getTime() + 3_600_000);
}
