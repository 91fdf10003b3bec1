import type { Claims } from './claims.ts';
import type { GrantedDuration } from './credential.ts';
import type { FieldError } from './errors.ts';
import type { GrantNarrowing } from './grant-narrowing.ts';
import type { IssueAction, LoginParameters } from './issue-request.ts';
import type { Secret } from './secret.ts';

/** The caller to decide for: the claims of an imagined token, a real token, or the requesting caller. */
export type Trial =
  | { readonly claims: Claims; readonly issuer?: string }
  | { readonly token: Secret }
  | 'the caller itself';

export interface ExplainRequest {
  readonly action: IssueAction;
  readonly parameters: LoginParameters;
  readonly trial: Trial;
}

/** One condition of the decision, and whether it held. */
export interface Condition {
  /** The path of the condition in the definition, such as `grants[0].claims.ref`. */
  readonly condition: string;
  readonly held: boolean;
  /** What the definition requires. */
  readonly expected?: unknown;
  /** What the caller has. Absent if it has no value. */
  readonly actual?: unknown;
}

/** A condition that did not hold, as the record of a refusal keeps it. Long values are cut. */
export type FailedCondition = Omit<Condition, 'held'>;

export interface ExplainedGrant {
  readonly grant: string;
  readonly held: boolean;
  readonly conditions: readonly Condition[];
}

/** A check that the explanation could not make. Issuing may still refuse because of it. */
export interface NotChecked {
  readonly what: string;
  readonly why: string;
}

/** What issuing would decide, and why. Only the calls to AWS are left out. */
export interface Explanation {
  readonly allowed: boolean;
  /** The grant that lets the caller in, or that the caller is an administrator. */
  readonly allowedBy?: string;
  /** What that grant narrows. Absent if the caller has the connector's own limits alone. */
  readonly narrowing?: GrantNarrowing;
  /** The first check that refuses the request. */
  readonly reason?: string;
  readonly caller?: {
    readonly issuer: string;
    readonly subject: string;
    readonly kind: 'workload' | 'user';
    readonly administrator: boolean;
  };
  /**
   * In the order of the checks. The conditions of grants are separate, because a single grant has to hold as a whole.
   */
  readonly conditions: readonly Condition[];
  readonly grants: readonly ExplainedGrant[];
  /** Faults of the request's parameters for this connector. */
  readonly errors?: readonly FieldError[];
  readonly session?: ExplainedSession;
  /** Absent if everything was checked. */
  readonly notChecked?: readonly NotChecked[];
}

/** The session that would be requested from STS and ECR. */
export interface ExplainedSession {
  readonly principalType: string;
  readonly roleArn?: string;
  readonly secondRoleArn?: string;
  readonly sessionName?: string;
  readonly sourceIdentity?: string;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
  readonly policy?: unknown;
  readonly policyArns?: readonly string[];
  readonly duration?: GrantedDuration;
  readonly region?: string;
  readonly registryIds?: readonly string[];
  /** What a login to CodeArtifact is for. */
  readonly domain?: string;
  readonly domainOwner?: string;
  readonly repository?: string;
}
