import { FOR_JOBS, granted, grantedAs, lines, noGrant, notOurs, ours, type Template } from './template.ts';

export const github: Template = {
  title: 'GitHub Actions',
  issuer: lines`
    id: github
    url: https://token.actions.githubusercontent.com
    ${FOR_JOBS}
    require: { repository_owner_id: ["9919"] } # change: the owner's id, at https://api.github.com/users/OWNER
  `,
  access: 'push',
  connector: lines`
    session:
      name: "gh-{repository_id}-{run_id}"
      sourceIdentity: "{actor_id}"
      tags: { repository: "{repository}" }
    grants:
      - issuer: github
        claims:
          repository_id: ["1296269"] # change: the repository's id, at https://api.github.com/repos/OWNER/NAME
          ref: [refs/heads/main] # change: the branches that push
          # A pull_request_target runs at the ref of its base, with whatever a stranger wrote.
          event_name: [push, workflow_dispatch]
  `,
  token: lines`
    sub: repo:octo-org/octo-repo:ref:refs/heads/main # change: the names
    repository_owner_id: "9919" # change: as in portunus.yml
    repository_id: "1296269" # change: as in portunus.yml
    repository: octo-org/octo-repo # change: the names
    ref: refs/heads/main # change: as in portunus.yml
    event_name: push
    actor_id: "583231"
    run_id: "9871234567"
  `,
  cases: [
    grantedAs('a push to main', { sessionName: 'gh-1296269-9871234567', sourceIdentity: '583231' }),
    ours(granted('the same, with ids in the sub', { sub: 'repo:octo-org@9919/octo-repo@1296269:ref:refs/heads/main' })),
    notOurs('a run in a fork', { repository_owner_id: '666', repository_id: '777', repository: 'mallory/octo-repo' }),
    noGrant('a pull request', { event_name: 'pull_request', ref: 'refs/pull/42/merge' }),
    noGrant('a pull_request_target, which has the ref of the base', { event_name: 'pull_request_target' }),
    notOurs('an owner who took the name', { repository_owner_id: '9920' }),
    noGrant('another repository that was given the name', { repository_id: '1296270' }),
    noGrant('another branch', { ref: 'refs/heads/next' }),
    noGrant('a branch below main', { ref: 'refs/heads/main/x' }),
    noGrant('a tag called main', { ref: 'refs/tags/main' }),
    noGrant('a token without a ref', { ref: null }),
  ],
};
