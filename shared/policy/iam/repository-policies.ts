import type { Account } from '../../domain/account.ts';
import { parseRoleArn } from '../../domain/aws.ts';
import type { Connector } from '../../domain/connector.ts';
import { exampleOf, iamPatternOf } from '../../domain/connector-templates.ts';
import type { IamDocument, IamPlace, RepositoryPolicy } from '../../domain/iam-resource.ts';
import { REGISTRY_ACTIONS } from '../session/registry-actions.ts';
import { documentOf, type IamGiven, type IamPart, NO_PART } from './part.ts';
import { needsEcr } from './permissions.ts';

/** The principals of one account that a registry in another account is to let in. */
interface Visitors {
  readonly partition: string;
  readonly accountId: string;
  /** Role ARNs, which may be patterns. Empty means that IAM in their account decides alone. */
  readonly roleArns: readonly string[];
}

/**
 * Returns the policies with which other accounts let the connector's sessions into their repositories. Across accounts,
 * a session may do what its role's policies and the repository's policy both allow.
 */
export function otherRegistries({ connector, account }: Pick<IamGiven, 'connector' | 'account'>): IamPart {
  const visitors = visitorsOf(connector, account);
  const foreign = (connector.registries ?? []).filter((id) => visitors.some(({ accountId }) => accountId !== id));
  if (foreign.length === 0 || !needsEcr(connector)) return NO_PART;
  const places = foreign.map((accountId): IamPlace => {
    const others = visitors.filter((visitor) => visitor.accountId !== accountId);
    return { accountId, partition: account.partition, resources: policiesFor(connector, others) };
  });
  return { places: places.filter(({ resources }) => resources.length > 0), advice: adviceFor(connector, foreign) };
}

/** Who asks for images in the end: the connector's role, or a further role of a second hop. */
function visitorsOf({ roleArn, roleArns = [] }: Connector, { partition, awsAccountId }: Account): Visitors[] {
  if (roleArn === undefined) return [{ partition, accountId: awsAccountId, roleArns: [] }];
  const all = [roleArn, ...roleArns];
  const accountOf = (arn: string) => parseRoleArn(exampleOf(arn))?.accountId ?? awsAccountId;
  return [...new Set(all.map(accountOf))].map((accountId) => ({
    partition,
    accountId,
    roleArns: all.filter((arn) => accountOf(arn) === accountId).map(iamPatternOf),
  }));
}

function policiesFor(connector: Connector, visitors: readonly Visitors[]): RepositoryPolicy[] {
  const document = repositoryDocument(connector, visitors);
  const names = (connector.repositories ?? []).filter((name) => !isPattern(name));
  return regionsOf(connector).flatMap((region) =>
    names.map((repository) => ({ type: 'repository-policy' as const, repository, region, document })),
  );
}

/**
 * A repository's policy has no resource, because it is for that repository. The principal is the account with its roles
 * as a condition, because a role that is named as the principal must exist, and is lost if it is made anew.
 */
function repositoryDocument({ access }: Connector, visitors: readonly Visitors[]): IamDocument {
  const { pull, push } = REGISTRY_ACTIONS.ecr;
  return documentOf(
    visitors.map(({ partition, accountId, roleArns }) => ({
      Effect: 'Allow',
      Principal: { AWS: `arn:${partition}:iam::${accountId}:root` },
      Action: access === 'pull' ? pull : [...pull, ...push],
      ...(roleArns.length > 0 && { Condition: { ArnLike: { 'aws:PrincipalArn': roleArns } } }),
    })),
  );
}

function regionsOf({ region, regions }: Connector): readonly string[] {
  return (regions ?? [region ?? []].flat()).filter((one) => !isPattern(one));
}

function isPattern(repository: string): boolean {
  return iamPatternOf(repository).includes('*');
}

function adviceFor(connector: Connector, foreign: readonly string[]): string[] {
  const { repositories = [], pullThroughCache = false } = connector;
  const patterns = repositories.filter(isPattern);
  const where = `in ${foreign.length === 1 ? 'account' : 'accounts'} ${foreign.join(', ')}`;
  return [
    ...(repositories.length === 0
      ? [`Each repository ${where} needs a policy for the connector's sessions. Name them in repositories.`]
      : []),
    ...(patterns.length > 0
      ? [`Each repository ${where} that matches ${patterns.join(', ')} needs the policy, or the registry's own has it.`]
      : []),
    ...(regionsOf(connector).length === 0
      ? [`Policies of repositories ${where} are set region by region. Name the region in the connector.`]
      : []),
    ...(pullThroughCache
      ? [`The registry policy ${where} must allow ecr:BatchImportUpstreamImage and ecr:CreateRepository too.`]
      : []),
    'Setting a policy replaces the one that a repository has. Merge the statements if there is one.',
  ];
}
