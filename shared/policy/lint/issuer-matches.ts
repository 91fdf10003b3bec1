// Whether any token can match an issuer's URL and its `require`.
import type { Issuer } from '../../domain/issuer.ts';
import { CIS, ciAt, ciOf } from './ci/table.ts';
import { ANY_DEPTH, hasAnyDepth, neverMatchFindings } from './patterns.ts';
import { type Finding, findingIf } from './rules.ts';

export function lintIssuerMatches(issuer: Issuer, path: string): readonly Finding[] {
  const ci = issuer.kind === 'user' ? undefined : ciOf(issuer);
  const { require = [] } = issuer;
  return [
    ...slashFindings(issuer, path),
    ...addressFindings(issuer, path),
    ...(ci === undefined ? [] : neverMatchFindings(ci, require, `${path}.require`)),
    ...findingIf(require.some(hasAnyDepth), 'any-depth', `${path}.require`, ANY_DEPTH),
  ];
}

/** Issuers whose `iss` ends with a slash: Auth0, env zero, Entra ID (version 1), AKS. */
const SLASHED =
  /^https:\/\/(?:[^/]+\.auth0\.com|login\.app\.env0\.com|sts\.windows\.net\/[^/]+|[^/]+\.oic\.prod-aks\.azure\.com\/[^/]+\/[^/]+)\/?$/;

const COMPARED = 'A URL is compared with iss character by character.';

function slashFindings(issuer: Issuer, path: string): readonly Finding[] {
  const { url, ci: named } = issuer;
  const hasSlash = url.endsWith('/');
  const field = `${path}.url`;
  if (SLASHED.test(url)) {
    return findingIf(!hasSlash, 'never-matches', field, `${COMPARED} That of this issuer ends in a slash: add it.`);
  }
  if (!hasSlash) return [];
  const isKnown = ciAt(url.slice(0, -1)) !== undefined || (named !== undefined && named !== 'other');
  return isKnown
    ? findingIf(true, 'never-matches', field, `${COMPARED} That of this issuer has no slash at its end: leave it out.`)
    : findingIf(true, 'trailing-slash', field, `${COMPARED} Few issuers end in a slash: look at the iss of a token.`);
}

/** URLs that are easily confused with an issuer's, but are the `iss` of no token. */
const WRONG_URLS: readonly (readonly [url: RegExp, instead: string])[] = [
  [/\/\.well-known(?:\/|$)/, 'It ends before /.well-known.'],
  [
    /^https:\/\/login\.microsoftonline\.com\/(?:common|organizations|consumers)(?:\/|$)/,
    "It holds the directory's id, whichever address was signed in at.",
  ],
  ...CIS.flatMap(({ wrongUrls = [] }) => wrongUrls),
];

function addressFindings({ url }: Issuer, path: string): readonly Finding[] {
  return WRONG_URLS.filter(([wrong]) => wrong.test(url)).flatMap(([, instead]) =>
    findingIf(true, 'never-matches', `${path}.url`, `No token has this iss. ${instead}`),
  );
}
