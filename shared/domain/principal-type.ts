import type { BaseCredentials } from './account.ts';
import { SESSION_LIMITS, type SessionLimits } from './session-templates.ts';

/** What a connector can be asked for; `serves` names those that it may be. */
export const SERVED = ['ecr', 'ecr-public', 'session', 'console'] as const;
export type Served = (typeof SERVED)[number];

/** What a session can be given to say who stands behind it. */
type Attribute = 'name' | 'sourceIdentity' | 'tags';

/** What the STS call proves the caller by, beside the credentials that sign it. A session made so is nobody else's. */
export type SentProof = 'none' | 'oidc-token' | 'saml-assertion' | 'mfa-code';

/**
 * Everything that differs from type to type is a column here, and each column is required. What a row cannot say (the
 * fields of its connectors, the parameters of its STS call) is in tables over the type, which do not compile without it.
 */
interface PrincipalTypeRules {
  /** The STS operation that makes the session; none where no session is made. */
  readonly call: StsOperation | undefined;
  readonly proof: SentProof;
  /** AWS's own limits of the session, in seconds; none where no session is made. */
  readonly duration: { readonly min: number; readonly max: number; readonly default: number } | undefined;
  /** The credentials that the STS call can be made with. The caller's own token or assertion needs none of ours. */
  readonly sources: readonly BaseCredentials['source'][];
  /** The first is what a connector serves that does not say. */
  readonly serves: readonly Served[];
  /** Whether the session takes policies. Without them nothing can be narrowed. */
  readonly policy: boolean;
  /** Whether the session may assume a further role. */
  readonly secondHop: boolean;
  readonly attributes: readonly Attribute[];
  readonly nameLimits: SessionLimits;
  /** Whether a session without a policy has no rights at all. */
  readonly needsPolicy: boolean;
  /** Whether the console takes a duration with the session; otherwise it goes by the session's own end. */
  readonly consoleDuration: boolean;
  /** Whether a refresh job can use it. A job has no token or assertion, and the execution role's own logins stay here. */
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

/** The STS calls that can yield a session, and what AWS makes of each (STS API reference; IAM user guide). */
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
  /** Its sessions can call neither IAM nor STS, which ECR Public would need. */
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
  /** No policy, no console; a second hop could not be kept to the one call. */
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
  /** The assertion comes in a POST, which a console link does not have. */
  saml: {
    call: 'AssumeRoleWithSAML',
    proof: 'saml-assertion',
    duration: ROLE,
    sources: ANY_SOURCE,
    serves: ['ecr', 'ecr-public', 'session'],
    policy: true,
    secondHop: true,
    attributes: [],
    nameLimits: SESSION_LIMITS.name,
    needsPolicy: false,
    consoleDuration: true,
    refreshJobs: false,
  },
  /** The execution role as it is. Its credentials never leave the service, so it serves nothing but ECR logins. */
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

/** The types that make a session, each by its STS call. */
export type SessionType = {
  [T in PrincipalType]: (typeof PRINCIPAL_TYPES)[T]['call'] extends string ? T : never;
}[PrincipalType];

/** The rules of a type, without the literal types of the table. */
export function rulesOf(type: PrincipalType): PrincipalTypeRules {
  return PRINCIPAL_TYPES[type];
}

/** What STS grants at most when temporary credentials assume a further role. */
export const ROLE_CHAINING_MAX_SECONDS = 3_600;

/** What a first session lasts that is there for its second hop alone: the least that STS gives. */
export const FIRST_HOP_SECONDS = 900;
