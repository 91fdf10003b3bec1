import type { Connector } from '../../domain/connector.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../domain/issue-request.ts';
import type { Access } from '../../domain/narrowing.ts';

/** AWS's two kinds of registries. They differ in IAM actions and repository ARNs. */
export type Registry = 'ecr' | 'ecr-public';

interface RegistryActions {
  /** The actions of a login. IAM supports only the resource `*` for them. */
  readonly token: readonly string[];
  readonly pull: readonly string[];
  /** The actions that a push needs in addition to a pull. */
  readonly push: readonly string[];
  /** The actions for the first pull of an image from an upstream registry. */
  readonly pullThroughCache: readonly string[];
}

/**
 * Taken from AWS's managed policies. `pull` is AmazonEC2ContainerRegistryPullOnly (v1) without the pull-through cache,
 * and the actions of AmazonEC2ContainerRegistryReadOnly (v3) that look up layers, images and tags, because many clients
 * do so before a pull. `push` is what AmazonEC2ContainerRegistryPowerUser (v3) adds for images. The public actions are
 * those of AmazonElasticContainerRegistryPublicPowerUser (v1), where everybody may pull.
 */
export const REGISTRY_ACTIONS: Readonly<Record<Registry, RegistryActions>> = {
  ecr: {
    token: ['ecr:GetAuthorizationToken'],
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
    pull: [],
    push: [
      'ecr-public:BatchCheckLayerAvailability',
      'ecr-public:CompleteLayerUpload',
      'ecr-public:InitiateLayerUpload',
      'ecr-public:PutImage',
      'ecr-public:UploadLayerPart',
    ],
    pullThroughCache: [],
  },
};

/** The actions that an access level allows, including those of the login. */
export function actionsOf(registry: Registry, access: Access, withPullThroughCache: boolean): readonly string[] {
  const { token, pull, push, pullThroughCache } = REGISTRY_ACTIONS[registry];
  return [...token, ...pull, ...(access === 'push' ? push : []), ...(withPullThroughCache ? pullThroughCache : [])];
}

/**
 * The registries that a session is for: the one of a login, or all that the connector serves if the session itself is
 * issued.
 */
export function servicesFor(action: IssueAction, connector: Connector): readonly Registry[] {
  const served = ISSUE_ACTIONS[action];
  return served === 'ecr' || served === 'ecr-public' ? [served] : registriesOf(connector);
}

/** The registries that an issued session of the connector may be used for. */
export function registriesOf({ serves }: Connector): readonly Registry[] {
  return serves.includes('ecr-public') ? ['ecr', 'ecr-public'] : ['ecr'];
}
