/** Somebody whose access key the stand-in knows from the start. */
export interface Principal {
  readonly arn: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly kind: 'role-session' | 'iam-user';
}

/** What AssumeRole wrote into a session, beside its keys. */
interface Session {
  readonly roleArn: string;
  readonly expiresAt: Date;
  readonly sourceIdentity: string | undefined;
  readonly transitiveTagKeys: readonly string[];
  readonly policy: string | undefined;
  readonly policyArns: readonly string[];
}

/** An owner of an access key; `session` is there when the key was issued by this stand-in. */
export interface Caller extends Principal {
  readonly session?: Session;
}

export interface Role {
  readonly arn: string;
  /** ARNs of roles and users; for a caller with a role session, its role's ARN. */
  readonly trustedPrincipals: readonly string[];
  readonly externalId?: string;
  /** 3,600 to 43,200; 3,600 when not given, as in IAM. */
  readonly maxSessionDurationSeconds?: number;
  readonly allowTagSession?: boolean;
  readonly allowSetSourceIdentity?: boolean;
  /** Keys that the trust policy wants to see among the session tags. */
  readonly requiredTags?: readonly string[];
  /** Whether the role's own policy allows ecr:GetAuthorizationToken. */
  readonly ecr?: boolean;
}

/** The parameters of a call as plain values; those not sent are absent. */
export interface CallParameters {
  readonly roleArn?: string;
  readonly roleSessionName?: string;
  readonly durationSeconds?: number;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  /** Name to value, without a prototype, so that a tag named `__proto__` is an entry like any other. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly policy?: string;
  readonly policyArns?: readonly string[];
  readonly transitiveTagKeys?: readonly string[];
  readonly registryIds?: readonly string[];
}

/** One request as the stand-in saw it. It holds no secret, so a test may print it. */
export interface RecordedCall {
  readonly time: Date;
  readonly action: string;
  readonly region: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly callerArn: string | undefined;
  readonly parameters: CallParameters;
  /** `ok`, the error code that was sent, or `fault:NAME` for an answer that a fault spoiled. */
  readonly outcome: string;
}

export interface IssuedSession {
  readonly action: 'AssumeRole';
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
  readonly assumedRoleArn: string;
}

export interface IssuedAuthorization {
  readonly registryId: string;
  readonly password: string;
  readonly authorizationToken: string;
  readonly expiresAt: Date;
  readonly proxyEndpoint: string;
}

interface IssuedLogin {
  readonly action: 'GetAuthorizationToken';
  readonly authorizations: readonly IssuedAuthorization[];
}

export type Issued = IssuedSession | IssuedLogin;

export interface State {
  readonly now: () => Date;
  readonly callers: Map<string, Caller>;
  readonly roles: Map<string, Role>;
  readonly calls: RecordedCall[];
  readonly issued: Issued[];
}
