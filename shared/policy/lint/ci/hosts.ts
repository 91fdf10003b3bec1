// Build and hosting services with one issuer for all of their customers. Sources: Vercel "OIDC Federation"; Depot "OIDC";
// Codefresh "OIDC for pipelines"; Namespace "Workload federation"; Modal "OIDC integration"; Ona "OpenID Connect"; Scalr
// "Provider configurations"; env zero "OIDC integrations"; Pulumi "OIDC".

import { byClaim, EXACT, type Pin } from '../conditions.ts';
import type { Ci } from './ci.ts';

interface Host {
  readonly name: string;
  readonly url: RegExp;
  readonly owner: string;
  readonly sources: Pin;
  readonly everybody: string;
  readonly id: string;
}

/** A source is known by its id, or by its whole subject. */
function hostOf({ name, url, owner, sources, everybody, id }: Host): Ci {
  return {
    name,
    url,
    jobsOnly: true,
    tenancy: 'claims',
    owner: { ids: byClaim({ [owner]: EXACT, ...sources }), names: byClaim({ sub: EXACT }) },
    source: { ids: byClaim(sources), names: byClaim({ sub: EXACT }) },
    everybody,
    id,
  };
}

const vercel: Ci = {
  name: 'Vercel',
  url: /^https:\/\/oidc\.vercel\.com$/,
  jobsOnly: true,
  tenancy: 'claims',
  owner: {
    ids: byClaim({ owner_id: EXACT, project_id: EXACT }),
    names: byClaim({ owner: EXACT, sub: /^owner:[^*:]+:/ }),
  },
  source: {
    ids: byClaim({ project_id: EXACT }),
    names: byClaim({ project: EXACT, sub: /^owner:[^*:]+:project:[^*:]+(?::|$)/ }),
  },
  everybody: 'every project of the team, and every one that a member makes',
  id: 'project_id',
  code: {
    rule: 'any-branch',
    pins: byClaim({ environment: EXACT, sub: /:environment:[^*:]+$/ }),
    detail: 'Name the environment: previews are built from any branch.',
  },
};

/** In team mode, where the issuer's URL is one team's. */
const vercelTeam: Ci = { ...vercel, url: /^https:\/\/oidc\.vercel\.com\/[^/]+$/, tenancy: 'url' };

/** Names alone: its pages tell of no claim with an id. */
const scalr: Ci = {
  name: 'Scalr',
  url: /^https:\/\/scalr\.io$/,
  jobsOnly: true,
  tenancy: 'claims',
  owner: { ids: [], names: byClaim({ sub: /^account:[^*:]+:/ }) },
  source: { ids: [], names: byClaim({ sub: EXACT }) },
  everybody: 'every workspace of the account',
  id: 'sub in full',
};

export const HOSTS: readonly Ci[] = [
  vercel,
  vercelTeam,
  hostOf({
    name: 'Depot',
    url: /^https:\/\/identity\.depot\.dev$/,
    owner: 'org_id',
    sources: { repository_id: EXACT },
    everybody: 'every job of the organisation',
    id: 'repository_id',
  }),
  hostOf({
    name: 'Codefresh',
    url: /^https:\/\/oidc\.codefresh\.io$/,
    owner: 'account_id',
    sources: { pipeline_id: EXACT },
    everybody: 'every pipeline of the account',
    id: 'pipeline_id',
  }),
  hostOf({
    name: 'Modal',
    url: /^https:\/\/oidc\.modal\.com$/,
    owner: 'workspace_id',
    sources: { app_id: EXACT, function_id: EXACT, environment_id: EXACT },
    everybody: 'everything that runs in the workspace',
    id: 'app_id',
  }),
  hostOf({
    name: 'Ona',
    url: /^https:\/\/app\.gitpod\.io$/,
    owner: 'organization_id',
    sources: { project_id: EXACT },
    everybody: 'every environment and every person of the organisation',
    id: 'project_id',
  }),
  scalr,
];
