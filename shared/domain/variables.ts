import { nearest } from './suggest.ts';

const PREFIX = 'PORTUNUS_';

/** The settings of a deployment from a checkout. */
const SETTINGS = `
  ACTIVITY_STREAM_ARN ACTIVITY_TABLE ADMINS_MAY_ISSUE ADMIN_CONCURRENCY ADMIN_ROLES ALARM_FAILURES
  ALARM_GATEWAY_ERRORS ALARM_LATENCY_MS ALARM_ON_FEWER_LOGINS ALARM_REFRESH_LIFE_SECONDS
  ALARM_REFRESH_TRIES ALARM_REFUSALS ALARM_REQUESTS ALARM_SERVER_ERROR_PERCENT ALARM_THROTTLED
  ALARM_TOPIC ALLOW_PRIVATE_ISSUERS ALLOW_PROVIDED APPROVALS ARCHIVE_BUCKET ARCHIVE_BUCKET_OWNER
  ARCHIVE_INTERVAL_SECONDS ARCHIVE_KEY_ARN ARCHIVE_SIGNING_KEY_ARN AUDIT_RETENTION_DAYS
  CERTIFICATE_ARN CHECK_GATEWAY CONNECTOR_ORG_ID CONNECTOR_ROLES CONSOLE_KEY DATA_KEY_ARN
  DEFINITIONS_TABLE DESTINATIONS DISABLE_DEFAULT_ENDPOINT DOMAIN_NAME EVENT_BUS GATEWAY_SECRET_NUMBER
  HOSTED_ZONE_ID ISSUE_CONCURRENCY LOCKED_ISSUERS LOG_KEY_ARN LOG_RETENTION_DAYS METRICS_PER_JOB
  OBJECTIVE_PERCENT PERMISSIONS_BOUNDARY PROBE_AUDIENCE PROBE_CONNECTOR PROBE_RATE PROBE_REGISTRY
  READ_CONCURRENCY ROLLBACK_BY_ALARM ROTATE_KEYS_DAYS RUNBOOK_URL RUN_REFRESH_JOBS SECURITY_GROUP_IDS
  STATUS_CONCURRENCY SUBNET_IDS THROTTLE_BURST THROTTLE_RATE TRACING TRAFFIC_SHIFT TRUSTSTORE_URI
  VERIFY_ASKS_REPOSITORIES VERIFY_KEY_DAYS VERIFY_RATE VERIFY_READS_KEYS VERIFY_READS_ROLES
`;

/** What a deployment's template gives its functions, and a deployment has no setting for. */
const OF_FUNCTIONS = `
  ACCOUNT_ID CONSOLE_URL GATEWAY_SECRET PROBE_URL REFRESH_QUEUE_URL STAGE
`;

/** What the command, the helpers, the action and the recipes read on somebody's machine, or in a job. */
const OF_CLIENTS = `
  AUDIENCE CACHE CONNECTOR DOCKER_CONFIG FORMAT GITHUB_FILE HOSTS ID_TOKEN REGION REGISTRY_IDS SECRET
  SIGV4 TOKEN TOKEN_FILE TOKEN_STORE URL WEB_IDENTITY
`;

/** What the local service, the tests and the benchmarks read. */
const OF_CHECKOUTS = `
  BENCH_NETWORK LOCAL_ACCOUNT LOCAL_IAM LOCAL_URL SCREENSHOTS TEST_ALL
`;

/** What Kubernetes gives the pods beside a Service named `portunus`, one of ours or not. */
const OF_KUBERNETES =
  /^(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)$/;

/** Every environment variable with our prefix that something of Portunus reads, without the prefix. */
export const READ: readonly string[] = [SETTINGS, OF_FUNCTIONS, OF_CLIENTS, OF_CHECKOUTS].flatMap((names) =>
  names.trim().split(/\s+/),
);

/** A variable with our prefix that nothing reads. */
export interface UnreadVariable {
  readonly name: string;
  /** The variable that may be meant. */
  readonly meant?: string;
}

/** Finds variables that look like ours. One with a misspelled name would be ignored, and a default hold in its place. */
export function unreadVariables(environment: Readonly<Record<string, unknown>>): readonly UnreadVariable[] {
  return Object.keys(environment).flatMap((name) => {
    if (!name.startsWith(PREFIX)) return [];
    const rest = name.slice(PREFIX.length);
    if (READ.includes(rest) || OF_KUBERNETES.test(rest)) return [];
    const meant = nearest(rest, READ);
    return [{ name, ...(meant !== undefined && { meant: PREFIX + meant }) }];
  });
}

/** What is wrong with such variables, one line for each, for programs that start only without them. */
export function unreadFaults(environment: Readonly<Record<string, unknown>>): readonly string[] {
  return unreadVariables(environment).map(({ name, meant }) =>
    meant === undefined
      ? `${name} is read by nothing: unset it, or call it something else if it is yours`
      : `${name} is read by nothing: did you mean ${meant}?`,
  );
}
