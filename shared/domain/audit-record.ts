import * as v from 'valibot';
import { type Caller, issuerOf, type JobCaller } from './caller.ts';
import type { FailedCondition } from './explanation.ts';
import type { Grant } from './grant.ts';
import { ISSUE_ACTIONS, type IssueAction, type LoginParameters } from './issue-request.ts';

/** What else is recorded beside issuing and changes of definitions. */
export const ACT_ACTIONS = [
  /** Administration that was refused or failed. The record names the route. */
  'administration',
  'explain',
  /** A connector was tried against AWS. A second record says `failed`, and names the checks that did. */
  'verify',
  'job-run',
  'record-read',
  'stop',
  'resume',
  'change-proposed',
  'change-approved',
  'change-rejected',
  /** Nobody decided on a proposal in time. It is recorded when somebody looks. */
  'change-lapsed',
  /** An account got a key. */
  'account-key-put',
  /** One step of a rotation, named by the reason. */
  'account-key-rotate',
  /** A person began a session of the console, or ended it. */
  'console-sign-in',
  'console-sign-out',
] as const;

const CHANGE_ACTIONS = ['definition-create', 'definition-change', 'definition-delete', 'definition-restore'] as const;

/** Every action that the audit records. */
export const RECORDED_ACTIONS = [
  ...(Object.keys(ISSUE_ACTIONS) as IssueAction[]),
  ...CHANGE_ACTIONS,
  ...ACT_ACTIONS,
] as const;

/**
 * How a recorded request ended. `begun` is recorded before a definition is changed, so that no change goes unrecorded;
 * a second record says `failed` if the change was not made. `done` is for everything else.
 */
export const RECORDED_OUTCOMES = ['issued', 'refused', 'failed', 'begun', 'done'] as const;

export type RecordedOutcome = (typeof RECORDED_OUTCOMES)[number];

/** The verified caller as the audit names it. */
export interface RecordedCaller {
  /**
   * The issuer's id, `aws-iam`, `refresh-job`, `direct` for an operator with AWS credentials for the tables, or
   * `schedule` for what a function does by itself.
   */
  readonly issuer: string;
  readonly subject: string;
  readonly kind?: 'workload' | 'user';
  /** The name of a role's session: the person or the job behind the role, as whoever assumed it chose to say. */
  readonly sessionName?: string;
  /** The role's unique id (`AROA…`). */
  readonly uniqueId?: string;
  /** The access key of a role's session. CloudTrail has the same id in the event that made the session. */
  readonly accessKeyId?: string;
  /** The token's `jti` (RFC 7519). */
  readonly tokenId?: string;
  /** Who wrote the refresh job that is the caller. */
  readonly definedBy?: string;
}

/** The caller as it is recorded. Who is no caller of the API is already in that form. */
export function recordedActor(who: Caller | RecordedCaller): RecordedCaller {
  return 'via' in who ? recordedCaller(who) : who;
}

export function recordedCaller(caller: Caller): RecordedCaller {
  const { subject, kind } = caller;
  const issuer = issuerOf(caller);
  if (caller.via === 'oidc') return { issuer, subject, kind, ...(caller.tokenId && { tokenId: caller.tokenId }) };
  if (caller.via === 'job') return { issuer, subject, kind, ...authorIn(caller.claims) };
  const { sessionName, uniqueId, accessKeyId } = caller;
  return { issuer, subject, kind, sessionName, uniqueId, ...(accessKeyId && { accessKeyId }) };
}

function authorIn({ definedBy }: JobCaller['claims']): Pick<RecordedCaller, 'definedBy'> {
  return typeof definedBy === 'string' ? { definedBy } : {};
}

/** What every record has. */
interface BaseRecord {
  readonly requestId: string;
  /** The index of a login in a request for several, from 0. */
  readonly item?: number;
  readonly time: Date;
  readonly sourceIp?: string;
  readonly userAgent?: string;
  readonly code?: string;
  readonly reason?: string;
}

/**
 * The record of a request to issue something: who asked for what, the decision and its reason, and what was issued. It
 * never holds a secret.
 */
export interface AuditRecord extends BaseRecord {
  readonly action: IssueAction;
  readonly caller: RecordedCaller;
  readonly asked: Partial<LoginParameters>;
  readonly connectorVersion?: number;
  /** Who wrote that version of the connector. */
  readonly connectorDefinedBy?: string;
  /** The grant that let the caller in, or that the caller is an administrator. */
  readonly allowedBy?: string;
  /** The grant itself, because the connector may have another one in its place by the time somebody asks. */
  readonly grant?: Grant;
  /** The grant's SHA-256. It stays if the grant is too large for the record. */
  readonly grantSha256?: string;
  readonly outcome: 'issued' | 'refused' | 'failed';
  /** Of a caller whom the connector does not let in: the conditions that failed. */
  readonly conditions?: readonly FailedCondition[];
  readonly issued?: IssuedAudit;
}

/** The record of any other request that the audit holds. */
export interface ActRecord extends BaseRecord {
  readonly action: (typeof ACT_ACTIONS)[number];
  readonly caller: RecordedCaller;
  /** API Gateway's key of the route, such as `POST /v1/stop`. */
  readonly route?: string;
  /** What it was about, such as a definition's kind and id. */
  readonly kind?: string;
  readonly id?: string;
  readonly outcome: 'done' | 'refused' | 'failed';
}

export interface IssuedAudit {
  readonly source: 'fresh' | 'cache';
  /** Absent for logins of the execution role itself, which have no session. */
  readonly sessionArn?: string;
  /** Set if the session itself was issued. CloudTrail records this key id with each call. */
  readonly accessKeyId?: string;
  readonly sourceIdentity?: string;
  /** The role of the session, the second one if there is a second hop. Absent if the session has none. */
  readonly roleArn?: string;
  /** SHA-256 of the session policy's text as it was sent to STS, in hexadecimal. `explain` prints that text. */
  readonly policySha256?: string;
  readonly grantedSeconds?: number;
  readonly region?: string;
  readonly registryIds?: readonly string[];
  /** Of a login to CodeArtifact. */
  readonly domain?: string;
  readonly domainOwner?: string;
  readonly repository?: string;
  readonly expiresAt: Date;
  /** SHA-256 of each issued token, in hexadecimal, so that a leaked token can be traced without storing it. */
  readonly tokenSha256: readonly string[];
}

const Texts = v.array(v.string());
const Whole = v.pipe(v.number(), v.integer('must be a whole number'));
const Json = v.record(v.string(), v.unknown());

/**
 * A record of any kind, as it is read back: by the API, the command line and the archive. It is plain JSON. Times are in
 * ISO 8601.
 */
export const StoredRecord = v.strictObject({
  time: v.pipe(v.string(), v.isoTimestamp('must be a time')),
  requestId: v.string(),
  item: v.exactOptional(Whole),
  action: v.picklist(RECORDED_ACTIONS),
  outcome: v.picklist(RECORDED_OUTCOMES),
  code: v.exactOptional(v.string()),
  reason: v.exactOptional(v.string()),
  caller: v.strictObject({
    issuer: v.string(),
    subject: v.string(),
    kind: v.exactOptional(v.string()),
    sessionName: v.exactOptional(v.string()),
    uniqueId: v.exactOptional(v.string()),
    accessKeyId: v.exactOptional(v.string()),
    tokenId: v.exactOptional(v.string()),
    definedBy: v.exactOptional(v.string()),
  }),
  sourceIp: v.exactOptional(v.string()),
  userAgent: v.exactOptional(v.string()),
  asked: v.exactOptional(Json),
  connectorId: v.exactOptional(v.string()),
  connectorVersion: v.exactOptional(Whole),
  connectorDefinedBy: v.exactOptional(v.string()),
  allowedBy: v.exactOptional(v.string()),
  /** As JSON: a map of claims may have any key. */
  grant: v.exactOptional(v.string()),
  grantSha256: v.exactOptional(v.string()),
  /** As JSON, like the grant. */
  conditions: v.exactOptional(v.string()),
  issued: v.exactOptional(Json),
  route: v.exactOptional(v.string()),
  kind: v.exactOptional(v.string()),
  id: v.exactOptional(v.string()),
  version: v.exactOptional(Whole),
  replaces: v.exactOptional(Whole),
  restores: v.exactOptional(Whole),
  fields: v.exactOptional(Texts),
  /** Set if the record was too large, and parts of it were left out. */
  shortened: v.exactOptional(v.literal(true)),
});

export type StoredRecord = v.InferOutput<typeof StoredRecord>;
