import { AwsError } from '../core/aws-error.ts';
import type { ParameterTier, ParameterType, StoredParameter } from '../core/provided.ts';
import type { Answer, Call } from '../core/service.ts';
import { type Members, type Shape, takeMembers, toTagRecord } from '../http/json-members.ts';
import { assertMayDoTo, requestTagContext, resourceTagContext } from './resource-access.ts';
import { assertUsable, parameterArn } from './stored-parameters.ts';

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

/** Throws unless a parameter can be written under this name. PutParameter takes a name, never an ARN. */
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

/** Throws for a value that AWS would take for a reference to another parameter. */
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

/** Returns the tier of the parameter after the write. The default is the account's default tier, which is Standard. */
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

const TYPES: readonly ParameterType[] = ['String', 'StringList', 'SecureString'];
const DEFAULT_KEY = 'alias/aws/ssm';

const PUT_PARAMETER = {
  Name: { kind: 'text', isRequired: true, min: 1, max: 2048 },
  Value: { kind: 'text', isRequired: true, min: 1, isSecret: true },
  Type: { kind: 'text', values: TYPES },
  Tier: { kind: 'text', values: ['Standard', 'Advanced', 'Intelligent-Tiering'] },
  Overwrite: { kind: 'flag' },
  KeyId: { kind: 'text', min: 1, max: 256, pattern: /^[a-zA-Z0-9:/_-]+$/ },
  Description: { kind: 'text', max: 1024 },
  Tags: { kind: 'tags' },
} as const satisfies Shape;

type Input = Members<typeof PUT_PARAMETER>;

function assertMayPut(call: Call, arn: string, { Tags = [], Overwrite = false }: Input, existing?: StoredParameter) {
  const context = {
    ...requestTagContext(Tags),
    ...resourceTagContext('ssm:resourceTag/', existing?.tags),
    'ssm:Overwrite': String(Overwrite),
  };
  assertMayDoTo(call, 'ssm:PutParameter', arn, context);
  if (Tags.length > 0) assertMayDoTo(call, 'ssm:AddTagsToResource', arn, context);
}

const assertOverwrite = ({ Overwrite = false, Tags = [] }: Input, existing?: StoredParameter) => {
  if (Overwrite && Tags.length > 0) {
    throw invalidParameterRequest(
      "Invalid request: tags and overwrite can't be used together. To create a parameter with tags, please remove overwrite flag. To update tags for an existing parameter, please use AddTagsToResource or RemoveTagsFromResource.",
    );
  }
  if (existing === undefined || Overwrite) return;
  const message =
    'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.';
  throw new AwsError('ParameterAlreadyExists', 400, message);
};

function decideType({ Type, KeyId }: Input, existing?: StoredParameter): ParameterType {
  const type = TYPES.find((known) => known === Type) ?? existing?.type;
  if (type === undefined) throw invalidParameterRequest('A parameter type is required when you create a parameter.');
  if (existing !== undefined && type !== existing.type) {
    throw invalidParameterRequest(`The type of an existing parameter cannot be changed from ${existing.type}.`);
  }
  if (KeyId === undefined || type === 'SecureString') return type;
  throw invalidParameterRequest('KeyId is required for SecureString type parameter only.');
}

/**
 * Writes a parameter. Fields that are not sent keep their values, except the key: without one, the account's own key is
 * used.
 */
export function putParameter(call: Call): Answer {
  const input = takeMembers(call, PUT_PARAMETER);
  const { Name: name, Value: value } = input;
  const arn = parameterArn(call, name);
  const existing = call.state.parameters.get(arn);
  assertMayPut(call, arn, input, existing);
  assertParameterName(name, arn);
  assertParameterValue(value);
  assertOverwrite(input, existing);
  const type = decideType(input, existing);
  const tier = decideTier(value, input.Tier, existing);
  const version = (existing?.versions.at(-1)?.version ?? 0) + 1;
  const parameter: StoredParameter = {
    arn,
    name: existing?.name ?? name,
    type,
    tier,
    description: input.Description ?? existing?.description,
    tags: existing?.tags ?? { ...toTagRecord(input.Tags) },
    keyId: type === 'SecureString' ? (input.KeyId ?? DEFAULT_KEY) : undefined,
    versions: [...(existing?.versions ?? []), { version, value, at: call.state.now() }],
    failWith: existing?.failWith,
  };
  assertUsable(parameter, type === 'SecureString');
  const commit = () => call.state.parameters.set(arn, parameter);
  return { document: JSON.stringify({ Version: version, Tier: tier }), commit };
}
