import { FOR_JOBS, grantedAs, lines, noGrant, notOurs, ours, type Template } from './template.ts';

const PIPELINE = 'organization:acme-inc:pipeline:super-duper-app';
const MAIN = `${PIPELINE}:ref:refs/heads/main:commit`;

export const buildkite: Template = {
  title: 'Buildkite',
  issuer: lines`
    id: buildkite
    url: https://agent.buildkite.com
    ${FOR_JOBS}
    # Jobs ask for the ids: buildkite-agent oidc request-token --claim organization_id,pipeline_id
    require: { organization_id: [f892efa9-103e-4d28-97a1-3b8616a0994d] } # change: Organization settings
  `,
  access: 'push',
  connector: lines`
    session:
      name: "bk-{job_id}"
      sourceIdentity: "{pipeline_id}"
    grants:
      - issuer: buildkite
        claims:
          pipeline_id: [0184990a-4782-42b5-afc1-16715b10b1c0] # change: the pipeline's settings
          # build_branch does not tell a branch from a tag of the same name.
          sub: ["${MAIN}:*:step:*"] # change: the names, and the branch
  `,
  token: lines`
    sub: ${MAIN}:9f3182061f1e2cca4702c368cbc039b7dc9d4485:step:build # change: as in portunus.yml
    organization_id: f892efa9-103e-4d28-97a1-3b8616a0994d # change: as in portunus.yml
    pipeline_id: 0184990a-4782-42b5-afc1-16715b10b1c0 # change: as in portunus.yml
    build_branch: main
    job_id: 0184990a-477b-4fa8-9968-496074483cee
  `,
  cases: [
    grantedAs('a build of main', { sessionName: 'bk-0184990a-477b-4fa8-9968-496074483cee' }),
    ours(
      noGrant('a pull request, its branch named after the fork', {
        sub: `${PIPELINE}:ref:refs/heads/mallory:main:commit:9f31:step:build`,
        build_branch: 'mallory:main',
      }),
    ),
    notOurs('an organisation that took the name', { organization_id: '66666666-103e-4d28-97a1-3b8616a0994d' }),
    noGrant('another pipeline that was given the name', { pipeline_id: '77777777-4782-42b5-afc1-16715b10b1c0' }),
    notOurs('a token that was asked for without the ids', { organization_id: null, pipeline_id: null }),
    ours(noGrant('another branch', { sub: `${PIPELINE}:ref:refs/heads/next:commit:9f31:step:build` })),
    ours(
      noGrant('a tag called main', { sub: `${PIPELINE}:ref:refs/tags/main:commit:9f31:step:build`, build_tag: 'main' }),
    ),
    ours(noGrant('a branch that goes on like a sub', { sub: `${MAIN}:x:step:y:commit:9f31:step:build` })),
  ],
};
