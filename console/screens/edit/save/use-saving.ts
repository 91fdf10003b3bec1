import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { DefinitionKind } from '../../../../shared/domain/definition.ts';
import { notify } from '../../../kit/notice-board.ts';
import { texts } from '../../../texts/index.ts';
import { PLACES } from '../../places.ts';
import { readStored, type Stored } from '../api/definitions.ts';
import { isOvertaken, type Saved, save } from '../api/save.ts';
import type { Editing } from '../object/editing.ts';

interface Begun {
  readonly editing: Editing;
  readonly discard: () => void;
}

/** Saves what was edited. If somebody else was first, it reads what they stored, and writes nothing. */
export function useSaving(kind: DefinitionKind, id: string | undefined, stored: Stored, draft: Begun) {
  const [, go] = useLocation();
  const queries = useQueryClient();
  // A draft may be older than what is stored now.
  const [theirs, setTheirs] = useState(draft.editing.etag === stored.etag ? undefined : stored);
  const [waits, setWaits] = useState<Extract<Saved, { readonly ended: 'waits' }>>();
  const mutation = useMutation({
    mutationFn: (editing: Editing) => save(kind, id, editing),
    onSuccess: async (saved) => {
      draft.discard();
      if (saved.ended === 'waits') {
        setWaits(saved);
        return;
      }
      notify({
        type: 'success',
        text: id === undefined ? texts.edit.created(kind, saved.id) : texts.edit.saved(kind, saved.id),
      });
      await queries.invalidateQueries();
      go(`${PLACES[kind]}/${saved.id}`);
    },
    onError: async (error) => {
      if (isOvertaken(error) && id !== undefined) setTheirs(await readStored(kind, id));
    },
  });
  return { mutation, theirs, waits, merged: () => setTheirs(undefined) };
}
