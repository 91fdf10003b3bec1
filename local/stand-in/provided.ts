import type { JSONWebKeySet } from 'jose';

/** An IAM policy as parsed JSON. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

export interface Secret {
  readonly arn: string;
  readonly value: string;
  /** The code of the error that every reading ends with. */
  readonly failWith?: string;
}

/** An identity provider whose tokens an account accepts. */
export interface OidcProvider {
  readonly account: string;
  /** With or without `https://`. */
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly jwks: JSONWebKeySet;
}

export interface SamlProvider {
  readonly arn: string;
  /** In PEM. */
  readonly certificate: string;
}

export interface ManagedPolicy {
  readonly arn: string;
  readonly document: PolicyDocument;
}
