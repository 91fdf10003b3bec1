import type { Account } from '../../shared/domain/account.ts';
import type { Connector } from '../../shared/domain/connector.ts';
import { permissionDocument } from '../../shared/policy/iam/permissions.ts';
import { carriedBy, trustDocument } from '../../shared/policy/iam/trust.ts';

/** The account id that AWS's examples use. Role names contain the stage, so nobody has one of these roles by chance. */
const PORTUNUS_ACCOUNT = '111122223333';
const EXTERNAL_ID = 'REPLACE-WITH-THE-EXTERNAL-ID-THAT-portunus-apply-PRINTS';

function textOf(policy: object): string {
  return `${JSON.stringify(policy, null, 2)}\n`;
}

/**
 * Returns a trust policy that lets only Portunus assume the connector's role, with exactly the parameters that its
 * sessions need.
 */
export function trustPolicy(connector: Connector, { partition }: Account): string {
  return textOf(
    trustDocument({
      partition,
      accountId: PORTUNUS_ACCOUNT,
      stage: 'STAGE',
      externalId: EXTERNAL_ID,
      carries: carriedBy(connector),
    }),
  );
}

/** Returns a policy that lets the role log in, and pull from or push to the connector's repositories. */
export function permissionPolicy(connector: Connector, account: Account): string {
  return textOf(permissionDocument(connector, account));
}
