// Whether an issuer's own text can be met by any token: its URL, and what it requires.
import type { Issuer } from '../../domain/issuer.ts';
import { ciAt, ciOf } from './ci/ci-of.ts';
import { deadFindings } from './dead.ts';
import { type Finding, findIf } from './rules.ts';
import { ANY_DEPTH, hasAnyDepth } from './subject.ts';

export function lintIssuerMatches(issuer: Issuer, path: string): readonly Finding[] {
  const ci = issuer.kind === 'user' ? undefined : ciOf(issuer);
  const { require = [] } = issuer;
  return [
    ...slashFindings(issuer, path),
    ...addressFindings(issuer, path),
    ...(ci === undefined ? [] : deadFindings(ci, require, `${path}.require`)),
    ...findIf(require.some(hasAnyDepth), 'any-depth', `${path}.require`, ANY_DEPTH),
  ];
}

/** Whose `iss` ends in a slash: Auth0, env zero, Entra ID (first version), AKS. */
const SLASHED =
  /^https:\/\/(?:[^/]+\.auth0\.com|login\.app\.env0\.com|sts\.windows\.net\/[^/]+|[^/]+\.oic\.prod-aks\.azure\.com\/[^/]+\/[^/]+)\/?$/;

const COMPARED = 'A URL is compared with iss character by character.';

const slashFindings = (issuer: Issuer, path: string): readonly Finding[] => {
  const { url, ci: named } = issuer;
  const hasSlash = url.endsWith('/');
  const field = `${path}.url`;
  if (SLASHED.test(url)) {
    return findIf(!hasSlash, 'never-matches', field, `${COMPARED} That of this issuer ends in a slash: add it.`);
  }
  if (!hasSlash) return [];
  const isKnown = ciAt(url.slice(0, -1)) !== undefined || (named !== undefined && named !== 'other');
  return isKnown
    ? findIf(true, 'never-matches', field, `${COMPARED} That of this issuer has no slash at its end: leave it out.`)
    : findIf(true, 'trailing-slash', field, `${COMPARED} Few issuers end in a slash: look at the iss of a token.`);
};

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/** Addresses that no `iss` is, though they are the next ones to it. */
const NO_ISSUERS: readonly (readonly [url: RegExp, instead: string])[] = [
  [/\/\.well-known(?:\/|$)/, 'It ends before /.well-known.'],
  [
    /^https:\/\/login\.microsoftonline\.com\/(?:common|organizations|consumers)(?:\/|$)/,
    "It holds the directory's id, whichever address was signed in at.",
  ],
  [new RegExp(`^https://oidc\\.circleci\\.com/org/(?!${UUID}/?$)`), "It ends in the organisation's id, a UUID."],
  [new RegExp(`^https://vstoken\\.dev\\.azure\\.com/(?!${UUID}/?$)`), "It ends in the organisation's id, a UUID."],
  [/^https:\/\/github\.com\/?$/, 'That of GitHub Actions is https://token.actions.githubusercontent.com.'],
];

const addressFindings = ({ url }: Issuer, path: string): readonly Finding[] =>
  NO_ISSUERS.filter(([no]) => no.test(url)).flatMap(([, instead]) =>
    findIf(true, 'never-matches', `${path}.url`, `No token has this iss. ${instead}`),
  );
