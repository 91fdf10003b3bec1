// Audit records as events of the Open Cybersecurity Schema Framework (OCSF) 1.8.0, with its Cloud profile. What OCSF has
// no attribute for is in `unmapped`, where the whole stored item is.
import type { ArchiveOrigin } from '../../domain/archive-object.ts';
import type { StoredRecord } from '../../domain/audit-record.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../domain/issue-request.ts';
import type { NewRecord, PlainItem } from '../../domain/stream-record.ts';
import { isJsonObject } from '../../domain/strict-json.ts';

export const OCSF_VERSION = '1.8.0';

export interface Origin extends ArchiveOrigin {
  /** The version of Portunus. */
  readonly version: string;
}

/** A class of events, and one of its activities. The numbers are OCSF's. */
interface Activity {
  readonly category: readonly [uid: number, name: string];
  readonly class: readonly [uid: number, name: string];
  readonly activity: readonly [id: number, name: string];
}

type Members = Readonly<Record<string, unknown>>;

const IAM = [3, 'Identity & Access Management'] as const;
const APPLICATION = [6, 'Application Activity'] as const;
const LOGON: Activity = { category: IAM, class: [3002, 'Authentication'], activity: [1, 'Logon'] };

function apiActivity(id: number, name: string): Activity {
  return { category: APPLICATION, class: [6003, 'API Activity'], activity: [id, name] };
}

function entityManagement(id: number, name: string): Activity {
  return { category: IAM, class: [3004, 'Entity Management'], activity: [id, name] };
}

const READ = apiActivity(2, 'Read');
const UPDATE = apiActivity(3, 'Update');

/** What each recorded action is in OCSF. The compiler misses none. */
const ACTIVITIES: Readonly<Record<StoredRecord['action'], Activity>> = {
  'ecr-login': LOGON,
  'ecr-public-login': LOGON,
  'codeartifact-login': LOGON,
  session: LOGON,
  'console-url': LOGON,
  'caller-identity': READ,
  'definition-create': entityManagement(1, 'Create'),
  'definition-change': entityManagement(3, 'Update'),
  'definition-delete': entityManagement(4, 'Delete'),
  'definition-restore': entityManagement(3, 'Update'),
  administration: apiActivity(99, 'Other'),
  explain: READ,
  verify: READ,
  'job-run': apiActivity(99, 'Run'),
  'record-read': READ,
  stop: entityManagement(12, 'Suspend'),
  resume: entityManagement(13, 'Resume'),
  'change-proposed': apiActivity(1, 'Create'),
  'change-approved': UPDATE,
  'change-rejected': UPDATE,
  'change-lapsed': UPDATE,
  'account-key-put': entityManagement(3, 'Update'),
  'account-key-rotate': entityManagement(3, 'Update'),
  'console-sign-in': LOGON,
  'console-sign-out': { ...LOGON, activity: [2, 'Logoff'] },
};

/** What the method of a route does. */
const BY_METHOD: Readonly<Record<string, Activity>> = {
  GET: READ,
  POST: apiActivity(1, 'Create'),
  PUT: UPDATE,
  PATCH: UPDATE,
  DELETE: apiActivity(4, 'Delete'),
};

/** `begun` is neither: a second record follows if the change was not made. */
const STATUS: Readonly<Record<StoredRecord['outcome'], readonly [id: number, name: string]>> = {
  issued: [1, 'Success'],
  done: [1, 'Success'],
  refused: [2, 'Failure'],
  failed: [2, 'Failure'],
  begun: [99, 'Begun'],
};

const SEVERITY: Readonly<Record<StoredRecord['outcome'], readonly [id: number, name: string]>> = {
  issued: [1, 'Informational'],
  done: [1, 'Informational'],
  begun: [1, 'Informational'],
  refused: [2, 'Low'],
  failed: [3, 'Medium'],
};

export function toOcsf({ record, item, sk }: NewRecord, origin: Origin): Members {
  const { outcome, code, reason, requestId } = record;
  const activity = activityOf(record);
  const [status_id, status] = STATUS[outcome];
  return {
    ...classified(activity, SEVERITY[outcome]),
    time: Date.parse(record.time),
    message: `${record.caller.issuer}:${record.caller.subject} ${record.action} ${outcome}`,
    status_id,
    status,
    ...given({ status_code: code, status_detail: reason }),
    metadata: { ...metadataOf(sk, origin), correlation_uid: requestId, original_time: record.time },
    cloud: cloudOf(origin),
    ...about(record, activity),
    unmapped: { stage: origin.stage, item },
  };
}

function activityOf({ action, route }: StoredRecord): Activity {
  const method = /^[A-Z]+/.exec(route ?? '')?.[0] ?? '';
  return action === 'administration' ? (BY_METHOD[method] ?? ACTIVITIES[action]) : ACTIVITIES[action];
}

/** How an event is classified: the numbers by which it is found, and their names. */
export function classified(
  { category, class: [class_uid, class_name], activity }: Activity,
  [severity_id, severity]: readonly [number, string],
): Members {
  return {
    category_uid: category[0],
    category_name: category[1],
    class_uid,
    class_name,
    activity_id: activity[0],
    activity_name: activity[1],
    type_uid: class_uid * 100 + activity[0],
    type_name: `${class_name}: ${activity[0] === 99 ? 'Other' : activity[1]}`,
    severity_id,
    severity,
  };
}

/** The same record has the same `uid`, however often it is archived. */
export function metadataOf(uid: string, { version }: Origin): Members {
  return {
    version: OCSF_VERSION,
    profiles: ['cloud'],
    product: { name: 'Portunus', vendor_name: 'Portunus', version },
    log_name: 'audit',
    uid,
  };
}

export function cloudOf({ account, region }: ArchiveOrigin): Members {
  return { provider: 'AWS', region, account: { uid: account, type_id: 10, type: 'AWS Account' } };
}

/** Who did what from where, by the attributes that the class has. */
function about(record: StoredRecord, { class: [uid] }: Activity): Members {
  const { caller, sourceIp, userAgent, reason } = record;
  const user = userOf(record);
  const common = {
    actor: { user, idp: { name: caller.issuer } },
    ...(sourceIp !== undefined && { src_endpoint: { ip: sourceIp } }),
    ...(userAgent !== undefined && { http_request: { user_agent: userAgent } }),
  };
  if (uid === 3002) return { ...common, user, ...logonOf(record) };
  if (uid === 3004) return { ...common, entity: entityOf(record), ...given({ comment: reason }) };
  return { src_endpoint: NOWHERE, ...common, ...callOf(record) };
}

/** The class asks for a source, and this record has no address. */
const NOWHERE = { svc_name: 'unknown' };

type Named = readonly [id: number, name: string];

/** A map: a stored record may hold any text here, such as the name of an object's inherited member. */
const USER_TYPES: ReadonlyMap<string, Named> = new Map([
  ['user', [1, 'User']],
  ['workload', [4, 'Service']],
]);

function userOf({ caller }: StoredRecord): Members {
  const [type_id, type] = USER_TYPES.get(caller.kind ?? '') ?? [0, 'Unknown'];
  return {
    uid: caller.subject,
    domain: caller.issuer,
    type_id,
    type,
    ...given({ name: caller.sessionName, uid_alt: caller.uniqueId, credential_uid: caller.accessKeyId }),
  };
}

/** How each kind of caller shows who it is. Every other issuer is one of OpenID Connect. */
const PROTOCOLS: ReadonlyMap<string, Named> = new Map([
  ['aws-iam', [99, 'AWS Signature Version 4']],
  ['refresh-job', [99, 'Refresh job']],
]);

function logonOf({ action, caller, connectorId, issued }: StoredRecord): Members {
  const [auth_protocol_id, auth_protocol] = PROTOCOLS.get(caller.issuer) ?? [4, 'OpenID'];
  return {
    auth_protocol_id,
    auth_protocol,
    // Any other logon is one to the console.
    service: { name: ISSUE_ACTIONS[action as IssueAction] ?? 'Portunus console', ...given({ uid: connectorId }) },
    ...(caller.tokenId !== undefined && {
      authentication_token: { uid: caller.tokenId, type_id: 3, type: 'Identity Token' },
    }),
    ...given({ session: isJsonObject(issued) ? sessionOf(issued) : undefined }),
  };
}

/** The session that the login was made with. CloudTrail has the same ARN and key ID. */
function sessionOf({ sessionArn, accessKeyId, expiresAt }: PlainItem): Members | undefined {
  if (typeof sessionArn !== 'string') return undefined;
  const end = typeof expiresAt === 'string' ? Date.parse(expiresAt) : Number.NaN;
  return {
    uid: sessionArn,
    ...(typeof accessKeyId === 'string' && { credential_uid: accessKeyId }),
    ...(Number.isFinite(end) && { expiration_time: end }),
  };
}

/** What was managed: a definition by its kind, or what a stop holds for. */
function entityOf({ kind, id, action }: StoredRecord): Members {
  return { type_id: 99, type: kind ?? 'service', uid: id ?? action };
}

function callOf({ action, route, requestId, kind, id, connectorId, code, outcome }: StoredRecord): Members {
  const target = id ?? connectorId;
  return {
    api: {
      operation: route ?? action,
      service: { name: 'Portunus' },
      request: { uid: requestId },
      ...(outcome !== 'done' && code !== undefined && { response: { error: code } }),
    },
    ...(target !== undefined && {
      resources: [{ uid: target, type: kind ?? 'connector', role_id: 1, role: 'Target' }],
    }),
  };
}

/** Members that have a value. */
function given(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
