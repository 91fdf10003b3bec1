// Beside AWS's managed policies, whose contents stand here as AWS publishes them.
import { describe, expect, it } from 'vitest';
import type { Connector } from '../../../../shared/domain/connector.ts';
import type { IssueAction } from '../../../../shared/domain/issue-request.ts';
import { actionsOf, servicesFor } from '../../../../shared/policy/session/registry-actions.ts';
import { aConnector } from '../../../support/builders.ts';

function named(service: string, names: string) {
  return names.split(' ').map((name) => `${service}:${name}`);
}

// AmazonEC2ContainerRegistryPullOnly, v1 of 2024-10-04.
const PULL_ONLY = named('ecr', 'GetAuthorizationToken BatchGetImage GetDownloadUrlForLayer BatchImportUpstreamImage');
// Of AmazonEC2ContainerRegistryReadOnly, v3 of 2019-12-10: what says which images there are.
const READS = named(
  'ecr',
  'BatchCheckLayerAvailability GetRepositoryPolicy DescribeRepositories DescribeImages ListImages',
);
// Amazon ECR user guide, "IAM permissions for pushing an image".
const TO_PUSH = named(
  'ecr',
  'GetAuthorizationToken CompleteLayerUpload UploadLayerPart InitiateLayerUpload BatchCheckLayerAvailability PutImage BatchGetImage',
);
// AmazonEC2ContainerRegistryPowerUser, v3 of 2019-12-10.
const POWER_USER = named(
  'ecr',
  'GetAuthorizationToken BatchCheckLayerAvailability GetDownloadUrlForLayer GetRepositoryPolicy DescribeRepositories ' +
    'ListImages DescribeImages BatchGetImage GetLifecyclePolicy GetLifecyclePolicyPreview ListTagsForResource ' +
    'DescribeImageScanFindings InitiateLayerUpload UploadLayerPart CompleteLayerUpload PutImage',
);
// AmazonElasticContainerRegistryPublicPowerUser, v1 of 2020-12-01.
const PUBLIC_POWER_USER = [
  'sts:GetServiceBearerToken',
  ...named(
    'ecr-public',
    'GetAuthorizationToken BatchCheckLayerAvailability GetRepositoryPolicy DescribeRepositories DescribeRegistries ' +
      'DescribeImages DescribeImageTags GetRepositoryCatalogData GetRegistryCatalogData InitiateLayerUpload ' +
      'UploadLayerPart CompleteLayerUpload PutImage',
  ),
];

function missing(wanted: readonly string[], given: readonly string[]) {
  return wanted.filter((action) => !given.includes(action));
}
function sorted(actions: readonly string[]) {
  return [...actions].sort();
}

describe('the actions of a registry', () => {
  it('for a pull are those of the managed policy, and what reads tags; without the cache, without what fills it', () => {
    const withoutCache = PULL_ONLY.filter((action) => action !== 'ecr:BatchImportUpstreamImage');
    expect(sorted(actionsOf('ecr', 'pull', false))).toEqual(sorted([...withoutCache, ...READS]));
    expect(sorted(actionsOf('ecr', 'pull', true))).toEqual(sorted([...PULL_ONLY, ...READS, 'ecr:CreateRepository']));
  });

  it('for a push are all that one needs, and none that the managed policy has not', () => {
    expect(missing(TO_PUSH, actionsOf('ecr', 'push', false))).toEqual([]);
    expect(missing(actionsOf('ecr', 'push', false), POWER_USER)).toEqual([]);
  });

  it('for a push hold all of a pull', () => {
    for (const withCache of [true, false]) {
      expect(missing(actionsOf('ecr', 'pull', withCache), actionsOf('ecr', 'push', withCache))).toEqual([]);
    }
  });

  it('for ECR Public are none that its managed policy has not; the login needs two', () => {
    expect(missing(actionsOf('ecr-public', 'push', true), PUBLIC_POWER_USER)).toEqual([]);
    expect(sorted(actionsOf('ecr-public', 'pull', false))).toEqual([
      'ecr-public:GetAuthorizationToken',
      'sts:GetServiceBearerToken',
    ]);
  });
});

// Actions of AWSCodeArtifactReadOnlyAccess (Describe*, Get*, List*, ReadFromRepository, and the one of STS), of 2020-06-10,
// and of the CodeArtifact user guide, "Repository policies", for those who publish.
describe('the actions of CodeArtifact', () => {
  it('for a pull are none that the managed policy for reading has not', () => {
    const reads = /^(?:codeartifact:(?:Describe\w+|Get\w+|List\w+|ReadFromRepository)|sts:GetServiceBearerToken)$/;
    expect(actionsOf('codeartifact', 'pull', true).filter((action) => !reads.test(action))).toEqual([]);
    expect(actionsOf('codeartifact', 'pull', true)).toContain('codeartifact:ReadFromRepository');
  });

  it('for a push are those that publish, and no more', () => {
    const pull = actionsOf('codeartifact', 'pull', false);
    const more = actionsOf('codeartifact', 'push', false).filter((action) => !pull.includes(action));
    expect(more).toEqual(['codeartifact:PublishPackageVersion', 'codeartifact:PutPackageMetadata']);
  });
});

describe('the registries that a session is for', () => {
  it.each<[IssueAction, Connector['serves'], readonly string[]]>([
    ['ecr-login', ['ecr', 'ecr-public'], ['ecr']],
    ['ecr-public-login', ['ecr', 'ecr-public'], ['ecr-public']],
    ['session', ['ecr', 'ecr-public', 'session'], ['ecr', 'ecr-public']],
    ['session', ['session'], ['ecr']],
    ['console-url', ['ecr', 'console'], ['ecr']],
    ['codeartifact-login', ['ecr', 'codeartifact'], ['codeartifact']],
    ['session', ['ecr', 'codeartifact', 'session'], ['ecr', 'codeartifact']],
    // A session for packages is not one for images.
    ['session', ['codeartifact', 'session'], ['codeartifact']],
  ])('for %s of a connector that serves %s', (action, serves, services) => {
    expect(servicesFor(action, aConnector({ serves }))).toEqual(services);
  });
});
