import type { JSONWebKeySet } from 'jose';
import { putPackageRepository } from './codeartifact/repositories.ts';
import type { IssuedSession } from './core/issued.ts';
import type {
  Bucket,
  ManagedPolicy,
  OidcProvider,
  OutboundAlgorithm,
  PackageRepository,
  Parameter,
  SamlProvider,
  Secret,
  SigningKey,
  StoredBucket,
  StoredPackageRepository,
  StoredParameter,
  StoredSecret,
} from './core/provided.ts';
import type { RawRequest } from './core/request.ts';
import type { Caller, Principal, Role, State } from './core/state.ts';
import { type ApiSigner, authorizeApi, type IamApi } from './gateway/authorize-api.ts';
import { putPrincipal, putRole } from './iam/principals.ts';
import { putManagedPolicy, putOidcProvider, putSamlProvider } from './iam/provisions.ts';
import { putSigningKey } from './kms/signing-keys.ts';
import { putBucket } from './s3/stored-objects.ts';
import { deleteSecret, lookUpParameter, putParameter, putSecret } from './secrets/stored-parameters.ts';
import { lookUpSecret } from './secrets/stored-secrets.ts';
import { enableOutbound, outboundKeys } from './sts/outbound-token.ts';
import { serviceSession } from './sts/sessions.ts';

export interface OutboundIdentity {
  readonly url: string;
  readonly jwks: (algorithms?: readonly OutboundAlgorithm[]) => Promise<JSONWebKeySet>;
}

/** What can be set up while a stand-in runs. Each function throws a RangeError for what cannot exist in AWS. */
export interface Provisioning {
  readonly putRole: (role: Role) => void;
  /** Removes a role, as if it were deleted. */
  readonly removeRole: (arn: string) => void;
  readonly putPrincipal: (principal: Principal) => void;
  /** Removes an access key, as if it were deleted. */
  readonly removePrincipal: (accessKeyId: string) => void;
  /** Returns the access keys of an IAM user, oldest first. */
  readonly accessKeys: (userArn: string) => readonly Caller[];
  readonly putSecret: (secret: Secret) => void;
  /** Marks a secret for deletion. `putSecret` with only its ARN restores it. */
  readonly deleteSecret: (arn: string) => void;
  readonly putParameter: (parameter: Parameter) => void;
  readonly putOidcProvider: (provider: OidcProvider) => void;
  readonly putSamlProvider: (provider: SamlProvider) => void;
  /** Does what `aws iam enable-outbound-web-identity-federation` does in an account. */
  readonly enableOutboundWebIdentity: (account: string) => OutboundIdentity;
  /** Issues the session that a service of AWS, such as EC2, gets for the role of what it runs. */
  readonly serviceSession: (roleArn: string, sessionName: string, seconds: number) => IssuedSession;
  /** Authorizes a request to an API with AWS_IAM, as API Gateway does. Throws an AwsError for what it refuses. */
  readonly authorizeApi: (request: RawRequest, api: IamApi) => ApiSigner;
  readonly putManagedPolicy: (policy: ManagedPolicy) => void;
  readonly putBucket: (bucket: Bucket) => void;
  readonly putSigningKey: (key: SigningKey) => void;
  /** Adds a repository of CodeArtifact, and its domain with it. What was published there stays. */
  readonly putPackageRepository: (repository: PackageRepository) => void;
  /** Returns a bucket with all versions of its objects. A test may change them, as nobody could on AWS. */
  readonly bucket: (name: string) => StoredBucket | undefined;
  readonly packageRepository: (arn: string) => StoredPackageRepository | undefined;
  /** Returns the current secret, with all versions, oldest first. */
  readonly secret: (arnOrName: string) => StoredSecret | undefined;
  /** Returns the current parameter, with all versions, oldest first. */
  readonly parameter: (arnOrName: string) => StoredParameter | undefined;
}

export function createProvisioning(state: State): Provisioning {
  return {
    putRole: (role) => putRole(state, role),
    removeRole: (arn) => {
      state.roles.delete(arn);
    },
    putPrincipal: (principal) => putPrincipal(state, principal),
    removePrincipal: (accessKeyId) => {
      state.callers.delete(accessKeyId);
    },
    accessKeys: (userArn) =>
      [...state.callers.values()].filter(({ kind, arn }) => kind === 'iam-user' && arn === userArn),
    putSecret: (secret) => putSecret(state, secret),
    deleteSecret: (arn) => deleteSecret(state, arn),
    putParameter: (parameter) => putParameter(state, parameter),
    putOidcProvider: (provider) => putOidcProvider(state, provider),
    putSamlProvider: (provider) => putSamlProvider(state, provider),
    enableOutboundWebIdentity: (account) => {
      const issuer = enableOutbound(state, account);
      return { url: issuer.url, jwks: (algorithms) => outboundKeys(issuer, algorithms) };
    },
    serviceSession: (roleArn, sessionName, seconds) => serviceSession(state, roleArn, sessionName, seconds),
    authorizeApi: (request, api) => authorizeApi(state, request, api),
    putManagedPolicy: (policy) => putManagedPolicy(state, policy),
    putBucket: (bucket) => putBucket(state, bucket),
    putSigningKey: (key) => putSigningKey(state, key),
    putPackageRepository: (repository) => putPackageRepository(state, repository),
    bucket: (name) => state.buckets.get(name),
    packageRepository: (arn) => state.packageRepositories.get(arn),
    secret: (arnOrName) => lookUpSecret(state, arnOrName),
    parameter: (arnOrName) => lookUpParameter(state, arnOrName),
  };
}
