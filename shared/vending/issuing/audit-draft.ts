import { createHash } from 'node:crypto';
import { type AuditRecord, type IssuedAudit, recordedCaller } from '../../domain/audit-record.ts';
import type { Call } from '../../domain/call.ts';
import type { Caller } from '../../domain/caller.ts';
import { canonicalJson } from '../../domain/canonical-json.ts';
import type { Connector, UnreadableConnector } from '../../domain/connector.ts';
import type { Stored } from '../../domain/definition.ts';
import { isRefusal, PortunusError } from '../../domain/errors.ts';
import type { Grant } from '../../domain/grant.ts';
import type { IssueAction, LoginParameters } from '../../domain/issue-request.ts';
import type { Secret } from '../../domain/secret.ts';
import type { Authorization } from '../../policy/access/access.ts';
import type { DescribeRefusal, RecordAudit, ReportFault } from './ports.ts';

/** What is known of a request so far. Each step adds what it decides, so that the record of a failure contains it. */
export interface AuditDraft {
  readonly action: IssueAction;
  readonly caller: Caller;
  /** The index of this item in a batch request. */
  readonly item?: number;
  readonly parameters?: Partial<LoginParameters>;
  /** What the decision refused the caller. It is undefined if there is no such connector. */
  refusedBy?: Stored<Connector> | UnreadableConnector | undefined;
  /** The rule that lets the caller in. A stop or a limit may refuse the request after it. */
  rule?: Pick<Extract<Authorization, { readonly allowed: true }>, 'connector' | 'by' | 'grant'>;
}

/** Makes the record of credentials that are about to be released. */
export function issuedRecord(draft: AuditDraft, call: Call, issued: IssuedAudit): AuditRecord {
  return {
    ...baseRecord(draft, call),
    outcome: 'issued',
    issued,
  };
}

/** Makes the record of a request that was refused or failed. */
function failureRecord(draft: AuditDraft, call: Call, error: unknown): AuditRecord {
  const base = baseRecord(draft, call);
  if (!(error instanceof PortunusError)) return { ...base, outcome: 'failed', code: 'internal' };
  const outcome = isRefusal(error) ? 'refused' : 'failed';
  return { ...base, outcome, code: error.code, ...(error.reason !== undefined && { reason: error.reason }) };
}

const RECORD_AFTER_DEADLINE_MS = 400;

interface FailurePorts {
  readonly recordAudit: RecordAudit;
  readonly describeRefusal: DescribeRefusal;
  readonly reportFault: ReportFault;
}

/** Records a refusal. If that fails, the caller still gets the refusal, and the operator gets a report. */
export async function recordFailure(ports: FailurePorts, draft: AuditDraft, call: Call, error: unknown): Promise<void> {
  const record = { ...failureRecord(draft, call, error), ...(await refusedFor(ports, draft)) };
  await recordOrReport((late) => ports.recordAudit(record, late), ports, call, error);
}

/**
 * What the decision was about. Callers are told none of it. A connector that does not exist takes the same way, so that
 * the time of the answer does not tell the two apart.
 */
async function refusedFor({ describeRefusal }: FailurePorts, draft: AuditDraft): Promise<Partial<AuditRecord>> {
  if (!('refusedBy' in draft)) return {};
  const { refusedBy, caller, action } = draft;
  const isReadable = refusedBy !== undefined && 'value' in refusedBy;
  const access = isReadable ? refusedBy.value : refusedBy?.access;
  // A record without its conditions is worth more than none.
  const conditions = await describeRefusal(access, caller, action).catch(() => []);
  return {
    ...(isReadable && { connectorVersion: refusedBy.version }),
    ...(conditions.length > 0 && { conditions }),
  };
}

/** Records how a request failed, unless the audit is what failed. If the record can not be made, it reports that. */
export async function recordOrReport(
  record: (call: Call) => Promise<void>,
  { reportFault }: { readonly reportFault: ReportFault },
  call: Call,
  error: unknown,
): Promise<void> {
  if (error instanceof PortunusError && error.stage === 'audit') return;
  try {
    await record(afterDeadline(call));
  } catch (fault) {
    const reason = 'refusal_not_recorded';
    reportFault(new PortunusError('audit_unavailable', 'audit', { reason, cause: fault }), call);
  }
}

/** A call that may still write a record after the deadline of its request. */
export function afterDeadline(call: Call): Call {
  return call.signal.aborted ? { ...call, signal: AbortSignal.timeout(RECORD_AFTER_DEADLINE_MS) } : call;
}

function baseRecord({ action, caller, item, parameters, rule }: AuditDraft, call: Call): Omit<AuditRecord, 'outcome'> {
  return {
    requestId: call.requestId,
    ...(item !== undefined && { item }),
    time: call.now(),
    action,
    ...(call.sourceIp !== undefined && { sourceIp: call.sourceIp }),
    ...(call.userAgent !== undefined && { userAgent: call.userAgent }),
    caller: recordedCaller(caller),
    asked: { ...parameters },
    ...(rule && ruleFields(rule)),
  };
}

/** The rule that let the caller in, as it was then, and who wrote it. */
function ruleFields({
  connector: { version, definedBy },
  by: allowedBy,
  grant,
}: NonNullable<AuditDraft['rule']>): Partial<AuditRecord> {
  return {
    connectorVersion: version,
    ...(definedBy !== undefined && { connectorDefinedBy: definedBy }),
    allowedBy,
    ...(grant && { grant, grantSha256: grantSha256(grant) }),
  };
}

/**
 * Returns the token's fingerprint. The audit stores it instead of the token, so that a leaked token can be found there.
 */
export function fingerprint(token: Secret): string {
  return sha256(token.reveal());
}

/** The SHA-256 of a text in UTF-8, in hexadecimal. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Returns the fingerprint of a grant: the SHA-256 of its JSON, with the members of each object in order. Records and
 * counters know a grant by it, because its place in the list changes.
 */
export function grantSha256(grant: Grant): string {
  return sha256(canonicalJson(grant));
}
