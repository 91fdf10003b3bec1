import type { Account } from '../../domain/account.ts';
import type { Connector } from '../../domain/connector.ts';
import type { IamManagedPolicy, IamPlace, IamResource, IamRole } from '../../domain/iam-resource.ts';
import { ownedDomain } from '../../domain/package-limits.ts';
import { isChained } from '../session/duration.ts';
import { type IamGiven, wants } from './part.ts';
import { needsEcr } from './permissions.ts';

/** Quotas of IAM, white space aside: a trust policy, all inline policies of a role, and a managed policy. */
const MAX_TRUST_CHARACTERS = 2_048;
const MAX_ROLE_CHARACTERS = 10_240;
const MAX_MANAGED_CHARACTERS = 6_144;

/** What holds for every principal type, in whole sentences. */
export function generalAdvice(given: IamGiven, places: readonly IamPlace[]): readonly string[] {
  const resources = places.flatMap((place) => place.resources);
  const roles = resources.filter(isRole);
  return [
    ...providedAdvice(given),
    ...(places.length === 0 ? [] : rightsAdvice(given)),
    ...(roles.length === 0 ? [] : durationAdvice(given)),
    ...resources.flatMap(sizeAdvice),
    ...(roles.length === 0 ? [] : guardAdvice(given)),
  ];
}

function isRole(resource: IamResource): resource is IamRole {
  return resource.type === 'role';
}

/** The credentials of the service itself: its own stack makes their role. */
function providedAdvice({ connector, deployment: { partition, accountId, stage } }: IamGiven): string[] {
  if (connector.principalType !== 'provided') return [];
  return [
    `Logins are those of arn:${partition}:iam::${accountId}:role/portunus-${stage}-REGION-issue, which the deployment makes.`,
    'Deploy with PORTUNUS_ALLOW_PROVIDED=true: then that role may ask for logins, and nothing else of ECR.',
    'What a login may pull or push is what you add: a policy on that role, or policies of the repositories that name it.',
    'Every caller of every such connector has the same rights, so give that role no more than all of them may have.',
  ];
}

/** Which of AWS's managed policies would do, and why the written one is narrower. */
function rightsAdvice({ connector, account }: IamGiven): string[] {
  const { partition } = account;
  const { policy, policyArns, conditions } = connector;
  if (policy !== undefined || policyArns !== undefined) {
    return ['The rights are those of the connector. Its limits bind each session, so the role or user may have more.'];
  }
  return [
    ...managedPolicies(connector).map(
      ([name, differs]) =>
        `Of AWS's managed policies, arn:${partition}:iam::aws:policy/${name} comes closest. It covers every repository of the account. ${differs}`,
    ),
    ...packageAdvice(connector, account),
    ...(conditions === undefined
      ? []
      : ['No managed policy has the conditions on networks. They bind the session all the same.']),
  ];
}

/** AWS's managed policy for each kind of registry, and what it has more or less than the written one. */
function managedPolicies(connector: Connector): (readonly [name: string, differs: string])[] {
  const { serves, access, pullThroughCache } = connector;
  const [ecr, ecrPublic] = ['AmazonEC2ContainerRegistry', 'AmazonElasticContainerRegistryPublic'];
  const looks = 'It also reads scan findings and lifecycle policies.';
  const pulls =
    pullThroughCache === true
      ? ([`${ecr}PullOnly`, 'It lists no tags, and makes no repository.'] as const)
      : ([`${ecr}ReadOnly`, looks] as const);
  const kind = access === 'pull' ? 'ReadOnly' : 'PowerUser';
  return [
    ...(needsEcr(connector) ? [access === 'pull' ? pulls : ([`${ecr}PowerUser`, looks] as const)] : []),
    ...(serves.includes('ecr-public')
      ? [[`${ecrPublic}${kind}`, 'It also reads descriptions, tags and policies.'] as const]
      : []),
    ...(serves.includes('codeartifact')
      ? [
          access === 'pull'
            ? (['AWSCodeArtifactReadOnlyAccess', 'It also reads domains, package groups and policies.'] as const)
            : (['AWSCodeArtifactAdminAccess', 'It also deletes, and changes domains and policies.'] as const),
        ]
      : []),
  ];
}

/** What other accounts must allow to a role that uses their domains. */
function packageAdvice({ codeartifact }: Connector, { awsAccountId }: Pick<Account, 'awsAccountId'>): string[] {
  const owned = (codeartifact?.domains ?? []).map((domain) => ownedDomain(domain, awsAccountId));
  return owned
    .filter(({ owner }) => owner !== awsAccountId)
    .map(
      ({ owner, name }) =>
        `Account ${owner} must let the role in: the policy of its domain ${name} allows codeartifact:GetAuthorizationToken, and the policy of each repository what is done there.`,
    );
}

function durationAdvice({ connector, account }: IamGiven): string[] {
  if (isChained(connector, account, undefined)) {
    return [
      'Portunus assumes the role with a role of its own, so STS gives an hour at most, whatever the role allows.',
    ];
  }
  return connector.maxDurationSeconds === undefined
    ? [
        'The connector has no maxDurationSeconds. For sessions of more than an hour, raise the MaxSessionDuration of the role.',
      ]
    : [];
}

/** Where a document is longer than AWS takes it. */
export function sizeAdvice(resource: IamResource): string[] {
  if (resource.type === 'role') return roleSizeAdvice(resource);
  return resource.type === 'managed-policy' ? managedSizeAdvice(resource) : [];
}

function roleSizeAdvice({ name, trust, policies }: IamRole): string[] {
  const inline = policies.reduce((sum, { document }) => sum + JSON.stringify(document).length, 0);
  return [
    ...(JSON.stringify(trust).length > MAX_TRUST_CHARACTERS
      ? [
          `The trust policy of ${name} has more than ${MAX_TRUST_CHARACTERS} characters: have the account's quota raised.`,
        ]
      : []),
    ...(inline > MAX_ROLE_CHARACTERS
      ? [
          `The policies of ${name} have more than ${MAX_ROLE_CHARACTERS} characters: make some of them managed policies.`,
        ]
      : []),
  ];
}

function managedSizeAdvice({ name, document }: IamManagedPolicy): string[] {
  return JSON.stringify(document).length > MAX_MANAGED_CHARACTERS
    ? [`${name} has more than the ${MAX_MANAGED_CHARACTERS} characters of a managed policy: name fewer repositories.`]
    : [];
}

/** What else in AWS can refuse, although all documents are in place. */
function guardAdvice(given: IamGiven): string[] {
  const { connector, account, deployment, organizationId } = given;
  const isForeign = account.awsAccountId !== deployment.accountId;
  const isByFunctions = connector.principalType === 'assumed-role' && account.credentials.source === 'execution-role';
  return [
    ...(isForeign
      ? [
          "Policies of the account's organization (SCP, RCP) bind the role too. They must let it be assumed, and use ECR.",
        ]
      : []),
    ...(isByFunctions && organizationId === undefined
      ? ['If Portunus is in your organization, name the organization: then no other one can assume the role.']
      : []),
    ...(wants(given, 'boundary') && connector.policyArns !== undefined
      ? ['There is no boundary, because what the managed policies allow is not known here.']
      : []),
  ];
}
