// The rights of who deploys, against the templates that are deployed and what CloudFormation says that it calls.
import { describe, expect, it } from 'vitest';
import data from '../../deploy/data.template.json' with { type: 'json' };
import recorded from '../fixtures/cloudformation/handler-permissions.json' with { type: 'json' };
import { matches, POLICIES, policyOnPage } from '../support/deployer.ts';
import { useTemplate } from '../support/template.ts';

const PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  ...recorded.types,
  // Not in the registry. The user guide's page of Route 53 and CloudFormation names these.
  'AWS::Route53::RecordSetGroup': ['route53:ChangeResourceRecordSets', 'route53:GetChange', 'route53:GetHostedZone'],
};

/** Actions that only this property of the type needs. A template that uses it needs them. */
const ONLY_FOR: readonly (readonly [type: string, property: string, actions: RegExp])[] = [
  [
    'AWS::DynamoDB::Table',
    'ImportSourceSpecification',
    /Import|^s3:|logs:(?:CreateLogStream|DescribeLogStreams|PutLogEvents)/,
  ],
  ['AWS::DynamoDB::Table', 'KinesisStreamSpecification', /Kinesis|^kinesis:/],
  // Replicas of AWS::DynamoDB::GlobalTable, which copies items.
  ['AWS::DynamoDB::Table', 'GlobalTableSettingsReplicationMode', /Replica|Item|Query|Scan/],
  ['AWS::IAM::Role', 'ManagedPolicyArns', /(?:Attach|Detach)RolePolicy/],
  ['AWS::IAM::Policy', 'Users', /UserPolicy/],
  ['AWS::IAM::Policy', 'Groups', /GroupPolicy/],
  ['AWS::Lambda::Alias', 'ProvisionedConcurrencyConfig', /(?:Put|Delete)ProvisionedConcurrency/],
  ['AWS::Lambda::Version', 'ProvisionedConcurrencyConfig', /PutProvisionedConcurrency/],
  ['AWS::Lambda::Version', 'FunctionScalingConfig', /PutFunctionScalingConfig/],
  ['AWS::Lambda::Version', 'RuntimePolicy', /PutRuntimeManagementConfig/],
  ['AWS::Lambda::Function', 'FileSystemConfigs', /^(?:elasticfilesystem|s3files):/],
  ['AWS::Lambda::Function', 'CodeSigningConfigArn', /(?:Put|Delete)FunctionCodeSigningConfig|:GetCodeSigningConfig/],
  ['AWS::Lambda::Function', 'RecursiveLoop', /PutFunctionRecursionConfig/],
  ['AWS::Lambda::Function', 'FunctionScalingConfig', /PutFunctionScalingConfig/],
  ['AWS::Lambda::Function', 'RuntimeManagementConfig', /PutRuntimeManagementConfig/],
  ['AWS::Lambda::Function', 'CapacityProviderConfig', /PassCapacityProvider/],
  ['AWS::Lambda::Function', 'KmsKeyArn', /kms:GenerateDataKey/],
  ['AWS::Lambda::EventSourceMapping', 'KmsKeyArn', /kms:GenerateDataKey/],
  ['AWS::Logs::LogGroup', 'DataProtectionPolicy', /(?:Put|Delete)DataProtectionPolicy|^firehose:|^s3:/],
  ['AWS::Logs::LogGroup', 'FieldIndexPolicies', /(?:Put|Delete)IndexPolicy/],
  ['AWS::Logs::LogGroup', 'BearerTokenAuthenticationEnabled', /PutBearerTokenAuthentication/],
  ['AWS::Logs::LogGroup', 'DeletionProtectionEnabled', /PutLogGroupDeletionProtection/],
  ['AWS::Logs::LogGroup', 'ResourcePolicyDocument', /DeleteResourcePolicy/],
  ['AWS::CodeDeploy::DeploymentGroup', 'OnPremisesInstanceTagFilters', /RegisterOnPremisesInstance/],
  ['AWS::SecretsManager::Secret', 'ReplicaRegions', /ReplicateSecretToRegions|RemoveRegionsFromReplication/],
  ['AWS::S3::Bucket', 'AbacStatus', /PutBucketAbac/],
  ['AWS::S3::Bucket', 'AccelerateConfiguration', /PutAccelerate/],
  ['AWS::S3::Bucket', 'AccessControl', /Put(?:Bucket|Object)Acl/],
  ['AWS::S3::Bucket', 'AnalyticsConfigurations', /(?:Put|DeleteBucket)Analytics/],
  ['AWS::S3::Bucket', 'CorsConfiguration', /(?:Put|Delete)BucketC(?:ORS|ors)/],
  ['AWS::S3::Bucket', 'IntelligentTieringConfigurations', /PutIntelligentTiering/],
  ['AWS::S3::Bucket', 'InventoryConfigurations', /PutInventory/],
  ['AWS::S3::Bucket', 'LifecycleConfiguration', /PutLifecycle|DeleteBucketLifecycle/],
  ['AWS::S3::Bucket', 'LoggingConfiguration', /PutBucketLogging/],
  ['AWS::S3::Bucket', 'MetadataTableConfiguration', /Metadata|^s3tables:/],
  ['AWS::S3::Bucket', 'MetricsConfigurations', /(?:Put|DeleteBucket)Metrics/],
  ['AWS::S3::Bucket', 'NotificationConfiguration', /PutBucketNotification/],
  ['AWS::S3::Bucket', 'ReplicationConfiguration', /Put(?:Bucket)?Replication|DeleteBucketReplication/],
  ['AWS::S3::Bucket', 'WebsiteConfiguration', /(?:Put|Delete)BucketWebsite/],
];

/** In the schemas, but no actions of IAM, or not to be had. */
const NEVER: Readonly<Record<string, string>> = {
  'apigateway:TagResource': 'API Gateway authorizes tags as POST and DELETE on /tags',
  'apigateway:UntagResource': 'API Gateway authorizes tags as POST and DELETE on /tags',
  's3:PutObjectLockConfiguration': 'the action is s3:PutBucketObjectLockConfiguration',
  's3:DeleteBucketEncryption': 'the action is s3:PutEncryptionConfiguration',
  'iam:DeleteRolePermissionsBoundary': 'who deploys must not be able to take a boundary away',
};

interface Resource {
  readonly Type: string;
  readonly Properties?: object;
}

function isAllowed(action: string): boolean {
  return POLICIES.flat()
    .flatMap(({ Action }) => Action)
    .some((pattern) => matches(pattern, action));
}

/** The actions that CloudFormation needs for these resources of one type. */
function neededFor(type: string, resources: readonly Resource[]): readonly string[] {
  const used = new Set(resources.flatMap(({ Properties = {} }) => Object.keys(Properties)));
  const unused = ONLY_FOR.filter(([of, property]) => of === type && !used.has(property));
  const permissions = PERMISSIONS[type] ?? [`no permissions of ${type} are recorded`];
  return permissions.filter((action) => !(action in NEVER) && !unused.some(([, , only]) => only.test(action)));
}

describe('the rights of who deploys', () => {
  const template = useTemplate();

  it.each(['data', 'service'])('are enough for every type of resource in the %s stack', (stack) => {
    const resources: readonly Resource[] = Object.values(stack === 'data' ? data.Resources : template.resources);
    const types = new Set(resources.map(({ Type }) => Type));
    const missing = [...types].flatMap((type) => {
      const needed = neededFor(
        type,
        resources.filter(({ Type }) => Type === type),
      );
      return needed.filter((action) => !isAllowed(action)).map((action) => `${type}: ${action}`);
    });
    expect(types.size).toBeGreaterThan(3);
    expect(missing).toEqual([]);
  });
});

/** The actions of all statements, wherever they are. */
function actionsIn(part: unknown): string[] {
  if (typeof part !== 'object' || part === null) return [];
  const own = 'Action' in part ? [part.Action].flat().filter((action) => typeof action === 'string') : [];
  return [...own, ...Object.values(part).flatMap(actionsIn)];
}

describe('the permissions boundary on the page', () => {
  const template = useTemplate();

  it('lets the roles of the deployment do all that their policies allow', () => {
    const bounds = policyOnPage('boundary').Statement.flatMap(({ Action }) => Action);
    const rights = Object.values(template.resources)
      .filter(({ Type }) => /^AWS::IAM::(?:Role|RolePolicy|Policy)$/.test(Type))
      .map(({ Properties: { AssumeRolePolicyDocument: _trust, ...properties } }) => properties);
    const used = new Set(actionsIn(rights));
    expect(used.size).toBeGreaterThan(10);
    expect([...used].filter((action) => !bounds.some((bound) => matches(bound, action)))).toEqual([]);
  });
});
