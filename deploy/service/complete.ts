import { deploymentOf } from './deployment.ts';
import { withGatewaySecret } from './gateway-secret.ts';
import { toConditions, toInterface, toParameters, toRules } from './parameters.ts';
import { networkPolicyOf, rolePoliciesOf, tracingPolicyOf } from './role-policies.ts';
import { SETTINGS } from './settings/settings.ts';
import {
  type LambdaFunction,
  listOf,
  type Resource,
  ref,
  sub,
  type Template,
  type Value,
  valueIf,
  withProperties,
} from './template.ts';
import { limitRoutes } from './throttles.ts';
import { watch } from './watch/watch.ts';

/** The values of parameters whose default isn't known before the deployment: names of tables, patterns of destinations. */
export type OwnValues = Readonly<Record<'DefinitionsTable' | 'ActivityTable' | 'Destinations', Value>>;

/**
 * Completes the template that Serverless compiled: every setting is a parameter, and what holds for all functions, roles
 * and log groups is added to each.
 */
export function complete(
  template: Template,
  stage: string,
  functions: readonly LambdaFunction[],
  own: OwnValues,
): Template {
  const resources = Object.entries(template.Resources).map(([logicalId, resource]): [string, Resource] => {
    const ours = functions.find((each) => each.logicalId === logicalId);
    return [logicalId, completeResource(resource, ours, own)];
  });
  const served = {
    ...withGatewaySecret(limitRoutes(Object.fromEntries(resources), functions), functions, stage),
    ...rolePoliciesOf(template.Resources, functions),
    ...deploymentOf(template.Resources, functions),
  };
  const Resources = watch(served, functions, stage);
  return {
    ...template,
    Metadata: { ...(template.Metadata as object), 'AWS::CloudFormation::Interface': toInterface() },
    Parameters: toParameters(),
    Rules: toRules(),
    Conditions: toConditions(conditionsIn({ ...template, Resources })),
    Resources,
  };
}

function completeResource(resource: Resource, ours: LambdaFunction | undefined, own: OwnValues): Resource {
  switch (resource.Type) {
    case 'AWS::Lambda::Function':
      return ours === undefined ? resource : completeFunction(resource, ours, own);
    case 'AWS::Lambda::Version':
      return completeVersion(resource);
    case 'AWS::Logs::LogGroup':
      return withProperties(resource, {
        RetentionInDays: ref('LogRetentionDays'),
        KmsKeyId: valueIf('HasLogKeyArn', ref('LogKeyArn')),
      });
    case 'AWS::IAM::Role':
      return boundRole(resource);
    case 'AWS::ApiGatewayV2::Route':
      return withoutDependency(resource);
    default:
      return resource;
  }
}

/**
 * A version that nobody was moved to goes with the deployment that published it. If it stayed, the same deployment could
 * not be tried again: Lambda publishes nothing that equals its latest version, and CloudFormation fails on that.
 */
function completeVersion(resource: Resource): Resource {
  const described = withProperties(resource, { Description: sub(`Revision \${Revision}`) });
  return { ...described, DeletionPolicy: 'RetainExceptOnCreate' };
}

/** A route refers to its integration, and depends on it by that. */
function withoutDependency({ DependsOn: _implied, ...resource }: Resource): Resource {
  return resource as Resource;
}

function completeFunction(resource: Resource, { name }: LambdaFunction, own: OwnValues): Resource {
  const { Variables } = resource.Properties.Environment as { readonly Variables: Record<string, Value> };
  const given = Object.entries(Variables).map(([variable, value]) => [variable, fromSetting(variable, own) ?? value]);
  const concurrency = SETTINGS.find(({ parameter }) => parameter.toLowerCase() === `${name}concurrency`);
  const withPolicies = {
    ...resource,
    DependsOn: [resource.DependsOn ?? [], networkPolicyOf(resource)].flat(),
    Metadata: { WaitsFor: tracingPolicyOf(resource) },
  };
  return withProperties(withPolicies, {
    Description: sub(`${resource.Properties.Description} (\${Revision})`),
    Environment: { Variables: Object.fromEntries(given) },
    TracingConfig: { Mode: { 'Fn::If': ['TracingIsTrue', 'Active', 'PassThrough'] } },
    VpcConfig: valueIf('HasSubnetIds', {
      SubnetIds: listOf('SubnetIds'),
      SecurityGroupIds: listOf('SecurityGroupIds'),
    }),
    ...(concurrency && {
      ReservedConcurrentExecutions: valueIf(`Has${concurrency.parameter}`, ref(concurrency.parameter)),
    }),
  });
}

/** The value that the deployment's parameter gives to a variable of the functions. */
function fromSetting(variable: string, own: OwnValues): Value | undefined {
  const setting = SETTINGS.find((each) => each.variable === variable);
  if (setting === undefined) return undefined;
  const { parameter } = setting;
  return parameter in own ? own[parameter as keyof OwnValues] : ref(parameter);
}

function boundRole(role: Resource): Resource {
  return withProperties(role, { PermissionsBoundary: valueIf('HasPermissionsBoundary', ref('PermissionsBoundary')) });
}

/** The names of all conditions that a part of the template uses. */
function conditionsIn(part: unknown): Set<string> {
  const uses = JSON.stringify(part).matchAll(/"Fn::If":\["(\w+)"|"Condition":"(\w+)"/g);
  return new Set([...uses].map(([, tested = '', attribute = tested]) => attribute));
}
