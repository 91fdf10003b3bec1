import type { BaseCredentials } from './account.ts';
import { LOGIN_SERVICE_NAMES } from './login-service.ts';
import { SESSION_LIMITS, type SessionLimits } from './session-templates.ts';

/** What a connector can issue. Its `serves` lists what it may issue. */
export const SERVED = [...LOGIN_SERVICE_NAMES, 'session', 'console'] as const;
export type Served = (typeof SERVED)[number];

/** What a session can carry to identify its caller. */
type Attribute = 'name' | 'sourceIdentity' | 'tags';

/**
 * The caller's proof in the STS call, in addition to the credentials that sign it. A session made with a proof is never
 * shared with other callers.
 */
export type SentProof = 'none' | 'oidc-token' | 'saml-assertion' | 'mfa-code';

/**
 * One column for each difference between the types; every column is required. Differences that do not fit into a column
 * (the fields of a connector, the parameters of the STS call) are in other tables, which do not compile if a type is
 * missing.
 */
interface PrincipalTypeRules {
  /** The STS operation that makes the session; `undefined` for a type without a session. */
  readonly call: StsOperation | undefined;
  readonly proof: SentProof;
  /** AWS's limits for the session, in seconds; `undefined` for a type without a session. */
  readonly duration: { readonly min: number; readonly max: number; readonly default: number } | undefined;
  /**
   * The account credentials that the type works with. A caller's token or assertion needs none of them for its STS
   * call, so it works with any.
   */
  readonly sources: readonly BaseCredentials['source'][];
  /** A connector without `serves` serves the first of these. */
  readonly serves: readonly Served[];
  /** Whether the session takes policies. Without them, it can not be narrowed. */
  readonly policy: boolean;
  /** Whether the session may assume a further role. */
  readonly secondHop: boolean;
  readonly attributes: readonly Attribute[];
  readonly nameLimits: SessionLimits;
  /** Whether a session without a policy has no rights. */
  readonly needsPolicy: boolean;
  /** Whether the console sign-in takes a duration. Otherwise it ends with the session. */
  readonly consoleDuration: boolean;
  /**
   * Whether a refresh job can use the type. A job has no token or assertion, and logins of the execution role must not
   * be stored elsewhere.
   */
  readonly refreshJobs: boolean;
}

type StsOperation =
  | 'AssumeRole'
  | 'AssumeRoleWithWebIdentity'
  | 'AssumeRoleWithSAML'
  | 'GetFederationToken'
  | 'GetSessionToken';

const ANY_SOURCE = ['execution-role', 'iam-user'] as const;
const ROLE = { min: 900, max: 43_200, default: 3_600 };
const USER = { min: 900, max: 129_600, default: 43_200 };

/** The STS calls that can make a session, with AWS's rules for each (STS API reference; IAM user guide). */
export const PRINCIPAL_TYPES = {
  'assumed-role': {
    call: 'AssumeRole',
    proof: 'none',
    duration: ROLE,
    sources: ANY_SOURCE,
    serves: SERVED,
    policy: true,
    secondHop: true,
    attributes: ['name', 'sourceIdentity', 'tags'],
    nameLimits: SESSION_LIMITS.name,
    needsPolicy: false,
    consoleDuration: true,
    refreshJobs: true,
  },
  /** Its sessions can call neither IAM nor STS, and ECR Public and CodeArtifact require an STS action. */
  'federated-user': {
    call: 'GetFederationToken',
    proof: 'none',
    duration: USER,
    sources: ['iam-user'],
    serves: ['ecr', 'session', 'console'],
    policy: true,
    secondHop: false,
    attributes: ['name', 'tags'],
    nameLimits: SESSION_LIMITS.userName,
    needsPolicy: true,
    consoleDuration: false,
    refreshJobs: true,
  },
  /**
   * It takes no policy and gets no console link. It has no second hop, because no policy could limit its first session
   * to that one call. Of STS, its sessions may call no more than AssumeRole and GetCallerIdentity, and the tokens of ECR
   * Public and CodeArtifact come from STS.
   */
  'session-token': {
    call: 'GetSessionToken',
    proof: 'mfa-code',
    duration: USER,
    sources: ['iam-user'],
    serves: ['ecr', 'session'],
    policy: false,
    secondHop: false,
    attributes: [],
    nameLimits: SESSION_LIMITS.name,
    needsPolicy: false,
    consoleDuration: true,
    refreshJobs: true,
  },
  'web-identity': {
    call: 'AssumeRoleWithWebIdentity',
    proof: 'oidc-token',
    duration: ROLE,
    sources: ANY_SOURCE,
    serves: SERVED,
    policy: true,
    secondHop: true,
    attributes: ['name'],
    nameLimits: SESSION_LIMITS.name,
    needsPolicy: false,
    consoleDuration: true,
    refreshJobs: false,
  },
  /** A console link can not be requested with an assertion, which must be in the body of a POST. */
  saml: {
    call: 'AssumeRoleWithSAML',
    proof: 'saml-assertion',
    duration: ROLE,
    sources: ANY_SOURCE,
    serves: ['ecr', 'ecr-public', 'codeartifact', 'session'],
    policy: true,
    secondHop: true,
    attributes: [],
    nameLimits: SESSION_LIMITS.name,
    needsPolicy: false,
    consoleDuration: true,
    refreshJobs: false,
  },
  /** The execution role itself. Its credentials never leave the service, so it serves only ECR logins. */
  provided: {
    call: undefined,
    proof: 'none',
    duration: undefined,
    sources: ['execution-role'],
    serves: ['ecr'],
    policy: false,
    secondHop: false,
    attributes: [],
    nameLimits: SESSION_LIMITS.name,
    needsPolicy: false,
    consoleDuration: false,
    refreshJobs: false,
  },
} as const satisfies Record<string, PrincipalTypeRules>;

export type PrincipalType = keyof typeof PRINCIPAL_TYPES;

/** The types that make a session with an STS call. */
export type SessionType = {
  [T in PrincipalType]: (typeof PRINCIPAL_TYPES)[T]['call'] extends string ? T : never;
}[PrincipalType];

/** The rules of a type, without the literal types of the table. */
export function rulesOf(type: PrincipalType): PrincipalTypeRules {
  return PRINCIPAL_TYPES[type];
}

/** STS's maximum if temporary credentials assume a role. */
export const ROLE_CHAINING_MAX_SECONDS = 3_600;

/** The duration of a first session that only assumes the second role: the minimum of STS. */
export const FIRST_HOP_SECONDS = 900;
