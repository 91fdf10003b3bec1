import type { Account } from '../../domain/account.ts';
import type { Connector } from '../../domain/connector.ts';
import type { DurationLimit, GrantedDuration } from '../../domain/credential.ts';
import { faulty, type Parsed } from '../../domain/parse.ts';
import { type PrincipalType, ROLE_CHAINING_MAX_SECONDS, rulesOf } from '../../domain/principal-type.ts';
import type { LimitedConnector } from './limits.ts';

export interface DurationInput {
  readonly principalType: PrincipalType;
  readonly requestedSeconds: number | undefined;
  readonly connectorMaxSeconds: number | undefined;
  /** Whether temporary credentials assume the role: those of the execution role, or of a first session. */
  readonly chained: boolean;
  /** The remaining seconds of the caller's token, if the connector limits sessions by it. */
  readonly tokenSeconds: number | undefined;
}

/**
 * Decides how long the session lasts: as requested (by default as the type says), reduced to the lowest limit.
 * `limitedBy` names that limit, so that a caller is never given less without a reason. `undefined` for a type without
 * sessions.
 */
export function decideDuration(input: DurationInput): Parsed<GrantedDuration | undefined> {
  const { principalType, requestedSeconds } = input;
  const { duration } = rulesOf(principalType);
  if (duration === undefined) {
    const detail = `is not taken by ${principalType}: no session is made`;
    return requestedSeconds === undefined ? { ok: true, value: undefined } : faulty('durationSeconds', detail);
  }
  const { min, max } = duration;
  const requested = requestedSeconds ?? duration.default;
  if (requested < min || requested > max) {
    return faulty('durationSeconds', `must be from ${min} to ${max} for ${principalType}`);
  }
  const granted = cut(requested, input);
  if (granted.grantedSeconds >= min) return { ok: true, value: granted };
  return faulty(
    'durationSeconds',
    `can not be within the life that the caller's token has left: AWS gives no less than ${min}`,
  );
}

/** The longest session that a connector gives to whom a grant lets in. A grant is a part of its connector. */
export function maxSecondsOf({ connector, grant }: LimitedConnector): number | undefined {
  const limits = [connector.maxDurationSeconds, grant?.maxDurationSeconds].filter((seconds) => seconds !== undefined);
  return limits.length === 0 ? undefined : Math.min(...limits);
}

/** Whether temporary credentials assume the role: those of the execution role, or of a first session. */
export function isChained(
  { principalType }: Connector,
  { credentials }: Account,
  secondRoleArn: string | undefined,
): boolean {
  const isAssumedByUs = rulesOf(principalType).call === 'AssumeRole' && credentials.source === 'execution-role';
  return secondRoleArn !== undefined || isAssumedByUs;
}

function cut(requestedSeconds: number, { chained, connectorMaxSeconds, tokenSeconds }: DurationInput): GrantedDuration {
  const limits: readonly (readonly [DurationLimit, number | undefined])[] = [
    ['role-chaining', chained ? ROLE_CHAINING_MAX_SECONDS : undefined],
    ['connector', connectorMaxSeconds],
    ['caller-token', tokenSeconds],
  ];
  return limits.reduce<GrantedDuration>(
    (duration, [limitedBy, maxSeconds]) =>
      maxSeconds !== undefined && maxSeconds < duration.grantedSeconds
        ? { requestedSeconds, grantedSeconds: maxSeconds, limitedBy }
        : duration,
    { requestedSeconds, grantedSeconds: requestedSeconds },
  );
}

/** How much shorter than granted a session may seem, because of network delay and clock differences. */
const SLACK_SECONDS = 60;

/**
 * Corrects the duration to what STS gave. A SAML assertion can end the session early, and then the response says so.
 */
export function actualDuration(
  granted: GrantedDuration,
  { fetchedAt, expiresAt }: { readonly fetchedAt: Date; readonly expiresAt: Date },
): GrantedDuration {
  const grantedSeconds = Math.ceil((expiresAt.getTime() - fetchedAt.getTime()) / 1000);
  if (grantedSeconds >= granted.grantedSeconds - SLACK_SECONDS) return granted;
  return { ...granted, grantedSeconds, limitedBy: 'caller-token' };
}

const ASK_AGAIN_JITTER = 0.1;

/** When to refresh: after half of the remaining time, or up to a tenth of that earlier. `random` is 0 to 1. */
export function refreshAfter(now: Date, endsAt: Date, random: number): Date {
  const half = (endsAt.getTime() - now.getTime()) / 2;
  return new Date(now.getTime() + Math.max(0, Math.floor(half * (1 - ASK_AGAIN_JITTER * random))));
}
