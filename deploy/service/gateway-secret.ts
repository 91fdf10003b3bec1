import { type LambdaFunction, type Resource, type Template, type Value, valueIf, withProperties } from './template.ts';
import { servesRoutes } from './throttles.ts';

type Resources = Template['Resources'];

/**
 * What proves to a function that an event came through this API: a random text that API Gateway adds to every event as
 * a stage variable. CloudFormation has Secrets Manager make it, and puts it in both places without showing it.
 */
export function withGatewaySecret(
  resources: Resources,
  functions: readonly LambdaFunction[],
  stage: string,
): Resources {
  const checking = functions.filter(({ logicalId }) => servesRoutes(resources, logicalId));
  return {
    ...resources,
    ...Object.fromEntries(checking.map(({ logicalId }) => [logicalId, withVariable(resources[logicalId])])),
    // Set whatever CheckGateway is, so that a deployment can add it before its functions ask for it.
    HttpApiStage: withProperties(resources.HttpApiStage as Resource, { StageVariables: { gatewaySecret: VALUE } }),
    GatewaySecret: secretOf(stage),
  };
}

/**
 * The name is new with every stack. A deleted secret keeps its name for days, and a deployment that failed at first
 * could not be repeated.
 */
function secretOf(stage: string): Resource {
  const unique = { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] };
  return {
    Type: 'AWS::SecretsManager::Secret',
    Properties: {
      Name: { 'Fn::Sub': [`portunus/${stage}/gateway/\${GatewaySecretNumber}-\${Stack}`, { Stack: unique }] },
      Description: "Proves to Portunus's functions that an event came through their API. Don't rotate it by itself.",
      // A stage variable takes few characters beside letters and digits. A change here makes a new secret.
      GenerateSecretString: { PasswordLength: 48, ExcludePunctuation: true },
      Tags: [
        { Key: 'application', Value: 'portunus' },
        { Key: 'stage', Value: stage },
      ],
    },
  };
}

const VALUE: Value = { 'Fn::Sub': `{{resolve:secretsmanager:\${GatewaySecret}:SecretString}}` };

function withVariable(lambda: Resource | undefined): Resource {
  const resource = lambda as Resource;
  const { Variables } = resource.Properties.Environment as { readonly Variables: Record<string, Value> };
  const PORTUNUS_GATEWAY_SECRET = valueIf('CheckGatewayIsTrue', VALUE);
  return withProperties(resource, { Environment: { Variables: { ...Variables, PORTUNUS_GATEWAY_SECRET } } });
}
