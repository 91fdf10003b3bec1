/** What differs from one CI to another: the claims of its tokens, and which of them to admit. */
export interface Template {
  /** The title in the first line of each file. */
  readonly title: string;
  /** The issuer, in YAML. */
  readonly issuer: string;
  /** Whether the tokens belong to people. */
  readonly people?: true;
  readonly access: 'pull' | 'push';
  /** The end of the connector, in YAML: the session name and the grants. */
  readonly connector: string;
  /** The relevant claims of an admitted token. */
  readonly token: string;
  /** The cases. The first one tests the token itself. */
  readonly cases: readonly [TemplateCase, ...TemplateCase[]];
}

type Json = Readonly<Record<string, unknown>>;

export interface TemplateCase {
  readonly name: string;
  /** The claims that differ from the token. `null` removes a claim. */
  readonly change?: Json;
  /** A signed request instead of a token. */
  readonly role?: { readonly iamRole: string; readonly uniqueId?: string };
  readonly expect: { readonly by: string } | { readonly reason: string };
  readonly session?: Json;
  /** Whether the case contains one of the owner's names, which must change together with the definitions. */
  readonly ours?: true;
}

export function granted(name: string, change: Json = {}, by = 'grants[0]'): TemplateCase {
  return {
    name,
    change,
    expect: { by },
  };
}

/** A case that admits the token itself, and gives its session name. */
export function grantedAs(name: string, session: Json): TemplateCase {
  return { ...granted(name), session };
}

/** A case that meets the issuer's `require`, but no grant. */
export function noGrant(name: string, change: Json): TemplateCase {
  return {
    name,
    change,
    expect: { reason: 'no_grant_matches' },
  };
}

/** A case that does not meet the issuer's `require`. */
export function notOurs(name: string, change: Json): TemplateCase {
  return {
    name,
    change,
    expect: { reason: 'require_not_held' },
  };
}

/** Marks a case that must contain the owner's own names and ids, because it would prove nothing with other ones. */
export function ours(one: TemplateCase): TemplateCase {
  return { ...one, ours: true };
}

/** Removes the indentation of the surrounding code. */
export function lines({ raw }: TemplateStringsArray, ...values: readonly string[]): string {
  const text = String.raw({ raw }, ...values).replace(/^\n|\n *$/g, '');
  const indent = /^ */.exec(text)?.[0] ?? '';
  return text.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

export const AUDIENCE = 'https://portunus.example.com';
/** Why {@link AUDIENCE} has to be changed. */
export const HINT = "change: your deployment's own URL, for which jobs ask their tokens";

/** The fields that all issuers of job tokens share. */
export const FOR_JOBS = `kind: workload\naudiences: [${AUDIENCE}] # ${HINT}`;
