import type { Connector } from '../../domain/connector.ts';
import { type IssueAction, isLoginAction, SERVICE_OF } from '../../domain/issue-request.ts';
import type { LoginService } from '../../domain/login-service.ts';
import type { Access } from '../../domain/narrowing.ts';

interface RegistryActions {
  /** The actions of a login, which Portunus calls from its own network. */
  readonly token: readonly string[];
  /** Those of them that have no place: IAM supports only the resource `*` for them. */
  readonly placeless: readonly string[];
  readonly pull: readonly string[];
  /** The actions that a push needs in addition to a pull. */
  readonly push: readonly string[];
  /** The actions for the first pull of an image from an upstream registry. */
  readonly pullThroughCache: readonly string[];
  /** The name under which the service asks STS for a bearer token (`sts:AWSServiceName`). */
  readonly bearer?: string;
}

/**
 * Taken from AWS's managed policies. `pull` is AmazonEC2ContainerRegistryPullOnly (v1) without the pull-through cache,
 * and the actions of AmazonEC2ContainerRegistryReadOnly (v3) that look up layers, images and tags, because many clients
 * do so before a pull. `push` is what AmazonEC2ContainerRegistryPowerUser (v3) adds for images. The public actions are
 * those of AmazonElasticContainerRegistryPublicPowerUser (v1), where everybody may pull. For CodeArtifact, `pull` reads
 * packages, and looks for them, as a part of AWSCodeArtifactReadOnlyAccess; `push` publishes them.
 */
export const REGISTRY_ACTIONS: Readonly<Record<LoginService, RegistryActions>> = {
  ecr: {
    token: ['ecr:GetAuthorizationToken'],
    placeless: ['ecr:GetAuthorizationToken'],
    pull: [
      'ecr:BatchGetImage',
      'ecr:GetDownloadUrlForLayer',
      'ecr:BatchCheckLayerAvailability',
      'ecr:ListImages',
      'ecr:DescribeImages',
      'ecr:DescribeRepositories',
      'ecr:GetRepositoryPolicy',
    ],
    push: ['ecr:CompleteLayerUpload', 'ecr:InitiateLayerUpload', 'ecr:PutImage', 'ecr:UploadLayerPart'],
    pullThroughCache: ['ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'],
  },
  'ecr-public': {
    token: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
    placeless: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
    pull: [],
    push: [
      'ecr-public:BatchCheckLayerAvailability',
      'ecr-public:CompleteLayerUpload',
      'ecr-public:InitiateLayerUpload',
      'ecr-public:PutImage',
      'ecr-public:UploadLayerPart',
    ],
    pullThroughCache: [],
    bearer: 'ecr-public.amazonaws.com',
  },
  codeartifact: {
    token: ['codeartifact:GetAuthorizationToken', 'codeartifact:GetRepositoryEndpoint', 'sts:GetServiceBearerToken'],
    placeless: ['sts:GetServiceBearerToken'],
    pull: [
      'codeartifact:ReadFromRepository',
      'codeartifact:DescribePackageVersion',
      'codeartifact:GetPackageVersionAsset',
      'codeartifact:ListPackages',
      'codeartifact:ListPackageVersions',
    ],
    push: ['codeartifact:PublishPackageVersion', 'codeartifact:PutPackageMetadata'],
    pullThroughCache: [],
    bearer: 'codeartifact.amazonaws.com',
  },
};

/** The actions that an access level allows, including those of the login. */
export function actionsOf(registry: LoginService, access: Access, withPullThroughCache: boolean): readonly string[] {
  const { token, pull, push, pullThroughCache } = REGISTRY_ACTIONS[registry];
  return [...token, ...pull, ...(access === 'push' ? push : []), ...(withPullThroughCache ? pullThroughCache : [])];
}

/**
 * The services that a session is for: the one of a login, or all that the connector serves if the session itself is
 * issued.
 */
export function servicesFor(action: IssueAction, connector: Connector): readonly LoginService[] {
  return isLoginAction(action) ? [SERVICE_OF[action]] : registriesOf(connector);
}

/** The services that an issued session of the connector may be used for. */
export function registriesOf({ serves }: Connector): readonly LoginService[] {
  // A connector that names no service is for ECR: its sessions are handed out to be used there.
  const isForEcr = serves.includes('ecr') || !serves.includes('codeartifact');
  return [
    ...(isForEcr ? (['ecr'] as const) : []),
    ...(serves.includes('ecr-public') ? (['ecr-public'] as const) : []),
    ...(serves.includes('codeartifact') ? (['codeartifact'] as const) : []),
  ];
}
