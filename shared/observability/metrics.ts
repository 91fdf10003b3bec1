/** Every metric that a log line can be, with CloudWatch's unit for it. */
const UNITS = {
  requests: 'Count',
  /** Requests that were answered with 5xx. */
  serverErrors: 'Count',
  durationMs: 'Milliseconds',
  /** What was issued: logins, sessions, links, answers of GetCallerIdentity. */
  issued: 'Count',
  /** Refusals and failures, by their code. */
  errors: 'Count',
  /** Requests of administration, and for records, by known callers who may not. */
  refusedAdministration: 'Count',
  /** The life left in what a refresh job has stored. */
  secondsLeft: 'Seconds',
  /** A refresh job's failed tries in a row. */
  failures: 'Count',
  changes: 'Count',
  /** Changes that began to wait for a second administrator. */
  approvals: 'Count',
  /** Checks of the prober that got another answer than they must. */
  probeFailed: 'Count',
  /** Requests of the prober that must be refused, and succeeded. */
  probeLetIn: 'Count',
  probeMilliseconds: 'Milliseconds',
  /** Audit records that the stream showed to be changed, or removed before their time. */
  tampered: 'Count',
  /** Items under the key of an audit record that are none. */
  unreadable: 'Count',
  /** Changes of the stream that the archive function is done with, and its batches that failed. */
  archived: 'Count',
  archiveFailures: 'Count',
  /** Digests that chain what was archived. A run that fails counts none. */
  digests: 'Count',
  /** The age of an account's key, and rotations that the schedule could not carry on with. */
  keyAgeDays: 'None',
  keyRotationFailures: 'Count',
  /** Connectors that a run of verify found broken, and all that it could judge. */
  connectorsFailing: 'Count',
  connectorsVerified: 'Count',
} as const;

/** Members of the line that tell values of a metric apart. Each combination of values is a metric of its own to pay for. */
type Dimension = 'stage' | 'function' | 'route' | 'code' | 'job' | 'kind' | 'check';

/** Metrics of one line, and the sets of dimensions that CloudWatch adds them up by. */
export interface Directive {
  readonly by: readonly (readonly Dimension[])[];
  readonly metrics: readonly (keyof typeof UNITS)[];
}

/**
 * Makes a line a metric too, in CloudWatch's embedded metric format. Every set has the stage, so that `dev` never sets
 * off an alarm of `prod`.
 */
export function embeddedMetrics(...directives: readonly Directive[]) {
  return (time: Date) => ({
    _aws: {
      Timestamp: time.getTime(),
      CloudWatchMetrics: directives.map(({ by, metrics }) => ({
        Namespace: 'Portunus',
        Dimensions: by,
        Metrics: metrics.map((Name) => ({ Name, Unit: UNITS[Name] })),
      })),
    },
  });
}

/**
 * Counts an error by its code. Whether the request's own line, an item of a batch or a refresh job tells of it, it is
 * the same metric, so that one alarm for each code is enough.
 */
export const ERRORS_BY_CODE: Directive = { by: [['stage', 'code']], metrics: ['errors'] };
