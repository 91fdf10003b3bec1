// The notation in which each CI's file describes the form of its claims and subjects. Refs follow `git
// check-ref-format`.
import type { Form } from '../forms.ts';

export type Forms = Readonly<Record<string, Form>>;

export const DIGITS: Form = { forms: ['<digits>'], like: 'digits' };
export const ANY_UUID: Form = { forms: ['<uuid>'], like: 'a UUID' };
export const BRACED: Form = { forms: ['{<uuid>}'], like: 'a UUID in braces' };
export const FLAG: Form = { forms: ['true', 'false'], like: '"true" or "false"' };
export const COMMIT: Form = { forms: ['<hex>'.repeat(40), '<hex>'.repeat(64)], like: 'the whole hash of a commit' };
/** Texts that no ref can contain. */
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

/** Gives several claims the same form. */
export function all(names: readonly string[], form: Form): Forms {
  return Object.fromEntries(names.map((name) => [name, form]));
}

/** `unreviewed` subjects are of proposed code, which runs before anybody has reviewed it. */
type SubjectKind = 'unreviewed' | 'reviewed' | 'deep';

export interface SubjectForms {
  /** How these subjects begin. A pattern with another beginning is for subjects that the operator has customized. */
  readonly begins: readonly string[];
  /** In the notation of `overlaps`. `deep` forms are of branches and tags with a slash in their names. */
  readonly forms: readonly { readonly form: string; readonly kind: SubjectKind }[];
  /** The forms of customized subjects that begin in the same way. */
  readonly customised?: readonly string[];
  /** An example for people. */
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
