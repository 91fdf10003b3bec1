// Portunus by the AWS CDK: two stacks over the templates of a release. This one file is all of it: copy it into your app.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Environment, Stack } from 'aws-cdk-lib';
import type { CfnKey } from 'aws-cdk-lib/aws-kms';
import type { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { CfnInclude } from 'aws-cdk-lib/cloudformation-include';
import { Construct } from 'constructs';

/** The value of a setting. A list is an array, and a flag is a boolean. */
type Value = string | number | boolean | readonly string[];

export interface PortunusProps {
  /** Folder with the unpacked files of one release. */
  readonly release: string;
  /** Name of the stage, which is part of every name. Changing it makes another deployment. */
  readonly stage: string;
  /** Parameters of the template of the data, by their names. */
  readonly data?: Readonly<Record<string, Value>>;
  /** Parameters of the template of the service, by their names. */
  readonly service?: Readonly<Record<string, Value>>;
  readonly env?: Environment;
}

interface Parameter {
  readonly Default?: string | number;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: readonly string[];
  readonly ConstraintDescription?: string;
}

interface Template {
  readonly Resources: Readonly<Record<string, LambdaFunction | { readonly Type: 'any other' }>>;
  readonly Parameters: Readonly<Record<string, Parameter>>;
  readonly Rules?: Readonly<Record<string, Rule>>;
}

interface LambdaFunction {
  readonly Type: 'AWS::Lambda::Function';
  readonly Properties: { readonly Code: { readonly S3Key: { readonly 'Fn::Sub': string } } };
}

interface Rule {
  readonly RuleCondition: unknown;
  readonly Assertions: readonly { readonly Assert: unknown; readonly AssertDescription: string }[];
}

type Values = Readonly<Record<string, string>>;

/** The stack of the data and the stack of the service. */
export class Portunus extends Construct {
  readonly data: Stack;
  readonly service: Stack;

  constructor(scope: Construct, id: string, props: PortunusProps) {
    super(scope, id);
    const { release, stage, env = {} } = props;
    const tags = { application: 'portunus', stage };
    const dataTemplate = findDataTemplate(release);
    const serviceTemplate = dataTemplate.replace('.data.template.json', '.template.json');

    this.data = new Stack(this, 'Data', { stackName: `portunus-${stage}-data`, env, tags });
    const tables = include(this.data, dataTemplate, { ...props.data, Stage: stage });

    this.service = new Stack(this, 'Service', { stackName: `portunus-${stage}`, env, tags });
    this.service.addStackDependency(this.data);
    const settings = { ...keyOf(tables, props), ...props.service };
    const functions = include(this.service, serviceTemplate, {
      ...settings,
      Stage: stage,
      // The assets of the CDK take the place of these two.
      CodeBucket: 'assets',
      CodePrefix: '',
      // Lambda publishes a new version where this changes, and so a changed setting takes effect by the alias too.
      Revision: digest({ data: props.data, service: props.service }),
    });
    useAssets(functions, this.service, serviceTemplate);
  }
}

function digest(settings: object): string {
  return createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 12);
}

function findDataTemplate(release: string): string {
  const [file, ...others] = readdirSync(release).filter((name) => /^portunus-.*\.data\.template\.json$/.test(name));
  if (file === undefined || others.length > 0) throw new Error(`${release} must have the files of exactly one release`);
  return join(release, file);
}

/** The key that the data is encrypted with, if it is not AWS's own. */
function keyOf(tables: CfnInclude, { data = {} }: PortunusProps): Record<string, Value> {
  if (String(data.CreateKey) === 'true') return { DataKeyArn: (tables.getResource('Key') as CfnKey).attrArn };
  return data.KeyArn === undefined ? {} : { DataKeyArn: data.KeyArn };
}

/**
 * Includes a template with a value for each of its parameters. None stays a parameter, for `cdk deploy` would go on with
 * the value of the last deployment after you have changed it here.
 */
function include(stack: Stack, templateFile: string, given: Readonly<Record<string, Value>>): CfnInclude {
  const { Parameters, Rules = {} } = readTemplate(templateFile);
  const unknown = Object.keys(given).filter((name) => !(name in Parameters));
  if (unknown.length > 0) throw new Error(`${templateFile} has no parameter ${unknown.join(', ')}`);
  const values: Values = Object.fromEntries(
    Object.entries(Parameters).map(([name, parameter]) => [name, toText(stack, name, parameter, given[name])]),
  );
  for (const rule of Object.values(Rules)) check(rule, values);
  const included = new CfnInclude(stack, 'Template', { templateFile, parameters: values });
  // Rules are about parameters, which are none any more.
  for (const name of Object.keys(Rules)) {
    const rule = included.getRule(name);
    rule.node.scope?.node.tryRemoveChild(rule.node.id);
  }
  return included;
}

function toText(stack: Stack, name: string, parameter: Parameter, given: Value | undefined): string {
  const { Default, AllowedPattern, AllowedValues, ConstraintDescription } = parameter;
  const value = given ?? Default;
  if (value === undefined) throw new Error(`${name} needs a value`);
  const text = Array.isArray(value) ? value.join(',') : String(value);
  // What another stack will give isn't known yet.
  if (stack.resolve(text) !== text) return text;
  if (!new RegExp(AllowedPattern ?? '').test(text) || AllowedValues?.includes(text) === false) {
    throw new Error(`${name} ${ConstraintDescription ?? `must be one of ${AllowedValues}`}, and is ${text}`);
  }
  return text;
}

function check({ RuleCondition, Assertions }: Rule, values: Values): void {
  if (!evaluate(RuleCondition, values)) return;
  for (const { Assert, AssertDescription } of Assertions) {
    if (!evaluate(Assert, values)) throw new Error(AssertDescription);
  }
}

/** Evaluates what the rules of the templates are made of. */
function evaluate(expression: unknown, values: Values): unknown {
  if (typeof expression !== 'object' || expression === null) return expression;
  const [[name, operand] = ['', undefined]] = Object.entries(expression);
  if (name === 'Ref') return values[operand];
  const parts = (operand as readonly unknown[]).map((part) => evaluate(part, values));
  switch (name) {
    case 'Fn::Equals':
      return parts[0] === parts[1];
    case 'Fn::Not':
      return !parts[0];
    case 'Fn::And':
      return parts.every(Boolean);
    case 'Fn::Or':
      return parts.some(Boolean);
    case 'Fn::Join':
      return (parts[1] as readonly string[]).join(String(parts[0]));
    default:
      throw new Error(`${name} is not used in rules`);
  }
}

/** Uploads the zips as assets of the app, and names those as the functions' code. */
function useAssets(included: CfnInclude, stack: Stack, templateFile: string): void {
  const { Resources } = readTemplate(templateFile);
  for (const [logicalId, resource] of Object.entries(Resources)) {
    if (resource.Type !== 'AWS::Lambda::Function') continue;
    const zip = resource.Properties.Code.S3Key['Fn::Sub'].replace(`\${CodePrefix}`, '');
    const asset = new Asset(stack, `${logicalId}Code`, { path: join(dirname(templateFile), zip) });
    const lambda = included.getResource(logicalId) as CfnFunction;
    lambda.code = { s3Bucket: asset.s3BucketName, s3Key: asset.s3ObjectKey };
  }
}

function readTemplate(file: string): Template {
  return JSON.parse(readFileSync(file, 'utf8'));
}
