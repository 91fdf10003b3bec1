// deploy/smoke.template.json as CloudFormation would resolve it, as far as it uses CloudFormation.
import { readFileSync } from 'node:fs';
import type { PolicyDocument } from '../../local/stand-in/core/provided.ts';
import type { Role } from '../../local/stand-in/core/state.ts';
import { isJsonObject } from '../../shared/domain/strict-json.ts';

export const ACCOUNT = '111122223333';

type Values = Readonly<Record<string, string>>;

/** Resolves `Ref`, `Fn::Sub` and `Fn::GetAtt`. Throws for any other function. */
function resolved(value: unknown, values: Values): unknown {
  if (Array.isArray(value)) return value.flatMap((one) => resolved(one, values));
  if (!isJsonObject(value)) return value;
  const [name = '', ...others] = Object.keys(value);
  const lookUp = (key: string) => {
    const found = values[key];
    if (found === undefined) throw new RangeError(`the template has no ${key}`);
    return found;
  };
  if (others.length === 0 && name === 'Ref') {
    const text = lookUp(String(value.Ref));
    return text.includes(',') ? text.split(',') : text;
  }
  if (name === 'Fn::Sub') return String(value[name]).replaceAll(/\$\{([\w:]+)\}/g, (_all, key: string) => lookUp(key));
  if (name === 'Fn::GetAtt') return lookUp((value[name] as string[]).join('.'));
  if (name.startsWith('Fn::')) throw new RangeError(`${name} is not resolved here`);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one, values)]));
}

interface Resource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: properties as the template has them.
  readonly Properties: any;
}

export interface SmokeStack {
  readonly roles: readonly Role[];
  readonly outputs: Values;
}

/** The roles and outputs of a stack with these parameters. Throws if one is missing, or too many. */
export function smokeStack(parameters: Values, template = readTemplate()): SmokeStack {
  const declared = Object.keys(template.Parameters).sort();
  if (declared.join() !== Object.keys(parameters).sort().join()) throw new RangeError('other parameters');
  const pseudo = { 'AWS::AccountId': ACCOUNT, 'AWS::Partition': 'aws' };
  const named: Record<string, string> = { ...parameters, ...pseudo };
  const resources = Object.entries<Resource>(template.Resources);
  const name = (value: unknown) => String(resolved(value, named));
  for (const [key, { Type, Properties }] of resources) {
    if (Type === 'AWS::ECR::Repository') {
      named[key] = name(Properties.RepositoryName);
      named[`${key}.Arn`] = `arn:aws:ecr:eu-west-1:${ACCOUNT}:repository/${named[key]}`;
    } else {
      named[`${key}.Arn`] = `arn:aws:iam::${ACCOUNT}:role${Properties.Path}${name(Properties.RoleName)}`;
    }
  }
  const roles = resources
    .filter(([, { Type }]) => Type === 'AWS::IAM::Role')
    .map(([key, { Properties }]) => ({
      arn: named[`${key}.Arn`] ?? '',
      trustedPrincipals: [],
      trustPolicy: resolved(Properties.AssumeRolePolicyDocument, named) as PolicyDocument,
      policy: resolved(Properties.Policies[0].PolicyDocument, named) as PolicyDocument,
      ecr: true,
    }));
  const outputs = Object.entries<{ Value: unknown }>(template.Outputs).map(([key, { Value }]) => [key, name(Value)]);
  return { roles, outputs: Object.fromEntries(outputs) };
}

export function readTemplate() {
  return JSON.parse(readFileSync('deploy/smoke.template.json', 'utf8'));
}
