import { createHash } from 'node:crypto';
import { type Claims, claimAt } from '../../domain/claims.ts';
import type { Grant } from '../../domain/grant.ts';
import {
  parseTemplate,
  SESSION_LIMITS,
  type SessionLimits,
  type SessionTemplates,
  type TemplatePart,
  templateClaims,
} from '../../domain/session-templates.ts';
import { scalarText } from '../access/claim-pattern.ts';
import { areAllPinned, nameOwner } from './name-owner.ts';

/** What a session records about its caller, with the characters and lengths that AWS allows. */
export interface SessionAttributes {
  readonly sessionName: string;
  readonly sourceIdentity?: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

export type RenderedAttributes =
  | { readonly ok: true; readonly value: SessionAttributes }
  | { readonly ok: false; readonly missingClaim: string };

/** A caller for session attributes. `issuer` is the one under which it is recorded. */
interface NamedCaller {
  readonly issuer: string;
  readonly subject: string;
  readonly claims: Claims;
}

/**
 * Renders a connector's templates with the caller's verified claims. A claim that is missing or not a single value is a
 * fault. Without a name template, the name is the subject with a hash of issuer and subject.
 */
export function sessionAttributes(
  { session, grants }: { readonly session?: SessionTemplates; readonly grants: readonly Grant[] },
  caller: NamedCaller,
  nameLimits: SessionLimits,
): RenderedAttributes {
  const { name, sourceIdentity, tags = [] } = session ?? {};
  const missing = [name ?? '', sourceIdentity ?? '', ...tags.map((tag) => tag.value)]
    .flatMap(templateClaims)
    .find((path) => scalarText(claimAt(caller.claims, path)) === undefined);
  if (missing !== undefined) return { ok: false, missingClaim: missing.join('.') };

  const isOwner = (template: string) => caller.issuer === nameOwner(templateClaims(template), grants);
  // Policies compare tags, so a value that the operator pinned in the grant must not get a hash.
  const mayTag = (template: string) =>
    isOwner(template) || areAllPinned(templateClaims(template), grants, caller.issuer);
  const render = (template: string, limits: SessionLimits, isPlain = isOwner(template)) =>
    renderTemplate(template, caller, limits, isPlain);
  return {
    ok: true,
    value: {
      sessionName: name === undefined ? defaultName(caller, nameLimits) : render(name, nameLimits),
      ...(sourceIdentity !== undefined && { sourceIdentity: render(sourceIdentity, SESSION_LIMITS.name) }),
      tags: tags.map(({ key, value }) => ({ key, value: render(value, SESSION_LIMITS.tagValue, mayTag(value)) })),
    },
  };
}

function defaultName({ issuer, subject }: NamedCaller, limits: SessionLimits): string {
  return withHash(clean(subject, limits), [issuer, subject], limits);
}

function renderTemplate(
  template: string,
  { claims, issuer }: NamedCaller,
  limits: SessionLimits,
  isPlain: boolean,
): string {
  const parts = parseTemplate(template) ?? [];
  const texts = parts.map((part) => ('claim' in part ? (scalarText(claimAt(claims, part.claim)) ?? '') : part.literal));
  const values = texts.filter((_text, index) => 'claim' in (parts[index] ?? {}));
  const raw = texts.join('');
  const cleaned = clean(raw, limits);
  if (!isPlain && values.length > 0) return withHash(cleaned, { issuer, values }, limits);
  return cleaned !== raw || isAmbiguous(cleaned, parts, values, limits) ? withHash(cleaned, values, limits) : cleaned;
}

function clean(text: string, { allowed }: SessionLimits): string {
  return [...text].map((char) => (allowed.test(char) ? char : '-')).join('');
}

const HASH_LENGTH = 12;
const LOOKS_HASHED = /\+[\w-]{12}$/;

/**
 * Whether another caller's values could give the same text: it would be cut, it looks like a hashed text, or a value
 * contains a character of a separator (`{a}-{b}` of "x-y","z" and of "x","y-z").
 */
function isAmbiguous(
  text: string,
  parts: readonly TemplatePart[],
  values: readonly string[],
  { minLength, maxLength }: SessionLimits,
): boolean {
  if (text.length < minLength || text.length > maxLength || LOOKS_HASHED.test(text)) return true;
  if (values.length < 2) return false;
  const separators = new Set(parts.slice(1, -1).flatMap((part) => ('literal' in part ? [...part.literal] : [])));
  const unseparated = parts.some((part, index) => 'claim' in part && 'claim' in (parts[index + 1] ?? { literal: '' }));
  return unseparated || values.some((value) => [...value].some((char) => separators.has(char)));
}

function withHash(text: string, values: unknown, { maxLength }: SessionLimits): string {
  const hash = createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, HASH_LENGTH);
  // The cut may split a surrogate pair, whose first half is then removed.
  const kept = text.slice(0, maxLength - HASH_LENGTH - 1).replace(/[\ud800-\udbff]$/, '');
  return `${kept}+${hash}`;
}
