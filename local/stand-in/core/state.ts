import type { CallParameters } from './call-parameters.ts';
import type { Issued } from './issued.ts';
import type { OidcProvider, PolicyDocument, SamlProvider, StoredParameter, StoredSecret } from './provided.ts';

/** Whose one-time passwords prove a user; each code is accepted once. */
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
  /** An IAM user's identity policy; without one the user may do everything. It belongs to the user, not the key. */
  readonly policy?: PolicyDocument;
  readonly mfa?: MfaDevice;
}

export type SessionKind = 'assumed-role' | 'federated-user' | 'session-token' | 'web-identity' | 'saml';

/** What STS wrote into a session, beside its keys. */
export interface Session {
  readonly kind: SessionKind;
  /** The role or user whose rights the session has, as far as its policies leave them. */
  readonly principalArn: string;
  readonly expiresAt: Date;
  readonly sourceIdentity: string | undefined;
  /** In lower case: tag keys are compared without regard to case. */
  readonly transitiveTagKeys: readonly string[];
  /** Tags of this session and those inherited, by key as written. */
  readonly tags: Readonly<Record<string, string>>;
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
  /** Whether temporary credentials asked for the session. */
  readonly isChained: boolean;
  readonly hasMfa: boolean;
}

/** An owner of an access key; `session` is there when the key was issued by this stand-in. */
export interface Caller extends Omit<Principal, 'kind'> {
  readonly kind: 'role-session' | 'iam-user' | 'federated-user' | 'session-token';
  readonly session?: Session;
}

/** What an IAM user is apart from its access keys, which may change. */
export interface User {
  readonly arn: string;
  readonly policy?: PolicyDocument;
}

/** Tokens of one provider that a role trusts. */
export interface TrustedOidc {
  /** The provider's URL without `https://`. */
  readonly provider: string;
  readonly audience: string;
  /** May have `*` and `?`; any subject when not given. */
  readonly subject?: string;
}

export interface Role {
  readonly arn: string;
  /** ARNs of roles and users; for a caller with a role session, its role's ARN. */
  readonly trustedPrincipals: readonly string[];
  readonly trustedOidc?: readonly TrustedOidc[];
  /** ARNs of SAML providers. */
  readonly trustedSaml?: readonly string[];
  readonly externalId?: string;
  /** 3,600 to 43,200; 3,600 when not given, as in IAM. */
  readonly maxSessionDurationSeconds?: number;
  readonly allowTagSession?: boolean;
  readonly allowSetSourceIdentity?: boolean;
  /** Keys that the trust policy wants to see among the session tags. */
  readonly requiredTags?: readonly string[];
  /** The role's identity policy; without one it may do everything but what `ecr` says. */
  readonly policy?: PolicyDocument;
  /** Whether a role without `policy` may call ecr:GetAuthorizationToken. */
  readonly ecr?: boolean;
}

/** One request as the stand-in saw it. It holds no secret, so a test may print it. */
export interface RecordedCall {
  readonly time: Date;
  readonly action: string;
  /** Not known of a call that nobody signs; the same holds for the next two. */
  readonly region: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly callerArn: string | undefined;
  readonly parameters: CallParameters;
  /** `ok`, the error code that was sent, or `fault:NAME` for an answer that a fault spoiled. */
  readonly outcome: string;
}

/** A registry login that was handed out: what its password stands for. */
export interface RegistryLogin {
  readonly service: 'ecr' | 'ecr-public';
  /** Who asked for it; what the login may do is what this caller may do at that time. */
  readonly caller: Caller;
  readonly registryId: string;
  readonly region: string;
  readonly expiresAt: Date;
}

export interface State {
  readonly now: () => Date;
  /** By access key id. */
  readonly callers: Map<string, Caller>;
  /** By ARN; a user stays when its keys go. */
  readonly users: Map<string, User>;
  readonly roles: Map<string, Role>;
  /** By ARN. */
  readonly secrets: Map<string, StoredSecret>;
  /** By ARN. */
  readonly parameters: Map<string, StoredParameter>;
  /** By `ACCOUNT/URL`. */
  readonly oidcProviders: Map<string, OidcProvider>;
  /** By ARN. */
  readonly samlProviders: Map<string, SamlProvider>;
  /** The customers' own managed policies, by ARN. */
  readonly managedPolicies: Map<string, PolicyDocument>;
  /** Serial number and code of each one-time password that was accepted. */
  readonly usedMfaCodes: Set<string>;
  /** By password. */
  readonly authorizations: Map<string, RegistryLogin>;
  readonly calls: RecordedCall[];
  readonly issued: Issued[];
}
