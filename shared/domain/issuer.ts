import * as v from 'valibot';
import { ClaimConditions } from './claims.ts';
import { DefinitionId, IAM_ISSUER, JOB_ISSUER } from './definition.ts';
import { ALGORITHMS, type Algorithm, Jwks } from './jwk.ts';
import { shortArray } from './schemas.ts';
import { STAGE } from './stage.ts';

const MAX_CHARACTERS = 32_768;
const MAX_CERTIFICATES = 20;

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----\s+[A-Za-z0-9+/=\s]+?\s+-----END \1-----/g;
const CERTIFICATE = 'CERTIFICATE';

/** Splits a PEM text (RFC 7468) into its certificates. Text between them is a comment. */
export function certificatesIn(pem: string): readonly string[] {
  return [...pem.matchAll(BLOCK)].flatMap(([block, label]) => (label === CERTIFICATE ? [block] : []));
}

/** Whether the text has only complete certificates, and no other block such as a private key. */
function holdsCertificatesAlone(pem: string): boolean {
  const begun = pem.split('-----BEGIN ').length - 1;
  return begun > 0 && certificatesIn(pem).length === begun;
}

/** At least one certificate in PEM. `policy/definitions/check-issuer.ts` checks whether each can be parsed. */
export const PemCertificates = v.pipe(
  v.string(),
  v.maxLength(MAX_CHARACTERS, `must be at most ${MAX_CHARACTERS} characters`),
  v.check(
    holdsCertificatesAlone,
    'must be certificates in PEM, from -----BEGIN CERTIFICATE----- on, and no other block',
  ),
  v.check(
    (pem) => certificatesIn(pem).length <= MAX_CERTIFICATES,
    `must have at most ${MAX_CERTIFICATES} certificates`,
  ),
);

/** CIs that run on their users' own hosts, so that the URL does not identify them. `other` means none of these. */
export const CI_NAMES = ['forgejo', 'github', 'gitlab', 'jenkins', 'kubernetes', 'terraform', 'other'] as const;

export type CiName = (typeof CI_NAMES)[number];

function isCanonicalHttpsUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const plain = url.protocol === 'https:' && url.username === '' && url.password === '' && !text.includes('#');
  // An origin may be written without its final slash, because `iss` is compared as text and most issuers write it so.
  return plain && (url.href === text || url.href === `${text}/`);
}

const AtMost512 = v.pipe(v.string(), v.maxLength(512, 'must be at most 512 characters'));

/** A provider on this machine. No key is ever fetched from it: its keys stand in the definition. */
const LOOPBACK_URL = /^http:\/\/127\.0\.0\.1:[1-9][0-9]{0,4}$/;

/** An issuer's URL has no query and no fragment (OpenID Connect Core 1.0 section 2). */
const IssuerUrl = v.pipe(
  AtMost512,
  v.check(
    (text) => LOOPBACK_URL.test(text) || (isCanonicalHttpsUrl(text) && !text.includes('?')),
    'must be an https URL in canonical form, without user, query and fragment',
  ),
);

const KeyAddress = v.pipe(
  AtMost512,
  v.check(isCanonicalHttpsUrl, 'must be an https URL in canonical form, without user and fragment'),
);

const Text = v.pipe(v.string(), v.nonEmpty('must not be empty'), v.maxLength(256, 'must be at most 256 characters'));
const Texts = v.pipe(
  shortArray(Text, 20, 'must have at most 20 entries'),
  v.nonEmpty('must not be empty'),
  v.maxLength(20, 'must have at most 20 entries'),
);
const Seconds = v.pipe(v.number(), v.integer('must be a whole number'), v.minValue(1, 'must be at least 1'));

const YEAR_SECONDS = 366 * 86_400;

/** A client's identifier is visible ASCII (RFC 6749 appendix A.1). Spaces are allowed there, and nobody uses them. */
const ClientId = v.pipe(v.string(), v.regex(/^[!-~]{1,256}$/, 'must be 1 to 256 printable characters, without spaces'));

/** Scopes of a sign-in (RFC 6749 section 3.3). Without `openid`, a provider gives no ID token. */
const Scopes = v.pipe(
  shortArray(
    v.pipe(v.string(), v.regex(/^[!#-[\]-~]{1,128}$/, 'must be a scope: printable characters, without " and \\')),
    20,
    'must have at most 20 entries',
  ),
  v.maxLength(20, 'must have at most 20 entries'),
  v.check((scopes) => scopes.includes('openid'), 'must have openid: without it, there is no ID token'),
);

/** The console may read these secrets alone. */
const CLIENT_SECRET_ARN = new RegExp(
  '^arn:aws(?:-[a-z-]+)?:secretsmanager:([a-z0-9-]+):[0-9]{12}:secret:' +
    String.raw`portunus/${STAGE}/sign-in/[\w/+=.@-]{1,200}-[A-Za-z0-9]{6}$`,
);

const ClientSecretArn = v.pipe(
  v.string(),
  v.regex(CLIENT_SECRET_ARN, 'must be the whole ARN of a secret under portunus/STAGE/sign-in/'),
);

/** Secrets are regional: the region is part of the name. */
export function regionOfClientSecret(arn: string): string {
  return CLIENT_SECRET_ARN.exec(arn)?.[1] ?? '';
}

/** Whether the name of a client's secret says that it is of this issuer. Secrets Manager ends names with six characters. */
export function isSecretOf(id: string, arn: string): boolean {
  const [, name = ''] = /\/sign-in\/(.+)-[A-Za-z0-9]{6}$/.exec(arn) ?? [];
  return name === id || name.startsWith(`${id}/`);
}

const IssuerFields = v.strictObject({
  id: v.pipe(
    DefinitionId,
    v.check((id) => id !== IAM_ISSUER, 'is what callers of /iam/v1 are recorded under'),
    v.check((id) => id !== JOB_ISSUER, 'is what refresh jobs are recorded under'),
  ),
  url: IssuerUrl,
  kind: v.picklist(['workload', 'user']),
  enabled: v.optional(v.boolean(), true),
  /** The CI behind a URL that does not identify it. Only the linter uses this. */
  ci: v.exactOptional(v.picklist(CI_NAMES)),
  audiences: Texts,
  /** Accepts the linter's warnings about this issuer. */
  acknowledgeRisk: v.exactOptional(v.literal(true, 'must be true, or be left out')),
  require: v.exactOptional(ClaimConditions),
  algorithms: v.optional(
    v.pipe(v.array(v.picklist(Object.keys(ALGORITHMS) as Algorithm[])), v.nonEmpty('must not be empty')),
    ['RS256'],
  ),
  tokenTypes: v.optional(Texts, ['JWT']),
  soleAudience: v.optional(v.boolean(), true),
  maxTokenAgeSeconds: v.optional(v.pipe(Seconds, v.maxValue(YEAR_SECONDS, 'must be at most a year')), 600),
  maxTokenLifeSeconds: v.optional(v.pipe(Seconds, v.maxValue(YEAR_SECONDS, 'must be at most a year')), 86_400),
  jwksUri: v.exactOptional(KeyAddress),
  jwks: v.exactOptional(Jwks),
  /** The authorities of the issuer's servers, for servers without a certificate from a public authority. */
  caCertificates: v.exactOptional(PemCertificates),
  audienceClaim: v.optional(Text, 'aud'),
  groupsClaim: v.exactOptional(Text),
  adminGroups: v.exactOptional(Texts),
  /** The groups that may read audit records, versions and usage. Membership lets a person do nothing else. */
  auditGroups: v.exactOptional(Texts),
  /** The client that `portunus login` signs people in with. It has no secret, and anybody may read it. */
  cliClientId: v.exactOptional(ClientId),
  /** The client that the console signs people in with. */
  consoleClientId: v.exactOptional(ClientId),
  /** The secret of that client, for providers that want one of every program on a server. */
  clientSecretArn: v.exactOptional(ClientSecretArn),
  /** What people are asked to share when they sign in. */
  scopes: v.exactOptional(Scopes),
});

/** A trusted OIDC issuer (OpenID Connect Core 1.0). Its tokens are accepted only if they meet `require`. */
export const Issuer = v.pipe(
  IssuerFields,
  v.forward(
    v.check(
      ({ jwks, jwksUri }) => jwks === undefined || jwksUri === undefined,
      'must not stand beside jwks: keys come from one place',
    ),
    ['jwksUri'],
  ),
  v.forward(
    v.check(
      ({ jwks, caCertificates }) => jwks === undefined || caCertificates === undefined,
      'must not stand beside jwks: nothing is fetched then',
    ),
    ['caCertificates'],
  ),
  v.forward(
    v.check(
      ({ kind, adminGroups }) => kind === 'user' || adminGroups === undefined,
      "is for issuers of kind 'user': a job administers nothing",
    ),
    ['adminGroups'],
  ),
  v.forward(
    v.check(
      ({ kind, auditGroups }) => kind === 'user' || auditGroups === undefined,
      "is for issuers of kind 'user': records are read by people",
    ),
    ['auditGroups'],
  ),
  v.forward(
    v.check(({ kind, groupsClaim }) => kind === 'user' || groupsClaim === undefined, "is for issuers of kind 'user'"),
    ['groupsClaim'],
  ),
  v.forward(
    v.check(
      ({ adminGroups, groupsClaim }) => adminGroups === undefined || groupsClaim !== undefined,
      'is required where adminGroups stands',
    ),
    ['groupsClaim'],
  ),
  v.forward(
    v.check(
      ({ auditGroups, groupsClaim }) => auditGroups === undefined || groupsClaim !== undefined,
      'is required where auditGroups stands',
    ),
    ['groupsClaim'],
  ),
  v.forward(
    v.check(({ url, jwks }) => url.startsWith('https:') || jwks !== undefined, 'must be https, unless jwks is given'),
    ['url'],
  ),
  v.forward(
    v.check(({ kind, cliClientId }) => kind === 'user' || cliClientId === undefined, "is for issuers of kind 'user'"),
    ['cliClientId'],
  ),
  v.forward(
    v.check(
      ({ audiences, cliClientId }) => cliClientId === undefined || audiences.includes(cliClientId),
      'must be among the audiences too: it is the audience of the ID tokens that people sign in for',
    ),
    ['cliClientId'],
  ),
  v.forward(
    v.check(
      ({ kind, consoleClientId }) => kind === 'user' || consoleClientId === undefined,
      "is for issuers of kind 'user'",
    ),
    ['consoleClientId'],
  ),
  v.forward(
    v.check(
      ({ audiences, consoleClientId }) => consoleClientId === undefined || audiences.includes(consoleClientId),
      'must be among the audiences too: it is the audience of the ID tokens that people sign in for',
    ),
    ['consoleClientId'],
  ),
  v.forward(
    v.check(
      ({ consoleClientId, clientSecretArn }) => consoleClientId !== undefined || clientSecretArn === undefined,
      'is the secret of consoleClientId, which is missing',
    ),
    ['clientSecretArn'],
  ),
  v.forward(
    v.check(({ kind, scopes }) => kind === 'user' || scopes === undefined, "is for issuers of kind 'user'"),
    ['scopes'],
  ),
  v.forward(
    v.check(
      ({ kind, require }) => kind === 'workload' || require !== undefined,
      "is required for kind 'user': name a claim that only sign-in tokens hold",
    ),
    ['require'],
  ),
);

export type Issuer = v.InferOutput<typeof Issuer>;
