import type { Connector } from '../../domain/connector.ts';
import { hasClaims, iamPatternOf, withEach } from '../../domain/connector-templates.ts';
import { templateClaims } from '../../domain/session-templates.ts';
import { withTexts } from '../session/fill-connector.ts';

/** Stands in a role's name for what claims say there. No IAM pattern can be a role's name. */
export const CLAIM_PLACEHOLDER = 'CLAIM';

/** A role of those that an ARN with patterns for claims stands for. */
export function oneRoleOf(arn: string): string {
  return arn.replaceAll('*', CLAIM_PLACEHOLDER);
}

/** Whether a text says no more than the one claim that names a role, so that it is known for each of these roles. */
function isOfOneRole(text: string, { roleArn = '' }: Connector): boolean {
  const claims = [...templateClaims(roleArn), ...templateClaims(text)].map((claim) => JSON.stringify(claim));
  return hasClaims(roleArn) && hasClaims(text) && new Set(claims).size === 1;
}

/** A connector as one of the roles that a claim names serves it: for that claim's repositories alone. */
export function forOneRole(connector: Connector): Connector {
  return withTexts(connector, (text) =>
    isOfOneRole(text, connector) && text !== connector.roleArn ? withEach(text, CLAIM_PLACEHOLDER) : iamPatternOf(text),
  );
}

export function claimAdvice(connector: Connector): readonly string[] {
  const { roleArn = '', repositories = [] } = connector;
  return [
    ...(hasClaims(roleArn)
      ? [
          `Each caller has a role of its own, ${roleArn}. Make it once for each, with the claim's value for ${CLAIM_PLACEHOLDER}.`,
        ]
      : []),
    ...(repositories.some((text) => hasClaims(text) && !isOfOneRole(text, connector))
      ? ['The rights are for the repositories of all callers. The session of each is limited to its own.']
      : []),
  ];
}
