import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { terraformSettings } from '../../../deploy/release/terraform-settings.ts';
import { SETTINGS } from '../../../deploy/service/settings/settings.ts';

const { Parameters } = JSON.parse(readFileSync('deploy/data.template.json', 'utf8'));
const text = terraformSettings(Parameters);

function variable(name: string): string {
  return /^\{\n([\s\S]*?)^\}/m.exec(text.split(`\nvariable "${name}" `)[1] ?? '')?.[1] ?? '';
}

it('each parameter of the templates is a variable of the Terraform module, and is passed on', () => {
  const parameters = [...Object.keys(Parameters), ...SETTINGS.map(({ parameter }) => parameter)];
  const passed = [...text.matchAll(/^ {4}([A-Z]\w+) += /gm)].map(([, name]) => name);
  expect(passed).toEqual(parameters.filter((name) => name !== 'Stage'));
  const names = [...text.matchAll(/^variable "(\w+)"/gm)].map(([, name]) => name);
  expect(names).toHaveLength(passed.length);
  expect(new Set(names).size).toBe(names.length);
});

it('a variable of Terraform has the type, the check and the words of its parameter', () => {
  expect(variable('create_key')).toMatch(/^ {2}type {8}= bool\n/);
  expect(variable('admin_roles')).toMatch(/^ {2}type {8}= list\(string\)\n/);
  expect(variable('data_key_arn')).toBe(`  type        = string
  description = "KMS key that encrypts the tables, if it is yours and not the one that AWS manages."
  default     = null

  validation {
    condition     = var.data_key_arn == null || can(regex("^$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$", var.data_key_arn))
    error_message = "data_key_arn must be the ARN of a KMS key."
  }
`);
});

it('the patterns of settings are those that Java, JavaScript and Terraform read alike', () => {
  const patterns = SETTINGS.map(({ pattern }) => pattern);
  // RE2, which Terraform uses, neither looks around nor refers back, and repeats a thousand times at most.
  expect(patterns.filter((pattern) => /\(\?|\\[1-9]|\{\d*,?[1-9]\d{3,}\}/.test(pattern))).toEqual([]);
});
