import * as v from 'valibot';
import type { ClaimPath } from './claim-path.ts';
import { plainObject } from './schemas.ts';

/** A part of a template: literal text, or a claim to insert. */
export type TemplatePart = { readonly literal: string } | { readonly claim: ClaimPath };

const PART = /\{(\[[^\]]*\]|[^{}[\]]+)\}|([^{}]+)/gy;

/**
 * Splits a template such as `gh-{repository_id}-{run_id}` into its parts. A nested claim is a JSON list:
 * `{["kubernetes.io","namespace"]}`. Returns `undefined` for an unmatched brace or an invalid list.
 */
export function parseTemplate(template: string): readonly TemplatePart[] | undefined {
  const parts: TemplatePart[] = [];
  let length = 0;
  for (const [whole, placeholder, literal] of template.matchAll(PART)) {
    length += whole.length;
    const part = literal === undefined ? placeholderPart(placeholder ?? '') : { literal };
    if (part === undefined) return undefined;
    parts.push(part);
  }
  return length === template.length ? parts : undefined;
}

/** The claims that a template inserts, in order. */
export function templateClaims(template: string): readonly ClaimPath[] {
  return (parseTemplate(template) ?? []).flatMap((part) => ('claim' in part ? [part.claim] : []));
}

function placeholderPart(text: string): TemplatePart | undefined {
  if (!text.startsWith('[')) return { claim: [text] };
  try {
    const result = v.safeParse(v.pipe(v.array(v.string()), v.nonEmpty()), JSON.parse(text));
    return result.success ? { claim: result.output } : undefined;
  } catch {
    return undefined;
  }
}

/** The characters and lengths that AWS allows (STS API reference, AssumeRole). */
export const SESSION_LIMITS = {
  name: { allowed: /[\w+=,.@-]/u, minLength: 2, maxLength: 64 },
  /** The name of a federated user (GetFederationToken). */
  userName: { allowed: /[\w+=,.@-]/u, minLength: 2, maxLength: 32 },
  tagValue: { allowed: /[\p{L}\p{Z}\p{N}_.:/=+\-@]/u, minLength: 0, maxLength: 256 },
} as const;

export type SessionLimits = (typeof SESSION_LIMITS)[keyof typeof SESSION_LIMITS];

function template(limits: SessionLimits) {
  return v.pipe(
    v.string(),
    v.nonEmpty('must not be empty'),
    v.maxLength(512, 'must be at most 512 characters'),
    v.check((text) => parseTemplate(text) !== undefined, 'must be text with claims in braces, such as {repository_id}'),
    v.check((text) => literalsFit(text, limits), 'must have only characters that AWS takes, outside the braces'),
  );
}

function literalsFit(text: string, limits: SessionLimits): boolean {
  return (parseTemplate(text) ?? []).every(
    (part) => 'claim' in part || [...part.literal].every((char) => limits.allowed.test(char)),
  );
}

const TAG_KEY = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/iu;

/** Tags are read key by key, because the schema library's record would silently drop `__proto__`. */
const SessionTags = v.pipe(
  v.custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    'must be a map of tag names to templates',
  ),
  v.transform((map) => Object.entries(map).map(([key, value]) => ({ key, value }))),
  v.array(
    v.object({
      key: v.pipe(v.string(), v.regex(TAG_KEY, 'has a tag name that AWS does not take')),
      value: template(SESSION_LIMITS.tagValue),
    }),
  ),
  v.maxLength(50, 'must have at most 50 tags'),
  v.check(
    (tags) => new Set(tags.map(({ key }) => key.toLowerCase())).size === tags.length,
    'must not name a tag twice, in whatever case',
  ),
);

type Attribute = 'name' | 'sourceIdentity' | 'tags';

/** What a session records about its caller. The templates insert verified claims, never request fields. */
export function sessionTemplates(attributes: readonly Attribute[], nameLimits: SessionLimits) {
  const refused = (name: Attribute) =>
    v.check<SessionTemplates, string>(
      (templates) => templates[name] === undefined || attributes.includes(name),
      `must not have ${name}: the STS call of this principal type takes none`,
    );
  return v.pipe(
    plainObject({
      name: v.exactOptional(template(nameLimits)),
      sourceIdentity: v.exactOptional(template(SESSION_LIMITS.name)),
      tags: v.exactOptional(SessionTags),
    }),
    refused('name'),
    refused('sourceIdentity'),
    refused('tags'),
  );
}

export interface SessionTemplates {
  readonly name?: string;
  readonly sourceIdentity?: string;
  readonly tags?: v.InferOutput<typeof SessionTags>;
}
