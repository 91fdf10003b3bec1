import type { DurationLimit, GrantedDuration } from '../domain/credential.ts';
import { PRINCIPAL_TYPES, type PrincipalType, ROLE_CHAINING_MAX_SECONDS } from '../domain/principal-type.ts';

interface DurationInput {
  readonly principalType: PrincipalType;
  readonly requestedSeconds: number | undefined;
  readonly connectorMaxSeconds: number | undefined;
  /** The base credentials are a role's session themselves. */
  readonly chained: boolean;
}

/**
 * How long the session lasts: what was asked for (the type's default otherwise), cut to the lowest limit.
 * A cut is never silent: `limitedBy` names the first limit that is the lowest.
 */
export const decideDuration = (input: DurationInput): GrantedDuration => {
  const requestedSeconds = input.requestedSeconds ?? PRINCIPAL_TYPES[input.principalType].defaultSeconds;
  const limits: readonly (readonly [DurationLimit, number | undefined])[] = [
    ['role-chaining', input.chained ? ROLE_CHAINING_MAX_SECONDS : undefined],
    ['connector', input.connectorMaxSeconds],
  ];
  return limits.reduce<GrantedDuration>(
    (duration, [limitedBy, maxSeconds]) =>
      maxSeconds !== undefined && maxSeconds < duration.grantedSeconds
        ? { requestedSeconds, grantedSeconds: maxSeconds, limitedBy }
        : duration,
    { requestedSeconds, grantedSeconds: requestedSeconds },
  );
};
