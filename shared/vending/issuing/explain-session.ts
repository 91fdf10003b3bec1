import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { ExplainedSession, ExplainRequest } from '../../domain/explanation.ts';
import { valid } from '../../domain/parse.ts';
import { type PrincipalType, rulesOf } from '../../domain/principal-type.ts';
import { Secret } from '../../domain/secret.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import { decideTarget } from '../../policy/session/limits.ts';
import type { GrantedConnector } from './authorized-request.ts';
import { type Deployment, planSession, type SessionPlan } from './plan-session.ts';
import type { SecondHop, SessionRequest } from './session-request.ts';

interface ExplainInput {
  readonly granted: GrantedConnector;
  readonly caller: Caller;
  readonly request: ExplainRequest;
  readonly deployment: Deployment;
}

/** Returns what would be sent to AWS. Throws what issuing would throw before it calls STS. */
export function explainSession(input: ExplainInput, call: Call): ExplainedSession {
  const { granted, caller, request, deployment } = input;
  const { action, parameters } = request;
  const { connector, account, grant } = granted;
  const { principalType } = connector.value;
  const authorized = { granted, caller, action, parameters, proof: placeholderProof(principalType) };
  const plan = planSession(authorized, deployment, call);
  const target =
    action === 'ecr-login' ? valid(decideTarget(parameters, { connector: connector.value, grant }, account.value)) : {};
  const { first, second, duration, packages } = plan;
  return {
    principalType,
    ...(first !== 'execution-role' && describeRequest(first)),
    ...(second && { secondRoleArn: second.roleArn, ...policiesOf(second) }),
    ...(duration && { duration }),
    ...target,
    ...(packages && packagesOf(packages)),
  };
}

function packagesOf({ region, domain, domainOwner, repository }: NonNullable<SessionPlan['packages']>) {
  return { region, domain, domainOwner, ...(repository !== undefined && { repository }) };
}

/** Returns a placeholder for what only the real caller has, such as its SAML assertion. It is never sent anywhere. */
export function placeholderProof(principalType: PrincipalType) {
  return {
    token: new Secret('explained'),
    ...(rulesOf(principalType).proof === 'saml-assertion' && { samlAssertion: new Secret('explained') }),
  };
}

function describeRequest(request: SessionRequest): Omit<ExplainedSession, 'principalType'> {
  const name = 'sessionName' in request ? request.sessionName : 'name' in request ? request.name : undefined;
  return {
    ...('roleArn' in request && { roleArn: request.roleArn }),
    ...(name !== undefined && { sessionName: name }),
    ...('sourceIdentity' in request && request.sourceIdentity && { sourceIdentity: request.sourceIdentity }),
    ...('tags' in request && request.tags.length > 0 && { tags: request.tags }),
    ...policiesOf(request),
  };
}

function policiesOf(request: SessionRequest | SecondHop): Pick<ExplainedSession, 'policy' | 'policyArns'> {
  if (!('policyArns' in request)) return {};
  const { policy, policyArns } = request;
  return {
    ...(policy !== undefined && { policy: parseStrictJson(policy) }),
    ...(policyArns.length > 0 && { policyArns }),
  };
}
