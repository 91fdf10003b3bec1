import type { Connector } from '../../domain/connector.ts';
import { hasClaims } from '../../domain/connector-templates.ts';

/** Stands in a role's name for what claims say there. No IAM pattern can be a role's name. */
export const CLAIM_PLACEHOLDER = 'CLAIM';

/** A role of those that an ARN with patterns for claims stands for. */
export function oneRoleOf(arn: string): string {
  return arn.replaceAll('*', CLAIM_PLACEHOLDER);
}

export function claimAdvice({ roleArn = '', repositories = [] }: Connector): readonly string[] {
  return [
    ...(hasClaims(roleArn)
      ? [
          `Each caller has a role of its own, ${roleArn}. Make it once for each, with the claim's value for ${CLAIM_PLACEHOLDER}.`,
        ]
      : []),
    ...(repositories.some(hasClaims)
      ? ['The rights are for the repositories of all callers. The session of each is limited to its own.']
      : []),
  ];
}
