/** An answer to what cdk-nag finds in the templates, where the finding is no fault. */
export interface Answer {
  readonly rule: string;
  /** The logical IDs that it is for. */
  readonly resources: RegExp;
  /** What it is for within them, where the rule finds several things in a resource. */
  readonly detail?: RegExp;
  readonly because: string;
}

/** docs/deploying.md has the same table, and a test compares them. */
export const ANSWERS: readonly Answer[] = [
  {
    rule: 'AwsSolutions-APIG4',
    resources: /^HttpApiRoute(Get|Post|Put|Patch|Delete)V1/,
    because: 'The functions verify the tokens of CIs themselves. Every route under `/iam/v1` has an authorizer.',
  },
  {
    rule: 'AwsSolutions-APIG4',
    resources: /^HttpApiRoute(Get|Post|Put|Patch|Delete)Console/,
    because:
      'The pages and the sign-in of the console are for everybody, and hold no data. Everything else needs a session.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resources: /Role$/,
    detail: /:log-group:\/aws\/lambda\/portunus-prod-[a-z-]+:\*$/,
    because: "Lambda chooses the names of the streams in a function's own log group.",
  },
  {
    rule: 'AwsSolutions-IAM5',
    resources: /^(Issue|RefreshDeliver|Verify)Role$/,
    detail: /^Resource::arn:\*:iam::\*:role\/portunus\/\*$/,
    because:
      'The default of `ConnectorRoles`, which you can narrow. Each role also names Portunus in its trust policy.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resources: /^(Admin|Issue|RefreshDeliver|RotateKeys|Verify)Role$/,
    detail: /:(secret:|parameter\/)portunus\/prod\/(keys|logins)\/\*$/,
    because: 'Account keys and stored logins have names that you choose, below a prefix of the stage.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resources: /^ConsoleRole$/,
    detail: /:secret:portunus\/prod\/sign-in\/\*$/,
    because: 'The secrets of clients at providers have names that you choose, below a prefix of the stage.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resources: /^(Admin|RefreshDeliver|RotateKeys)Role$/,
    detail: /^Resource::\*$/,
    because: 'KMS keys of secrets may be in any account. The conditions name the services and the secrets.',
  },
  {
    rule: 'Serverless-LambdaStarPermissions',
    resources: /^(Admin|RefreshDeliver|RotateKeys)Role$/,
    because: 'KMS keys of secrets may be in any account. The conditions name the services and the secrets.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resources: /^DigestRole$/,
    detail: /:s3:::[\w-]*\/portunus\/prod\/(digests\/)?\*$/,
    because: 'Digests, and what they name, have keys of their own below a prefix of the stage.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resources: /TracingPolicy$/,
    because: 'X-Ray has no resources that a policy could name.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resources: /DataKeyPolicy$/,
    detail: /^Action::kms:GenerateDataKey\*$/,
    because: 'DynamoDB uses both forms of the action. The key is one, and the condition names DynamoDB.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resources: /^IssueProvidedPolicy$/,
    because: '`ecr:GetAuthorizationToken` has no resources. The policy is there only with `AllowProvided`.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resources: /^VerifyReadsRolesPolicy$/,
    because:
      "The pattern of connectors' roles, which may only be read. The policy is there only with `VerifyReadsRoles`.",
  },
  {
    rule: 'AwsSolutions-IAM5',
    resources: /^DeploymentRole$/,
    because: "CodeDeploy moves the aliases of this stage's functions. `cloudwatch:DescribeAlarms` has no resources.",
  },
  {
    rule: 'Serverless-LambdaDLQ',
    resources: /LambdaFunction$/,
    because: 'API Gateway gives the caller the error, the queue has its own dead letters, and schedules try again.',
  },
  {
    rule: 'Serverless-LambdaAsyncFailureDestination',
    resources: /^((Probe|Digest|RotateDashkeys|Verify)LambdaEvConf|RefreshDispatchInvokeConfig)$/,
    because: 'The next run of the schedule does what a failed one left. An alarm counts failures.',
  },
  {
    rule: 'Serverless-LambdaTracing',
    resources: /LambdaFunction$/,
    because: 'Off unless the parameter `Tracing` is true.',
  },
  {
    rule: 'Serverless-SQSRedrivePolicy',
    resources: /^(RefreshDeadLetters|ArchiveDiscarded)$/,
    because: 'It is the dead-letter queue itself.',
  },
  {
    rule: 'AwsSolutions-SQS3',
    resources: /^ArchiveDiscarded$/,
    because: 'It tells what the stream has given up, and an alarm tells of it.',
  },
  {
    rule: 'AwsSolutions-IAM5',
    resources: /^ArchiveBucketAccess$/,
    because: 'The keys of objects follow from what they hold. The condition allows only objects that replace none.',
  },
  {
    rule: 'Serverless-LambdaEventSourceMappingDestination',
    resources: /^RefreshDashdeliverEventSourceMapping/,
    because: 'Its source is a queue, which has a dead-letter queue. Lambda takes destinations for streams alone.',
  },
  {
    rule: 'Serverless-APIGWStructuredLogging',
    resources: /^HttpApiStage$/,
    because: 'The access log is JSON. The rule reads no format that contains a parameter.',
  },
  {
    rule: 'AwsSolutions-SMG4',
    resources: /^GatewaySecret$/,
    because: 'It is in the API and in the functions, and must change in both. `GatewaySecretNumber` replaces it.',
  },
  {
    rule: 'AwsSolutions-S1',
    resources: /^ArchiveBucket$/,
    because:
      'Nothing in the archive can be changed while it is locked. CloudTrail records who reads it, if you ask it to.',
  },
];
