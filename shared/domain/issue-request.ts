import type { FormatName, Hosts } from './format-name.ts';
import { LOGIN_SERVICES, type LoginAction, type LoginService } from './login-service.ts';
import type { Access } from './narrowing.ts';
import type { Served } from './principal-type.ts';
import type { Secret } from './secret.ts';

type ServiceOf = { readonly [S in LoginService as (typeof LOGIN_SERVICES)[S]['action']]: S };

/** The service of each login. */
export const SERVICE_OF = Object.fromEntries(
  Object.entries(LOGIN_SERVICES).map(([service, { action }]) => [action, service]),
) as ServiceOf;

/** The actions of `issue` by their names in the audit log, with what a connector must serve for each. */
export const ISSUE_ACTIONS = {
  ...SERVICE_OF,
  session: 'session',
  'caller-identity': 'session',
  'console-url': 'console',
} as const satisfies Record<string, Served>;

export type IssueAction = keyof typeof ISSUE_ACTIONS;

export function isLoginAction(action: IssueAction): action is LoginAction {
  return Object.hasOwn(SERVICE_OF, action);
}

/**
 * The parameters of a request, checked only for form. Whether they are allowed is decided later. None of them is
 * secret.
 */
export interface LoginParameters {
  readonly connectorId: string;
  readonly region?: string;
  readonly registryIds?: readonly string[];
  readonly durationSeconds?: number;
  readonly roleArn?: string;
  readonly access?: Access;
  readonly repositories?: readonly string[];
  /** The domain of CodeArtifact, the account that owns it, and a repository in it. */
  readonly domain?: string;
  readonly domainOwner?: string;
  readonly repository?: string;
  readonly format: FormatName;
  /** The prefix of generated names. */
  readonly namespace?: string;
  readonly hosts?: Hosts;
}

/** Proofs that the caller sends for AWS. They are passed on and never stored. */
export interface ExtraProof {
  /** The request's bearer token. */
  readonly token?: Secret;
  /** A SAML response in base64. */
  readonly samlAssertion?: Secret;
  readonly mfa?: { readonly serialNumber: string; readonly code: Secret };
}

export interface IssueRequest<A extends IssueAction = IssueAction> {
  readonly action: A;
  readonly parameters: LoginParameters;
  readonly proof: ExtraProof;
}
