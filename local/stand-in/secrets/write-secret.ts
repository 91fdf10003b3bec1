import { partitionOfRegion } from '../core/arn.ts';
import { AwsError } from '../core/aws-error.ts';
import { secretSuffix } from '../core/identifiers.ts';
import type { SecretVersion, StoredSecret } from '../core/provided.ts';
import type { Answer, Call } from '../core/service.ts';
import { type Shape, takeMembers, toTagRecord } from '../http/json-members.ts';
import { accountOf } from '../iam/authorize.ts';
import { assertMayDoTo, requestTagContext } from './resource-access.ts';
import { addVersion, findSecret, reachSecretValue, SECRET_ID, secretIsGone } from './stored-secrets.ts';

const SECRET_STRING = { kind: 'text', min: 1, max: 65_536, inBytes: true, isSecret: true } as const;

const PUT_SECRET_VALUE = {
  SecretId: SECRET_ID,
  ClientRequestToken: { kind: 'text' },
  SecretString: SECRET_STRING,
  VersionStages: { kind: 'texts', min: 1, max: 20, pattern: /^[\s\S]{1,256}$/ },
} as const satisfies Shape;

const CREATE_SECRET = {
  Name: { kind: 'text', isRequired: true, min: 1, max: 512 },
  ClientRequestToken: { kind: 'text' },
  SecretString: SECRET_STRING,
  Description: { kind: 'text', max: 2048 },
  KmsKeyId: { kind: 'text', max: 2048 },
  Tags: { kind: 'tags' },
} as const satisfies Shape;

function invalidRequest(message: string) {
  return new AwsError('InvalidRequestException', 400, message);
}

/** Returns the token. SDKs generate one if the caller gives none, so that their retries are recognized. */
function readToken(token: string | undefined): string {
  if (token === undefined) {
    throw invalidRequest('You must provide a ClientRequestToken value. We recommend a UUID-type value.');
  }
  if (token.length >= 32 && token.length <= 64) return token;
  throw new AwsError('InvalidParameterException', 400, 'ClientRequestToken must be 32-64 characters long.');
}

/** Returns the version that an earlier request with this token created. Throws if that version has a different text. */
function findRepeated({ arn, versions }: StoredSecret, token: string, value?: string): SecretVersion | undefined {
  const version = versions.find(({ id }) => id === token);
  if (version === undefined || version.value === value) return version;
  const message = `You can't use ClientRequestToken ${token} because that value is already in use for a version of secret ${arn}.`;
  throw new AwsError('ResourceExistsException', 400, message);
}

export function putSecretValue(call: Call): Answer {
  const { SecretId, ClientRequestToken, SecretString, VersionStages } = takeMembers(call, PUT_SECRET_VALUE);
  const id = readToken(ClientRequestToken);
  if (SecretString === undefined) throw invalidRequest('You must provide either SecretString or SecretBinary.');
  const secret = reachSecretValue(call, SecretId, 'EncryptionFailure');
  const { arn: ARN, name: Name } = secret;
  const describe = (stages?: readonly string[]) => JSON.stringify({ ARN, Name, VersionId: id, VersionStages: stages });
  const repeated = findRepeated(secret, id, SecretString);
  if (repeated !== undefined) return { document: describe(repeated.stages) };
  const added = { id, value: SecretString, createdAt: call.state.now() };
  const versions = addVersion(secret.versions, added, VersionStages);
  const commit = () => call.state.secrets.set(ARN, { ...secret, versions });
  return { document: describe(versions.at(-1)?.stages), commit };
}

function assertName(name: string) {
  if (/^[A-Za-z0-9/_+=.@-]+$/.test(name)) return;
  const message =
    'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!';
  throw new AwsError('ValidationException', 400, message);
}

/** Returns the ARN before the secret exists, so that policies for `NAME-??????` can be evaluated. */
function newArn({ caller, region }: Call, name: string) {
  const arn = `arn:${partitionOfRegion(region).partition}:secretsmanager:${region}:${accountOf(caller)}:secret:${name}`;
  return `${arn}-${secretSuffix(arn)}`;
}

/** Throws unless an earlier identical request created the secret. */
const assertRepeated = (secret: StoredSecret, token: string, value?: string): void => {
  if (secret.deletedAt !== undefined) {
    throw secretIsGone(
      "You can't create this secret because a secret with this name is already scheduled for deletion.",
    );
  }
  if (value !== undefined && findRepeated(secret, token, value) !== undefined) return;
  const message = `The operation failed because the secret ${secret.name} already exists.`;
  throw new AwsError('ResourceExistsException', 400, message);
};

/** Creates a secret in the caller's own account. Without a text, it has no version. */
export function createSecret(call: Call): Answer {
  const { Name: name, SecretString: value, ...rest } = takeMembers(call, CREATE_SECRET);
  const { Tags = [], Description: description, KmsKeyId: kmsKeyId } = rest;
  assertName(name);
  const id = readToken(rest.ClientRequestToken);
  const existing = findSecret(call, name);
  const arn = existing?.arn ?? newArn(call, name);
  const context = { ...requestTagContext(Tags), 'secretsmanager:Name': name };
  assertMayDoTo(call, 'secretsmanager:CreateSecret', arn, context);
  if (Tags.length > 0) assertMayDoTo(call, 'secretsmanager:TagResource', arn, context);
  const document = JSON.stringify({ ARN: arn, Name: name, VersionId: value === undefined ? undefined : id });
  if (existing !== undefined) {
    assertRepeated(existing, id, value);
    return { document };
  }
  const createdAt = call.state.now();
  const versions = value === undefined ? [] : addVersion([], { id, value, createdAt });
  const made = { arn, name, description, tags: { ...toTagRecord(Tags) }, kmsKeyId, versions, createdAt };
  const commit = () => call.state.secrets.set(arn, { ...made, deletedAt: undefined, failWith: undefined });
  return { document, commit };
}
