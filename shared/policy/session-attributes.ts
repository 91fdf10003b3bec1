import { createHash } from 'node:crypto';
import { type ClaimPath, type Claims, claimAt } from '../domain/claims.ts';
import {
  parseTemplate,
  SESSION_LIMITS,
  type SessionLimits,
  type SessionTemplates,
  type TemplatePart,
} from '../domain/session-templates.ts';
import { scalarText } from './claim-pattern.ts';

/** What a session says of its caller, in AWS's alphabets and lengths. */
export interface SessionAttributes {
  readonly sessionName: string;
  readonly sourceIdentity?: string;
  readonly tags: readonly { readonly key: string; readonly value: string }[];
}

export type RenderedAttributes =
  | { readonly ok: true; readonly value: SessionAttributes }
  | { readonly ok: false; readonly missingClaim: string };

/**
 * Renders a connector's templates over the caller's verified claims. A claim that is missing, or is no single value,
 * refuses. Without a name template the session is named by the subject and a hash of issuer and subject.
 */
export const sessionAttributes = (
  templates: SessionTemplates | undefined,
  caller: { readonly issuer: string; readonly subject: string; readonly claims: Claims },
  nameLimits: SessionLimits,
): RenderedAttributes => {
  const { name, sourceIdentity, tags = [] } = templates ?? {};
  const missing = [name ?? '', sourceIdentity ?? '', ...tags.map((tag) => tag.value)]
    .flatMap(claimPaths)
    .find((path) => scalarText(claimAt(caller.claims, path)) === undefined);
  if (missing !== undefined) return { ok: false, missingClaim: missing.join('.') };

  const render = (template: string, limits: SessionLimits) => renderTemplate(template, caller.claims, limits);
  return {
    ok: true,
    value: {
      sessionName: name === undefined ? defaultName(caller, nameLimits) : render(name, nameLimits),
      ...(sourceIdentity === undefined ? {} : { sourceIdentity: render(sourceIdentity, SESSION_LIMITS.name) }),
      tags: tags.map((tag) => ({ key: tag.key, value: render(tag.value, SESSION_LIMITS.tagValue) })),
    },
  };
};

const claimPaths = (template: string): readonly ClaimPath[] =>
  (parseTemplate(template) ?? []).flatMap((part) => ('claim' in part ? [part.claim] : []));

const defaultName = ({ issuer, subject }: { issuer: string; subject: string }, limits: SessionLimits): string =>
  withHash(clean(subject, limits), [issuer, subject], limits);

const renderTemplate = (template: string, claims: Claims, limits: SessionLimits): string => {
  const parts = parseTemplate(template) ?? [];
  const texts = parts.map((part) => ('claim' in part ? (scalarText(claimAt(claims, part.claim)) ?? '') : part.literal));
  const values = texts.filter((_text, index) => 'claim' in (parts[index] ?? {}));
  const raw = texts.join('');
  const cleaned = clean(raw, limits);
  return cleaned !== raw || isAmbiguous(cleaned, parts, values, limits) ? withHash(cleaned, values, limits) : cleaned;
};

const clean = (text: string, { allowed }: SessionLimits): string =>
  [...text].map((char) => (allowed.test(char) ? char : '-')).join('');

const HASH_LENGTH = 12;
const LOOKS_HASHED = /\+[\w-]{12}$/;

/**
 * Whether another caller's values could give the same text: because it would be cut, because it looks like a hashed
 * one, or because a value holds a character of a separator (`{a}-{b}` of "x-y","z" and of "x","y-z").
 */
const isAmbiguous = (
  text: string,
  parts: readonly TemplatePart[],
  values: readonly string[],
  { minLength, maxLength }: SessionLimits,
): boolean => {
  if (text.length < minLength || text.length > maxLength || LOOKS_HASHED.test(text)) return true;
  if (values.length < 2) return false;
  const separators = new Set(parts.slice(1, -1).flatMap((part) => ('literal' in part ? [...part.literal] : [])));
  const unseparated = parts.some((part, index) => 'claim' in part && 'claim' in (parts[index + 1] ?? { literal: '' }));
  return unseparated || values.some((value) => [...value].some((char) => separators.has(char)));
};

const withHash = (text: string, values: readonly string[], { maxLength }: SessionLimits): string => {
  const hash = createHash('sha256').update(JSON.stringify(values)).digest('base64url').slice(0, HASH_LENGTH);
  // The cut may fall into a character of two code units: half a character is none.
  const kept = text.slice(0, maxLength - HASH_LENGTH - 1).replace(/[\ud800-\udbff]$/, '');
  return `${kept}+${hash}`;
};
