import type { Account } from '../../domain/account.ts';
import { ECR_PUBLIC, parsePolicyArn, parseRoleArn, parseSamlProviderArn, partitionOfRegion } from '../../domain/aws.ts';
import type { Connector } from '../../domain/connector.ts';
import type { FieldError } from '../../domain/errors.ts';
import type { Grant } from '../../domain/grant.ts';
import type { LoginService } from '../../domain/login-service.ts';
import { ownedDomain } from '../../domain/package-limits.ts';
import { ROLE_CHAINING_MAX_SECONDS, rulesOf } from '../../domain/principal-type.ts';
import { isChained } from '../session/duration.ts';
import { publicFaults, reachesEcrPublic } from '../session/limits.ts';
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

/** Faults of each grant, by their paths within the connector. */
function ofGrants({ grants }: Connector, faultsOf: (grant: Grant) => readonly FieldError[]): FieldError[] {
  return grants.flatMap((grant, index) =>
    faultsOf(grant).map(({ field, detail }) => ({ field: `grants[${index}].${field}`, detail })),
  );
}

const PARTITION = "must be in the partition of the connector's account";

function partitionFaults(connector: Connector, account: Account): FieldError[] {
  const { region, regions = [], roleArns = [], serves } = connector;
  const isForeign = (place: string) => partitionOfRegion(place) !== account.partition;
  return [
    ...fault(region !== undefined && regions.length === 0 && isForeign(region), 'region', PARTITION),
    ...fault(regions.some(isForeign), 'regions', PARTITION),
    ...ofGrants(connector, ({ regions: narrowed = [] }) => fault(narrowed.some(isForeign), 'regions', PARTITION)),
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

const PACKAGES_OUTLIVE_TOKEN =
  'a login of CodeArtifact that lasts beyond its session (loginLifetime: token) beside withinTokenLife';

/** Whether a login of the service goes on when its session ends. Of these, only CodeArtifact can be asked for another. */
export function outlivesSession(service: LoginService, { loginLifetime }: Connector): boolean {
  return service !== 'codeartifact' || loginLifetime === 'token';
}

/** Faults that can never work. They are checked only on write. */
export function hopelessFaults(connector: Connector, account: Account): readonly FieldError[] {
  const isTooLong = ({ maxDurationSeconds = 0 }: { readonly maxDurationSeconds?: number }) =>
    isChained(connector, account, undefined) && maxDurationSeconds > ROLE_CHAINING_MAX_SECONDS;
  return [
    ...fault(isTooLong(connector), 'maxDurationSeconds', CHAINED),
    ...ofGrants(connector, (grant) => fault(isTooLong(grant), 'maxDurationSeconds', CHAINED)),
    ...sizeFaults(connector, account),
    ...ofGrants(connector, (grant) =>
      fault(servesPublicAlone(connector) && publicFaults('ecr-public-login', grant).length > 0, 'regions', NO_PUBLIC),
    ),
    ...fault(
      hasTokenLife(connector) && connector.serves.some((route) => route.startsWith('ecr')),
      'serves',
      `has ${LOGIN_OUTLIVES_TOKEN}`,
    ),
    ...fault(
      hasTokenLife(connector) && connector.serves.includes('codeartifact') && connector.loginLifetime === 'token',
      'loginLifetime',
      `has ${PACKAGES_OUTLIVE_TOKEN}`,
    ),
  ];
}

const CHAINED = `must be at most ${ROLE_CHAINING_MAX_SECONDS}: STS gives no more from the execution role (role chaining)`;
const NO_PUBLIC = `must have ${ECR_PUBLIC.region}: the connector serves ECR Public alone, which is there`;

function servesPublicAlone({ serves }: Connector): boolean {
  return serves.every((route) => route === 'ecr-public');
}

function hasTokenLife(connector: Connector): boolean {
  return connector.withinTokenLife === true;
}

/** Where the connector's policies are too long by themselves, no grant is at fault. */
function sizeFaults(connector: Connector, account: Account): readonly FieldError[] {
  const own = policySizeFaults(connector, account);
  return own.length > 0 ? own : ofGrants(connector, (grant) => policySizeFaults(connector, account, grant));
}

/** Whether the session policies are too long, for whom a grant narrows them or for everybody. */
export function policySizeFaults(connector: Connector, account: Account, grant?: Grant): readonly FieldError[] {
  const { partition, awsAccountId: accountId } = account;
  const scope = { partition, accountId, services: registriesOf(connector) };
  const policies = sessionPolicies(connector, { grant, requested: {} }, scope);
  return policies.ok ? packageSizeFaults(connector, account, grant) : policies.errors;
}

/** A login to CodeArtifact has policies of its own, for the longest of the domains that it may be for. */
function packageSizeFaults(connector: Connector, account: Account, grant?: Grant): readonly FieldError[] {
  if (!connector.serves.includes('codeartifact')) return [];
  const { partition, awsAccountId: accountId } = account;
  const { domains = [] } = grant?.codeartifact ?? connector.codeartifact ?? {};
  const [domain = LONGEST_DOMAIN] = domains
    .map((one) => ownedDomain(one, accountId).name)
    .toSorted((one, other) => other.length - one.length);
  const repositories = grant?.codeartifact?.repositories ?? connector.codeartifact?.repositories ?? ['*'];
  const packages = { region: LONGEST_REGION, domain, domainOwner: accountId, repositories };
  const scope = { partition, accountId, services: ['codeartifact'] as const, packages };
  const policies = sessionPolicies(connector, { grant, requested: {} }, scope);
  return policies.ok ? [] : policies.errors;
}

const LONGEST_DOMAIN = 'd'.repeat(50);
/** The length of `ap-southeast-1`, the longest names of regions that there are. */
const LONGEST_REGION = 'ap-southeast-1';
