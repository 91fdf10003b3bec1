import { FOR_JOBS, grantedAs, lines, noGrant, ours, type Template } from './template.ts';

const ORG = 'a74579f1-2e7d-451e-b009-5c082ad2729e';
const PROJECT = 'cb32986e-2f6f-4f43-b2bd-d3c2fd98e903';
const USER = '3c9d1f70-8b2e-4a6f-9d35-7e1a0b4c5d6e';
function of(name: string): string {
  return `oidc.circleci.com/${name}`;
}

export const circleci: Template = {
  title: 'CircleCI',
  issuer: lines`
    id: circleci
    url: https://oidc.circleci.com/org/${ORG} # change: the id of Organization Settings, Overview
    ${FOR_JOBS}
    maxTokenAgeSeconds: 3600
  `,
  access: 'push',
  connector: lines`
    session:
      name: "cc-{${of('project-id')}}"
      tags: { origin: "{${of('vcs-origin')}}" }
    grants:
      - issuer: circleci
        claims:
          ${of('project-id')}: [${PROJECT}] # change: Project Settings, Overview
          # Tells forks apart, where the project passes them secrets.
          ${of('vcs-origin')}: [github.com/acme/shop] # change: the repository
          ${of('vcs-ref')}: [refs/heads/main] # change: the branches that push
          # In a job that was rerun with SSH somebody is on the machine.
          ${of('ssh-rerun')}: ["false"]
  `,
  token: lines`
    sub: org/${ORG}/project/${PROJECT}/user/${USER}/vcs-origin/github.com/acme/shop/vcs-ref/refs/heads/main
    ${of('project-id')}: ${PROJECT} # change: as in portunus.yml
    ${of('vcs-origin')}: github.com/acme/shop # change: as in portunus.yml
    ${of('vcs-ref')}: refs/heads/main # change: as in portunus.yml
    ${of('ssh-rerun')}: false
  `,
  cases: [
    grantedAs('a build of main', { sessionName: `cc-${PROJECT}` }),
    noGrant("a fork's pull request that is passed secrets", { [of('vcs-origin')]: 'github.com/mallory/shop' }),
    noGrant('another project over the repository', { [of('project-id')]: '77777777-2f6f-4f43-b2bd-d3c2fd98e903' }),
    ours(noGrant('a host with ours at its end', { [of('vcs-origin')]: 'evil.example/github.com/acme/shop' })),
    noGrant('another branch', { [of('vcs-ref')]: 'refs/heads/next' }),
    noGrant('a tag called main', { [of('vcs-ref')]: 'refs/tags/main' }),
    noGrant('a custom webhook, which names no source', { [of('vcs-origin')]: null, [of('vcs-ref')]: null }),
    noGrant('a rerun with somebody on the machine', { [of('ssh-rerun')]: true }),
  ],
};
