import type { DefinitionKind } from '../../../../shared/domain/definition.ts';
import { isHarmlessChange } from '../../../../shared/domain/harmless-change.ts';
import { isSame, patchBetween } from '../../../../shared/domain/merge-patch.ts';
import { isJsonObject } from '../../../../shared/domain/strict-json.ts';
import { type Path, type Written, withValue } from './path.ts';
import { type ReadYaml, readYaml, updateYaml, writeYaml } from './yaml-text.ts';

type Unreadable = Extract<ReadYaml, { readonly ok: false }>;

/** A definition while it is edited. The text says the same as the value, unless it can't be read. */
export interface Editing {
  /** What was stored when the editing began. Empty for a new definition. */
  readonly base: Written;
  /** Which version that was. Absent for a new definition. */
  readonly etag?: string;
  readonly text: string;
  /** What the text says, or said when it could last be read. */
  readonly value: Written;
  readonly unreadable?: Unreadable;
  readonly hasComments: boolean;
  /** Whether a change in the form took comments of the text away. */
  readonly lostComments: boolean;
}

/** What is kept over a sign-in. */
export interface Draft {
  readonly base: Written;
  readonly etag?: string;
  readonly text: string;
}

export function begin(base: Written, etag?: string): Editing {
  const text = writeYaml(base);
  return { base, ...(etag !== undefined && { etag }), text, value: base, hasComments: false, lostComments: false };
}

/** Goes on from a draft. `undefined` if what the browser kept is none. */
export function resumed(draft: unknown): Editing | undefined {
  if (!isJsonObject(draft) || !isJsonObject(draft.base) || typeof draft.text !== 'string') return undefined;
  const etag = typeof draft.etag === 'string' ? draft.etag : undefined;
  return typed(begin(draft.base, etag), draft.text);
}

export function draftOf({ base, etag, text }: Editing): Draft {
  return { base, ...(etag !== undefined && { etag }), text };
}

/** Takes what was typed as YAML. What can't be read changes the text alone. */
export function typed(editing: Editing, text: string): Editing {
  const { unreadable: _mended, ...rest } = editing;
  const read = readYaml(text);
  if (!read.ok) return { ...rest, text, unreadable: read };
  return { ...rest, text, value: read.value, hasComments: read.hasComments, lostComments: false };
}

/** Takes what was filled in. The form is frozen while the text can't be read, so nothing typed is overwritten. */
export function filled(editing: Editing, path: Path, value: unknown): Editing {
  const changed = withValue(editing.value, path, value);
  return isJsonObject(changed) ? replaced(editing, changed) : editing;
}

export function replaced(editing: Editing, value: Written): Editing {
  if (editing.unreadable !== undefined) return editing;
  const { text, lostComments } = updateYaml(editing.text, value);
  return {
    ...editing,
    ...{ text, value },
    hasComments: editing.hasComments && !lostComments,
    lostComments: editing.lostComments || lostComments,
  };
}

/** Goes on from what somebody else stored meanwhile, with a value that has both changes. */
export function rebased(editing: Editing, base: Written, etag: string | undefined, value: Written): Editing {
  const { etag: _old, ...rest } = editing;
  return replaced({ ...rest, base, ...(etag !== undefined && { etag }) }, value);
}

export function isChanged({ base, value, unreadable }: Editing): boolean {
  return unreadable !== undefined || !isSame(base, value);
}

/** Whether the service asks for a fresh sign-in before this change. It decides; this only says so early. */
export function asksForFreshSignIn(kind: DefinitionKind, { base, value, etag }: Editing): boolean {
  const patch = patchBetween(base, value);
  return etag === undefined || !isHarmlessChange(kind, isJsonObject(patch) ? patch : {});
}
