import type { IssuedAudit } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import type { IssueRequest } from '../../domain/issue-request.ts';
import { type Authorization, authorize } from '../../policy/access/access.ts';
import { stopRefusal } from '../../policy/access/stops.ts';
import { countRequest, useToken } from './admit.ts';
import { type AuditDraft, issuedRecord, recordFailure } from './audit-draft.ts';
import { type AuthorizedRequest, withAccount } from './authorized-request.ts';
import { type Deployment, planSession, type SessionPlan } from './plan-session.ts';
import type {
  ConsumeToken,
  CountRequests,
  DescribeRefusal,
  FindConnector,
  GetAccount,
  RecordAudit,
  ReportFault,
} from './ports.ts';

export interface IssuePorts {
  readonly findConnector: FindConnector;
  readonly consumeToken: ConsumeToken;
  readonly countRequests: CountRequests;
  readonly getAccount: GetAccount;
  readonly recordAudit: RecordAudit;
  readonly describeRefusal: DescribeRefusal;
  readonly reportFault: ReportFault;
  readonly deployment: Deployment;
}

export interface IssueInput {
  readonly caller: Caller;
  readonly request: IssueRequest;
  /** The index of this item in a batch request. */
  readonly item?: number;
}

/** What is about to be released, and what the audit records about it. */
export interface Issuance<T> {
  readonly audit: IssuedAudit;
  readonly answer: T;
}

/**
 * Lets a caller through to a connector: a grant matches, nobody stopped it, and the caller's token is not used up. The draft
 * keeps the rule, so that the record has it even if something refuses the request after it.
 */
export async function admitCaller(
  ports: Pick<IssuePorts, 'findConnector' | 'consumeToken' | 'deployment'>,
  { caller, request: { action, parameters } }: Pick<IssueInput, 'caller' | 'request'>,
  call: Call,
  draft?: AuditDraft,
): Promise<Extract<Authorization, { readonly allowed: true }>> {
  const { connector, stops } = await ports.findConnector(parameters.connectorId, call);
  const authorization = authorize(connector, caller, action, ports.deployment);
  if (draft && !authorization.allowed) draft.refusedBy = connector;
  if (!authorization.allowed) throw authorization.refusal;
  if (draft) draft.rule = authorization;
  const stopped = stopRefusal(stops, caller, parameters.connectorId);
  if (stopped !== undefined) throw stopped;
  await useToken(ports.consumeToken, authorization.connector.value, caller, call);
  return authorization;
}

/** Gets a login, a session, or what is made from a session. This is the only stage that differs between actions. */
export type FetchCredentials<T> = (request: AuthorizedRequest, plan: SessionPlan, call: Call) => Promise<Issuance<T>>;

/**
 * Issues credentials to a caller. These are the stages of a request, here and around this function. They run in one
 * direction, and each protects those after it.
 *
 * 1. Caller (`http/request/identified.ts`): an unknown caller does not learn whether a request was well formed (401).
 * 2. Request (the same): it is whole and typed before anything is looked up for it (400).
 * 3. Connector: it is read for each request, with the stops, so disabling and stopping take effect at once.
 * 4. Decision: it comes before the account is read and before AWS is called, so a refusal costs nothing and reveals
 *    nothing (403). Only then come the stops, because only callers whom a grant lets in may learn of one.
 * 5. Token and limit: a stranger can use up neither, and what a cache answers uses both. Each costs a write, only where
 *    the connector asks for it.
 * 6. Session: the caller's claims are filled into the connector first, so that all that follows sees what AWS will see.
 *    All of it is planned before STS is called, so a fault of the request never leaves a session behind.
 * 7. Login: the session is used and dropped; the cache is used only after the decision, never instead of it.
 * 8. Audit: the record is durable before anything is released; without a record there is no login.
 * 9. Format and 10. response (`http/response/respond.ts`): they write what was issued and decide nothing.
 */
export async function issue<T>(
  ports: IssuePorts,
  { caller, request, item }: IssueInput,
  fetchCredentials: FetchCredentials<T>,
  call: Call,
): Promise<T> {
  const { action, parameters } = request;
  const draft: AuditDraft = { action, caller, parameters, ...(item !== undefined && { item }) };
  try {
    const authorization = await admitCaller(ports, { caller, request }, call, draft);
    await countRequest(ports.countRequests, authorization.connector.value, caller, call);
    const granted = await withAccount(ports.getAccount, authorization, caller, call);
    const authorized = { ...request, caller, granted };
    const plan = planSession(authorized, ports.deployment, call);
    const { audit, answer } = await fetchCredentials(authorized, plan, call);
    await ports.recordAudit(issuedRecord(draft, call, audit), call);
    call.note?.({ issued: 1 });
    return answer;
  } catch (error) {
    await recordFailure(ports, draft, call, error);
    throw error;
  }
}
