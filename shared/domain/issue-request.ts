import type { FormatName, Hosts } from './format-name.ts';
import type { Access } from './narrowing.ts';
import type { Served } from './principal-type.ts';
import type { Secret } from './secret.ts';

/** The actions of `issue` by their names in the audit log, with what a connector must serve for each. */
export const ISSUE_ACTIONS = {
  'ecr-login': 'ecr',
  'ecr-public-login': 'ecr-public',
  session: 'session',
  'caller-identity': 'session',
  'console-url': 'console',
} as const satisfies Record<string, Served>;

export type IssueAction = keyof typeof ISSUE_ACTIONS;

/** The actions that return a login to a registry. */
export type LoginAction = 'ecr-login' | 'ecr-public-login';

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
