// Build services with one issuer for all customers, of whose claims only a few matter. Sources: Depot "OIDC"; Codefresh
// "OIDC for pipelines"; Modal "OIDC integration"; Ona "OpenID Connect"; Scalr "Provider configurations".
import { byClaim, EXACT, type Pin } from '../conditions.ts';
import type { Ci } from './ci.ts';

interface Host {
  readonly name: string;
  readonly url: RegExp;
  readonly owner: string;
  readonly sources: Pin;
  readonly wideSubject: string;
  readonly id: string;
}

/** A source is identified by its id, or by its whole subject. */
function hosted({ name, url, owner, sources, wideSubject, id }: Host): Ci {
  return {
    name,
    url,
    jobsOnly: true,
    tenancy: 'claims',
    owner: { ids: byClaim({ [owner]: EXACT, ...sources }), names: byClaim({ sub: EXACT }) },
    source: { ids: byClaim(sources), names: byClaim({ sub: EXACT }) },
    wideSubject,
    id,
    claims: {},
  };
}

export const depot = hosted({
  name: 'Depot',
  url: /^https:\/\/identity\.depot\.dev$/,
  owner: 'org_id',
  sources: { repository_id: EXACT },
  wideSubject: 'every job of the organisation',
  id: 'repository_id',
});

export const codefresh = hosted({
  name: 'Codefresh',
  url: /^https:\/\/oidc\.codefresh\.io$/,
  owner: 'account_id',
  sources: { pipeline_id: EXACT },
  wideSubject: 'every pipeline of the account',
  id: 'pipeline_id',
});

export const modal = hosted({
  name: 'Modal',
  url: /^https:\/\/oidc\.modal\.com$/,
  owner: 'workspace_id',
  sources: { app_id: EXACT, function_id: EXACT, environment_id: EXACT },
  wideSubject: 'everything that runs in the workspace',
  id: 'app_id',
});

export const ona = hosted({
  name: 'Ona',
  url: /^https:\/\/app\.gitpod\.io$/,
  owner: 'organization_id',
  sources: { project_id: EXACT },
  wideSubject: 'every environment and every person of the organisation',
  id: 'project_id',
});

/** Its tokens contain only names. Scalr documents no claim with an id. */
export const scalr: Ci = {
  name: 'Scalr',
  url: /^https:\/\/scalr\.io$/,
  jobsOnly: true,
  tenancy: 'claims',
  owner: { ids: [], names: byClaim({ sub: /^account:[^*:]+:/ }) },
  source: { ids: [], names: byClaim({ sub: EXACT }) },
  wideSubject: 'every workspace of the account',
  id: 'sub in full',
  claims: {},
};
