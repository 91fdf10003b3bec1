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
