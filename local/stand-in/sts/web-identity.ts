import { readRoleArn } from '../core/arn.ts';
import { AwsError, validationError } from '../core/aws-error.ts';
import { claimedRoleSession } from './claimed-role-session.ts';
import { oidcProviderArn } from '../iam/provisions.ts';
import type { UnsignedCall } from '../core/service.ts';
import type { SessionInput, SessionTag } from './session-input.ts';
import { assertRoleInput } from './session-rules.ts';
import { ASSUME_ROLE_WITH_WEB_IDENTITY } from './session-shapes.ts';
import type { Role } from '../core/state.ts';
import type { Given } from './answer.ts';
import { readWebIdentity, type WebIdentity } from './web-identity-token.ts';
import { matchesWildcards } from '../core/wildcards.ts';

const TAGS_CLAIM = 'https://aws.amazon.com/tags';
const SOURCE_IDENTITY_CLAIM = 'https://aws.amazon.com/source_identity';

function isTrusted(role: Role, { provider, audience, subject }: WebIdentity) {
  return (role.trustedOidc ?? []).some(
    (trusted) =>
      trusted.provider === provider.url &&
      trusted.audience === audience &&
      (trusted.subject === undefined || matchesWildcards(trusted.subject, subject)),
  );
}

function malformedClaim(name: string) {
  return new AwsError('InvalidIdentityToken', 400, `The claim ${name} is not of the form that session tags have`);
}

/** Each tag is a list of one value. */
function readTags(claim: unknown): readonly SessionTag[] {
  const { principal_tags: tags = {} } = claim as { principal_tags?: unknown };
  if (typeof tags !== 'object' || tags === null) throw malformedClaim(TAGS_CLAIM);
  return Object.entries(tags).map(([key, value]) => {
    const [only, ...rest] = [value].flat();
    if (typeof only !== 'string' || rest.length > 0) throw malformedClaim(TAGS_CLAIM);
    return { key, value: only };
  });
}

function readTransitiveTagKeys(claim: unknown): readonly string[] {
  const { transitive_tag_keys: keys = [] } = claim as { transitive_tag_keys?: unknown };
  if (Array.isArray(keys) && keys.every((key) => typeof key === 'string')) return keys;
  throw malformedClaim(TAGS_CLAIM);
}

/** The parameters, with what only the token can say. */
function withClaims(input: SessionInput, { claims }: WebIdentity): SessionInput {
  const sourceIdentity = claims[SOURCE_IDENTITY_CLAIM];
  const tags = claims[TAGS_CLAIM] ?? {};
  if (sourceIdentity !== undefined && typeof sourceIdentity !== 'string') throw malformedClaim(SOURCE_IDENTITY_CLAIM);
  if (typeof tags !== 'object') throw malformedClaim(TAGS_CLAIM);
  return { ...input, sourceIdentity, tags: readTags(tags), transitiveTagKeys: readTransitiveTagKeys(tags) };
}

/** Judges an AssumeRoleWithWebIdentity as STS would. */
export async function assumeRoleWithWebIdentity({ state }: UnsignedCall, sent: SessionInput): Promise<Given> {
  const account = assertRoleInput(sent, ASSUME_ROLE_WITH_WEB_IDENTITY);
  if (sent.providerId !== undefined) throw validationError('ProviderId does not go with an OpenID Connect token');
  const identity = await readWebIdentity(state, account, sent.webIdentityToken ?? '');
  const input = withClaims(sent, identity);
  const issued = claimedRoleSession(state, input, {
    action: 'AssumeRoleWithWebIdentity',
    kind: 'web-identity',
    sessionName: input.roleSessionName ?? '',
    isTrusted: (role) => isTrusted(role, identity),
  });
  const partition = readRoleArn(input.roleArn ?? '')?.partition ?? '';
  return {
    issued,
    sourceIdentity: input.sourceIdentity,
    more: {
      SubjectFromWebIdentityToken: identity.subject,
      Audience: identity.audience,
      Provider: oidcProviderArn(partition, account, identity.provider.url),
    },
  };
}
