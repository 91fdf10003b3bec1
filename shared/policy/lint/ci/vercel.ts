// Source: Vercel "OIDC Federation".
import { byClaim, EXACT } from '../conditions.ts';
import type { Ci } from './ci.ts';
import { prefixed, reviewed } from './forms.ts';

export const vercel: Ci = {
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
  wideSubject: 'every project of the team, and every one that a member makes',
  id: 'project_id',
  reviewedCode: {
    rule: 'any-branch',
    pins: byClaim({ environment: EXACT, sub: /:environment:[^*:]+$/ }),
    detail: 'Name the environment: previews are built from any branch.',
  },
  claims: { anywhere: ['environment'], chosen: ['environment'] },
  claimForms: { project_id: prefixed('prj_'), project: { forms: ['*'], like: 'a name without a slash' } },
  subjectForms: {
    begins: ['owner:'],
    forms: reviewed('owner:*:project:*:environment:*'),
    like: 'owner:TEAM:project:NAME:environment:production',
  },
};

/** Team mode, in which the issuer's URL belongs to one team. */
export const vercelTeam: Ci = { ...vercel, url: /^https:\/\/oidc\.vercel\.com\/[^/]+$/, tenancy: 'url' };
