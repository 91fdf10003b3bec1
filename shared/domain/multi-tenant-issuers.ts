import type { ClaimCondition } from './claims.ts';

interface MultiTenantIssuer {
  readonly url: string;
  /** Issuers at paths below this URL have a single owner each. */
  readonly alone?: true;
  readonly claims: readonly string[];
}

/**
 * Issuers from which anyone can get a valid token, with the claims that identify an owner permanently, as each vendor
 * documents them. Names are left out, because their owner can give them up and somebody else can take them.
 *
 * An issuer whose `iss` identifies one owner needs no entry: AWS (by account), Azure DevOps, Bitbucket, CircleCI,
 * Fly.io, Harness connectors, Render, Semaphore, Spacelift, Vercel in team mode, clusters of EKS, GKE and AKS,
 * directories of Entra ID.
 */
const OWNER_CLAIMS: readonly MultiTenantIssuer[] = [
  {
    url: 'https://token.actions.githubusercontent.com',
    claims: ['repository_owner_id', 'repository_id', 'enterprise_id'],
  },
  { url: 'https://gitlab.com', claims: ['namespace_id', 'project_id'] },
  { url: 'https://codeberg.org/api/actions', claims: ['repository_owner_id', 'repository_id'] },
  { url: 'https://agent.buildkite.com', claims: ['organization_id', 'pipeline_id'] },
  { url: 'https://oidc.codefresh.io', claims: ['account_id', 'pipeline_id'] },
  { url: 'https://identity.depot.dev', claims: ['org_id'] },
  { url: 'https://federation.namespaceapis.com', claims: ['tenant_id'] },
  { url: 'https://app.terraform.io', claims: ['terraform_organization_id', 'terraform_workspace_id'] },
  { url: 'https://api.pulumi.com/oidc', claims: ['https://pulumi.com/org_id'] },
  // Its `sub` is the id of the organization's own user.
  { url: 'https://login.app.env0.com', claims: ['sub'] },
  { url: 'https://oidc.vercel.com', alone: true, claims: ['owner_id', 'project_id'] },
  { url: 'https://oidc.modal.com', claims: ['workspace_id'] },
  { url: 'https://app.gitpod.io', claims: ['organization_id', 'project_id'] },
  { url: 'https://accounts.google.com', claims: ['sub'] },
  // The directory of all personal Microsoft accounts.
  { url: 'https://login.microsoftonline.com/9188040d-6c67-4c5b-b112-36a304b66dad', claims: ['sub', 'oid'] },
  { url: 'https://oauth2.sigstore.dev/auth', claims: ['sub'] },
];

/** The owner claims of an issuer, of which `require` must pin one. `undefined` if the issuer has a single owner. */
export function ownerClaimsOf(issuerUrl: string): readonly string[] | undefined {
  return OWNER_CLAIMS.find(
    ({ url, alone }) => issuerUrl === url || issuerUrl === `${url}/` || (!alone && issuerUrl.startsWith(`${url}/`)),
  )?.claims;
}

/** Whether some condition pins one of the claims to exact values. */
export function pinsOneOf(owners: readonly string[], conditions: readonly ClaimCondition[]): boolean {
  return conditions.some(
    ({ claim: [name, ...nested], anyOf }) =>
      name !== undefined && nested.length === 0 && owners.includes(name) && anyOf.every((text) => !text.includes('*')),
  );
}
