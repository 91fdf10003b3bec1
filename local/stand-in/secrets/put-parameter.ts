import { AwsError } from '../core/aws-error.ts';
import { takeMembers, toTagRecord } from '../http/json-members.ts';
import type { Members, Shape } from '../http/json-shape.ts';
import { assertParameterName, assertParameterValue, decideTier, invalidParameterRequest } from './parameter-rules.ts';
import { assertMayDoTo, requestTagContext, resourceTagContext } from './resource-access.ts';
import type { Answer, Call } from '../core/service.ts';
import type { ParameterType, StoredParameter } from '../core/stored.ts';
import { assertUsable, parameterArn } from './stored-parameters.ts';

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

/** What is not sent is as it was, but for the key: without one the account's own is used, whatever it was before. */
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
