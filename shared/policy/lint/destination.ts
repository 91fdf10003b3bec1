import type { Account } from '../../domain/account.ts';
import { parseRoleArn } from '../../domain/aws.ts';
import type { Connector } from '../../domain/connector.ts';
import { partsOfDestination } from '../../domain/destination.ts';
import type { RefreshJob } from '../../domain/refresh-job.ts';
import { type Finding, findIf } from './rules.ts';

/**
 * A login that is kept fresh in an account is that account's, for as long as the job runs. A role names its account too,
 * which is the connector's: a file may leave the accounts to another.
 */
export function lintDestination(
  { destination }: RefreshJob,
  { accounts, connectors }: { readonly accounts: readonly Account[]; readonly connectors: readonly Connector[] },
  path: string,
): readonly Finding[] {
  const parts = partsOfDestination(destination.arn);
  const ofRoles = connectors.flatMap(({ roleArn }) => parseRoleArn(roleArn ?? '')?.accountId ?? []);
  const named = [...ofRoles, ...accounts.map(({ awsAccountId }) => awsAccountId)];
  return findIf(
    !named.some((accountId) => accountId === parts?.accountId),
    'foreign-destination',
    `${path}.destination.arn`,
    'The login is stored, and kept fresh, in an account that no definition names: who may read there has it. Define the account, if that is meant.',
  );
}
