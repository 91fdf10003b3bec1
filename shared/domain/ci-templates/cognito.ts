import { grantedAs, lines, noGrant, notOurs, ours, type Template } from './template.ts';

/** For people who sign in to a user pool and pull images to their own machines. */
export const cognito: Template = {
  title: 'people who sign in by Amazon Cognito',
  issuer: lines`
    id: people
    url: https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_IdExample # change: the user pool
    kind: user
    audiences: [1example23456789] # change: the id of the app client that people sign in to
    # Access tokens can be had by programs too.
    require: { token_use: [id] }
    groupsClaim: cognito:groups
    maxTokenAgeSeconds: 3600
  `,
  people: true,
  access: 'pull',
  connector: lines`
    session:
      name: "{cognito:username}"
      sourceIdentity: "{sub}"
    grants:
      - issuer: people
        groups: [platform] # change: the groups that may pull
        claims: { email_verified: ["true"] }
  `,
  token: lines`
    sub: 5245a4c4-c0a1-70c8-9a4d-1f2e3d4c5b6a
    token_use: id
    cognito:username: ada.lovelace
    cognito:groups: [developers, platform] # change: as in portunus.yml
    email: ada@example.com
    email_verified: true
  `,
  cases: [
    grantedAs('a person of the group', { sessionName: 'ada.lovelace' }),
    noGrant('a person of another group', { 'cognito:groups': ['developers'] }),
    ours(noGrant('a group of a name that begins like ours', { 'cognito:groups': ['platform-guests'] })),
    noGrant('a person without groups', { 'cognito:groups': null }),
    noGrant('an address that is not verified', { email_verified: false }),
    notOurs('an access token', { token_use: 'access' }),
  ],
};
