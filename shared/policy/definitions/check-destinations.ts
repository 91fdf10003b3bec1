import { matchesIamPattern } from '../../domain/aws.ts';
import type { Definitions } from '../../domain/definitions.ts';
import type { FieldError } from '../../domain/errors.ts';

/** Says that the deployment lets no job deliver there. `undefined` if it does, or if nobody knows what it allows. */
export function whyNoDestination(arn: string, allowed: readonly string[] | undefined): string | undefined {
  if (allowed === undefined || allowed.some((pattern) => matchesIamPattern(arn, pattern))) return undefined;
  return 'is no destination that this deployment allows (PORTUNUS_DESTINATIONS)';
}

/**
 * Faults of jobs that would carry logins out of what the deployment allows. A disabled job delivers nothing, so that one
 * whose destination is no longer allowed can be disabled.
 */
export function destinationFaults(
  { refreshJobs }: Definitions,
  allowed: readonly string[] | undefined,
): readonly FieldError[] {
  return refreshJobs.flatMap(({ value: { enabled, destination } }, index) => {
    const detail = enabled ? whyNoDestination(destination.arn, allowed) : undefined;
    return detail === undefined ? [] : [{ field: `refreshJobs[${index}].destination.arn`, detail }];
  });
}
