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
  /** The ARN of the session: an assumed role, a federated user, or the user itself. */
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

export interface IssuedPackageToken {
  readonly action: 'codeartifact:GetAuthorizationToken';
  readonly authorizationToken: string;
  readonly domain: string;
  readonly domainOwner: string;
  readonly expiration: Date;
}

export interface IssuedSigninToken {
  readonly action: 'getSigninToken';
  readonly signinToken: string;
  readonly accessKeyId: string;
  readonly expiration: Date;
}

export interface IssuedUserKey {
  readonly action: 'CreateAccessKey';
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** What was issued, including its secrets. */
export type Issued =
  | IssuedSession
  | IssuedLogin
  | IssuedPublicLogin
  | IssuedPackageToken
  | IssuedSigninToken
  | IssuedUserKey;
