const ALLOW_ALL = { Effect: 'Allow', Action: '*', Resource: '*' };

function documentOf(...statements: readonly object[]) {
  return { Version: '2012-10-17', Statement: statements };
}

function allowing(service: string, names: string) {
  return {
    Effect: 'Allow',
    Action: names.split(' ').map((name) => `${service}:${name}`),
    Resource: '*',
  };
}

const PULL = 'GetAuthorizationToken BatchGetImage GetDownloadUrlForLayer';
const READ =
  `${PULL} BatchCheckLayerAvailability GetRepositoryPolicy DescribeRepositories DescribeImages ` +
  'DescribeImageScanFindings ListImages ListTagsForResource GetLifecyclePolicy GetLifecyclePolicyPreview';
const PUSH = 'InitiateLayerUpload UploadLayerPart CompleteLayerUpload PutImage';
const PUBLIC_READ =
  'GetAuthorizationToken BatchCheckLayerAvailability GetRepositoryPolicy DescribeRepositories DescribeRegistries ' +
  'DescribeImages DescribeImageTags GetRepositoryCatalogData GetRegistryCatalogData';

const FULL_ACCESS = documentOf(allowing('ecr', '*'), allowing('cloudtrail', 'LookupEvents'), {
  ...allowing('iam', 'CreateServiceLinkedRole'),
  Condition: { StringEquals: { 'iam:AWSServiceName': ['replication.ecr.amazonaws.com'] } },
});

/** AWS managed policies by name, limited to those that somebody would use for a registry login. */
const POLICIES: ReadonlyMap<string, object> = new Map([
  ['AdministratorAccess', documentOf(ALLOW_ALL)],
  [
    'PowerUserAccess',
    documentOf({ Effect: 'Allow', NotAction: ['iam:*', 'organizations:*', 'account:*'], Resource: '*' }),
  ],
  ['AmazonEC2ContainerRegistryPullOnly', documentOf(allowing('ecr', `${PULL} BatchImportUpstreamImage`))],
  ['AmazonEC2ContainerRegistryReadOnly', documentOf(allowing('ecr', READ))],
  ['AmazonEC2ContainerRegistryPowerUser', documentOf(allowing('ecr', `${READ} ${PUSH}`))],
  ['AmazonEC2ContainerRegistryFullAccess', FULL_ACCESS],
  [
    'AmazonElasticContainerRegistryPublicPowerUser',
    documentOf(allowing('ecr-public', `${PUBLIC_READ} ${PUSH}`), allowing('sts', 'GetServiceBearerToken')),
  ],
]);

/** Returns the document of an ARN such as `arn:aws:iam::aws:policy/AdministratorAccess`, in any partition. */
export function findAwsPolicy(arn: string): object | undefined {
  return POLICIES.get(/^arn:[a-z-]+:iam::aws:policy\/([\w+=,.@-]+)$/.exec(arn)?.[1] ?? '');
}
