import * as v from 'valibot';
import { clip } from './bounds.ts';

/** Every check of a connector, in the order in which they are told. Records and people know them by these names. */
export const VERIFY_CHECKS = [
  'definition',
  'account-key',
  'account-key-age',
  'session',
  'duration',
  'policy-size',
  'tags',
  'source-identity',
  'without-external-id',
  'other-external-id',
  'ecr-login',
  'ecr-public-login',
  'codeartifact-login',
  'outside-limits',
  'further-roles',
  'trust-policy',
] as const;

export type VerifyCheck = (typeof VERIFY_CHECKS)[number];

/** `not_checked`: nothing was learnt, because AWS did not answer, or because a caller's own proof is needed. */
export const CHECK_OUTCOMES = ['passed', 'failed', 'not_checked'] as const;

export type CheckOutcome = (typeof CHECK_OUTCOMES)[number];

/** The longest texts of a line. Together, the lines of a connector stay under 8 KB. */
const MAX_SEEN = 130;
/** Earlier releases had fewer checks, and kept more of each. */
const MAX_KEPT = 150;
const MAX_REMEDY = 280;

const Line = v.strictObject({
  check: v.picklist(VERIFY_CHECKS),
  outcome: v.picklist(CHECK_OUTCOMES),
  /** What was seen. It holds no secret, and no text of an AWS answer but its error code. */
  seen: v.pipe(v.string(), v.maxLength(MAX_KEPT)),
  /** What to change. Absent if there is nothing to do. */
  todo: v.exactOptional(v.pipe(v.string(), v.maxLength(MAX_REMEDY))),
});

/** One check of a connector, in one line. */
export type CheckLine = v.InferOutput<typeof Line>;

export function checkLine(check: VerifyCheck, outcome: CheckOutcome, seen: string, todo?: string): CheckLine {
  return {
    check,
    outcome,
    seen: clip(seen, MAX_SEEN),
    ...(todo !== undefined && { todo: clip(todo, MAX_REMEDY) }),
  };
}

export const verificationEntries = {
  connectorId: v.string(),
  /** The version that was verified. Absent if the connector can't be read. */
  connectorVersion: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  outcome: v.picklist(CHECK_OUTCOMES),
  checks: v.pipe(v.array(Line), v.readonly()),
};

const Verification = v.strictObject(verificationEntries);

/** What a verification has found. */
export type Verification = Readonly<v.InferOutput<typeof Verification>>;

/**
 * The outcome of all checks together. One that failed decides. Without a session nothing is proved, so a connector whose
 * session was not checked has not passed.
 */
export function outcomeOf(checks: readonly CheckLine[]): CheckOutcome {
  if (checks.some(({ outcome }) => outcome === 'failed')) return 'failed';
  return checks.find(({ check }) => check === 'session')?.outcome === 'passed' ? 'passed' : 'not_checked';
}

const Time = v.pipe(v.string(), v.isoTimestamp('must be a time'));

/** What is kept of a connector's last verification. */
export const VerifyState = v.strictObject({
  verifiedAt: Time,
  connectorVersion: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  outcome: v.picklist(CHECK_OUTCOMES),
  /** The lines that failed. */
  failed: v.array(Line),
  /** The first of the verifications that failed in a row. One that could check nothing does not end the row. */
  failingSince: v.exactOptional(Time),
});

export type VerifyState = v.InferOutput<typeof VerifyState>;

/** How far the schedule's run through all connectors is. */
export const VerifyRun = v.strictObject({
  startedAt: Time,
  /** The last connector that was verified, while the run is not through. */
  after: v.exactOptional(v.string()),
  finishedAt: v.exactOptional(Time),
  passed: v.pipe(v.number(), v.integer(), v.minValue(0)),
  failed: v.pipe(v.number(), v.integer(), v.minValue(0)),
  notChecked: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

export type VerifyRun = v.InferOutput<typeof VerifyRun>;

/** The state after a verification. */
export function nextState(
  before: VerifyState | undefined,
  { connectorVersion, outcome, checks }: Verification,
  now: Date,
): VerifyState {
  const verifiedAt = now.toISOString();
  const failingSince = outcome === 'failed' ? (before?.failingSince ?? verifiedAt) : before?.failingSince;
  return {
    verifiedAt,
    ...(connectorVersion !== undefined && { connectorVersion }),
    outcome,
    failed: checks.filter((line) => line.outcome === 'failed'),
    ...(outcome !== 'passed' && failingSince !== undefined && { failingSince }),
  };
}
