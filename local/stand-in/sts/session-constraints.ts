import type { SessionInput } from './session-input.ts';
import {
  POLICY_ARN,
  type Shape,
  TAG_KEY,
  TAG_VALUE,
  TEXT_FIELDS,
  type TextField,
  type TextRule,
} from './session-shapes.ts';

function violation(value: string | number, member: string, constraint: string) {
  return `Value '${value}' at '${member}' failed to satisfy constraint: Member must ${constraint}`;
}

function textFaults(member: string, value: string | undefined, rule: TextRule) {
  if (value === undefined) {
    return rule.isRequired ? [`Value null at '${member}' failed to satisfy constraint: Member must not be null`] : [];
  }
  const { min, max, pattern } = rule;
  const shown = rule.isSecret ? '***' : value;
  const faults: string[] = [];
  if (value.length < min) faults.push(violation(shown, member, `have length greater than or equal to ${min}`));
  if (value.length > max) faults.push(violation(shown, member, `have length less than or equal to ${max}`));
  if (!new RegExp(`^(?:${pattern})$`, 'u').test(value)) {
    faults.push(violation(shown, member, `satisfy regular expression pattern: ${pattern}`));
  }
  return faults;
}

/** Refusals name a parameter with a small first letter. */
function memberOf(field: TextField) {
  return TEXT_FIELDS[field].replace(/^./, (letter) => letter.toLowerCase());
}

function countFaults(member: string, values: readonly unknown[], max: number) {
  return values.length > max
    ? [violation(`${values.length} entries`, member, `have length less than or equal to ${max}`)]
    : [];
}

function durationFaults(seconds: number | undefined, { min, max }: Shape['seconds']) {
  if (seconds === undefined) return [];
  if (seconds < min) return [violation(seconds, 'durationSeconds', `have value greater than or equal to ${min}`)];
  if (seconds > max) return [violation(seconds, 'durationSeconds', `have value less than or equal to ${max}`)];
  return [];
}

/** What the service model says against the parameters, in AWS's words; empty when nothing. */
export function constraintFaults(input: SessionInput, { texts, seconds }: Shape): readonly string[] {
  return [
    ...(Object.entries(texts) as [TextField, TextRule][]).flatMap(([field, rule]) =>
      textFaults(memberOf(field), input[field], rule),
    ),
    ...durationFaults(input.durationSeconds, seconds),
    ...countFaults('policyArns', input.policyArns, 10),
    ...input.policyArns.flatMap((arn, index) => textFaults(`policyArns.${index + 1}.member.arn`, arn, POLICY_ARN)),
    ...countFaults('tags', input.tags, 50),
    ...input.tags.flatMap(({ key, value }, index) => [
      ...textFaults(`tags.${index + 1}.member.key`, key, TAG_KEY),
      ...textFaults(`tags.${index + 1}.member.value`, value, TAG_VALUE),
    ]),
    ...countFaults('transitiveTagKeys', input.transitiveTagKeys, 50),
    ...input.transitiveTagKeys.flatMap((key, index) =>
      textFaults(`transitiveTagKeys.${index + 1}.member`, key, TAG_KEY),
    ),
  ];
}
