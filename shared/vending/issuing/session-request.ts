import type { BaseCredentials } from '../../domain/account.ts';
import type { AwsSession } from '../../domain/credential.ts';
import type { SessionType } from '../../domain/principal-type.ts';
import type { Secret } from '../../domain/secret.ts';
import type { SessionPolicies } from '../../policy/session/session-policy.ts';

interface Common {
  readonly durationSeconds: number;
  /** Of the STS endpoint; absent for the function's own region. */
  readonly region?: string;
}

type Tags = readonly { readonly key: string; readonly value: string }[];

/** Everything that is sent to `sts:AssumeRole`. */
export interface AssumeRoleRequest extends Common, SessionPolicies {
  readonly type: 'assumed-role';
  /** Who assumes the role: us, an IAM user, or a first session. */
  readonly sourceCredentials: BaseCredentials | { readonly source: 'session'; readonly session: AwsSession };
  readonly roleArn: string;
  readonly sessionName: string;
  readonly externalId?: string;
  readonly sourceIdentity?: string;
  readonly tags: Tags;
  /** Whether the tags go on to the session of a second hop, where they can not be set again. */
  readonly transitiveTags: boolean;
}

/** Whose key the call is made with, and whose session it must then be. */
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

/** Everything that is sent to `sts:AssumeRoleWithSAML`; the assertion names the session. */
export interface SamlRequest extends Common, SessionPolicies {
  readonly type: 'saml';
  readonly roleArn: string;
  readonly samlProviderArn: string;
  readonly assertion: Secret;
}

/** Each type that makes a session has a request here: one that is missing is named as an error in this file. */
type ForEachType<T extends { readonly [S in SessionType]: { readonly type: S } }> = T;

/** A request for a session, by principal type: one for each STS call. */
export type SessionRequests = ForEachType<{
  'assumed-role': AssumeRoleRequest;
  'federated-user': FederationTokenRequest;
  'session-token': SessionTokenRequest;
  'web-identity': WebIdentityRequest;
  saml: SamlRequest;
}>;

export type SessionRequest = SessionRequests[keyof SessionRequests];

/** The second hop: the session that it assumes the role with comes from the first. */
export type SecondHop = Omit<AssumeRoleRequest, 'sourceCredentials'>;
