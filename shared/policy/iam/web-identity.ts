import type { ClaimCondition } from '../../domain/claims.ts';
import type { Grant } from '../../domain/grant.ts';
import type { IamOidcProvider, IamStatement } from '../../domain/iam-resource.ts';
import type { Issuer } from '../../domain/issuer.ts';
import { matchesPattern } from '../access/claim-pattern.ts';
import { whyNotFederable } from '../access/federable.ts';
import type { Owner } from './permissions.ts';
import { GOOGLE, type StsKeys, stsKeysOf } from './sts-keys.ts';
import { iamArn } from './trust.ts';

/** Stands where STS can not tell whom a grant means. No token has this subject, so nobody gets in until it is replaced. */
export const SUBJECT_PLACEHOLDER = 'REPLACE-WITH-THE-SUBJECT-OF-THE-TOKENS-THAT-MAY-ASSUME-THIS-ROLE';

interface Federation {
  readonly providers: readonly IamOidcProvider[];
  readonly statements: readonly IamStatement[];
  readonly advice: readonly string[];
}

/**
 * Returns what lets the tokens in that a connector's grants let in, as far as STS can tell: the issuers' OIDC providers,
 * and a statement of the trust policy for each grant. What STS can not compare is said, never left out in silence.
 */
export function federationOf(grants: readonly Grant[], issuers: ReadonlyMap<string, Issuer>, owner: Owner): Federation {
  const parts = grants.map((grant, index) => partOf(grant, `grants[${index}]`, issuers, owner));
  const providers = parts.flatMap(({ provider }) => provider ?? []);
  return {
    providers: providers.filter(({ url }, index) => providers.findIndex((one) => one.url === url) === index),
    statements: parts.flatMap(({ statement }) => statement ?? []),
    advice: [...new Set(parts.flatMap(({ advice }) => advice))],
  };
}

interface Part {
  readonly provider?: IamOidcProvider;
  readonly statement?: IamStatement;
  readonly advice: readonly string[];
}

function partOf(grant: Grant, place: string, issuers: ReadonlyMap<string, Issuer>, owner: Owner): Part {
  if (grant.issuer === undefined) {
    return { advice: [`${place} lets nobody in: its callers have no token that STS could take.`] };
  }
  const issuer = issuers.get(grant.issuer);
  if (issuer === undefined) return { advice: [`${place} names the issuer ${grant.issuer}, which does not exist.`] };
  const why = whyUnknownToSts(issuer);
  if (why !== undefined) return { advice: [`${place} lets nobody in: the issuer ${issuer.id} ${why}.`] };
  const { statement, advice } = statementOf(grant, issuer, place, owner);
  return { ...providerOf(issuer), statement, advice: [...advice, ...issuerAdvice(issuer)] };
}

function whyUnknownToSts(issuer: Issuer): string | undefined {
  const isByAud = issuer.audienceClaim === 'aud';
  return (
    whyNotFederable(issuer) ?? (isByAud ? undefined : `has its audience in ${issuer.audienceClaim}, and STS reads aud`)
  );
}

function providerOf({ url, audiences }: Issuer): Pick<Part, 'provider'> {
  return url === GOOGLE ? {} : { provider: { type: 'oidc-provider', url, clientIds: audiences } };
}

function issuerAdvice({ id, url, kind, caCertificates }: Issuer): string[] {
  return [
    ...(url === GOOGLE
      ? ['AWS has Google built in, so the account needs no OIDC provider for it.']
      : [`An account has one OIDC provider for each URL: if it has one for ${url}, add the audiences to it.`]),
    ...(caCertificates === undefined
      ? []
      : [
          `The issuer ${id} has a certificate of its own authority, which IAM knows by the thumbprint that it fetches.`,
        ]),
    ...(kind === 'workload'
      ? []
      : [`If tokens of the issuer ${id} have azp, STS compares that with the audiences, not aud.`]),
  ];
}

/** A claim that STS compares, with patterns as grants have them. */
interface Compared {
  readonly claim: string;
  readonly anyOf: readonly string[];
}

function statementOf(grant: Grant, issuer: Issuer, place: string, { partition, awsAccountId }: Owner) {
  const by = comparedBy(grant, issuer, stsKeysOf(issuer));
  const name = issuer.url.slice('https://'.length);
  const audience: Compared = { claim: issuer.url === GOOGLE ? 'oaud' : 'aud', anyOf: issuer.audiences };
  const others = by.isBound ? by.compared : [...by.compared.filter(({ claim }) => claim !== 'sub'), UNKNOWN_SUBJECT];
  // Exact texts are compared as such, so that nobody has to wonder what a pattern would match.
  const isLike = ({ anyOf }: Compared) => anyOf.some((pattern) => /\*|\$\{/.test(pattern));
  const like = keysOf(name, others.filter(isLike), toIamPattern);
  const statement: IamStatement = {
    Effect: 'Allow',
    Principal: { Federated: issuer.url === GOOGLE ? name : iamArn(partition, awsAccountId, `oidc-provider/${name}`) },
    Action: 'sts:AssumeRoleWithWebIdentity',
    Condition: {
      StringEquals: keysOf(name, [audience, ...others.filter((one) => !isLike(one))], withoutVariables),
      ...(Object.keys(like).length > 0 && { StringLike: like }),
    },
  };
  return { statement, advice: statementAdvice(grant, issuer, place, by) };
}

const UNKNOWN_SUBJECT: Compared = { claim: 'sub', anyOf: [SUBJECT_PLACEHOLDER] };

function keysOf(name: string, compared: readonly Compared[], toText: (pattern: string) => string) {
  return Object.fromEntries(compared.map(({ claim, anyOf }) => [`${name}:${claim}`, anyOf.map(toText)]));
}

/** In a pattern of IAM, `?` is any character. `*` of a grant stops at `:` and `/`; IAM's does not. */
function toIamPattern(pattern: string): string {
  return withoutVariables(pattern).replaceAll('?', `\${?}`).replaceAll('**', '*');
}

/** In any text of a policy, `${` begins a variable. */
function withoutVariables(text: string): string {
  return text.replaceAll(/\$(?=\{)/g, `\${$}`);
}

interface ComparedBy {
  readonly compared: readonly Compared[];
  /** What STS does not compare, although the grant or the issuer does. */
  readonly lost: readonly string[];
  /** Whether what STS compares tells whom the grant means. */
  readonly isBound: boolean;
  /** Whether a subject is compared only because IAM demands it. */
  readonly isAnySubject: boolean;
}

function statementAdvice(
  { claims = [] }: Grant,
  { id, require = [] }: Issuer,
  place: string,
  { lost, isBound, isAnySubject }: ComparedBy,
): string[] {
  const wider = [...claims, ...require]
    .filter(({ anyOf }) => anyOf.some((pattern) => pattern.replaceAll('**', '').includes('*')))
    .map(({ claim }) => nameOf(claim));
  return [
    ...(lost.length === 0
      ? []
      : [
          `${place}: STS doesn't know ${lost.join(', ')} of tokens of ${id}. Portunus compares that, and STS does not.`,
        ]),
    ...(isBound
      ? []
      : [`${place}: STS can't tell whom it means, so its statement lets nobody in until you write the subject there.`]),
    ...(isBound && isAnySubject
      ? [`${place}: IAM demands that sub is compared. If ${id} signs subjects of another form, write that form there.`]
      : []),
    ...(wider.length === 0
      ? []
      : [`${place}: in IAM, * matches : and / too, so STS takes more of ${wider.join(', ')} than Portunus does.`]),
  ];
}

/** Conditions of the issuer hold for each of its tokens, so they stand beside those of the grant. */
function comparedBy(grant: Grant, issuer: Issuer, { claims: known, owners, derive }: StsKeys): ComparedBy {
  const own = (grant.claims ?? []).map(named);
  const { conditions, lost } = together([...own, ...(issuer.require ?? []).map(named)]);
  const patternsOf = (name: string) => conditions.find(({ claim }) => claim === name)?.anyOf;
  const direct = conditions.filter(({ claim }) => known.includes(claim));
  const derived = patternsOf('sub') === undefined ? derive?.(patternsOf) : undefined;
  const covered = [...direct.map(({ claim }) => claim), ...(derived?.covers ?? [])];
  const isPinned = (name: string) =>
    covered.includes(name) && (patternsOf(name) ?? []).every((pattern) => namesParty(pattern, name));
  return {
    compared: [...direct, ...(derived === undefined ? [] : [{ claim: 'sub', anyOf: derived.subjects }])],
    lost: [
      ...conditions.map(({ claim }) => claim).filter((claim) => !covered.includes(claim)),
      ...lost,
      ...(grant.groups === undefined ? [] : ['groups']),
    ],
    isBound: owners.some(isPinned) && own.some(({ claim }) => covered.includes(claim)),
    isAnySubject: derived?.covers.length === 0,
  };
}

/** Whether a pattern names one party, if only by its first parts: `acme/`, in a subject `repo:acme/`. */
function namesParty(pattern: string, claim: string): boolean {
  const [fixed = ''] = pattern.split('*');
  const parts = (fixed.match(/[:/]/g) ?? []).length;
  return fixed === pattern || parts >= (claim === 'sub' ? 2 : 1);
}

/** A nested claim gets a name that no claim of the outermost level has. */
function nameOf(path: ClaimCondition['claim']): string {
  return path.length === 1 && path[0] !== undefined ? path[0] : JSON.stringify(path);
}

function named({ claim, anyOf }: ClaimCondition): Compared {
  return { claim: nameOf(claim), anyOf };
}

/**
 * A policy compares a key once, so of several conditions on one claim, the texts stay that meet all. Where only patterns
 * do, those of the first condition stay.
 */
function together(all: readonly Compared[]) {
  const names = [...new Set(all.map(({ claim }) => claim))];
  const joined = names.map((claim) => {
    const [first = [], ...others] = all.filter((one) => one.claim === claim).map(({ anyOf }) => anyOf);
    const anyOf = others.reduce((one, other) => (common(one, other).length > 0 ? common(one, other) : one), first);
    const isWhole = others.every((other) => anyOf.every((text) => common([text], other).includes(text)));
    return { claim, anyOf, isWhole };
  });
  const lost = joined.flatMap(({ claim, isWhole }) => (isWhole ? [] : [`one of two conditions on ${claim}`]));
  return { conditions: joined, lost };
}

function common(one: readonly string[], other: readonly string[]): readonly string[] {
  const exactIn = (texts: readonly string[], patterns: readonly string[]) =>
    texts.filter((text) => !text.includes('*') && patterns.some((pattern) => matchesPattern(pattern, text)));
  return [...new Set([...exactIn(one, other), ...exactIn(other, one)])];
}
