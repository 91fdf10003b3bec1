import type { Account } from '../../domain/account.ts';
import { matchesIamPattern } from '../../domain/aws.ts';
import type { Connector } from '../../domain/connector.ts';
import { exampleOf } from '../../domain/connector-templates.ts';
import type { Definitions } from '../../domain/definitions.ts';
import { type GrantNarrowing, limitsFor } from '../../domain/grant-narrowing.ts';
import { rulesOf } from '../../domain/principal-type.ts';
import { couldPush, type JudgedGrant } from './grant.ts';
import { type Finding, findingIf } from './rules.ts';

interface Beside {
  readonly others: Definitions['connectors'];
  readonly accounts: readonly Account[];
  readonly connectorRoles: readonly string[];
}

/** Findings about a connector, and about its grants whose issuers are known. */
export function lintConnector(
  connector: Connector,
  grants: readonly JudgedGrant[],
  { others, accounts, connectorRoles }: Beside,
  path: string,
): readonly Finding[] {
  return [
    ...findingIf(
      isOutOfReach(connector, accounts, connectorRoles),
      'role-path',
      `${path}.roleArn`,
      `Portunus may assume ${connectorRoles.join(', ')} alone, as far as is known here (PORTUNUS_CONNECTOR_ROLES): the first login would be role_refused. Name a role of that form, or have the deployment name others.`,
    ),
    ...iamFindings(connector, path),
    ...tokenIdFindings(connector, grants, path),
    ...findingIf(
      isForPeople(connector, grants),
      'system-scope-unused',
      `${path}.systemScope`,
      'No grant is for jobs, so the first one that is added lets them in unnoticed. Leave systemScope out.',
    ),
    ...wildcardFindings(connector, path),
    ...connector.grants.flatMap((grant, index) =>
      grant.repositories === undefined ? [] : wildcardFindings(limitsFor(connector, grant), `${path}.grants[${index}]`),
    ),
    ...findingIf(
      sharesExternalId(connector, others),
      'shared-external-id',
      `${path}.externalId`,
      'Who may define one connector can have Portunus assume the role of the other. Leave it out to have one made.',
    ),
  ];
}

function wildcardFindings(limits: GrantNarrowing, path: string): readonly Finding[] {
  return findingIf(
    couldPush(limits) && (limits.repositories ?? []).some((pattern) => /^[*/]*\*[*/]*$/.test(pattern)),
    'wildcard-push',
    `${path}.repositories`,
    "Every image of the registry can be overwritten: * stands for all, and limits nothing. Name the job's own repositories.",
  );
}

function tokenIdFindings(
  { oneTimeTokens }: Connector,
  grants: readonly JudgedGrant[],
  path: string,
): readonly Finding[] {
  const names = new Set(grants.flatMap(({ ci }) => (ci?.tokensWithoutId ? [ci.name] : [])));
  return findingIf(
    oneTimeTokens === true && names.size > 0,
    'token-without-id',
    `${path}.oneTimeTokens`,
    `Tokens of ${[...names].join(' and ')} have no jti, and are all refused here. Leave oneTimeTokens out, or give these callers a connector without it.`,
  );
}

function iamFindings({ grants }: Connector, path: string): readonly Finding[] {
  return grants.flatMap(({ iamRole, uniqueId }, index) =>
    findingIf(
      iamRole !== undefined && uniqueId === undefined,
      'iam-role-by-name',
      `${path}.grants[${index}].iamRole`,
      'A role that is deleted and made anew under the name gets in, whoever makes it. Write its uniqueId (AROA…) too.',
    ),
  );
}

/**
 * Portunus's role may assume only the roles that the deployment names. The key of an IAM user is limited by its own
 * policies instead.
 */
function isOutOfReach(connector: Connector, accounts: readonly Account[], connectorRoles: readonly string[]): boolean {
  const { principalType, roleArn = '', account: id } = connector;
  const account = accounts.find((one) => one.id === id);
  return (
    rulesOf(principalType).call === 'AssumeRole' &&
    account?.credentials.source !== 'iam-user' &&
    !connectorRoles.some((pattern) => matchesIamPattern(exampleOf(roleArn), pattern))
  );
}

function isForPeople({ systemScope, grants: all }: Connector, grants: readonly JudgedGrant[]): boolean {
  return (
    systemScope &&
    all.length > 0 &&
    grants.length === all.length &&
    grants.every(({ issuer }) => issuer.kind === 'user')
  );
}

/** A role trusts a single external ID, so connectors with the same role may share it. */
function sharesExternalId(connector: Connector, others: Definitions['connectors']): boolean {
  return (
    connector.externalId !== undefined &&
    others.some(({ value: other }) => other.externalId === connector.externalId && other.roleArn !== connector.roleArn)
  );
}
