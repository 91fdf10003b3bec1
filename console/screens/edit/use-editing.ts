import { useState } from 'react';
import type { DefinitionKind } from '../../../shared/domain/definition.ts';
import { useDraft } from '../../kit/use-draft.ts';
import type { Stored } from './api/definitions.ts';
import {
  begin,
  type Draft,
  draftOf,
  type Editing,
  filled,
  isChanged,
  rebased,
  replaced,
  resumed,
  typed,
} from './object/editing.ts';
import type { Path, Written } from './object/path.ts';

/** A definition while a person edits it, which outlives a sign-in and a reload. */
export function useEditing(kind: DefinitionKind, id: string | undefined, stored: Stored) {
  const { draft, keep, discard } = useDraft<Draft>(`edit/${kind}/${id ?? ''}`);
  const [started] = useState(() => resumed(draft));
  const [editing, setEditing] = useState(() => started ?? begin(stored.value, stored.etag));
  const [isResumed, setIsResumed] = useState(started !== undefined && isChanged(started));
  const change = (next: (before: Editing) => Editing) =>
    setEditing((before) => {
      const after = next(before);
      if (isChanged(after)) keep(draftOf(after));
      else discard();
      return after;
    });
  return {
    editing,
    isResumed,
    discard,
    type: (text: string) => change((before) => typed(before, text)),
    set: (path: Path, value: unknown) => change((before) => filled(before, path, value)),
    replace: (value: Written) => change((before) => replaced(before, value)),
    rebase: (theirs: Stored, value: Written) => change((before) => rebased(before, theirs.value, theirs.etag, value)),
    startAnew: () => {
      setIsResumed(false);
      change(() => begin(stored.value, stored.etag));
    },
  };
}
