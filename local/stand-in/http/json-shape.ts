export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** What a member of each kind is here. */
export interface Kinds {
  readonly text: string;
  readonly flag: boolean;
  readonly texts: readonly string[];
  readonly tags: readonly Tag[];
}

/** What the service model says of a member of a JSON request. */
export interface MemberRule {
  readonly kind: keyof Kinds;
  readonly isRequired?: true;
  /** Of a text its characters, of a list its items. */
  readonly min?: number;
  readonly max?: number;
  /** Whether a text's length is that of its UTF-8. */
  readonly inBytes?: true;
  /** Of a text, or of each text of a list; the whole of it. */
  readonly pattern?: RegExp;
  readonly values?: readonly string[];
  /** Whether records must not repeat it. */
  readonly isSecret?: true;
}

export type Shape = Readonly<Record<string, MemberRule>>;

type Required<S extends Shape> = { [M in keyof S]: S[M] extends { isRequired: true } ? M : never }[keyof S];

/** A request's members, once they are known to be what its shape says. */
export type Members<S extends Shape> = { readonly [M in Required<S>]: Kinds[S[M]['kind']] } & {
  readonly [M in Exclude<keyof S, Required<S>>]?: Kinds[S[M]['kind']];
};
