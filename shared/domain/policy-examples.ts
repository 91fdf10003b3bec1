import { allow, bearerTokenFor, type PolicyExample, passRole, policyOf } from './policy-example.ts';
import type { PrincipalType } from './principal-type.ts';

const WITH_ROLE: readonly PrincipalType[] = ['assumed-role', 'web-identity', 'saml'];
/** Sessions of federated users can call neither IAM nor STS. */
const ANY: readonly PrincipalType[] = ['assumed-role', 'federated-user', 'web-identity', 'saml'];
/** No link to the console can be made with an assertion. */
const CONSOLE: readonly PrincipalType[] = ['assumed-role', 'federated-user', 'web-identity'];

const REPOSITORIES = 'arn:aws:ecr:eu-west-1:123456789012:repository/example/*';
const CACHE = 'arn:aws:ecr:eu-west-1:123456789012:repository/example-cache/*';
const PULL = ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchCheckLayerAvailability'];
const LOOK = ['ecr:ListImages', 'ecr:DescribeImages', 'ecr:DescribeRepositories'];
const PUSH = ['ecr:InitiateLayerUpload', 'ecr:UploadLayerPart', 'ecr:CompleteLayerUpload', 'ecr:PutImage'];
const LOG_IN = allow('LogIn', ['ecr:GetAuthorizationToken'], '*');

const STACK = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/example-stack/*';
const CODE_ARTIFACT = 'arn:aws:codeartifact:eu-west-1:123456789012';
const PACKAGES = `${CODE_ARTIFACT}:repository/example-domain/example-packages`;
const READ_PACKAGES = [
  allow('LogIn', ['codeartifact:GetAuthorizationToken'], `${CODE_ARTIFACT}:domain/example-domain`),
  bearerTokenFor('codeartifact.amazonaws.com'),
  allow('Read', ['codeartifact:GetRepositoryEndpoint', 'codeartifact:ReadFromRepository'], PACKAGES),
];

/** Rights that connectors are often for. Each one is as small as its purpose allows. */
export const POLICY_EXAMPLES: readonly PolicyExample[] = [
  {
    name: 'ecr-pull',
    title: 'Pull images',
    sentence: 'Pulls images, and looks up their tags, in the repositories under one prefix.',
    serves: 'ecr',
    principalTypes: ANY,
    policy: policyOf(LOG_IN, allow('Pull', [...PULL, ...LOOK], REPOSITORIES)),
  },
  {
    name: 'ecr-push',
    title: 'Push images',
    sentence: 'Pulls and pushes images in the repositories under one prefix, and deletes nothing.',
    serves: 'ecr',
    principalTypes: ANY,
    policy: policyOf(LOG_IN, allow('PullAndPush', [...PULL, ...LOOK, ...PUSH], REPOSITORIES)),
  },
  {
    name: 'ecr-pull-through',
    title: 'Pull through a cache',
    sentence: 'Pulls images of other registries through a cache, and fills it with those that are not there yet.',
    serves: 'ecr',
    principalTypes: ANY,
    policy: policyOf(
      LOG_IN,
      allow('PullAndFill', [...PULL, 'ecr:BatchImportUpstreamImage', 'ecr:CreateRepository'], CACHE),
    ),
  },
  {
    name: 'ecr-public-push',
    title: 'Push to ECR Public',
    sentence: 'Pushes images to one public repository, which everybody can pull from.',
    serves: 'ecr-public',
    principalTypes: WITH_ROLE,
    policy: policyOf(
      allow('LogIn', ['ecr-public:GetAuthorizationToken'], '*'),
      bearerTokenFor('ecr-public.amazonaws.com'),
      allow(
        'Push',
        [
          'BatchCheckLayerAvailability',
          'InitiateLayerUpload',
          'UploadLayerPart',
          'CompleteLayerUpload',
          'PutImage',
        ].map((action) => `ecr-public:${action}`),
        'arn:aws:ecr-public::123456789012:repository/example-image',
      ),
    ),
  },
  {
    name: 'ecr-list',
    title: 'List images',
    sentence: 'Lists all repositories and images of a region with their scan findings, and can pull none of them.',
    serves: 'session',
    principalTypes: ANY,
    policy: policyOf(
      allow(
        'List',
        [...LOOK, 'ecr:DescribeImageScanFindings', 'ecr:ListTagsForResource'],
        'arn:aws:ecr:eu-west-1:123456789012:repository/*',
      ),
    ),
  },
  {
    name: 'ecr-cleanup',
    title: 'Delete images',
    sentence: 'Lets a clean-up job list and delete images under one prefix, and nothing else.',
    serves: 'session',
    principalTypes: ANY,
    policy: policyOf(allow('CleanUp', [...LOOK, 'ecr:BatchDeleteImage'], REPOSITORIES)),
  },
  {
    name: 'ecr-repositories',
    title: 'Create repositories',
    sentence: 'Creates and configures repositories under one prefix, but can neither share nor empty nor delete them.',
    serves: 'session',
    principalTypes: ANY,
    policy: policyOf(
      allow(
        'Manage',
        [
          'ecr:CreateRepository',
          'ecr:DescribeRepositories',
          'ecr:PutImageScanningConfiguration',
          'ecr:PutImageTagMutability',
          'ecr:ListTagsForResource',
          'ecr:TagResource',
          'ecr:UntagResource',
        ],
        REPOSITORIES,
      ),
    ),
  },
  {
    name: 's3-deploy',
    title: 'Deploy a site to S3',
    sentence: 'Replaces the objects under one prefix of a bucket, as "aws s3 sync --delete" does.',
    serves: 'session',
    principalTypes: ANY,
    policy: policyOf(
      allow('List', ['s3:ListBucket'], 'arn:aws:s3:::amzn-s3-demo-bucket', {
        StringLike: { 's3:prefix': ['example-site/*'] },
        StringEquals: { 'aws:ResourceAccount': '123456789012' },
      }),
      allow(
        'Replace',
        ['s3:GetObject', 's3:PutObject', 's3:DeleteObject'],
        'arn:aws:s3:::amzn-s3-demo-bucket/example-site/*',
        { StringEquals: { 'aws:ResourceAccount': '123456789012' } },
      ),
    ),
  },
  {
    name: 'cloudfront-invalidate',
    title: 'Invalidate CloudFront',
    sentence: 'Removes files from the caches of one distribution, and waits until that is done.',
    serves: 'session',
    principalTypes: ANY,
    policy: policyOf(
      allow(
        'Invalidate',
        ['cloudfront:CreateInvalidation', 'cloudfront:GetInvalidation'],
        'arn:aws:cloudfront::123456789012:distribution/EDFDVBD6EXAMPLE',
      ),
    ),
  },
  {
    name: 'lambda-deploy',
    title: 'Deploy a Lambda function',
    sentence: "Replaces one function's code, publishes a version, and moves an alias.",
    serves: 'session',
    principalTypes: ANY,
    policy: policyOf(
      allow(
        'Deploy',
        ['UpdateFunctionCode', 'PublishVersion', 'GetFunctionConfiguration', 'GetAlias', 'UpdateAlias'].map(
          (action) => `lambda:${action}`,
        ),
        [
          'arn:aws:lambda:eu-west-1:123456789012:function:example-function',
          'arn:aws:lambda:eu-west-1:123456789012:function:example-function:*',
        ],
      ),
    ),
  },
  {
    name: 'ecs-deploy',
    title: 'Deploy an ECS service',
    sentence: 'Registers task definitions of one family with two roles, and updates one service.',
    serves: 'session',
    principalTypes: WITH_ROLE,
    policy: policyOf(
      allow(
        'Register',
        ['ecs:RegisterTaskDefinition'],
        'arn:aws:ecs:eu-west-1:123456789012:task-definition/example-family:*',
      ),
      allow('Describe', ['ecs:DescribeTaskDefinition'], '*'),
      allow(
        'Update',
        ['ecs:DescribeServices', 'ecs:UpdateService'],
        'arn:aws:ecs:eu-west-1:123456789012:service/example-cluster/example-service',
      ),
      passRole('ecs-tasks.amazonaws.com', 'example-task-execution', 'example-task'),
    ),
  },
  {
    name: 'cloudformation-deploy',
    title: 'Deploy a CloudFormation stack',
    sentence: 'Changes one stack by change sets, with the rights of a service role.',
    serves: 'session',
    principalTypes: WITH_ROLE,
    policy: policyOf(
      allow('Plan', ['cloudformation:CreateChangeSet'], STACK, {
        ArnEquals: { 'cloudformation:RoleArn': 'arn:aws:iam::123456789012:role/example-cloudformation' },
      }),
      allow(
        'Change',
        ['DescribeChangeSet', 'ExecuteChangeSet', 'DeleteChangeSet', 'DescribeStacks', 'DescribeStackEvents'].map(
          (action) => `cloudformation:${action}`,
        ),
        STACK,
      ),
      passRole('cloudformation.amazonaws.com', 'example-cloudformation'),
    ),
  },
  {
    name: 'codeartifact-read',
    title: 'Read packages',
    sentence: 'Installs packages of one CodeArtifact repository and of the repositories behind it.',
    serves: 'codeartifact',
    principalTypes: WITH_ROLE,
    policy: policyOf(...READ_PACKAGES),
  },
  {
    name: 'codeartifact-publish',
    title: 'Publish packages',
    sentence: 'Installs packages of one CodeArtifact repository, and publishes new versions there.',
    serves: 'codeartifact',
    principalTypes: WITH_ROLE,
    policy: policyOf(
      ...READ_PACKAGES,
      allow(
        'Publish',
        ['codeartifact:PublishPackageVersion', 'codeartifact:PutPackageMetadata'],
        `${CODE_ARTIFACT}:package/example-domain/example-packages/*`,
      ),
    ),
  },
  {
    name: 'parameters-read',
    title: 'Read parameters',
    sentence: 'Reads the parameters under one path of Parameter Store, encrypted ones too.',
    serves: 'session',
    principalTypes: ANY,
    policy: policyOf(
      allow(
        'Read',
        ['ssm:GetParameter', 'ssm:GetParameters', 'ssm:GetParametersByPath'],
        [
          'arn:aws:ssm:eu-west-1:123456789012:parameter/example',
          'arn:aws:ssm:eu-west-1:123456789012:parameter/example/*',
        ],
      ),
      allow('Decrypt', ['kms:Decrypt'], 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab', {
        StringEquals: { 'kms:ViaService': 'ssm.eu-west-1.amazonaws.com' },
      }),
    ),
  },
  {
    name: 'identity-only',
    title: 'Nothing but an identity',
    sentence: 'Proves who the session is, to a service that checks a signed GetCallerIdentity, and can do nothing.',
    serves: 'session',
    principalTypes: ANY,
    policy: policyOf(allow('ShowIdentity', ['sts:GetCallerIdentity'], '*')),
  },
  {
    name: 'console-look',
    title: 'Look around in the console',
    sentence: 'Shows images, ECS services, metrics and log lines in the console, and changes nothing.',
    serves: 'console',
    principalTypes: CONSOLE,
    policy: policyOf(
      allow(
        'Look',
        [
          ...['ecr', 'ecs'].flatMap((service) => [`${service}:Describe*`, `${service}:List*`]),
          ...['Describe', 'Get', 'List'].map((verb) => `cloudwatch:${verb}*`),
          ...['DescribeLogGroups', 'DescribeLogStreams', 'FilterLogEvents', 'GetLogEvents'].map((one) => `logs:${one}`),
        ],
        '*',
      ),
    ),
  },
];
