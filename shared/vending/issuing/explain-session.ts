import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { ExplainedSession, ExplainRequest } from '../../domain/explanation.ts';
import { ISSUE_ACTIONS } from '../../domain/issue-request.ts';
import { type PrincipalType, rulesOf } from '../../domain/principal-type.ts';
import { Secret } from '../../domain/secret.ts';
import { parseStrictJson } from '../../domain/strict-json.ts';
import { registriesOf } from '../../policy/definitions/check-connector.ts';
import { decideTarget } from '../../policy/session/limits.ts';
import type { Deployment } from './deployment.ts';
import type { GrantedConnector } from './find-granted-connector.ts';
import { planSession, valid } from './plan-session.ts';
import type { SecondHop, SessionRequest } from './session-request.ts';

interface ExplainInput {
  readonly granted: GrantedConnector;
  readonly caller: Caller;
  readonly request: ExplainRequest;
  readonly deployment: Deployment;
}

/** What would be sent to AWS. Throws what issuing would throw before it asks STS. */
export function explainSession(input: ExplainInput, call: Call): ExplainedSession {
  const { granted, caller, request, deployment } = input;
  const { action, asked } = request;
  const served = ISSUE_ACTIONS[action];
  const services = served === 'ecr' || served === 'ecr-public' ? [served] : registriesOf(granted.connector.value);
  const { principalType } = granted.connector.value;
  const plan = planSession({ granted, caller, asked, proof: proofFor(principalType), services }, deployment, call);
  const target =
    action === 'ecr-login' ? valid(decideTarget(asked, granted.connector.value, granted.account.value)) : {};
  const { first, second, duration } = plan;
  return {
    principalType,
    ...(first !== 'execution-role' && describeRequest(first)),
    ...(second && { secondRoleArn: second.roleArn, ...policiesOf(second) }),
    ...(duration && { duration }),
    ...target,
  };
}

/** What only the real caller holds is taken for given: nothing is sent to anybody. */
function proofFor(principalType: PrincipalType) {
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
