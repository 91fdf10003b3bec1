import type { DefinitionKind } from '../../../../shared/domain/definition.ts';
import type { Path } from '../object/path.ts';

/** How a field is shown and filled in. */
export type Control =
  /** `keepsEmpty` leaves an empty text where the field's presence says something. */
  | { readonly type: 'text'; readonly keepsEmpty?: true }
  | { readonly type: 'long-text' | 'number' | 'lines' | 'json' | 'conditions' | 'policy' | 'principal-type' | 'grants' }
  /** What the service makes, and nobody types. */
  | { readonly type: 'shown' }
  | { readonly type: 'flag'; readonly fallback: boolean }
  /** `true`, or not there. */
  | { readonly type: 'acknowledgement' }
  | { readonly type: 'choice'; readonly of: readonly string[] }
  | { readonly type: 'choices'; readonly of: readonly string[]; readonly fallback: readonly string[] }
  | { readonly type: 'reference'; readonly kind: DefinitionKind; readonly keepsEmpty?: true };

export interface Field {
  readonly path: Path;
  readonly control: Control;
  readonly required: boolean;
}

/** Fields that belong together. `opened` are those that most people fill in. */
export interface FieldGroup {
  readonly name: GroupName;
  readonly opened: boolean;
  readonly fields: readonly Field[];
}

export type GroupName =
  | 'basics'
  | 'session'
  | 'rights'
  | 'further'
  | 'who'
  | 'use'
  | 'people'
  | 'tokens'
  | 'keys'
  | 'target'
  | 'login'
  | 'risk';

export function field(path: string, control: Control | Plain, required = false): Field {
  return { path: path.split('.'), control: typeof control === 'string' ? { type: control } : control, required };
}

/** Controls that are told by their type alone. */
type Plain = Exclude<Control, { readonly type: 'flag' | 'choice' | 'choices' | 'reference' }>['type'];

export function group(name: GroupName, fields: readonly (Field | false)[], opened = true): FieldGroup {
  return { name, opened, fields: fields.filter((one) => one !== false) };
}
