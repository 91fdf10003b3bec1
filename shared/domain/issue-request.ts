import type { FormatName, Hosts } from './format-name.ts';
import type { Access } from './narrowing.ts';
import type { Served } from './principal-type.ts';
import type { Secret } from './secret.ts';

/** What `issue` does for a caller, as the audit calls it, and what a connector must serve for it. */
export const ISSUE_ACTIONS = {
  'ecr-login': 'ecr',
  'ecr-public-login': 'ecr-public',
  session: 'session',
  'caller-identity': 'session',
  'console-url': 'console',
} as const satisfies Record<string, Served>;

export type IssueAction = keyof typeof ISSUE_ACTIONS;

/** The actions whose answer is a login to a registry. */
export type LoginAction = 'ecr-login' | 'ecr-public-login';

/** What a caller asks for, checked for form only: whether it is allowed is decided later. None of it is secret. */
export interface LoginParameters {
  readonly connectorId: string;
  readonly region?: string;
  readonly registryIds?: readonly string[];
  readonly durationSeconds?: number;
  readonly roleArn?: string;
  readonly access?: Access;
  readonly repositories?: readonly string[];
  readonly format: FormatName;
  /** How generated names are to begin. */
  readonly namespace?: string;
  readonly hosts?: Hosts;
}

/** What a caller proves itself to AWS with. It is passed on and never kept. */
export interface ExtraProof {
  /** The bearer token of the request itself. */
  readonly token?: Secret;
  /** Base64 of a SAML response. */
  readonly samlAssertion?: Secret;
  readonly mfa?: { readonly serialNumber: string; readonly code: Secret };
}

export interface IssueRequest<A extends IssueAction = IssueAction> {
  readonly action: A;
  readonly parameters: LoginParameters;
  readonly proof: ExtraProof;
}
