import type { Call } from '../domain/call.ts';
import type { IssuedLogins } from '../domain/credential.ts';
import type { EcrLoginRequest } from '../domain/ecr-login-request.ts';
import { refreshAfter } from '../policy/refresh-after.ts';
import { issuedRecord, recordFailure, type Trail } from './audit-trail.ts';
import { findGrantedConnector } from './find-granted-connector.ts';
import type { IdentifyCaller } from './identify-caller.ts';
import type { ObtainLogins } from './obtain-logins.ts';
import { planLogin } from './plan-login.ts';
import type { FindConnector, GetAccount, RecordAudit, ReportFault } from './ports.ts';

export interface IssuePorts {
  readonly identifyCaller: IdentifyCaller;
  readonly findConnector: FindConnector;
  readonly getAccount: GetAccount;
  readonly obtainLogins: ObtainLogins;
  readonly recordAudit: RecordAudit;
  readonly reportFault: ReportFault;
  /** From 0 to 1: spreads the refreshes of agents that logged in together. */
  readonly random: () => number;
}

export type IssueEcrLogin = (request: EcrLoginRequest, call: Call) => Promise<IssuedLogins>;

/** The whole path: caller, connector, decision, session, login, audit. Nothing is returned that is not recorded. */
export const createIssueEcrLogin =
  (ports: IssuePorts): IssueEcrLogin =>
  async (request, call) => {
    const trail: Trail = { caller: await ports.identifyCaller(request.presented, call) };
    try {
      const asked = request.parameters();
      trail.asked = asked;
      const granted = await findGrantedConnector(ports, asked.connectorId, trail.caller, call);
      trail.granted = granted;
      const plan = planLogin(granted, trail.caller, asked);
      const { logins, session, source, endsAt } = await ports.obtainLogins(plan, call);
      await ports.recordAudit(issuedRecord(trail, call, plan, { logins, session, source, endsAt }), call);
      return {
        requestId: call.requestId,
        connectorId: asked.connectorId,
        format: asked.format,
        logins,
        session,
        source,
        refreshAfter: refreshAfter(call.now(), endsAt, ports.random()),
        duration: plan.duration,
      };
    } catch (error) {
      await recordFailure(ports, trail, call, error);
      throw error;
    }
  };
