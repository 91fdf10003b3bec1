/** What a CI's tokens say, and whom of them to let in: all that differs from one CI to another. */
export interface Template {
  /** As the first line of each file has it. */
  readonly title: string;
  /** The issuer, as it is written. */
  readonly issuer: string;
  /** Whether its tokens are people's. */
  readonly people?: true;
  readonly access: 'pull' | 'push';
  /** The end of the connector: how its session is called, and its grants. */
  readonly connector: string;
  /** The claims of a token that is let in, as far as they matter. */
  readonly token: string;
  /** The first is about that very token. */
  readonly cases: readonly [TemplateCase, ...TemplateCase[]];
}

type Json = Readonly<Record<string, unknown>>;

export interface TemplateCase {
  readonly name: string;
  /** What is other than in the token; `null` for a claim that it lacks. */
  readonly change?: Json;
  /** A signed request instead of a token. */
  readonly role?: { readonly iamRole: string; readonly uniqueId?: string };
  readonly expect: { readonly by: string } | { readonly reason: string };
  readonly session?: Json;
  /** Whether something of the owner's stands in it too, and has to be changed with the definitions. */
  readonly ours?: true;
}

export function granted(name: string, change: Json = {}, by = 'grants[0]'): TemplateCase {
  return {
    name,
    change,
    expect: { by },
  };
}

/** The token itself, with what its session is called. */
export function grantedAs(name: string, session: Json): TemplateCase {
  return { ...granted(name), session };
}

/** The issuer's `require` holds, but no grant. */
export function noGrant(name: string, change: Json): TemplateCase {
  return {
    name,
    change,
    expect: { reason: 'no_grant_matches' },
  };
}

/** The issuer's `require` does not hold. */
export function notOurs(name: string, change: Json): TemplateCase {
  return {
    name,
    change,
    expect: { reason: 'require_not_held' },
  };
}

/** A case that would prove nothing for others' names and ids. */
export function ours(one: TemplateCase): TemplateCase {
  return { ...one, ours: true };
}

/** Lines without the indentation of the code around them. */
export function lines({ raw }: TemplateStringsArray, ...values: readonly string[]): string {
  const text = String.raw({ raw }, ...values).replace(/^\n|\n *$/g, '');
  const indent = /^ */.exec(text)?.[0] ?? '';
  return text.replaceAll(new RegExp(`^${indent}`, 'gm'), '');
}

export const AUDIENCE = 'https://portunus.example.com';
const HINT = "change: your deployment's own URL, for which jobs ask their tokens";

/** What issuers of jobs have in common. */
export const FOR_JOBS = `kind: workload\naudiences: [${AUDIENCE}] # ${HINT}`;
