import type { Connector } from '../../domain/connector.ts';
import { ISSUE_ACTIONS, type IssueAction } from '../../domain/issue-request.ts';
import type { Access } from '../../domain/narrowing.ts';

/** The two registries of AWS. Each has its own IAM actions and repository ARNs. */
export type Registry = 'ecr' | 'ecr-public';

interface RegistryActions {
  /** What a login needs; these know no resource but `*`. */
  readonly token: readonly string[];
  readonly pull: readonly string[];
  /** What a push needs beyond a pull. */
  readonly push: readonly string[];
  /** For the first pull of an image that another registry has. */
  readonly pullThroughCache: readonly string[];
}

/**
 * As AWS's managed policies have them: `pull` is AmazonEC2ContainerRegistryPullOnly (v1) without the pull-through cache,
 * and of AmazonEC2ContainerRegistryReadOnly (v3) what looks for layers, images and tags, for many programs do that before
 * they pull; `push` is what AmazonEC2ContainerRegistryPowerUser (v3) adds for images; the public ones are of
 * AmazonElasticContainerRegistryPublicPowerUser (v1), where anybody may pull.
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

/** What an access allows, the login included. */
export function actionsOf(registry: Registry, access: Access, withPullThroughCache: boolean): readonly string[] {
  const { token, pull, push, pullThroughCache } = REGISTRY_ACTIONS[registry];
  return [...token, ...pull, ...(access === 'push' ? push : []), ...(withPullThroughCache ? pullThroughCache : [])];
}

/** The registries that a session is for: a login's own; or all that the connector serves, if the session is handed out. */
export function servicesFor(action: IssueAction, connector: Connector): readonly Registry[] {
  const served = ISSUE_ACTIONS[action];
  return served === 'ecr' || served === 'ecr-public' ? [served] : registriesOf(connector);
}

/** The registries that a session of the connector may be used for, if it is handed out itself. */
export function registriesOf({ serves }: Connector): readonly Registry[] {
  return serves.includes('ecr-public') ? ['ecr', 'ecr-public'] : ['ecr'];
}
