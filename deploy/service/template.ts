/** CloudFormation, as far as the parts of a template are completed here. */
export type Value = string | number | boolean | readonly Value[] | { readonly [key: string]: Value };

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties: { readonly [name: string]: Value };
  readonly [attribute: string]: Value;
}

export interface Template {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly [section: string]: unknown;
}

export interface LambdaFunction {
  /** Its name in serverless.yml. */
  readonly name: string;
  readonly logicalId: string;
  readonly alias: { readonly name: string; readonly logicalId: string };
}

export const NO_VALUE: Value = { Ref: 'AWS::NoValue' };

export function ref(name: string): Value {
  return { Ref: name };
}

/** The entries of a parameter that is a list. */
export function listOf(parameter: string): Value {
  return { 'Fn::Split': [',', ref(parameter)] };
}

export function arnOf(logicalId: string): Value {
  return { 'Fn::GetAtt': [logicalId, 'Arn'] };
}

export function sub(text: string): Value {
  return { 'Fn::Sub': text };
}

/** The value where the condition holds, and otherwise nothing at all. */
export function valueIf(condition: string, value: Value): Value {
  return { 'Fn::If': [condition, value, NO_VALUE] };
}

/** Adds properties to a resource. Those that it has already are replaced. */
export function withProperties<R extends Resource>(resource: R, properties: Readonly<Record<string, Value>>): R {
  return { ...resource, Properties: { ...resource.Properties, ...properties } };
}
