import { ECR_PUBLIC, type Partition } from '../../domain/aws.ts';
import type { GrantNarrowing } from '../../domain/grant-narrowing.ts';
import type { LoginService } from '../../domain/login-service.ts';
import { ACCESS, type Access, type Narrowing } from '../../domain/narrowing.ts';
import { ownedDomain, type PackageLimits } from '../../domain/package-limits.ts';
import { faulty, type Parsed } from '../../domain/parse.ts';
import type { Statement } from '../../domain/policy-document.ts';
import { type PackageTarget, packageArns } from './package-target.ts';
import { actionsOf, REGISTRY_ACTIONS } from './registry-actions.ts';

/** The policies of one session. Together they limit what it may do. */
export interface SessionPolicies {
  /** A JSON policy document in its shortest form. */
  readonly policy?: string;
  readonly policyArns: readonly string[];
}

/** What a request narrows beyond the limits of its connector. */
export interface RequestedNarrowing {
  readonly access?: Access;
  readonly repositories?: readonly string[];
}

/** What narrows a connector for one session: the grant that lets the caller in, if one does, and the request. */
interface Narrowings {
  readonly grant: GrantNarrowing | undefined;
  readonly requested: RequestedNarrowing;
}

/** Where the session is used. */
interface Scope {
  readonly partition: Partition;
  /** The account of the connector, which owns the domains of CodeArtifact that name no other. */
  readonly accountId: string;
  readonly services: readonly LoginService[];
  /** What a login to CodeArtifact is for. It is within the limits of connector and grant already. */
  readonly packages?: PackageTarget;
}

/** The limit for a session's inline and managed policies together, in characters (STS API reference, AssumeRole). */
const MAX_CHARACTERS = 2_048;

/**
 * Builds the session policies of a connector, a grant and a request. IAM unites the Allows of session policies, so the
 * connector's rights come from one source (its policy, its managed policies, or generated ones). Every limit is a Deny,
 * which no Allow can override, so the limits of all three hold together. No claim is read here: the connector comes filled in.
 */
export function sessionPolicies(
  connector: Narrowing,
  { grant = {}, requested }: Narrowings,
  scope: Scope,
): Parsed<SessionPolicies> {
  const access = lowest([connector.access, grant.access, requested.access]);
  const allowed = scope.services.flatMap((service) =>
    actionsOf(service, access ?? 'push', connector.pullThroughCache ?? false),
  );
  const denies: readonly Statement[] = [
    ...(scope.packages === undefined
      ? [connector, grant, requested].flatMap((narrowing) => placeDenies(narrowing, scope))
      : packageDenies(scope.packages, scope)),
    ...(access === undefined ? [] : [{ Effect: 'Deny' as const, NotAction: allowed, Resource: ['*'] }]),
    ...networkDenies(connector.conditions ?? {}, scope),
  ];
  const generated: readonly Statement[] = [{ Effect: 'Allow', Action: allowed, Resource: ['*'] }];
  const own =
    connector.policy?.Statement ?? (connector.policyArns !== undefined || denies.length === 0 ? [] : generated);
  return fitted([...own, ...denies], [requested, grant, connector], connector.policyArns);
}

function lowest(levels: readonly (Access | undefined)[]): Access | undefined {
  return ACCESS.find((access) => levels.includes(access));
}

/** The policy of a first session, which may only assume the second role. */
export function secondHopPolicy(roleArn: string): string {
  return serialize([
    { Effect: 'Allow', Action: ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'], Resource: [roleArn] },
  ]);
}

/**
 * Denies every action outside of the named places, except for logins that have no resource. Only a Deny with
 * NotAction also covers actions that AWS adds later. As it denies other services too, such a session is only for
 * registries.
 */
function placeDenies(narrowing: Narrowing, scope: Scope): Statement[] {
  const { repositories, registries, regions, codeartifact } = narrowing;
  const { partition, services } = scope;
  const arns = (toPlace: (text: string) => Place, texts: readonly string[] | undefined) =>
    texts && [
      ...new Set(
        texts.flatMap((text) => services.flatMap((service) => repositoryArns(service, partition, toPlace(text)))),
      ),
    ];
  return [
    arns((repository) => ({ repository }), repositories),
    arns((account) => ({ account }), registries),
    arns((region) => ({ region }), regions),
    codeartifact && packagePlaces(codeartifact, scope),
  ].flatMap((within) => (within === undefined ? [] : [outsideDeny(within, services)]));
}

function outsideDeny(within: readonly string[], services: readonly LoginService[]): Statement {
  const placeless = [...new Set(services.flatMap((name) => REGISTRY_ACTIONS[name].placeless))];
  return { Effect: 'Deny', NotAction: placeless, NotResource: [...within] };
}

/** The limits of CodeArtifact bind nothing else, so whatever other services there are stays as it is. */
function packagePlaces({ domains, repositories = ['*'] }: PackageLimits, { partition, accountId, services }: Scope) {
  const owned = domains.map((domain) => ownedDomain(domain, accountId));
  return [
    ...packageArns({ partition, domains: owned, repositories }),
    ...services
      .filter((service) => service !== 'codeartifact')
      .flatMap((service) => repositoryArns(service, partition, {})),
  ];
}

/** Denies everything but what a login to CodeArtifact is for. AWS carries this over to the token, session policies and all. */
function packageDenies(target: PackageTarget, { partition, services }: Scope): Statement[] {
  const { region, domain: name, domainOwner: owner, repositories } = target;
  const within = packageArns({ partition, regions: [region], domains: [{ owner, name }], repositories });
  const bearers = services.flatMap((service) => REGISTRY_ACTIONS[service].bearer ?? []);
  return [
    outsideDeny(within, services),
    {
      Effect: 'Deny',
      Action: ['sts:GetServiceBearerToken'],
      Resource: ['*'],
      Condition: { StringNotEquals: { 'sts:AWSServiceName': bearers } },
    },
  ];
}

interface Place {
  readonly region?: string;
  readonly account?: string;
  readonly repository?: string;
}

function repositoryArns(service: LoginService, partition: Partition, place: Place): string[] {
  const { region = '*', account = '*', repository = '*' } = place;
  // Repositories and registries are those of images. CodeArtifact has limits of its own beside them.
  if (service === 'codeartifact') return [`arn:${partition}:codeartifact:${region}:*:*`];
  if (service === 'ecr') return [`arn:${partition}:ecr:${region}:${account}:repository/${repository}`];
  // The ARNs of public repositories have no region; all are in one region.
  const isElsewhere = ![ECR_PUBLIC.region, '*'].includes(region);
  return isElsewhere ? [] : [`arn:${ECR_PUBLIC.partition}:ecr-public::${account}:repository/${repository}`];
}

/**
 * Denies everything from other networks, except for the login, which Portunus requests from its own network. A list of
 * image actions would leave the registry's settings open, and with them replication of every image elsewhere.
 */
function networkDenies(conditions: NonNullable<Narrowing['conditions']>, { services }: Scope): Statement[] {
  const { sourceVpce, sourceVpc, sourceIp } = conditions;
  const operators = [
    sourceVpce && { StringNotEquals: { 'aws:SourceVpce': sourceVpce } },
    sourceVpc && { StringNotEquals: { 'aws:SourceVpc': sourceVpc } },
    sourceIp && { NotIpAddress: { 'aws:SourceIp': sourceIp } },
  ];
  return operators.flatMap((Condition) =>
    Condition === undefined
      ? []
      : [{ Effect: 'Deny' as const, NotAction: tokenActions(services), Resource: ['*'], Condition }],
  );
}

function tokenActions(services: readonly LoginService[]): string[] {
  return [...new Set(services.flatMap((name) => REGISTRY_ACTIONS[name].token))];
}

/** `narrowings` are in the order in which they are at fault: whoever narrows further has to fit in. */
function fitted(
  statements: readonly Statement[],
  narrowings: readonly Narrowing[],
  policyArns: readonly string[] = [],
): Parsed<SessionPolicies> {
  if (statements.length === 0) return { ok: true, value: { policyArns } };
  const policy = serialize(statements);
  if (policy.length + policyArns.join('').length <= MAX_CHARACTERS) return { ok: true, value: { policy, policyArns } };
  const detail = `makes session policies of more than ${MAX_CHARACTERS} characters, the most that STS takes`;
  return faulty(narrowings.map(longest).find((field) => field !== undefined) ?? 'policy', detail);
}

const NARROWING = [
  'policy',
  'policyArns',
  'repositories',
  'registries',
  'codeartifact',
  'regions',
  'conditions',
  'access',
] as const;

/** The longest field, which should be shortened. */
function longest(narrowing: Narrowing): string | undefined {
  const length = (field: (typeof NARROWING)[number]) => JSON.stringify(narrowing[field])?.length ?? 0;
  const [field] = NARROWING.toSorted((one, other) => length(other) - length(one));
  return field !== undefined && length(field) > 0 ? field : undefined;
}

/** STS accepts no characters above U+00FF, so they are written as JSON escapes. */
function serialize(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements.map(compact) }).replace(
    /[^\x20-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function compact(statement: Statement) {
  return Object.fromEntries(
    Object.entries(statement).map(([name, value]) => [
      name,
      Array.isArray(value) && value.length === 1 ? value[0] : value,
    ]),
  );
}
