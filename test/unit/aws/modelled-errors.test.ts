// Every error that AWS models for a call of ours, as the SDK declares it, and the code that it becomes. A new release of
// the SDK, or a new call, whose errors have no row here fails: nobody has said what they mean.
import { readdirSync, readFileSync } from 'node:fs';
import * as codeartifact from '@aws-sdk/client-codeartifact';
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as ecr from '@aws-sdk/client-ecr';
import * as ecrPublic from '@aws-sdk/client-ecr-public';
import * as iam from '@aws-sdk/client-iam';
import * as kms from '@aws-sdk/client-kms';
import * as secretsManager from '@aws-sdk/client-secrets-manager';
import * as ssm from '@aws-sdk/client-ssm';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { clientSecretError } from '../../../shared/aws/console/client-secret.ts';
import { kmsError } from '../../../shared/aws/console/seal.ts';
import { deliveryError } from '../../../shared/aws/delivery/errors.ts';
import { tableError } from '../../../shared/aws/dynamodb/table.ts';
import { keyError } from '../../../shared/aws/keys/errors.ts';
import { loginError } from '../../../shared/aws/login-error.ts';
import { accountKeyError } from '../../../shared/aws/sts/account-keys.ts';
import { stsError } from '../../../shared/aws/sts/errors.ts';
import { iamError } from '../../../shared/aws/verify/iam.ts';
import type { ErrorCode } from '../../../shared/domain/errors.ts';
import { aCall } from '../../support/builders.ts';

/** By the folder or file that calls the service: Secrets Manager has three callers. */
const CALLERS = {
  'shared/aws/dynamodb': ['client-dynamodb', dynamodb],
  'shared/aws/console/client-secret.ts': ['client-secrets-manager', secretsManager],
  'shared/aws/console/seal.ts': ['client-kms', kms],
  'shared/aws/delivery/parameter.ts': ['client-ssm', ssm],
  'shared/aws/delivery/secret.ts': ['client-secrets-manager', secretsManager],
  'shared/aws/sts/account-keys.ts': ['client-secrets-manager', secretsManager],
  'shared/aws/keys/secrets.ts': ['client-secrets-manager', secretsManager],
  'shared/aws/keys/user-keys.ts': ['client-iam', iam],
  'shared/aws/sts': ['client-sts', sts],
  'shared/aws/ecr/logins.ts': ['client-ecr', ecr],
  'shared/aws/ecr/public-login.ts': ['client-ecr-public', ecrPublic],
  'shared/aws/codeartifact': ['client-codeartifact', codeartifact],
  'shared/aws/verify/ask-package-repository.ts': ['client-codeartifact', codeartifact],
  'shared/aws/verify/ask-repository.ts': ['client-ecr', ecr],
  'shared/aws/verify/iam.ts': ['client-iam', iam],
} as const;
type CallerName = keyof typeof CALLERS;

const ERROR_OF: Readonly<Record<CallerName, (error: unknown) => { readonly code: ErrorCode }>> = {
  'shared/aws/dynamodb': (error) => tableError(error, aCall(), 'connector'),
  'shared/aws/console/client-secret.ts': (error) => clientSecretError(error, aCall()),
  'shared/aws/console/seal.ts': (error) => kmsError(error, aCall()),
  'shared/aws/delivery/parameter.ts': (error) => deliveryError(error, aCall()),
  'shared/aws/delivery/secret.ts': (error) => deliveryError(error, aCall()),
  'shared/aws/sts/account-keys.ts': (error) => accountKeyError(error, aCall()),
  'shared/aws/keys/secrets.ts': (error) => keyError('secretsmanager', error, aCall()),
  'shared/aws/keys/user-keys.ts': (error) => keyError('iam', error, aCall()),
  'shared/aws/sts': (error) => stsError(error, 'assumed-role', aCall()),
  'shared/aws/ecr/logins.ts': (error) => loginError(error, 'ecr', aCall()),
  'shared/aws/ecr/public-login.ts': (error) => loginError(error, 'ecr-public', aCall()),
  'shared/aws/codeartifact': (error) => loginError(error, 'codeartifact', aCall()),
  'shared/aws/verify/ask-package-repository.ts': (error) => loginError(error, 'codeartifact', aCall()),
  'shared/aws/verify/ask-repository.ts': (error) => loginError(error, 'ecr', aCall()),
  'shared/aws/verify/iam.ts': (error) => iamError(error, aCall()),
};

const EXPECTED: Readonly<Record<CallerName, Readonly<Record<string, ErrorCode>>>> = {
  'shared/aws/dynamodb': {
    // Where it is expected, the adapters catch it: what reaches this point was not.
    ConditionalCheckFailedException: 'misconfigured',
    IdempotentParameterMismatchException: 'misconfigured',
    InternalServerError: 'table_unavailable',
    InvalidEndpointException: 'misconfigured',
    ItemCollectionSizeLimitExceededException: 'misconfigured',
    ProvisionedThroughputExceededException: 'table_unavailable',
    ReplicatedWriteConflictException: 'table_unavailable',
    RequestLimitExceeded: 'table_unavailable',
    ResourceNotFoundException: 'misconfigured',
    ThrottlingException: 'table_unavailable',
    // Its reasons decide: see the contract of transactions.
    TransactionCanceledException: 'misconfigured',
    TransactionConflictException: 'table_unavailable',
    TransactionInProgressException: 'table_unavailable',
  },
  'shared/aws/console/client-secret.ts': {
    DecryptionFailure: 'misconfigured',
    InternalServiceError: 'sign_in_unavailable',
    InvalidParameterException: 'misconfigured',
    InvalidRequestException: 'misconfigured',
    ResourceNotFoundException: 'misconfigured',
  },
  'shared/aws/console/seal.ts': {
    DependencyTimeoutException: 'sign_in_unavailable',
    DisabledException: 'misconfigured',
    DryRunOperationException: 'misconfigured',
    // These two end the session: it was sealed with another key.
    IncorrectKeyException: 'misconfigured',
    InvalidCiphertextException: 'misconfigured',
    InvalidGrantTokenException: 'misconfigured',
    InvalidKeyUsageException: 'misconfigured',
    KMSInternalException: 'sign_in_unavailable',
    KMSInvalidStateException: 'misconfigured',
    KeyUnavailableException: 'sign_in_unavailable',
    NotFoundException: 'misconfigured',
  },
  'shared/aws/delivery/parameter.ts': {
    HierarchyLevelLimitExceededException: 'destination_refused',
    HierarchyTypeMismatchException: 'destination_refused',
    IncompatiblePolicyException: 'destination_refused',
    InternalServerError: 'destination_unavailable',
    InvalidAllowedPatternException: 'destination_refused',
    InvalidKeyId: 'destination_refused',
    InvalidPolicyAttributeException: 'destination_refused',
    InvalidPolicyTypeException: 'destination_refused',
    ParameterAlreadyExists: 'destination_refused',
    ParameterLimitExceeded: 'destination_refused',
    ParameterMaxVersionLimitExceeded: 'destination_refused',
    ParameterNotFound: 'destination_refused',
    ParameterPatternMismatchException: 'destination_refused',
    ParameterVersionNotFound: 'destination_refused',
    PoliciesLimitExceededException: 'destination_refused',
    TooManyUpdates: 'destination_unavailable',
    UnsupportedParameterType: 'destination_refused',
  },
  'shared/aws/delivery/secret.ts': {
    DecryptionFailure: 'destination_refused',
    EncryptionFailure: 'destination_refused',
    InternalServiceError: 'destination_unavailable',
    InvalidParameterException: 'destination_refused',
    InvalidRequestException: 'destination_refused',
    LimitExceededException: 'destination_refused',
    MalformedPolicyDocumentException: 'destination_refused',
    PreconditionNotMetException: 'destination_refused',
    ResourceExistsException: 'destination_refused',
    ResourceNotFoundException: 'destination_refused',
  },
  'shared/aws/sts/account-keys.ts': {
    DecryptionFailure: 'misconfigured',
    InternalServiceError: 'sts_unavailable',
    InvalidParameterException: 'misconfigured',
    InvalidRequestException: 'misconfigured',
    ResourceNotFoundException: 'misconfigured',
  },
  'shared/aws/keys/secrets.ts': {
    DecryptionFailure: 'misconfigured',
    EncryptionFailure: 'misconfigured',
    InternalServiceError: 'sts_unavailable',
    InvalidParameterException: 'misconfigured',
    InvalidRequestException: 'conflict',
    LimitExceededException: 'sts_unavailable',
    MalformedPolicyDocumentException: 'misconfigured',
    PreconditionNotMetException: 'misconfigured',
    ResourceExistsException: 'misconfigured',
    ResourceNotFoundException: 'conflict',
  },
  'shared/aws/keys/user-keys.ts': {
    InvalidInputException: 'misconfigured',
    LimitExceededException: 'conflict',
    NoSuchEntityException: 'misconfigured',
    ServiceFailureException: 'sts_unavailable',
  },
  'shared/aws/sts': {
    ExpiredTokenException: 'sts_unavailable',
    IDPCommunicationErrorException: 'sts_unavailable',
    IDPRejectedClaimException: 'role_refused',
    InvalidIdentityTokenException: 'role_refused',
    MalformedPolicyDocumentException: 'role_refused',
    PackedPolicyTooLargeException: 'role_refused',
    RegionDisabledException: 'role_refused',
  },
  'shared/aws/ecr/logins.ts': {
    InvalidParameterException: 'ecr_refused',
    ServerException: 'ecr_unavailable',
  },
  'shared/aws/ecr/public-login.ts': {
    InvalidParameterException: 'ecr_refused',
    ServerException: 'ecr_unavailable',
    UnsupportedCommandException: 'ecr_refused',
  },
  'shared/aws/codeartifact': {
    AccessDeniedException: 'codeartifact_refused',
    InternalServerException: 'codeartifact_unavailable',
    ResourceNotFoundException: 'codeartifact_refused',
    ThrottlingException: 'codeartifact_unavailable',
    ValidationException: 'codeartifact_refused',
  },
  'shared/aws/verify/ask-package-repository.ts': {
    AccessDeniedException: 'codeartifact_refused',
    InternalServerException: 'codeartifact_unavailable',
    // The adapter catches it, and the one above: the session was let in, or refused as it must be.
    ResourceNotFoundException: 'codeartifact_refused',
    ThrottlingException: 'codeartifact_unavailable',
    ValidationException: 'codeartifact_refused',
  },
  'shared/aws/verify/ask-repository.ts': {
    InvalidParameterException: 'ecr_refused',
    // The adapter catches it: the session was let in.
    RepositoryNotFoundException: 'ecr_refused',
    ServerException: 'ecr_unavailable',
  },
  'shared/aws/verify/iam.ts': {
    NoSuchEntityException: 'role_refused',
    ServiceFailureException: 'sts_unavailable',
  },
};

/** Refusals whose name alone does not say what to do. */
const ADVISED = [
  ...(['HierarchyLevelLimitExceededException', 'ParameterLimitExceeded', 'ParameterPatternMismatchException'] as const),
  ...(['InvalidParameterException', 'PreconditionNotMetException', 'TooManyUpdates'] as const),
];

function filesOf(caller: CallerName): readonly string[] {
  return caller.endsWith('.ts') ? [caller] : readdirSync(caller).map((file) => `${caller}/${file}`);
}

/** The commands of a client that a caller's files import. */
function commandsOf(caller: CallerName): readonly string[] {
  const [client] = CALLERS[caller];
  const imports = filesOf(caller).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/import (?:type )?\{([^}]*)\} from '@aws-sdk\/([\w-]+)'/g)]
      .filter(([, , from]) => from === client)
      .flatMap(([, names = '']) => names.match(/\b\w+Command\b/g) ?? []),
  );
  return [...new Set(imports)].sort();
}

/** The SDK's types say of each command what it throws. */
function modelledBy(caller: CallerName): readonly string[] {
  const [client] = CALLERS[caller];
  const names = commandsOf(caller).flatMap((command) => {
    const text = readFileSync(`node_modules/@aws-sdk/${client}/dist-types/commands/${command}.d.ts`, 'utf8');
    return [...text.matchAll(/@throws \{@link (\w+)\} \((?:client|server) fault\)/g)].map(([, name = '']) => name);
  });
  return [...new Set(names)].sort();
}

type ErrorClass = new (options: object) => Error;

/** As it comes from AWS: JSON protocols answer 400 and 500, where the model names no status of its own. */
function thrown(caller: CallerName, name: string): Error {
  const exported = CALLERS[caller][1] as unknown as Record<string, unknown>;
  const Class = exported[name] as ErrorClass;
  const [, , , traits] = exported[`${name}$`] as readonly [
    number,
    string,
    string,
    { error: string; httpError?: number },
  ];
  const httpStatusCode = traits.httpError ?? (traits.error === 'server' ? 500 : 400);
  return new Class({ message: '', $metadata: { httpStatusCode } });
}

describe.each(Object.keys(CALLERS) as CallerName[])('the errors of what %s calls', (caller) => {
  it('are read from what the SDK declares of each command', () => {
    expect(commandsOf(caller)).not.toEqual([]);
    expect(modelledBy(caller)).not.toEqual([]);
  });

  it('are all known, each with its code', () => {
    const codes = modelledBy(caller).map((name) => [name, ERROR_OF[caller](thrown(caller, name)).code]);
    expect(Object.fromEntries(codes)).toEqual(EXPECTED[caller]);
  });
});

/**
 * Whatever these are answered has one meaning: the stream holds its records and a digest its period, the messages count
 * as not sent, and the prober has no token. GetCallerIdentity has no errors of its own.
 */
const ALL_ALIKE = [
  'shared/aws/archive/bucket.ts',
  'shared/aws/archive/put-events.ts',
  'shared/aws/archive/put-object.ts',
  'shared/aws/archive/signer.ts',
  'shared/aws/delivery/queue.ts',
  'shared/aws/keys/identify-key.ts',
  'shared/aws/probe/own-identity.ts',
  'shared/aws/verify/sts.ts',
];

it('has a row for each file that asks AWS, but for those to whom every error is the same', () => {
  const asking = readdirSync('shared/aws', { recursive: true, encoding: 'utf8' })
    .map((file) => `shared/aws/${file}`)
    .filter((file) => file.endsWith('.ts') && /import \{[^}]*Command\b/.test(readFileSync(file, 'utf8')));
  const covered = Object.keys(CALLERS).flatMap((caller) => filesOf(caller as CallerName));
  expect(asking.filter((file) => !covered.includes(file)).toSorted()).toEqual(ALL_ALIKE);
});

it.each(ADVISED)('tells the operator more of a delivery’s %s than its name', (name) => {
  const error = Object.assign(new Error(), { name, $metadata: { httpStatusCode: 400 } });
  expect(deliveryError(error, aCall()).reason).toMatch(new RegExp(`^${name}: .{20}`));
});

it('tells the operator where ECR Public is', () => {
  const error = Object.assign(new Error(), { name: 'UnsupportedCommandException', $metadata: { httpStatusCode: 400 } });
  expect(loginError(error, 'ecr-public', aCall()).reason).toMatch(/^UnsupportedCommandException: .*us-east-1/);
});

it.each(['ParameterLimitExceeded', 'LimitExceededException'])(
  'takes %s for refused whatever its status: a full quota does not empty by waiting',
  (name) => {
    const error = Object.assign(new Error(), { name, $metadata: { httpStatusCode: 429 } });
    expect(deliveryError(error, aCall()).code).toBe('destination_refused');
  },
);
