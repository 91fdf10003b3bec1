import type { IssuedAudit } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import type { Deployment } from './deployment.ts';
import type { IdentifyCaller } from './identify-caller.ts';
import type { PlanInput } from './plan-input.ts';
import type { SessionPlan } from './plan-session.ts';
import type { FindConnector, GetAccount, RecordAudit, ReportFault } from './ports.ts';

/** What every issuing needs, whoever the caller is and however it was identified. */
export interface StepPorts {
  readonly findConnector: FindConnector;
  readonly getAccount: GetAccount;
  readonly recordAudit: RecordAudit;
  readonly reportFault: ReportFault;
  readonly deployment: Deployment;
}

export interface IssuePorts extends StepPorts {
  readonly identifyCaller: IdentifyCaller;
}

/** What the steps before have found out and decided. */
export interface AuthorizedRequest extends PlanInput {
  readonly plan: SessionPlan;
}

/** What is about to be released, and what the audit is to say of it. */
export interface Issuance<T> {
  readonly audit: IssuedAudit;
  readonly answer: T;
}

/** The last part of the path, which differs by what is asked for: what to get from AWS with the planned session. */
export type FetchCredentials<T> = (work: AuthorizedRequest, call: Call) => Promise<Issuance<T>>;
