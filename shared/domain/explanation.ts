import type { Claims } from './claims.ts';
import type { GrantedDuration } from './credential.ts';
import type { FieldError } from './errors.ts';
import type { IssueAction, LoginParameters } from './issue-request.ts';
import type { Secret } from './secret.ts';

/** Whom to decide for: claims as a token would bear them, a token, or whoever asks. */
export type Trial =
  | { readonly claims: Claims; readonly issuer?: string }
  | { readonly token: Secret }
  | 'the caller itself';

export interface ExplainRequest {
  readonly action: IssueAction;
  readonly parameters: LoginParameters;
  readonly trial: Trial;
}

/** One condition, and whether it held. */
export interface Condition {
  /** What is asked, as a path into the definition: `grants[0].claims.ref`. */
  readonly condition: string;
  readonly held: boolean;
  /** What the definition wants. */
  readonly expected?: unknown;
  /** What the caller has; absent where it has nothing. */
  readonly actual?: unknown;
}

export interface ExplainedGrant {
  readonly grant: string;
  readonly held: boolean;
  readonly conditions: readonly Condition[];
}

/** A part of the decision that nobody looked at: a yes is one but for that. */
export interface NotChecked {
  readonly what: string;
  readonly why: string;
}

/** What issuing would decide, and why; everything but the calls to AWS. */
export interface Explanation {
  readonly allowed: boolean;
  /** By which grant, or that an administrator needs none. */
  readonly allowedBy?: string;
  /** The first thing that stands in the way. */
  readonly reason?: string;
  readonly caller?: {
    readonly issuer: string;
    readonly subject: string;
    readonly kind: 'workload' | 'user';
    readonly administrator: boolean;
  };
  /** In the order in which they are looked at; those of grants apart, of which one has to hold as a whole. */
  readonly conditions: readonly Condition[];
  readonly grants: readonly ExplainedGrant[];
  /** Of the request, beside this connector. */
  readonly errors?: readonly FieldError[];
  readonly session?: ExplainedSession;
  /** Absent where everything was looked at. */
  readonly notChecked?: readonly NotChecked[];
}

/** What would be sent to STS and ECR. */
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
}
