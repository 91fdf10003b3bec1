export interface IssuedSession {
  readonly action:
    | 'AssumeRole'
    | 'AssumeRoleWithSAML'
    | 'AssumeRoleWithWebIdentity'
    | 'GetFederationToken'
    | 'GetSessionToken';
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
  /** Who the session is: of an assumed role, a federated user or the user itself. */
  readonly arn: string;
}

export interface IssuedAuthorization {
  readonly registryId: string;
  readonly password: string;
  readonly authorizationToken: string;
  readonly expiresAt: Date;
  readonly proxyEndpoint: string;
}

export interface IssuedLogin {
  readonly action: 'GetAuthorizationToken';
  readonly authorizations: readonly IssuedAuthorization[];
}

export interface IssuedPublicLogin {
  readonly action: 'ecr-public:GetAuthorizationToken';
  readonly password: string;
  readonly authorizationToken: string;
  readonly expiresAt: Date;
}

export interface IssuedSigninToken {
  readonly action: 'getSigninToken';
  readonly signinToken: string;
  readonly accessKeyId: string;
  readonly expiration: Date;
}

/** What was handed out, secrets and all. */
export type Issued = IssuedSession | IssuedLogin | IssuedPublicLogin | IssuedSigninToken;
