import { FOR_JOBS, grantedAs, lines, noGrant, notOurs, type Template } from './template.ts';

const ACCOUNT = '117345678901234567890';

export const google: Template = {
  title: 'Google service accounts',
  issuer: lines`
    id: google
    url: https://accounts.google.com
    # Google's discovery document leads to another host.
    jwksUri: https://www.googleapis.com/oauth2/v3/certs
    ${FOR_JOBS}
    # Anybody has a token of Google: each account that is meant stands here, by its unique id.
    require: { sub: ["${ACCOUNT}"] } # change: gcloud iam service-accounts describe
    maxTokenAgeSeconds: 3600
  `,
  access: 'push',
  connector: lines`
    session:
      name: "gcp-{sub}"
      sourceIdentity: "{email}"
    grants:
      - issuer: google
        claims: { sub: ["${ACCOUNT}"], email_verified: ["true"] } # change: the same id
  `,
  token: lines`
    sub: "${ACCOUNT}" # change: as in portunus.yml
    email: image-builder@acme-builds.iam.gserviceaccount.com # change: the account's address
    email_verified: true
  `,
  cases: [
    grantedAs('the account', { sessionName: `gcp-${ACCOUNT}` }),
    notOurs('an account that was made anew under the address', { sub: '117345678901234567891' }),
    notOurs('a person, signed in anywhere', { sub: '108234567890123456789', email: 'mallory@gmail.com' }),
    noGrant('an address that is not verified', { email_verified: false }),
    noGrant('a token that does not say whether it is', { email_verified: null }),
  ],
};
