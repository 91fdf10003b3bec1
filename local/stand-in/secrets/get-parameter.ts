import { AwsError } from '../core/aws-error.ts';
import { sha256 } from '../core/identifiers.ts';
import type { ParameterVersion, StoredParameter } from '../core/provided.ts';
import type { Answer, Call } from '../core/service.ts';
import { type Shape, takeMembers } from '../http/json-members.ts';
import { accountOf } from '../iam/authorize.ts';
import { assertMayDoTo, resourceTagContext } from './resource-access.ts';
import { assertUsable, parameterArn, parameterFailure } from './stored-parameters.ts';

const GET_PARAMETER = {
  Name: { kind: 'text', isRequired: true, min: 1, max: 2048 },
  WithDecryption: { kind: 'flag' },
} as const satisfies Shape;

/** A name or an ARN, optionally followed by a colon and a version. */
const NAMED = /^(arn:[^:]*:ssm:[^:]*:[^:]*:parameter\/[^:]+|[^:]+)(?::([^:]+))?$/;

function readName(call: Call, text: string) {
  const [, named, selector] = NAMED.exec(text) ?? [];
  if (named === undefined) throw new AwsError('ValidationException', 400, 'Invalid parameter name.');
  return { name: named, arn: named.startsWith('arn:') ? named : parameterArn(call, named), selector };
}

/** Finds the parameter. Parameters that other accounts share are not supported. */
function findParameter(call: Call, name: string, arn: string): StoredParameter {
  const found = call.state.parameters.get(arn);
  const [, , , region, account] = arn.split(':');
  const isHere = region === call.region && account === accountOf(call.caller);
  if (found === undefined || !isHere || (name !== arn && name !== found.name))
    throw parameterFailure('ParameterNotFound');
  return found;
}

function findVersion({ name, versions }: StoredParameter, selector?: string): ParameterVersion | undefined {
  if (selector === undefined) return versions.at(-1);
  const found = versions.find(({ version }) => String(version) === selector);
  if (found !== undefined) return found;
  const message = `Systems Manager could not find version ${selector} of ${name}. Verify the version and try again.`;
  throw new AwsError('ParameterVersionNotFound', 400, message);
}

/** Returns a placeholder for a text that is not decrypted. */
function encrypted(text: string) {
  return Buffer.concat([Buffer.from('AQICAHh4', 'base64'), sha256(text)]).toString('base64');
}

export function getParameter(call: Call): Answer {
  const { Name, WithDecryption = false } = takeMembers(call, GET_PARAMETER);
  const { name, arn, selector } = readName(call, Name);
  const context = resourceTagContext('ssm:resourceTag/', call.state.parameters.get(arn)?.tags);
  assertMayDoTo(call, 'ssm:GetParameter', arn, context);
  const parameter = findParameter(call, name, arn);
  const isSecure = parameter.type === 'SecureString';
  assertUsable(parameter, isSecure && WithDecryption);
  const { version, value = '', at } = findVersion(parameter, selector) ?? {};
  const document = {
    Name: parameter.name,
    Type: parameter.type,
    Value: isSecure && !WithDecryption ? encrypted(value) : value,
    Version: version,
    Selector: selector === undefined ? undefined : `:${selector}`,
    LastModifiedDate: at && at.getTime() / 1000,
    ARN: arn,
    DataType: 'text',
  };
  return { document: JSON.stringify({ Parameter: document }) };
}
