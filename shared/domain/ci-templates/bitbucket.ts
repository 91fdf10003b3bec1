import { FOR_JOBS, granted, grantedAs, lines, noGrant, notOurs, ours, type Template } from './template.ts';

export const bitbucket: Template = {
  title: 'Bitbucket Pipelines',
  issuer: lines`
    id: bitbucket
    url: https://api.bitbucket.org/2.0/workspaces/acme/pipelines-config/identity/oidc # change: Repository settings, OpenID Connect
    ${FOR_JOBS}
    # The URL holds the workspace's name, which can be given up.
    require: { workspaceUuid: ["{5f0d9b1c-2e3a-4c5d-8e7f-0a1b2c3d4e5f}"] } # change: there too; ids keep their braces
    maxTokenAgeSeconds: 3600
  `,
  access: 'push',
  // The sub ends with the id of the step, which changes, so no grant uses it.
  connector: lines`
    session:
      name: "bb-{stepUuid}"
      sourceIdentity: "{repositoryUuid}"
    grants:
      - issuer: bitbucket
        claims:
          repositoryUuid: ["{c6b6f0e1-7d1c-4a3e-8f2b-5a9d1e0c4b7a}"] # change: Repository settings, OpenID Connect
          branchName: [main] # change: the branches that push
      - issuer: bitbucket
        claims:
          repositoryUuid: ["{c6b6f0e1-7d1c-4a3e-8f2b-5a9d1e0c4b7a}"] # change: the same
          deploymentEnvironmentUuid: ["{e1d2c3b4-a596-4788-9c0d-1e2f3a4b5c6d}"] # change: Repository settings, Deployments
  `,
  token: lines`
    sub: "{c6b6f0e1-7d1c-4a3e-8f2b-5a9d1e0c4b7a}:{0b8f4a52-93c1-4e0d-a7f6-2d5e8c1b9a30}"
    workspaceUuid: "{5f0d9b1c-2e3a-4c5d-8e7f-0a1b2c3d4e5f}" # change: as in portunus.yml
    repositoryUuid: "{c6b6f0e1-7d1c-4a3e-8f2b-5a9d1e0c4b7a}" # change: as in portunus.yml
    branchName: main # change: as in portunus.yml
    stepUuid: "{0b8f4a52-93c1-4e0d-a7f6-2d5e8c1b9a30}"
  `,
  cases: [
    grantedAs('the main branch', { sessionName: 'bb--0b8f4a52-93c1-4e0d-a7f6-2d5e8c1b9a30-+RnLq572xxdm1' }),
    ours(
      granted(
        'a deployment, whatever its branch',
        { branchName: 'release/1.4', deploymentEnvironmentUuid: '{e1d2c3b4-a596-4788-9c0d-1e2f3a4b5c6d}' },
        'grants[1]',
      ),
    ),
    noGrant('a fork in the workspace', { repositoryUuid: '{77777777-7777-4777-8777-777777777777}' }),
    ours(
      noGrant('a fork that deploys', {
        repositoryUuid: '{77777777-7777-4777-8777-777777777777}',
        branchName: 'next',
        deploymentEnvironmentUuid: '{e1d2c3b4-a596-4788-9c0d-1e2f3a4b5c6d}',
      }),
    ),
    noGrant('a pull request, which runs on its own branch', { branchName: 'feature/evil' }),
    notOurs('a workspace that took the name', { workspaceUuid: '{66666666-6666-4666-8666-666666666666}' }),
    ours(noGrant('an id without its braces', { repositoryUuid: 'c6b6f0e1-7d1c-4a3e-8f2b-5a9d1e0c4b7a' })),
    noGrant('another branch', { branchName: 'next' }),
    noGrant('a token without a branch', { branchName: null }),
    noGrant('another environment', {
      branchName: 'next',
      deploymentEnvironmentUuid: '{00000000-a596-4788-9c0d-1e2f3a4b5c6d}',
    }),
  ],
};
