import { FOR_JOBS, granted, grantedAs, lines, noGrant, notOurs, type Template } from './template.ts';

export const gitlab: Template = {
  title: 'GitLab CI',
  issuer: lines`
    id: gitlab
    url: https://gitlab.com # change: your own instance, if it is another
    ${FOR_JOBS}
    require: { namespace_id: ["72"] } # change: the group's id, on its page
    maxTokenAgeSeconds: 3600 # change: how long your longest job runs before it logs in
  `,
  access: 'push',
  connector: lines`
    session:
      name: "gl-{project_id}-{job_id}"
      sourceIdentity: "{user_id}"
      tags: { project: "{project_path}" }
    grants:
      - issuer: gitlab
        claims:
          project_id: ["20"] # change: the project's id, on its page
          ref_path: [refs/heads/main] # change: the branches that push
          ref_protected: ["true"]
          # A merge request can have the target's claims in all but this.
          pipeline_source: [push, web, schedule]
  `,
  token: lines`
    sub: project_path:my-group/my-project:ref_type:branch:ref:main # change: the names
    namespace_id: "72" # change: as in portunus.yml
    project_id: "20" # change: as in portunus.yml
    project_path: my-group/my-project # change: the names
    ref: main # change: as in portunus.yml
    ref_path: refs/heads/main # change: as in portunus.yml
    ref_protected: "true"
    pipeline_source: push
    user_id: "1"
    job_id: "302"
  `,
  cases: [
    grantedAs('a push to main', { sessionName: 'gl-20-302' }),
    granted('a schedule', { pipeline_source: 'schedule' }),
    notOurs("a fork's merge request", { namespace_id: '666', project_id: '777' }),
    noGrant("a merge request with the target's claims", { pipeline_source: 'merge_request_event' }),
    noGrant('a pull request from outside', { pipeline_source: 'external_pull_request_event' }),
    notOurs('a group that took the name', { namespace_id: '73' }),
    noGrant('another project that was given the name', { project_id: '21' }),
    noGrant('another branch', { ref: 'next', ref_path: 'refs/heads/next' }),
    noGrant('a tag called main', { ref_path: 'refs/tags/main' }),
    noGrant('a branch that is not protected', { ref_protected: 'false' }),
    noGrant('a token that does not say whether it is', { ref_protected: null }),
  ],
};
