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
  // Why what they stored can't be read: it may be deleted, or the service away.
  const [unread, setUnread] = useState<Error>();
  const readTheirs = () => {
    setUnread(undefined);
    readStored(kind, id ?? '').then(setTheirs, setUnread);
  };
  const mutation = useMutation({
    mutationFn: (editing: Editing) => save(kind, id, editing),
    onSuccess: async (saved) => {
      draft.discard();
      if (saved.ended === 'waits') {
        setWaits(saved);
        return;
      }
      await queries.invalidateQueries();
      // Told and shown at once: whoever goes elsewhere when told would be taken back.
      notify({
        type: 'success',
        text: id === undefined ? texts.edit.created(kind, saved.id) : texts.edit.saved(kind, saved.id),
      });
      go(`${PLACES[kind]}/${saved.id}`);
    },
    onError: (error) => {
      if (isOvertaken(error) && id !== undefined) readTheirs();
    },
  });
  return { mutation, theirs, unread, readTheirs, waits, merged: () => setTheirs(undefined) };
}
