import { AwsError } from '../core/aws-error.ts';
import type { ParameterTier, StoredParameter } from '../core/stored.ts';

const MAX_LEVELS = 15;
const MAX_ARN = 1011;
const MAX_BYTES: Readonly<Record<ParameterTier, number>> = { Standard: 4096, Advanced: 8192 };
const SUB_PATHS =
  'If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following 3 symbols .-_';
const MORE = 'https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html';

export function invalidParameterRequest(message: string) {
  return new AwsError('ValidationException', 400, message);
}

function assertNotReserved(name: string, isPath: boolean) {
  const [first = ''] = name.replace(/^\//, '').split('/');
  const reserved = /^(?:aws|ssm)/i.exec(first)?.[0].toLowerCase();
  if (reserved === 'aws' && isPath) {
    throw new AwsError('AccessDeniedException', 400, `No access to reserved parameter name: ${name}.`);
  }
  if (reserved === undefined) return;
  throw invalidParameterRequest(
    isPath
      ? `Parameter name: can't be prefixed with "ssm" (case-insensitive). ${SUB_PATHS}`
      : 'Parameter name: can\'t be prefixed with "aws" or "ssm" (case-insensitive).',
  );
}

/** Throws unless a parameter may be written under this name; that takes a name, never an ARN. */
export function assertParameterName(name: string, arn: string): void {
  const levels = name.replace(/^\//, '').split('/');
  if (!levels.every((level) => /^[A-Za-z0-9_.-]+$/.test(level))) {
    throw invalidParameterRequest(`Parameter name: can't be prefixed with "ssm" (case-insensitive). ${SUB_PATHS}`);
  }
  if (levels.length > 1 && !name.startsWith('/')) {
    throw invalidParameterRequest('Parameter name must be a fully qualified name.');
  }
  assertNotReserved(name, levels.length > 1);
  if (arn.length > MAX_ARN) throw invalidParameterRequest(`The ARN of a parameter has at most ${MAX_ARN} characters.`);
  if (levels.length > MAX_LEVELS) {
    const message = `A hierarchy can have a maximum of ${MAX_LEVELS} levels.`;
    throw new AwsError('HierarchyLevelLimitExceededException', 400, message);
  }
}

/** Throws for what would be taken for a reference to another parameter. */
export function assertParameterValue(value: string): void {
  if (!/\{\{[\s\S]*\}\}/.test(value)) return;
  throw invalidParameterRequest('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.');
}

function assertSize(size: number, tier: ParameterTier) {
  if (size <= MAX_BYTES[tier]) return;
  const limit = `${tier} tier parameters support a maximum parameter value of ${MAX_BYTES[tier]} characters.`;
  const advice = `To create a larger parameter value, upgrade the parameter to use the advanced-parameter tier. For more information, see ${MORE}`;
  throw invalidParameterRequest(tier === 'Standard' ? `${limit} ${advice}` : limit);
}

/** The tier that a put ends in; who asks for none asks for the account's default, which is Standard. */
export function decideTier(value: string, asked = 'Standard', existing?: StoredParameter): ParameterTier {
  const size = Buffer.byteLength(value);
  const isAdvanced = existing?.tier === 'Advanced';
  const needsAdvanced = isAdvanced || size > MAX_BYTES.Standard;
  const isIntelligent = asked === 'Intelligent-Tiering';
  const tier = asked === 'Advanced' || (isIntelligent && needsAdvanced) ? 'Advanced' : 'Standard';
  if (isAdvanced && tier === 'Standard') {
    throw invalidParameterRequest(
      "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced parameter and recreate it as a standard parameter.",
    );
  }
  assertSize(size, tier);
  return tier;
}
