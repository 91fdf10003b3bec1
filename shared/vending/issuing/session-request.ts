import type { BaseCredentials } from '../../domain/account.ts';
import type { AwsSession } from '../../domain/credential.ts';
import type { SessionType } from '../../domain/principal-type.ts';
import type { Secret } from '../../domain/secret.ts';
import type { SessionPolicies } from '../../policy/session/session-policy.ts';

interface Common {
  readonly durationSeconds: number;
  /** The region of the STS endpoint. It is absent for the function's own region. */
  readonly region?: string;
}

type Tags = readonly { readonly key: string; readonly value: string }[];

/** Everything that is sent to `sts:AssumeRole`. */
export interface AssumeRoleRequest extends Common, SessionPolicies {
  readonly type: 'assumed-role';
  /** Who assumes the role: the execution role, an IAM user, or a first session. */
  readonly sourceCredentials: BaseCredentials | { readonly source: 'session'; readonly session: AwsSession };
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  readonly tags: Tags;
  /** Whether the tags carry over to the session of a second hop, where they cannot be set again. */
  readonly transitiveTags: boolean;
}

/** Whose key signs the call. The session must then belong to the same account. */
interface UserRequest extends Common {
  readonly secretArn: string;
  readonly accountId: string;
  readonly partition: string;
}

/** Everything that is sent to `sts:GetFederationToken`. */
export interface FederationTokenRequest extends UserRequest, SessionPolicies {
  readonly type: 'federated-user';
  readonly name: string;
  readonly tags: Tags;
}

/** Everything that is sent to `sts:GetSessionToken`. */
export interface SessionTokenRequest extends UserRequest {
  readonly type: 'session-token';
  readonly mfa?: { readonly serialNumber: string; readonly code: Secret };
}

/** Everything that is sent to `sts:AssumeRoleWithWebIdentity`. */
export interface WebIdentityRequest extends Common, SessionPolicies {
  readonly type: 'web-identity';
  readonly roleArn: string;
  readonly sessionName: string;
  readonly token: Secret;
}

/** Everything that is sent to `sts:AssumeRoleWithSAML`. The assertion sets the session name. */
export interface SamlRequest extends Common, SessionPolicies {
  readonly type: 'saml';
  readonly roleArn: string;
  readonly samlProviderArn: string;
  readonly assertion: Secret;
}

/** Makes the compiler report an error in this file if a session type has no request. */
type ForEachType<T extends { readonly [S in SessionType]: { readonly type: S } }> = T;

/** The request of each session type. Each has its own STS call. */
export type SessionRequests = ForEachType<{
  'assumed-role': AssumeRoleRequest;
  'federated-user': FederationTokenRequest;
  'session-token': SessionTokenRequest;
  'web-identity': WebIdentityRequest;
  saml: SamlRequest;
}>;

export type SessionRequest = SessionRequests[keyof SessionRequests];

/** The request of a second hop, without its source credentials: those come from the first session. */
export type SecondHop = Omit<AssumeRoleRequest, 'sourceCredentials'>;
