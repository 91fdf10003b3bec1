import { X509Certificate } from 'node:crypto';
import { readManagedPolicyArn, readSamlProviderArn } from '../core/arn.ts';
import type { ManagedPolicy, OidcProvider, SamlProvider } from '../core/provided.ts';
import type { State } from '../core/state.ts';

function withoutScheme(url: string) {
  return url.replace(/^https:\/\//, '');
}

/** Returns the ARN of an account's provider for a URL. */
export function oidcProviderArn(partition: string, account: string, url: string): string {
  return `arn:${partition}:iam::${account}:oidc-provider/${withoutScheme(url)}`;
}

/** Returns the account's provider for tokens of an issuer. IAM only accepts issuers with `https://`. */
export function findOidcProvider(state: State, account: string, issuer: string): OidcProvider | undefined {
  return issuer.startsWith('https://') ? state.oidcProviders.get(`${account}/${withoutScheme(issuer)}`) : undefined;
}

/** Adds or replaces the provider of this account and URL. */
export function putOidcProvider(state: State, provider: OidcProvider): void {
  const url = withoutScheme(provider.url);
  if (!/^\d{12}$/.test(provider.account)) throw new RangeError(`Not an account: ${provider.account}`);
  if (url === '' || url.includes('://')) throw new RangeError(`Not the https URL of a provider: ${provider.url}`);
  state.oidcProviders.set(`${provider.account}/${url}`, { ...provider, url });
}

/** Adds or replaces the provider with this ARN. */
export function putSamlProvider(state: State, provider: SamlProvider): void {
  if (readSamlProviderArn(provider.arn) === undefined) {
    throw new RangeError(`Not the ARN of a SAML provider: ${provider.arn}`);
  }
  try {
    new X509Certificate(provider.certificate);
  } catch {
    throw new RangeError(`Not a certificate in PEM, for ${provider.arn}`);
  }
  state.samlProviders.set(provider.arn, provider);
}

/** Adds or replaces the customer managed policy with this ARN. AWS managed policies are built in. */
export function putManagedPolicy(state: State, { arn, document }: ManagedPolicy): void {
  const account = readManagedPolicyArn(arn)?.account;
  if (account === undefined || account === 'aws') throw new RangeError(`Not the ARN of a customer's policy: ${arn}`);
  state.managedPolicies.set(arn, document);
}
