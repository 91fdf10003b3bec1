import { FOR_JOBS, granted, grantedAs, lines, noGrant, ours, type Template } from './template.ts';

const JOBS = 'https://jenkins.acme.example/job';

export const jenkins: Template = {
  title: 'Jenkins',
  issuer: lines`
    id: jenkins
    url: https://jenkins.acme.example/oidc # change: the issuer on the credential's page (plugin OpenID Connect Provider)
    ${FOR_JOBS}
    # Where Portunus can't reach Jenkins, its keys stand here, as jwks.
  `,
  access: 'push',
  connector: lines`
    session:
      name: "jk-{sub}"
      sourceIdentity: "build-{build_number}"
    grants:
      - issuer: jenkins
        claims:
          # A job has no id but its URL, so who may make or rename jobs may become this one.
          sub: ["${JOBS}/shop/job/main/"] # change: the job's whole URL
  `,
  token: lines`
    sub: ${JOBS}/shop/job/main/ # change: as in portunus.yml
    build_number: 17
  `,
  cases: [
    grantedAs('a build of main', { sourceIdentity: 'build-17' }),
    granted('a later build', { build_number: 18 }),
    ours(noGrant('a pull request', { sub: `${JOBS}/shop/job/PR-42/` })),
    ours(noGrant('a job of the same name in a folder', { sub: `${JOBS}/mallory/job/shop/job/main/` })),
    ours(noGrant('a job below ours', { sub: `${JOBS}/shop/job/main/job/x/` })),
    ours(noGrant('another branch', { sub: `${JOBS}/shop/job/next/` })),
    ours(
      noGrant('a token that was taken outside of a build', {
        sub: 'https://jenkins.acme.example/',
        build_number: null,
      }),
    ),
  ],
};
