import {
  exportJWK,
  type GenerateKeyPairResult,
  generateKeyPair,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';

const KEY_ID = 'demo-1';

/** An OIDC issuer whose keys are given inline: it signs, and nobody has to be asked for its keys. */
export interface DemoIssuer {
  readonly url: string;
  readonly jwks: { readonly keys: readonly object[] };
  /** A signed token; what is given replaces the sample's claims and header, and `undefined` leaves one out. */
  readonly mint: (claims?: JWTPayload, header?: Partial<JWTHeaderParameters>) => Promise<string>;
}

/** The claims of a build of the sample repository, named as GitHub names them. */
export const SAMPLE_CLAIMS = {
  sub: 'repo:acme/shop:ref:refs/heads/main',
  repository: 'acme/shop',
  repository_id: '1296269',
  repository_owner: 'acme',
  repository_owner_id: '9919',
  ref: 'refs/heads/main',
  run_id: '7351',
} as const;

export const LIFE_SECONDS = 3_600;

/** The claims of a person who administers, as a company's own provider would put them into an ID token. */
const ADMINISTRATOR_CLAIMS = { sub: 'ada', token_use: 'id', groups: ['portunus-admins'] } as const;

async function createIssuer(
  { url, audience, now, keys }: IssuerOptions,
  alg: 'RS256' | 'ES256',
  subject: JWTPayload,
): Promise<DemoIssuer> {
  const { publicKey, privateKey } = keys ?? (await generateKeyPair(alg));
  const jwk = { ...(await exportJWK(publicKey)), kid: KEY_ID, alg, use: 'sig' };
  const mint: DemoIssuer['mint'] = (claims = {}, header = {}) => {
    const iat = Math.floor(now().getTime() / 1000);
    const times = { iat, nbf: iat, exp: iat + LIFE_SECONDS };
    return new SignJWT({ iss: url, aud: audience, ...subject, ...times, ...claims })
      .setProtectedHeader({ alg, typ: 'JWT', kid: KEY_ID, ...header })
      .sign(privateKey);
  };
  return { url, jwks: { keys: [jwk] }, mint };
}

/** As `generateKeyPair('RS256')` makes them. */
export type IssuerKeys = GenerateKeyPairResult;

interface IssuerOptions {
  readonly url: string;
  readonly audience: string;
  readonly now: () => Date;
  /** Fresh ones when not given. */
  readonly keys?: IssuerKeys | undefined;
}

export function createDemoIssuer(
  url: string,
  audience: string,
  now: () => Date,
  keys?: IssuerKeys,
): Promise<DemoIssuer> {
  return createIssuer({ url, audience, now, keys }, 'RS256', SAMPLE_CLAIMS);
}

/** Of people, one of whom administers. */
export function createPeopleIssuer(url: string, audience: string, now: () => Date): Promise<DemoIssuer> {
  return createIssuer({ url, audience, now }, 'ES256', ADMINISTRATOR_CLAIMS);
}
