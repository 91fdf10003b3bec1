import type { CallParameters } from './call-parameters.ts';
import type { Issued } from './issued.ts';
import type {
  OidcProvider,
  OutboundIssuer,
  PolicyDocument,
  SamlProvider,
  SigningKey,
  StoredBucket,
  StoredPackageRepository,
  StoredParameter,
  StoredSecret,
} from './provided.ts';

/** The device whose one-time passwords authenticate a user. Each code is accepted once. */
export interface MfaDevice {
  readonly serialNumber: string;
  readonly code: string;
}

/** The owner of an access key that the stand-in knows. */
export interface Principal {
  readonly arn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly kind: 'role-session' | 'iam-user';
  /**
   * The identity policy of an IAM user. It belongs to the user, not to the key. A user without one may do everything.
   */
  readonly policy?: PolicyDocument;
  readonly mfa?: MfaDevice;
  /** Of the key of an IAM user. A key without a date was created when it was provisioned. */
  readonly createdAt?: Date;
  /** Whether the key of an IAM user is inactive. AWS then does not know it. */
  readonly inactive?: boolean;
}

export type SessionKind = 'assumed-role' | 'federated-user' | 'session-token' | 'web-identity' | 'saml';

/** What STS stores about a session, besides its keys. */
export interface Session {
  readonly kind: SessionKind;
  /** The role or user whose permissions the session has, limited by the session's policies. */
  readonly principalArn: string;
  /** `aws:TokenIssueTime`, in whole seconds. */
  readonly issuedAt: Date;
  readonly expiresAt: Date;
  readonly sourceIdentity: string | undefined;
  /** The keys in lower case, because AWS compares tag keys without regard to case. */
  readonly transitiveTagKeys: readonly string[];
  /** The session's tags, including inherited ones, by key as written. */
  readonly tags: Readonly<Record<string, string>>;
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
  /** Whether temporary credentials requested the session. */
  readonly isChained: boolean;
  readonly hasMfa: boolean;
}

/** The owner of an access key. `session` is set if this stand-in issued the key. */
export interface Caller extends Omit<Principal, 'kind'> {
  readonly kind: 'role-session' | 'iam-user' | 'federated-user' | 'session-token';
  readonly session?: Session;
}

/** An IAM user without its access keys, which may change. */
export interface User {
  readonly arn: string;
  readonly policy?: PolicyDocument;
}

/** The tokens of a provider that a role trusts. */
export interface TrustedOidc {
  /** The provider's URL without `https://`. */
  readonly provider: string;
  readonly audience: string;
  /** The subject, which may contain `*` and `?`. Every subject is trusted by default. */
  readonly subject?: string;
}

export interface Role {
  readonly arn: string;
  /** The ARNs of trusted roles and users. A role session is trusted by the ARN of its role. */
  readonly trustedPrincipals: readonly string[];
  /**
   * What decides AssumeRole instead of `trustedPrincipals`, `externalId`, `allowTagSession`, `allowSetSourceIdentity`
   * and `requiredTags`: a trust policy as IAM stores it.
   */
  readonly trustPolicy?: PolicyDocument;
  readonly trustedOidc?: readonly TrustedOidc[];
  /** The ARNs of trusted SAML providers. */
  readonly trustedSaml?: readonly string[];
  readonly externalId?: string;
  /** From 3,600 to 43,200. The default is 3,600, as in IAM. */
  readonly maxSessionDurationSeconds?: number;
  readonly allowTagSession?: boolean;
  readonly allowSetSourceIdentity?: boolean;
  /** Tag keys that the trust policy requires in the session tags. */
  readonly requiredTags?: readonly string[];
  /** The role's identity policy. A role without one may do everything, except as `ecr` says. */
  readonly policy?: PolicyDocument;
  /** Whether a role without `policy` may call ecr:GetAuthorizationToken. */
  readonly ecr?: boolean;
}

/** A request as the stand-in received it. It contains no secret, so a test may print it. */
export interface RecordedCall {
  readonly time: Date;
  readonly action: string;
  /** The region. It is unknown for unsigned calls, like the next two fields. */
  readonly region: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly callerArn: string | undefined;
  readonly parameters: CallParameters;
  /** `ok`, the error code of the answer, or `fault:NAME` if a fault changed the answer. */
  readonly outcome: string;
}

/** A registry login that was issued. The registry finds it by its password. */
export interface RegistryLogin {
  readonly service: 'ecr' | 'ecr-public';
  /** Who requested the login. The login has the permissions that this caller has when it is used. */
  readonly caller: Caller;
  readonly registryId: string;
  readonly region: string;
  readonly expiresAt: Date;
}

/** An authorization token of CodeArtifact. It has the permissions that its caller has when it is used. */
export interface PackageToken {
  readonly caller: Caller;
  readonly domain: string;
  readonly domainOwner: string;
  readonly region: string;
  readonly expiresAt: Date;
}

export interface State {
  readonly now: () => Date;
  /** Callers by access key id. */
  readonly callers: Map<string, Caller>;
  /** Users by ARN. A user stays when its keys are removed. */
  readonly users: Map<string, User>;
  readonly roles: Map<string, Role>;
  /** Inline policies of roles and users that IAM's API put there, by ARN and by name, as they were written. */
  readonly inlinePolicies: Map<string, ReadonlyMap<string, string>>;
  /** Secrets by ARN. */
  readonly secrets: Map<string, StoredSecret>;
  /** Parameters by ARN. */
  readonly parameters: Map<string, StoredParameter>;
  /** Buckets by name. */
  readonly buckets: Map<string, StoredBucket>;
  /** Asymmetric KMS keys by ARN. */
  readonly signingKeys: Map<string, SigningKey>;
  /** OIDC providers by `ACCOUNT/URL`. */
  readonly oidcProviders: Map<string, OidcProvider>;
  /** The issuers of the accounts that have switched on web identity tokens, by account. */
  readonly outboundIssuers: Map<string, OutboundIssuer>;
  /** SAML providers by ARN. */
  readonly samlProviders: Map<string, SamlProvider>;
  /** Customer managed policies by ARN. */
  readonly managedPolicies: Map<string, PolicyDocument>;
  /** The serial number and code of each one-time password that was accepted. */
  readonly usedMfaCodes: Set<string>;
  /** Registry logins by password. */
  readonly authorizations: Map<string, RegistryLogin>;
  /** Authorization tokens of CodeArtifact, by token. */
  readonly packageTokens: Map<string, PackageToken>;
  /** Repositories of CodeArtifact, by ARN. */
  readonly packageRepositories: Map<string, StoredPackageRepository>;
  readonly calls: RecordedCall[];
  readonly issued: Issued[];
}
