import { createPublicKey } from 'node:crypto';
import type { ClaimCondition } from '../../domain/claims.ts';
import type { Issuer } from '../../domain/issuer.ts';
import { readKeySet } from '../../domain/key-set.ts';
import { CIS, ciAt, ciByClaims, ciOf, contradictsItsUrl } from './ci/table.ts';
import { byClaim, claimName, claimNames, EXACT, isPinned } from './conditions.ts';
import { lintIssuerMatches } from './issuer-matches.ts';
import { type Finding, findingIf } from './rules.ts';

export function lintIssuer(issuer: Issuer, path: string): readonly Finding[] {
  return [
    ...peopleFindings(issuer, path),
    ...auditorFindings(issuer, path),
    ...findingIf(
      contradictsItsUrl(issuer),
      'ci-mismatch',
      `${path}.ci`,
      'The URL is that of another CI, and the URL is what counts. Leave ci out.',
    ),
    ...lintIssuerMatches(issuer, path),
    ...keyFindings(issuer, path),
    ...issuer.audiences.flatMap((audience, index) => audienceFindings(issuer, audience, `${path}.audiences[${index}]`)),
    ...findingIf(
      !issuer.soleAudience,
      'several-audiences',
      `${path}.soleAudience`,
      'Each other service that such a token is for can show it here. Leave it out, and have jobs ask for one audience.',
    ),
    ...lifeFindings(issuer, path),
    ...findingIf(
      hasWideTypes(issuer.tokenTypes),
      'token-types',
      `${path}.tokenTypes`,
      'Tokens that were made for something else are taken for a sign-in too. Name the one type that is meant: JWT, or at+jwt.',
    ),
  ];
}

/**
 * A day, the longest that a Terraform run may take. The rule is aimed at Kubernetes tokens that are valid for a year.
 */
const LONG_SECONDS = 86_400;

function lifeFindings(issuer: Issuer, path: string): readonly Finding[] {
  return (['maxTokenAgeSeconds', 'maxTokenLifeSeconds'] as const).flatMap((field) =>
    findingIf(
      issuer[field] > LONG_SECONDS,
      'long-lived-tokens',
      `${path}.${field}`,
      'A stolen token is good for more than a day. Write what the longest job takes, and have the issuer sign shorter ones.',
    ),
  );
}

function hasWideTypes(types: readonly string[]): boolean {
  const kinds = new Set(types.map((type) => type.toLowerCase().replace(/^application\//, '')));
  return kinds.size > 1 || ![...kinds].every((kind) => kind === 'jwt' || kind === 'at+jwt');
}

/** Audiences that CIs use by default, and that other services tell their users to request. */
const SHARED_AUDIENCES = [
  ...CIS.flatMap(({ sharedAudiences = [] }) => sharedAudiences),
  /^(?:aws|azure|gcp|hcp|kubernetes|vault)\.workload\.identity$/,
  /^(?:sigstore|pypi|testpypi|vault|npm:.*)$/,
];

function audienceFindings({ url }: Issuer, audience: string, field: string): readonly Finding[] {
  const ci = ciAt(url);
  if (ci?.fixedAudience?.test(audience)) {
    const detail = `${ci.name} lets nobody choose, so whoever a pipeline shows such a token to can show it here while it lives. Show them to nobody else, then acknowledge it.`;
    return findingIf(true, 'fixed-audience', field, detail);
  }
  const isDefault = audience === url || audience === ci?.defaultAudience?.(url);
  const isShared = isDefault || SHARED_AUDIENCES.some((shared) => shared.test(audience));
  const detail =
    "Tokens for it are shown to other services as well, each of which could show them here. Have jobs ask for this deployment's own URL.";
  return findingIf(isShared, 'shared-audience', field, detail);
}

function peopleFindings({ require = [], ...issuer }: Issuer, path: string): readonly Finding[] {
  if (issuer.kind !== 'user') return [];
  const ci = ciOf(issuer);
  const named = ciByClaims(require);
  // If the URL does not identify the CI, a claim's name is only a hint: tokens of people may have the same claim.
  if (ci?.jobsOnly === true || (ci !== undefined && ci === named)) {
    const detail =
      'Its tokens are those of jobs, which would count as people and could administer. Write kind: workload.';
    return findingIf(true, 'people-from-ci', `${path}.kind`, detail);
  }
  const detail =
    'A program that signs in by itself can meet it, and would count as a person. Name a claim that people alone have, such as token_use "id", or username.';
  const isLoose = named !== undefined || !keepsJobsOut(issuer, require);
  return findingIf(isLoose, 'jobs-among-people', `${path}.require`, detail);
}

/** Claims that tokens of people and of programs both have. */
const NEUTRAL = new Set(['iss', 'aud', 'azp', 'client_id', 'tid', 'jti', 'exp', 'iat', 'nbf', 'ver']);

function keepsJobsOut({ url }: { readonly url: string }, require: readonly ClaimCondition[]): boolean {
  // Cognito issues access tokens to app clients too, but only those of people have a user name.
  if (url.startsWith('https://cognito-idp.')) return isPinned([{ token_use: /^id$/ }], require) || hasUserName(require);
  return require.some((condition) => {
    const name = claimName(condition.claim);
    return name === 'sub' ? isPinned(byClaim({ sub: EXACT }), [condition]) : !NEUTRAL.has(name);
  });
}

function hasUserName(require: readonly ClaimCondition[]): boolean {
  return ['username', 'cognito:username', 'email'].some((name) => claimNames(require).has(name));
}

function auditorFindings({ adminGroups = [], auditGroups = [] }: Issuer, path: string): readonly Finding[] {
  return auditGroups.flatMap((group, index) =>
    findingIf(
      adminGroups.includes(group),
      'auditors-administer',
      `${path}.auditGroups[${index}]`,
      'This group administers, so whoever is in it can change what it audits. Name a group that only reads.',
    ),
  );
}

/** The operator wrote these keys into the definition, so every key that can not be used is a mistake. */
function keyFindings({ jwks, algorithms }: Issuer, path: string): readonly Finding[] {
  if (jwks === undefined) return [];
  const { usable, leftOut } = readKeySet(jwks.keys, algorithms, createPublicKey);
  const field = (position: number) => `${path}.jwks.keys[${position}]`;
  const detail = (why: string) =>
    `Verifies nothing and is left out: it ${why}. Leave it out, or mend it or algorithms.`;
  return [
    ...findingIf(
      usable.length === 0,
      'no-usable-key',
      `${path}.jwks`,
      'None of these keys verifies anything for this issuer, so each of its tokens is refused. Write the key that it signs with, and its algorithm.',
    ),
    ...leftOut.flatMap(({ position, why }) => findingIf(true, 'unused-key', field(position), detail(why))),
  ];
}
