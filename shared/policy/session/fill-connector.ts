import type { ClaimPath } from '../../domain/claim-path.ts';
import { type Claims, claimAt } from '../../domain/claims.ts';
import type { Connector, FilledConnector } from '../../domain/connector.ts';
import { callersPart, exampleOf, hasClaims, isFilled, namesRepository } from '../../domain/connector-templates.ts';
import type { FieldError } from '../../domain/errors.ts';
import type { Grant } from '../../domain/grant.ts';
import type { ReasonOf } from '../../domain/refusal-reasons.ts';
import { parseTemplate, type TemplatePart, templateClaims } from '../../domain/session-templates.ts';
import { isSamePath, partyOf } from './name-owner.ts';

/** Whose claims are filled in. `issuer` is the one under which the caller is recorded. */
interface NamedCaller {
  readonly issuer: string;
  readonly claims: Claims;
}

export interface Unfilled {
  readonly reason: Extract<
    ReasonOf<'not_allowed'>,
    | 'claim_missing'
    | 'claim_of_another_issuer'
    | 'claim_not_text_or_number'
    | 'claim_has_wildcard'
    | 'claim_has_separator'
    | 'claim_does_not_fit'
  >;
  /** The text that can not be filled, such as `repositories[0]`. */
  readonly path: string;
  /** The path, and the claim. It never contains the claim's value. */
  readonly detail: string;
}

export type Filling = { readonly ok: true; readonly connector: FilledConnector } | ({ readonly ok: false } & Unfilled);

/** A text of a connector that holds claims. */
interface Template {
  readonly field: 'roleArn' | 'region' | 'repositories';
  readonly path: string;
  readonly text: string;
}

/** The texts of a connector that hold claims. */
export function templatesOf(connector: Connector): readonly Template[] {
  const { roleArn, region, repositories = [] } = connector;
  return [
    { field: 'roleArn' as const, path: 'roleArn', text: roleArn ?? '' },
    { field: 'region' as const, path: 'region', text: region ?? '' },
    ...repositories.map((text, index) => ({ field: 'repositories' as const, path: `repositories[${index}]`, text })),
  ].filter(({ text }) => hasClaims(text));
}

/** A connector with an example in place of each claim, for checks of what does not depend on the claims. */
export function withExamples(connector: Connector): Connector {
  return withTexts(connector, exampleOf);
}

/** A connector with another text for each that holds claims. It has no region if claims say which. */
export function withTexts(connector: Connector, toText: (template: string) => string): Connector {
  if (templatesOf(connector).length === 0) return connector;
  const { region, ...rest } = connector;
  const { roleArn, repositories } = connector;
  return {
    ...rest,
    ...(region !== undefined && !hasClaims(region) && { region }),
    ...(roleArn !== undefined && { roleArn: toText(roleArn) }),
    ...(repositories && { repositories: repositories.map(toText) }),
  } as Connector;
}

/**
 * Fills the caller's claims into a connector. What a claim says is taken exactly as it is, or refuses the request: nothing
 * is cut, cleaned or hashed. So two callers get the same role or the same repositories only if their claims are equal.
 */
export function fillConnector(connector: Connector, caller: NamedCaller): Filling {
  const templates = templatesOf(connector);
  // Nothing is left to fill in, which is all that the type says.
  if (templates.length === 0) return { ok: true, connector: connector as FilledConnector };
  const [issuer, ...others] = issuersOf(connector);
  if (issuer !== caller.issuer || others.length > 0) return refuse('claim_of_another_issuer', templates[0]?.path ?? '');
  const filled = new Map<string, string>();
  for (const template of templates) {
    const result = fill(template, connector, caller.claims);
    if (typeof result !== 'string') return result;
    filled.set(template.path, result);
  }
  const { roleArn, region, repositories } = connector;
  const at = (path: string, text: string) => filled.get(path) ?? text;
  const values = {
    ...connector,
    ...(roleArn !== undefined && { roleArn: at('roleArn', roleArn) }),
    ...(region !== undefined && { region: at('region', region) }),
    ...(repositories && { repositories: repositories.map((text, index) => at(`repositories[${index}]`, text)) }),
  };
  return { ok: true, connector: values as FilledConnector };
}

function issuersOf({ grants }: Connector): readonly string[] {
  return [...new Set(grants.map(partyOf))];
}

/** Issuers can put the same values into the same claims, so a connector with claims in its texts is for one issuer. */
export function issuersFaults(connector: Connector): readonly FieldError[] {
  const [template] = templatesOf(connector);
  if (template === undefined || issuersOf(connector).length <= 1) return [];
  const detail = `must be of one issuer, or of IAM roles, or of refresh jobs alone: ${template.path} holds claims, and another issuer could fill in the same`;
  return [{ field: 'grants', detail }];
}

function refuse(reason: Unfilled['reason'], path: string, ...about: readonly string[]) {
  return { ok: false as const, reason, path, detail: [path, ...about].join(': ') };
}

function fill(template: Template, connector: Connector, claims: Claims): string | Extract<Filling, { ok: false }> {
  const { field, path, text } = template;
  const parts = parseTemplate(text) ?? [];
  for (const claim of templateClaims(text)) {
    const refused = refusedValue(claimAt(claims, claim), path, claim) ?? misplaced(template, claim, connector, claims);
    if (refused !== undefined) return refused;
  }
  const filled = textOf(parts, claims);
  const fits =
    field === 'repositories'
      ? namesRepository(filled, textOf(parseTemplate(callersPart(text)) ?? [], claims))
      : isFilled(field, filled);
  if (!fits) return refuse('claim_does_not_fit', path, `it would not be ${NAMES[field]}`);
  const isOutside = field === 'region' && connector.regions?.includes(filled) === false;
  return isOutside ? refuse('claim_does_not_fit', path, 'it would not be one of regions') : filled;
}

const NAMES = {
  roleArn: 'the ARN of one IAM role',
  region: 'a region',
  repositories: "a repository's name, which has small letters only",
};

/** IAM's wildcards, and the beginning of its policy variables. */
const WILDCARD = /[*?$]/;

function refusedValue(value: unknown, path: string, claim: ClaimPath) {
  const name = claim.join('.');
  if (value === undefined || value === null) return refuse('claim_missing', path, name);
  // Beyond 2^53 two ids can be parsed as the same number.
  if (typeof value !== 'string' && !Number.isSafeInteger(value)) return refuse('claim_not_text_or_number', path, name);
  if (value === '') return refuse('claim_does_not_fit', path, name, 'it is empty');
  return WILDCARD.test(`${value}`) ? refuse('claim_has_wildcard', path, name) : undefined;
}

/** Refuses a value in which another part of the text could seem to begin. */
function misplaced({ field, path, text }: Template, claim: ClaimPath, connector: Connector, claims: Claims) {
  const value = `${claimAt(claims, claim)}`;
  const name = claim.join('.');
  const parts = parseTemplate(text) ?? [];
  const first = parts.findIndex((part) => 'claim' in part);
  const last = parts.findLastIndex((part) => 'claim' in part);
  const between = parts.slice(first, last).flatMap((part) => ('literal' in part ? [...part.literal] : []));
  const separators = new Set([...between, ...(field === 'repositories' ? [] : ['/', ':'])]);
  if ([...value].some((char) => separators.has(char))) return refuse('claim_has_separator', path, name);
  if (field !== 'repositories' || !isOpenEnded(connector)) return undefined;
  const depth = depthOf(claim, connector.grants);
  const detail = `it must hold ${depth === 0 ? 'no /, unless every grant says how many' : `exactly ${depth} /`}`;
  return slashesIn(value) === depth ? undefined : refuse('claim_has_separator', path, name, detail);
}

/** Whether a caller's names go on after the caller's part, so that `{path}/*` of one could hold that of another. */
function isOpenEnded({ repositories = [] }: Connector): boolean {
  const own = repositories.filter(hasClaims);
  return own.length > 1 || own.some((text) => text.includes('*'));
}

/**
 * How many `/` each value of a claim has, if all grants say so by their patterns, such as `acme/*`. Otherwise none may
 * stand in it, so that no value can be the beginning of another.
 */
function depthOf(claim: ClaimPath, grants: readonly Grant[]): number {
  const depths = new Set(grants.map((grant) => depthIn(claim, grant)));
  const [depth] = depths;
  return depths.size === 1 ? (depth ?? 0) : 0;
}

function depthIn(claim: ClaimPath, { claims = [] }: Grant): number | undefined {
  const patterns = claims.filter((one) => isSamePath(one.claim, claim)).map(({ anyOf }) => anyOf);
  const fixed = patterns.flatMap((anyOf) => {
    const depths = new Set(anyOf.map((pattern) => (pattern.includes('**') ? -1 : slashesIn(pattern))));
    return depths.size === 1 && !depths.has(-1) ? [...depths] : [];
  });
  return fixed[0];
}

function slashesIn(text: string): number {
  return text.split('/').length - 1;
}

function textOf(parts: readonly TemplatePart[], claims: Claims): string {
  return parts.map((part) => ('claim' in part ? `${claimAt(claims, part.claim)}` : part.literal)).join('');
}
