// What AWS answers to who looks at an account where Portunus is to be deployed for the first time.
import data from '../../deploy/data.template.json' with { type: 'json' };
import { type Answers, NOT_FOUND, xml } from './recorded-aws.ts';

export const ACCOUNT = '111122223333';
const KEY = `arn:aws:kms:eu-west-1:${ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;
export const TOPIC = `arn:aws:sns:eu-west-1:${ACCOUNT}:alarms`;
const CERTIFICATE = `arn:aws:acm:eu-west-1:${ACCOUNT}:certificate/12345678-1234-1234-1234-123456789012`;

export const IDENTITY: Answers = {
  'sts:GetCallerIdentity': xml(
    'GetCallerIdentity',
    `<Arn>arn:aws:sts::${ACCOUNT}:assumed-role/deploy/ci</Arn><UserId>AROA:ci</UserId><Account>${ACCOUNT}</Account>`,
  ),
};

const NO_STACK =
  '<ErrorResponse><Error><Type>Sender</Type><Code>ValidationError</Code>' +
  '<Message>Stack with id portunus-prod does not exist</Message></Error></ErrorResponse>';

/** As IAM answers a simulation, with this decision for one action. */
export function simulated(denied?: string) {
  return (body: string): string => {
    const asked = [...new URLSearchParams(body)].filter(([name]) => name.startsWith('ActionNames.member.'));
    const results = asked.map(([, action]) => {
      const decision = action === denied ? 'implicitDeny' : 'allowed';
      return `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`;
    });
    return xml('SimulatePrincipalPolicy', `<EvaluationResults>${results.join('')}</EvaluationResults>`);
  };
}

export function stackIn(status: string): string {
  const member =
    `<StackName>portunus-prod</StackName><StackStatus>${status}</StackStatus>` +
    '<EnableTerminationProtection>true</EnableTerminationProtection><CreationTime>2026-11-01T00:00:00Z</CreationTime>';
  return xml('DescribeStacks', `<Stacks><member>${member}</member></Stacks>`);
}

/** Both tables as the data stack creates them. */
function tableOf(name: string) {
  const { DefinitionsTable, ActivityTable } = data.Resources;
  const { Properties } = name === 'portunus-prod-definitions' ? DefinitionsTable : ActivityTable;
  const { GlobalSecondaryIndexes: indexes = [] } = Properties as {
    readonly GlobalSecondaryIndexes?: readonly object[];
  };
  return {
    TableName: name,
    TableStatus: 'ACTIVE',
    KeySchema: Properties.KeySchema,
    GlobalSecondaryIndexes: indexes.map((index) => ({ ...index, IndexStatus: 'ACTIVE' })),
    StreamSpecification: { StreamEnabled: true, ...Properties.StreamSpecification },
    DeletionProtectionEnabled: true,
    SSEDescription: { Status: 'ENABLED', SSEType: 'KMS', KMSMasterKeyArn: KEY },
  };
}

/** An account where nothing was deployed, with all that the settings below name. */
export const EMPTY_ACCOUNT: Answers = {
  ...IDENTITY,
  'cloudformation:DescribeStacks': NO_STACK,
  'cloudformation:ListStackResources': NO_STACK,
  'iam:GetAccountSummary': xml(
    'GetAccountSummary',
    '<SummaryMap><entry><key>Roles</key><value>20</value></entry>' +
      '<entry><key>RolesQuota</key><value>1000</value></entry></SummaryMap>',
  ),
  'servicequotas:GetServiceQuota': { Quota: { Value: 2500 } },
  'dynamodb:ListTables': { TableNames: ['orders'] },
  'lambda:GET /2016-08-19/account-settings': {
    AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 },
  },
  'lambda:GET /2019-09-30/functions/portunus-prod-issue/concurrency': {},
  'lambda:GET /2015-03-31/functions': { Functions: [{ FunctionName: 'orders' }] },
  'iam:GetRole': xml(
    'GetRole',
    `<Role><RoleName>deploy</RoleName><Arn>arn:aws:iam::${ACCOUNT}:role/ci/deploy</Arn></Role>`,
  ),
  'iam:SimulatePrincipalPolicy': simulated(),
  'iam:ListRoles': xml('ListRoles', '<Roles/><IsTruncated>false</IsTruncated>'),
  'logs:DescribeLogGroups': { logGroups: [] },
  'sqs:ListQueues': {},
  'monitoring:DescribeAlarms': { MetricAlarms: [], CompositeAlarms: [] },
  'monitoring:ListDashboards': { DashboardEntries: [] },
  'dynamodb:DescribeTable': (body) => ({ Table: tableOf(JSON.parse(body).TableName) }),
  'dynamodb:DescribeContinuousBackups': {
    ContinuousBackupsDescription: { PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'ENABLED' } },
  },
  'dynamodb:DescribeTimeToLive': {
    TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' },
  },
  'sns:GetTopicAttributes': xml(
    'GetTopicAttributes',
    '<Attributes><entry><key>Policy</key><value>{"Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},' +
      '"Action":"SNS:Publish"}]}</value></entry></Attributes>',
  ),
  'acm:DescribeCertificate': {
    Certificate: {
      Status: 'ISSUED',
      Type: 'AMAZON_ISSUED',
      DomainName: '*.example.com',
      RenewalEligibility: 'ELIGIBLE',
    },
  },
  'kms:DescribeKey': (body) =>
    body.includes('alias/')
      ? { __type: 'NotFoundException', message: 'no alias' }
      : { KeyMetadata: { KeyId: KEY, KeyState: 'Enabled', KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT' } },
  'kms:GetKeyPolicy': {
    Policy: JSON.stringify({
      Statement: [
        { Effect: 'Allow', Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` }, Action: 'kms:*' },
        { Effect: 'Allow', Principal: { Service: 'logs.eu-west-1.amazonaws.com' }, Action: 'kms:*' },
      ],
    }),
  },
  'cloudcontrolapi:GetResource': (body) => {
    if (body.includes('AWS::Route53::')) return { ResourceDescription: { Properties: '{"Name":"example.com."}' } };
    if (!body.includes('AWS::EC2::')) return { __type: 'ResourceNotFoundException', message: 'no such resource' };
    const zone = body.includes('subnet-0a') ? 'eu-west-1a' : 'eu-west-1b';
    return { ResourceDescription: { Properties: JSON.stringify({ VpcId: 'vpc-1', AvailabilityZone: zone }) } };
  },
  [`s3:HEAD /portunus-prod-archive-${ACCOUNT}-eu-west-1/`]: NOT_FOUND,
  'iam:GetPolicy': xml('GetPolicy', '<Policy><PolicyName>boundary</PolicyName></Policy>'),
  's3:HEAD /certificates/': '',
  's3:HEAD /certificates/truststore.pem': '',
  's3:GET /certificates/?versioning=': '<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>',
};

export const SETTINGS = {
  PORTUNUS_ISSUE_CONCURRENCY: '100',
  PORTUNUS_ALARM_TOPIC: TOPIC,
  PORTUNUS_DOMAIN_NAME: 'portunus.example.com',
  PORTUNUS_CERTIFICATE_ARN: CERTIFICATE,
  PORTUNUS_HOSTED_ZONE_ID: 'Z1D633PJN98FT9',
  PORTUNUS_TRUSTSTORE_URI: 's3://certificates/truststore.pem',
  PORTUNUS_DATA_KEY_ARN: KEY,
  PORTUNUS_LOG_KEY_ARN: KEY,
  PORTUNUS_SUBNET_IDS: 'subnet-0a0a0a0a,subnet-0b0b0b0b',
  PORTUNUS_SECURITY_GROUP_IDS: 'sg-0c0c0c0c',
  PORTUNUS_PERMISSIONS_BOUNDARY: `arn:aws:iam::${ACCOUNT}:policy/boundary`,
};
