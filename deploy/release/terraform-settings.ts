// settings.tf of the Terraform module: a variable for each setting of the two templates.
import { MAX_LIST, type Setting } from '../service/settings/setting.ts';
import { isFlag, SETTINGS } from '../service/settings/settings.ts';

/** A parameter of the template of the data, as it is in JSON. */
interface Parameter {
  readonly Description: string;
  readonly Default: string | number;
  readonly AllowedPattern?: string;
  readonly AllowedValues?: readonly string[];
  readonly ConstraintDescription?: string;
}

interface Variable {
  readonly parameter: string;
  readonly description: string;
  readonly type: 'string' | 'bool' | 'list(string)';
  readonly pattern: string;
  readonly form: string;
}

const HEAD = `# Made from the parameters of the templates. Each value is checked here as CloudFormation checks it later.

`;

/** The parameters of the template of the data, by name. */
export type DataParameters = Readonly<Record<string, Parameter>>;

export function terraformSettings(data: DataParameters): string {
  const variables = [
    ...Object.entries(data)
      .filter(([name]) => name !== 'Stage')
      .map(([name, parameter]) => fromParameter(name, parameter)),
    ...SETTINGS.map(fromSetting),
  ];
  return `${HEAD}locals {\n  given = {\n${align(variables)}  }\n}\n${variables.map(write).join('')}`;
}

function fromParameter(parameter: string, template: Parameter): Variable {
  const { Description, AllowedPattern, AllowedValues, ConstraintDescription = '' } = template;
  const choices = AllowedValues?.join(' or ');
  const form = choices ?? ConstraintDescription.replace(/^must be /, '');
  const pattern = AllowedPattern ?? (AllowedValues ? `^(${AllowedValues.join('|')})$` : '^[1-9][0-9]{0,4}$');
  const type = choices === 'true or false' ? 'bool' : 'string';
  return { parameter, description: Description, type, pattern, form: form || 'a whole number of up to five digits' };
}

function fromSetting(setting: Setting): Variable {
  const { parameter, description, pattern, form, isList } = setting;
  return { parameter, description, type: isList ? 'list(string)' : isFlag(setting) ? 'bool' : 'string', pattern, form };
}

/** Terraform's formatter puts the signs of equality under each other. */
function align(variables: readonly Variable[]): string {
  const width = Math.max(...variables.map(({ parameter }) => parameter.length));
  return variables.map((each) => `    ${each.parameter.padEnd(width)} = ${expressionOf(each)}\n`).join('');
}

function expressionOf({ parameter, type }: Variable): string {
  const name = `var.${snakeCase(parameter)}`;
  if (type === 'string') return name;
  return type === 'bool' ? `${name} == null ? null : tostring(${name})` : `${name} == null ? null : join(",", ${name})`;
}

function write(variable: Variable): string {
  const { parameter, description, type, pattern, form } = variable;
  const name = snakeCase(parameter);
  const text = type === 'list(string)' ? `join(",", coalesce(var.${name}, []))` : `var.${name}`;
  const limit = type === 'list(string)' ? `length(${text}) <= ${MAX_LIST} && ` : '';
  const validation = `
  validation {
    condition     = var.${name} == null || ${limit}can(regex(${quote(pattern)}, ${text}))
    error_message = ${quote(`${name} must be ${form}.`)}
  }
`;
  return `
variable "${name}" {
  type        = ${type}
  description = ${quote(description)}
  default     = null
${type === 'bool' ? '' : validation}}
`;
}

function snakeCase(name: string): string {
  return name.replaceAll(/(?<=[a-z0-9])(?=[A-Z])/g, '_').toLowerCase();
}

/** A text of Terraform's language, in which `${` and `%{` begin an expression. */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/([$%])\{/g, '$1$1{');
}
