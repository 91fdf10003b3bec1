import { MAX_LIST, type Setting } from './settings/setting.ts';
import { find, isFlag, NEEDS, SETTING_GROUPS, SETTINGS } from './settings/settings.ts';
import type { Value } from './template.ts';

/**
 * Lambda publishes a version only of a function that has changed. This goes into each function's description, so that
 * a changed setting is published too.
 */
const REVISION = {
  Type: 'String',
  Default: '1',
  AllowedPattern: '^[\\w.-]{1,64}$',
  ConstraintDescription: 'must be up to 64 letters, digits, dots, hyphens and underscores',
  Description: 'Change it with every deployment: the functions go on with their old settings until it changes.',
};

/** The template's parameters, with the checks that CloudFormation makes before it changes anything. */
export function toParameters(): Record<string, Value> {
  const given = SETTINGS.map((setting) => [setting.parameter, toParameter(setting)]);
  return { ...Object.fromEntries(given), Revision: REVISION };
}

function toParameter({ isList, default: byDefault, pattern, form, description }: Setting): Value {
  return {
    Type: 'String',
    Default: byDefault,
    AllowedPattern: pattern,
    ...(isList && { MaxLength: MAX_LIST }),
    ConstraintDescription: `must be ${form}`,
    Description: description,
  };
}

/** Groups the parameters in the CloudFormation console. */
export function toInterface(): Value {
  const groups = SETTING_GROUPS.map(({ title, settings }) => ({
    Label: { default: title },
    Parameters: settings.map(({ parameter }) => parameter),
  }));
  return { ParameterGroups: [...groups, { Label: { default: 'Deployment' }, Parameters: ['Revision'] }] };
}

/** Refuses a setting that needs another one. CloudFormation checks rules before it changes anything. */
export function toRules(): Record<string, Value> {
  const rules = NEEDS.map(({ parameter, needs }) => [
    `${parameter}Needs${needs}`,
    {
      RuleCondition: isGiven(find(parameter)),
      Assertions: [{ Assert: isGiven(find(needs)), AssertDescription: `${parameter} needs ${needs}` }],
    },
  ]);
  return Object.fromEntries(rules);
}

function isGiven(setting: Setting): Value {
  return isFlag(setting) ? isTrue(setting.parameter) : isSet(setting);
}

/**
 * Defines the conditions that the template uses, by name: `HasDomainName` holds if that parameter is not empty, and
 * `AllowProvidedIsTrue` if that one is true. `HasDomainNameAndAllowProvidedIsTrue` holds if both do. CloudFormation's tools
 * complain of conditions that nothing uses.
 */
export function toConditions(names: Iterable<string>): Record<string, Value> {
  return Object.fromEntries([...names].toSorted().map((name) => [name, toCondition(name)]));
}

function toCondition(name: string): Value {
  const [, one, other] = /^(\w+)And((?:Has\w+|\w+IsTrue))$/.exec(name) ?? [];
  if (one !== undefined && other !== undefined) return { 'Fn::And': [toCondition(one), toCondition(other)] };
  const [, has, flag] = /^(?:Has(\w+)|(\w+)IsTrue)$/.exec(name) ?? [];
  if (flag !== undefined) return isTrue(find(flag).parameter);
  if (has !== undefined) return isSet(find(has));
  throw new Error(`The condition ${name} is neither HasPARAMETER nor PARAMETERIsTrue`);
}

function isTrue(parameter: string): Value {
  return { 'Fn::Equals': [{ Ref: parameter }, 'true'] };
}

function isSet({ parameter }: Setting): Value {
  return { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: parameter }, ''] }] };
}
