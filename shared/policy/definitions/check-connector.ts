import type { Account } from '../../domain/account.ts';
import { parsePolicyArn, parseRoleArn, parseSamlProviderArn, partitionOfRegion } from '../../domain/aws.ts';
import type { Connector } from '../../domain/connector.ts';
import type { FieldError } from '../../domain/errors.ts';
import { ROLE_CHAINING_MAX_SECONDS, rulesOf } from '../../domain/principal-type.ts';
import { isChained } from '../session/duration.ts';
import { reachesEcrPublic } from '../session/limits.ts';
import { registriesOf } from '../session/registry-actions.ts';
import { sessionPolicies } from '../session/session-policy.ts';

/**
 * Faults that depend on the connector's account. They are checked on write, then with an example in place of claims, and
 * before each use.
 */
export function accountFaults(connector: Connector, account: Account): readonly FieldError[] {
  return [
    ...sourceFaults(connector, account),
    ...ownArnFaults(connector, account),
    ...partitionFaults(connector, account),
    ...policyArnFaults(connector, account),
  ];
}

function fault(isFault: boolean, field: string, detail: string): FieldError[] {
  return isFault ? [{ field, detail }] : [];
}

function sourceFaults({ principalType }: Connector, { credentials }: Account): FieldError[] {
  return fault(
    !rulesOf(principalType).sources.includes(credentials.source),
    'account',
    `must have credentials of source ${rulesOf(principalType).sources.join(' or ')} for ${principalType}`,
  );
}

/** The role and the SAML provider must be in the connector's account. */
function ownArnFaults({ roleArn, samlProviderArn }: Connector, { awsAccountId, partition }: Account): FieldError[] {
  const named = [
    { field: 'roleArn', arn: roleArn, parts: parseRoleArn(roleArn ?? '') },
    { field: 'samlProviderArn', arn: samlProviderArn, parts: parseSamlProviderArn(samlProviderArn ?? '') },
  ];
  return named
    .filter(({ arn }) => arn !== undefined)
    .flatMap(({ field, parts }) => [
      ...fault(parts?.accountId !== awsAccountId, field, "must be of the connector's account"),
      ...fault(parts?.partition !== partition, field, PARTITION),
    ]);
}

const PARTITION = "must be in the partition of the connector's account";

function partitionFaults(connector: Connector, account: Account): FieldError[] {
  const { region, regions = [], roleArns = [], serves } = connector;
  const isForeign = (place: string) => partitionOfRegion(place) !== account.partition;
  return [
    ...fault(region !== undefined && regions.length === 0 && isForeign(region), 'region', PARTITION),
    ...fault(regions.some(isForeign), 'regions', PARTITION),
    ...fault(
      roleArns.some((arn) => parseRoleArn(arn)?.partition !== account.partition),
      'roleArns',
      PARTITION,
    ),
    ...fault(
      serves.includes('ecr-public') && !reachesEcrPublic(connector, account),
      'serves',
      'has ecr-public, which is in us-east-1 of the partition aws alone',
    ),
  ];
}

/**
 * STS looks up a session's managed policies in the account of its role or user. AWS's own policies exist in every
 * account.
 */
function policyArnFaults({ policyArns = [], roleArns = [] }: Connector, account: Account): FieldError[] {
  const policies = policyArns.map(parsePolicyArn);
  const accounts = [account.awsAccountId, ...roleArns.map((arn) => parseRoleArn(arn)?.accountId)];
  return [
    ...fault(
      policies.some((policy) => policy?.partition !== account.partition),
      'policyArns',
      PARTITION,
    ),
    ...fault(
      policies.some((policy) => policy?.accountId !== 'aws' && accounts.some((id) => id !== policy?.accountId)),
      'policyArns',
      "must be AWS's own, or of the account of every role that the session may be of",
    ),
  ];
}

export const LOGIN_OUTLIVES_TOKEN =
  'a login of ECR beside withinTokenLife, which bounds the session alone: such a login is good for 12 hours';

/** Faults that can never work. They are checked only on write. */
export function hopelessFaults(connector: Connector, account: Account): readonly FieldError[] {
  const { maxDurationSeconds = 0 } = connector;
  return [
    ...fault(
      isChained(connector, account, undefined) && maxDurationSeconds > ROLE_CHAINING_MAX_SECONDS,
      'maxDurationSeconds',
      `must be at most ${ROLE_CHAINING_MAX_SECONDS}: STS gives no more from the execution role (role chaining)`,
    ),
    ...policySizeFaults(connector, account),
    ...fault(
      hasTokenLife(connector) && connector.serves.some((route) => route.startsWith('ecr')),
      'serves',
      `has ${LOGIN_OUTLIVES_TOKEN}`,
    ),
  ];
}

function hasTokenLife(connector: Connector): boolean {
  return connector.withinTokenLife === true;
}

export function policySizeFaults(connector: Connector, { partition }: Account): FieldError[] {
  const policies = sessionPolicies(connector, {}, { partition, services: registriesOf(connector) });
  return policies.ok ? [] : [...policies.errors];
}
