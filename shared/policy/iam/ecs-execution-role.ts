import type { Partition } from '../../domain/aws.ts';
import type { IamDocument, IamRole, IamSetup, IamStatement } from '../../domain/iam-resource.ts';
import { documentOf } from './part.ts';

/** The role with which ECS starts tasks, and what it needs beyond pulls from ECR and logs. */
export interface EcsExecutionRole {
  readonly name: string;
  readonly partition: Partition;
  readonly accountId: string;
  /** Where the tasks run. Absent means in every region. */
  readonly region?: string;
  readonly secretArns: readonly string[];
  readonly parameterArns: readonly string[];
  /** The keys that encrypt the secrets, parameters or files, except for AWS's own keys. */
  readonly keyArns: readonly string[];
  /** Files with environment variables, as objects in buckets of the same account. */
  readonly environmentFileArns: readonly string[];
  /** If one of these lists has an entry, images can only be pulled through them. */
  readonly vpcEndpointIds: readonly string[];
  readonly vpcIds: readonly string[];
}

/** Returns the role with which ECS starts tasks, as AWS's page "Amazon ECS task execution IAM role" describes it. */
export function ecsExecutionRole(wanted: EcsExecutionRole): IamSetup {
  const isPrivate = wanted.vpcEndpointIds.length + wanted.vpcIds.length > 0;
  const statements = [
    ...(isPrivate ? startFromNetwork(wanted) : []),
    ...readSecrets(wanted),
    ...readEnvironmentFiles(wanted),
    ...decrypt(wanted),
  ];
  const { name, partition, accountId } = wanted;
  const role: IamRole = {
    type: 'role',
    name,
    path: '/',
    description: 'Pulls images, writes logs and reads settings for the tasks of Amazon ECS',
    trust: ecsTrustDocument(wanted),
    policies: statements.length === 0 ? [] : [{ name: 'task-execution', document: documentOf(statements) }],
    // It allows pulls from everywhere, so beside it, a condition on the network would limit nothing.
    managedPolicyArns: isPrivate
      ? []
      : [`arn:${partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy`],
    maxSessionSeconds: 3_600,
  };
  return {
    purpose: 'Amazon ECS to start tasks',
    places: [{ accountId, partition, resources: [role] }],
    advice: adviceFor(wanted, isPrivate),
  };
}

/**
 * Returns a trust policy that lets ECS assume a role for tasks of one account. Without the conditions, ECS could be made
 * to use the role for somebody else (the confused deputy problem). ECS supports no single cluster in `aws:SourceArn`.
 */
export function ecsTrustDocument({
  partition,
  accountId,
  region = '*',
}: Pick<EcsExecutionRole, 'partition' | 'accountId' | 'region'>): IamDocument {
  return documentOf([
    {
      Effect: 'Allow',
      Principal: { Service: 'ecs-tasks.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        StringEquals: { 'aws:SourceAccount': accountId },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:ecs:${region}:${accountId}:*` },
      },
    },
  ]);
}

/**
 * What AmazonECSTaskExecutionRolePolicy allows, with pulls from the given network alone. Fargate asks for the login and
 * writes logs from its own network, so these have no condition.
 */
function startFromNetwork({ partition, accountId, vpcEndpointIds, vpcIds }: EcsExecutionRole): IamStatement[] {
  // The driver can write to another region than that of the task.
  const logs = `arn:${partition}:logs:*:${accountId}:log-group:*`;
  return [
    { Sid: 'LogIn', Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: '*' },
    { Sid: 'WriteLogs', Effect: 'Allow', Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: logs },
    {
      Sid: 'PullFromNetwork',
      Effect: 'Allow',
      Action: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
      Resource: `arn:${partition}:ecr:*:*:repository/*`,
      Condition: {
        StringEquals: {
          ...(vpcEndpointIds.length > 0 && { 'aws:SourceVpce': vpcEndpointIds }),
          ...(vpcIds.length > 0 && { 'aws:SourceVpc': vpcIds }),
        },
      },
    },
  ];
}

function readSecrets({ secretArns, parameterArns }: EcsExecutionRole): IamStatement[] {
  return [
    ...allow('ReadSecrets', ['secretsmanager:GetSecretValue'], secretArns),
    ...allow('ReadParameters', ['ssm:GetParameters'], parameterArns),
  ];
}

/** A bucket that was deleted can be created again by anybody, so its account is a condition. */
function readEnvironmentFiles({ environmentFileArns, accountId }: EcsExecutionRole): IamStatement[] {
  const Condition = { StringEquals: { 'aws:ResourceAccount': accountId } };
  const buckets = environmentFileArns.map((arn) => arn.slice(0, arn.indexOf('/')));
  return [
    ...allow('ReadEnvironmentFiles', ['s3:GetObject'], environmentFileArns, Condition),
    ...allow('FindEnvironmentFiles', ['s3:GetBucketLocation'], [...new Set(buckets)], Condition),
  ];
}

/** Only the services that hold the values may use the keys for the role. Their names end differently by partition. */
function decrypt({ keyArns, ...held }: EcsExecutionRole): IamStatement[] {
  const services = [
    ...(held.secretArns.length > 0 ? ['secretsmanager'] : []),
    ...(held.parameterArns.length > 0 ? ['ssm'] : []),
    ...(held.environmentFileArns.length > 0 ? ['s3'] : []),
  ];
  const regions = [...new Set(keyArns.map((arn) => arn.split(':')[3]))];
  const via = regions.flatMap((region) => services.map((service) => `${service}.${region}.*`));
  return allow('DecryptWithOwnKeys', ['kms:Decrypt'], keyArns, { StringLike: { 'kms:ViaService': via } });
}

function allow(
  Sid: string,
  Action: readonly string[],
  Resource: readonly string[],
  Condition?: IamStatement['Condition'],
): IamStatement[] {
  return Resource.length === 0 ? [] : [{ Sid, Effect: 'Allow', Action, Resource, ...(Condition && { Condition }) }];
}

function adviceFor({ name, parameterArns, secretArns }: EcsExecutionRole, isPrivate: boolean): string[] {
  return [
    `Name the role as executionRoleArn of the task definition. Who registers that needs iam:PassRole for ${name}.`,
    ...(isPrivate
      ? [
          'AmazonECSTaskExecutionRolePolicy must not be attached to the role, as it may be to one that exists: it allows pulls from every network.',
        ]
      : []),
    ...(parameterArns.length + secretArns.length > 0
      ? ['On EC2, set ECS_ENABLE_AWSLOGS_EXECUTIONROLE_OVERRIDE=true in /etc/ecs/ecs.config.']
      : []),
  ];
}
