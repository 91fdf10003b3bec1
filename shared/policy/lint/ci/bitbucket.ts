// Source: Bitbucket Cloud Support "Integrate Pipelines with resource servers using OIDC".
import { byClaim, claimName, EXACT } from '../conditions.ts';
import { type Ci, SOME } from './ci.ts';
import { all, BRACED, BRANCH, reviewed } from './forms.ts';

/** The issuer's URL contains the workspace's name, and `sub` ends with the step's id. */
export const bitbucket: Ci = {
  name: 'Bitbucket',
  url: /^https:\/\/api\.bitbucket\.org\/2\.0\/workspaces\//,
  jobsOnly: true,
  tenancy: 'name',
  tokensWithoutId: true,
  owner: {
    ids: byClaim({
      workspaceUuid: EXACT,
      repositoryUuid: EXACT,
      deploymentEnvironmentUuid: EXACT,
      sub: /^\{[^*{}:]+\}:/,
    }),
    names: [],
  },
  source: {
    ids: byClaim({ repositoryUuid: EXACT, deploymentEnvironmentUuid: EXACT, sub: /^\{[^*{}:]+\}:/ }),
    names: [],
  },
  wideSubject: 'every repository of the workspace, and every one that a member makes',
  id: 'repositoryUuid, with its braces',
  reviewedCode: {
    rule: 'any-branch',
    pins: byClaim({ branchName: SOME, deploymentEnvironmentUuid: EXACT }),
    detail: 'Name the branchName or the deploymentEnvironmentUuid.',
  },
  claims: { anywhere: ['branchName'], refs: ['branchName'], chosen: ['branchName'] },
  claimForms: {
    ...all(['workspaceUuid', 'repositoryUuid', 'pipelineUuid', 'stepUuid'], BRACED),
    ...all(['deploymentEnvironmentUuid', 'accountUuid'], BRACED),
    branchName: BRANCH,
  },
  subjectForms: {
    begins: ['{'],
    forms: reviewed('{<uuid>}:{<uuid>}', '{<uuid>}:{<uuid>}:{<uuid>}'),
    like: "the repository's and the step's UUID, each in braces",
  },
  pitfalls: [
    {
      rule: 'step-in-sub',
      isIn: ({ claim }) => claimName(claim) === 'sub',
      detail:
        "A sub ends in the step's id and has another form in deployments, so no pattern means what it seems to. Name repositoryUuid and branchName.",
    },
  ],
  sharedAudiences: [/^ari:cloud:bitbucket::workspace\//],
};
