import { type LambdaFunction, type Resource, ref, sub, type Template, type Value, valueIf } from './template.ts';

/**
 * What the roles of the functions may do beside their own policies, where the network, tracing and the tables' key ask
 * for it. They are resources of their own, so that tools which judge a template read them: those look into no condition
 * within a role.
 */
export function rolePoliciesOf(
  packaged: Template['Resources'],
  functions: readonly LambdaFunction[],
): Record<string, Resource> {
  const roles = new Set(functions.map(({ logicalId }) => roleOf(packaged[logicalId])));
  return Object.fromEntries(
    [...roles].flatMap((role) => {
      const only = packaged[role]?.Condition;
      const key = [nameOf(role, 'DataKeyPolicy'), policyOf(role, where('HasDataKeyArn', only), 'data-key', KEY)];
      return [
        [nameOf(role, 'NetworkPolicy'), policyOf(role, only, 'network', NETWORK)],
        [nameOf(role, 'TracingPolicy'), policyOf(role, where('TracingIsTrue', only), 'tracing', TRACING)],
        ...(usesTables(packaged[role]) ? [key] : []),
      ];
    }),
  );
}

/** The condition, and the one that the role itself is there by. */
function where(condition: string, only: string | undefined): string {
  return only === undefined ? condition : `${condition}And${only}`;
}

function usesTables(role: Resource | undefined): boolean {
  return JSON.stringify(role).includes('"dynamodb:');
}

/**
 * Lambda refuses to put a function into subnets before its role may use them. So this policy is always there, for
 * `DependsOn` takes no resource that a condition leaves out.
 */
export function networkPolicyOf(lambda: Resource): string {
  return nameOf(roleOf(lambda), 'NetworkPolicy');
}

/**
 * Lambda refuses to trace a function before its role may write traces. This policy is there only where a deployment asks
 * for it, so what waits for it refers to it under the same condition.
 */
export function tracingPolicyOf(lambda: Resource): Value {
  return valueIf(where('TracingIsTrue', lambda.Condition), ref(nameOf(roleOf(lambda), 'TracingPolicy')));
}

function nameOf(role: string, kind: string): string {
  return `${role.replace(/Role$/, '')}${kind}`;
}

function roleOf(lambda: Resource | undefined): string {
  const role = lambda?.Properties.Role as { readonly 'Fn::GetAtt': readonly [string, 'Arn'] };
  return role['Fn::GetAtt'][0];
}

function policyOf(
  role: string,
  condition: string | undefined,
  PolicyName: string,
  Statement: readonly Value[],
): Resource {
  const PolicyDocument = { Version: '2012-10-17', Statement };
  const isOptional = condition === undefined ? {} : { Condition: condition };
  return { Type: 'AWS::IAM::Policy', ...isOptional, Properties: { PolicyName, PolicyDocument, Roles: [ref(role)] } };
}

/** Lambda makes and removes a function's network interfaces by the function's own role. Its code may not. */
const INTERFACES = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];
const NETWORK = [
  valueIf('HasSubnetIds', { Sid: 'UseSubnets', Effect: 'Allow', Action: INTERFACES, Resource: '*' }),
  {
    Sid: 'NotByCode',
    Effect: 'Deny',
    Action: INTERFACES,
    Resource: '*',
    Condition: { Null: { 'lambda:SourceFunctionArn': 'false' } },
  },
];

/** DynamoDB uses a customer's key by the rights of who asks it. */
const KEY = [
  {
    Sid: 'ReadAndWriteTables',
    Effect: 'Allow',
    Action: ['kms:Decrypt', 'kms:DescribeKey', 'kms:GenerateDataKey*'],
    Resource: ref('DataKeyArn'),
    Condition: { StringLike: { 'kms:ViaService': sub(`dynamodb.\${AWS::Region}.amazonaws.com*`) } },
  },
];

/** X-Ray has no resources that a policy could name. */
const TRACING = [
  {
    Sid: 'WriteTraces',
    Effect: 'Allow',
    Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
    Resource: '*',
  },
];
