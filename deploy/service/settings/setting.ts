/** One setting of a deployment: a parameter of the template, and the variable that sets it from a checkout. */
export interface Setting {
  readonly parameter: string;
  readonly variable: string;
  /** Shown in the CloudFormation console and in docs/settings.md. */
  readonly description: string;
  readonly default: string;
  /** A regular expression for the whole value. CloudFormation applies it too. */
  readonly pattern: string;
  /** What the pattern asks for, to complete "must be …". */
  readonly form: string;
  /** Entries are separated by commas. The template splits them: a rule can compare a text, but not a list. */
  readonly isList?: true;
}

/** Lambda takes 4 KB of environment in all. Two lists of this length and everything else fit in. */
export const MAX_LIST = 1_400;

export interface SettingGroup {
  readonly title: string;
  readonly settings: readonly Setting[];
}

type Form = Pick<Setting, 'pattern' | 'form'>;

export const TABLE: Form = { pattern: '^$|^[\\w.-]{3,255}$', form: 'the name of a DynamoDB table' };
export const FLAG: Form = { pattern: '^(true|false)$', form: 'true or false' };
export const KEY_ARN: Form = {
  pattern: '^$|^arn:aws[a-z-]*:kms:[a-z0-9-]+:[0-9]{12}:key/[A-Za-z0-9-]+$',
  form: 'the ARN of a KMS key',
};
export const COUNT: Form = { pattern: '^[1-9][0-9]{0,5}$', form: 'a whole number from 1 to 999999' };
export const OPTIONAL_COUNT: Form = { pattern: '^$|^(0|[1-9][0-9]{0,5})$', form: 'a whole number, or empty' };

/** The pattern of a list whose entries have this form. */
export function listOf(entry: string): string {
  return `^(${entry})(,(${entry}))*$`;
}
