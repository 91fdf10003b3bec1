// The words in which each CI's file writes down what its claims and subjects look like. Refs are as
// `git check-ref-format` has them.
import type { Form } from '../forms.ts';

export type Forms = Readonly<Record<string, Form>>;

export const DIGITS: Form = { forms: ['<digits>'], like: 'digits' };
export const ANY_UUID: Form = { forms: ['<uuid>'], like: 'a UUID' };
export const BRACED: Form = { forms: ['{<uuid>}'], like: 'a UUID in braces' };
export const FLAG: Form = { forms: ['true', 'false'], like: '"true" or "false"' };
export const COMMIT: Form = { forms: ['<hex>'.repeat(40), '<hex>'.repeat(64)], like: 'the whole hash of a commit' };
/** No ref contains these, at whatever place. */
export const NO_REF = /^\/|\/$|\/\/|\.\.|@\{|[\s~^?[\\]/;
export const REF: Form = {
  forms: ['refs/heads/**', 'refs/tags/**', 'refs/pull/<digits>/*'],
  never: NO_REF,
  like: 'a whole ref, such as refs/heads/main',
};
export const BRANCH: Form = {
  never: new RegExp(`^refs/(?:heads|tags)/|${NO_REF.source}`),
  like: 'a name without refs/heads/, such as main',
};

export function oneOf(...forms: readonly string[]): Form {
  return { forms, like: `one of ${forms.join(', ')}` };
}

export function prefixed(prefix: string): Form {
  return { forms: [`${prefix}*`], like: `an id that begins with ${prefix}` };
}

/** One form for several claims. */
export function all(names: readonly string[], form: Form): Forms {
  return Object.fromEntries(names.map((name) => [name, form]));
}

/** `unreviewed` is code that somebody proposes: it runs before anybody has looked at it. */
type SubjectKind = 'unreviewed' | 'reviewed' | 'deep';

export interface SubjectForms {
  /** How such a subject begins; a pattern that begins otherwise is for subjects of the operator's own making. */
  readonly begins: readonly string[];
  /** In the notation of `overlaps`. `deep` are those of branches and tags with a slash in their names. */
  readonly forms: readonly { readonly form: string; readonly kind: SubjectKind }[];
  /** What a subject may be that has been customised and still begins so. */
  readonly customised?: readonly string[];
  /** For people. */
  readonly like: string;
}

export function reviewed(...forms: readonly string[]) {
  return forms.map((form) => ({ form, kind: 'reviewed' as const }));
}

export function deep(...forms: readonly string[]) {
  return forms.map((form) => ({ form, kind: 'deep' as const }));
}

export function unreviewed(...forms: readonly string[]) {
  return forms.map((form) => ({ form, kind: 'unreviewed' as const }));
}
