import { readSecretArn } from './arn.ts';
import { mayDo, refusalText } from './authorize.ts';
import { AwsError } from './aws-error.ts';
import { derivedUuid } from './identifiers.ts';
import type { Secret } from './provided.ts';
import { mediaType, type RawRequest, singleHeader } from './request.ts';
import { requestContext } from './request-context.ts';
import type { Answer, Call, Service } from './service.ts';

const ACTION = 'GetSecretValue';
const CONTENT_TYPE = 'application/x-amz-json-1.1';
const MEMBERS = ['SecretId', 'VersionId', 'VersionStage'] as const;
/** What the service model allows of each member, in characters. */
const MAX_LENGTHS = { SecretId: 2048, VersionId: 64, VersionStage: 256 };

const FAILURES: Readonly<Record<string, string>> = {
  ResourceNotFoundException: "Secrets Manager can't find the specified secret.",
  AccessDeniedException: 'Access to KMS is not allowed',
  DecryptionFailure: "Secrets Manager can't decrypt the protected secret text using the provided KMS key.",
  InternalServiceError: 'An error occurred on the server side.',
};

interface SecretInput {
  readonly SecretId?: string;
  readonly VersionId?: string;
  readonly VersionStage?: string;
}

const readJson = (body: Buffer): unknown => {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AwsError('SerializationException', 400, 'The request body is not valid JSON');
  }
};

const readInput = (body: Buffer): SecretInput => {
  const input = readJson(body);
  const isObject = typeof input === 'object' && input !== null && !Array.isArray(input);
  const entries = isObject ? Object.entries(input) : [];
  const hasKnown = entries.every(
    ([name, value]) => MEMBERS.some((member) => member === name) && typeof value === 'string',
  );
  if (!isObject || !hasKnown) throw new AwsError('SerializationException', 400, 'The request has an unknown member');
  return input;
};

/** Throws a ValidationException unless there is a secret's id and each member has its length. */
const assertInput = (input: SecretInput) => {
  const wrong = MEMBERS.find((member) => {
    const length = input[member]?.length ?? (member === 'SecretId' ? 0 : 1);
    return length < 1 || length > MAX_LENGTHS[member];
  });
  if (wrong === undefined) return;
  const member = `${wrong.charAt(0).toLowerCase()}${wrong.slice(1)}`;
  const message = `1 validation error detected: Value at '${member}' failed to satisfy constraint`;
  throw new AwsError(
    'ValidationException',
    400,
    `${message}: Member must have a length from 1 to ${MAX_LENGTHS[wrong]}`,
  );
};

const assertMayRead = ({ state, caller, request, region }: Call, resource: string) => {
  const asked = { action: `secretsmanager:${ACTION}`, resource, context: requestContext(request, region) };
  const decision = mayDo(state, caller, asked);
  if (!decision.allowed) throw new AwsError('AccessDeniedException', 400, refusalText(caller, asked, decision));
};

const failure = (code: string) =>
  new AwsError(code, code === 'InternalServiceError' ? 500 : 400, FAILURES[code] ?? 'The secret cannot be read.');

const CURRENT = 'AWSCURRENT';

/** A secret has one version here, whose id follows from its value. */
const findSecret = ({ state, region }: Call, input: SecretInput): Secret => {
  const secret = state.secrets.get(input.SecretId ?? '');
  const isHere = secret?.arn.split(':')[3] === region;
  if (secret === undefined || !isHere) throw failure('ResourceNotFoundException');
  const isVersion = input.VersionId === undefined || input.VersionId === derivedUuid(secret.value);
  const isStage = input.VersionStage === undefined || input.VersionStage === CURRENT;
  if (!isVersion || !isStage) throw failure('ResourceNotFoundException');
  return secret;
};

const perform = (call: Call): Answer => {
  const input = readInput(call.request.body);
  const { SecretId: secretId, VersionId: versionId, VersionStage: versionStage } = input;
  call.record({
    ...(secretId !== undefined && { secretId }),
    ...(versionId !== undefined && { versionId }),
    ...(versionStage !== undefined && { versionStage }),
  });
  assertInput(input);
  assertMayRead(call, secretId ?? '');
  const { arn, value, failWith } = findSecret(call, input);
  if (failWith !== undefined) throw failure(failWith);
  const document = {
    ARN: arn,
    Name: readSecretArn(arn)?.name.replace(/-[A-Za-z0-9]{6}$/, ''),
    VersionId: derivedUuid(value),
    SecretString: value,
    VersionStages: [CURRENT],
    CreatedDate: 1_767_225_600,
  };
  return { document: JSON.stringify(document) };
};

const readAction = (request: RawRequest) => {
  const isKnown = singleHeader(request, 'x-amz-target') === `secretsmanager.${ACTION}`;
  if (request.method !== 'POST' || request.target !== '/' || !isKnown || mediaType(request) !== CONTENT_TYPE) {
    throw new AwsError('UnknownOperationException', 400, 'The requested operation is not known');
  }
  return ACTION;
};

export const secretsManager: Service = {
  name: 'secretsmanager',
  contentType: CONTENT_TYPE,
  readAction,
  perform,
  renderError: ({ code, message }) => JSON.stringify({ __type: code, Message: message }),
  withoutCredentials: (document) => JSON.stringify({ ...JSON.parse(document), SecretString: undefined }),
};
