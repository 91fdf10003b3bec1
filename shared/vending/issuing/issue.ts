import type { Call } from '../../domain/call.ts';
import type { Caller, RequestCredential } from '../../domain/caller.ts';
import {
  ISSUE_ACTIONS,
  type IssueAction,
  type IssueParameters,
  type IssueRequest,
} from '../../domain/issue-request.ts';
import { registriesOf } from '../../policy/definitions/check-connector.ts';
import { type AuditDraft, issuedRecord, recordFailure } from './audit-draft.ts';
import { findGrantedConnector, type GrantedConnector } from './find-granted-connector.ts';
import { planSession } from './plan-session.ts';
import type { FetchCredentials, IssuePorts, StepPorts } from './work.ts';

interface Step {
  readonly action: IssueAction;
  readonly credential: RequestCredential;
  readonly caller: Caller;
  /** Which of several. */
  readonly item?: number;
  /** Known before the parameters are read, so that a bad request's record names it. */
  readonly connectorId?: string;
  readonly parameters: () => IssueParameters;
}

/** The whole path: caller, connector, decision, session, credentials, audit. Nothing is returned that is not recorded. */
export async function issue<T>(
  ports: IssuePorts,
  request: IssueRequest,
  call: Call,
  perform: FetchCredentials<T>,
): Promise<T> {
  return issueTo(ports, { ...request, caller: await ports.identifyCaller(request.credential, call) }, call, perform);
}

/** The path from a known caller on. */
export async function issueTo<T>(ports: StepPorts, step: Step, call: Call, perform: FetchCredentials<T>): Promise<T> {
  const { action, caller, item, connectorId } = step;
  const trail: AuditDraft = {
    action,
    caller,
    ...(item === undefined ? {} : { item }),
    ...(connectorId === undefined ? {} : { asked: { connectorId } }),
  };
  try {
    const { asked, proof } = step.parameters();
    trail.asked = asked;
    const granted = await findGrantedConnector(ports, { id: asked.connectorId, action }, caller, call);
    trail.granted = granted;
    const services = servicesOf(action, granted);
    const input = { granted, caller, asked, proof: { ...proof, ...tokenOf(step.credential) }, services };
    const plan = planSession(input, ports.deployment, call);
    const { audit, answer } = await perform({ ...input, plan }, call);
    await ports.recordAudit(issuedRecord(trail, call, audit), call);
    return answer;
  } catch (error) {
    await recordFailure(ports, trail, call, error);
    throw error;
  }
}

function tokenOf(credential: RequestCredential) {
  return credential.scheme === 'bearer' ? { token: credential.token } : {};
}

/** A login's session is for its registry alone; one that is handed out, for whatever the connector serves. */
function servicesOf(action: IssueAction, { connector }: GrantedConnector) {
  const served = ISSUE_ACTIONS[action];
  return served === 'ecr' || served === 'ecr-public' ? [served] : registriesOf(connector.value);
}
