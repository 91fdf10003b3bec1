import type { ClaimCondition } from './claims.ts';

/**
 * Issuers from which anyone can get a valid token, with the claims that name an owner for good. Names are left out:
 * they can be given up and taken by somebody else.
 * Sources: GitHub "OpenID Connect reference", GitLab "ID token authentication", Buildkite "oidc request-token",
 * HashiCorp "Workload identity tokens", Google "Verify the ID token", Pulumi "OIDC". CircleCI, Bitbucket and Azure DevOps
 * name the organisation in `iss` itself.
 */
const OWNER_CLAIMS: readonly { readonly url: string; readonly claims: readonly string[] }[] = [
  {
    url: 'https://token.actions.githubusercontent.com',
    claims: ['repository_owner_id', 'repository_id', 'enterprise_id'],
  },
  { url: 'https://gitlab.com', claims: ['namespace_id', 'project_id'] },
  { url: 'https://agent.buildkite.com', claims: ['organization_id', 'pipeline_id'] },
  { url: 'https://app.terraform.io', claims: ['terraform_organization_id', 'terraform_workspace_id'] },
  { url: 'https://accounts.google.com', claims: ['sub'] },
  { url: 'https://api.pulumi.com/oidc', claims: ['https://pulumi.com/org_id'] },
];

/** The owner claims of which `require` must pin one, or `undefined` where the issuer has a single owner. */
export const ownerClaimsOf = (issuerUrl: string): readonly string[] | undefined =>
  OWNER_CLAIMS.find(({ url }) => issuerUrl === url || issuerUrl.startsWith(`${url}/`))?.claims;

/** Whether some condition pins one of the claims to exact values. */
export const pinsOneOf = (owners: readonly string[], conditions: readonly ClaimCondition[]): boolean =>
  conditions.some(
    ({ claim: [name, ...nested], anyOf }) =>
      name !== undefined && nested.length === 0 && owners.includes(name) && anyOf.every((text) => !text.includes('*')),
  );
