import type { BaseCredentials } from './account.ts';

/** What a connector can be asked for; `serves` names those that it may be. */
export const SERVED = ['ecr', 'ecr-public', 'session', 'console'] as const;
export type Served = (typeof SERVED)[number];

/** What a session can be given to say who stands behind it. */
type Attribute = 'name' | 'sourceIdentity' | 'tags';

interface PrincipalTypeRules {
  /** AWS's own limits of the session, in seconds; none where no session is made. */
  readonly duration?: { readonly min: number; readonly max: number; readonly default: number };
  /** The credentials that the STS call can be made with. The caller's own token or assertion needs none of ours. */
  readonly sources: readonly BaseCredentials['source'][];
  readonly serves: readonly Served[];
  /** Whether the session takes policies. Without them nothing can be narrowed. */
  readonly policy: boolean;
  /** Whether the session may assume a further role. */
  readonly secondHop: boolean;
  readonly attributes: readonly Attribute[];
}

const ANY_SOURCE = ['execution-role', 'iam-user'] as const;
const ROLE = { min: 900, max: 43_200, default: 3_600 };
const USER = { min: 900, max: 129_600, default: 43_200 };

/** The STS calls that can yield a session, and what AWS makes of each (STS API reference; IAM user guide). */
export const PRINCIPAL_TYPES = {
  /** AssumeRole. */
  'assumed-role': {
    duration: ROLE,
    sources: ANY_SOURCE,
    serves: SERVED,
    policy: true,
    secondHop: true,
    attributes: ['name', 'sourceIdentity', 'tags'],
  },
  /** GetFederationToken. Its sessions can call neither IAM nor STS, which ECR Public would need. */
  'federated-user': {
    duration: USER,
    sources: ['iam-user'],
    serves: ['ecr', 'session', 'console'],
    policy: true,
    secondHop: false,
    attributes: ['name', 'tags'],
  },
  /** GetSessionToken. No policy, no console; a second hop could not be kept to the one call. */
  'session-token': {
    duration: USER,
    sources: ['iam-user'],
    serves: ['ecr', 'session'],
    policy: false,
    secondHop: false,
    attributes: [],
  },
  /** AssumeRoleWithWebIdentity, with the caller's own token. */
  'web-identity': {
    duration: ROLE,
    sources: ANY_SOURCE,
    serves: SERVED,
    policy: true,
    secondHop: true,
    attributes: ['name'],
  },
  /** AssumeRoleWithSAML. The assertion comes in a POST, which a console link does not have. */
  saml: {
    duration: ROLE,
    sources: ANY_SOURCE,
    serves: ['ecr', 'ecr-public', 'session'],
    policy: true,
    secondHop: true,
    attributes: [],
  },
  /** The execution role as it is. Its credentials never leave the service, so it serves nothing but ECR logins. */
  provided: { sources: ['execution-role'], serves: ['ecr'], policy: false, secondHop: false, attributes: [] },
} as const satisfies Record<string, PrincipalTypeRules>;

export type PrincipalType = keyof typeof PRINCIPAL_TYPES;

/** The rules of a type, without the literal types of the table. */
export function rulesOf(type: PrincipalType): PrincipalTypeRules {
  return PRINCIPAL_TYPES[type];
}

/** What STS grants at most when temporary credentials assume a further role. */
export const ROLE_CHAINING_MAX_SECONDS = 3_600;

/** What a first session lasts that is there for its second hop alone: the least that STS gives. */
export const FIRST_HOP_SECONDS = 900;
